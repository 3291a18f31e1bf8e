"""Student's t over exchangeable units: pairs of edits, or steps with their pairs."""

import math

import numpy as np
import numpy.typing as npt
import scipy

from gradcheck.domain.base import Value
from gradcheck.statistics.intervals import Interval
from gradcheck.statistics.permutation import Alternative
from gradcheck.statistics.scores import LEVEL, finite_vector, group_codes, group_sums, is_constant


class TTest(Value, frozen=True, kw_only=True):
    """A mean over `n` units (pairs or steps), in score units; `interval` is two-sided whatever the alternative."""

    estimate: float
    se: float
    df: int
    p_value: float
    interval: Interval
    n: int


def pair_t(means: npt.ArrayLike, *, alternative: Alternative = "two_sided") -> TTest:
    """One-sample t-test of a zero mean over pairs; `means` has shape (pairs,), as `pairs.pair_means` gives.

    Student (1908), "The probable error of a mean", Biometrika 6. Raises ValueError for fewer than two pairs,
    means that are not finite, and equal means: a contrast without variance is not testable.
    """
    values = finite_vector(means)
    return cluster_t(values, np.arange(values.size), alternative=alternative)


def cluster_t(means: npt.ArrayLike, steps: npt.ArrayLike, *, alternative: Alternative = "two_sided") -> TTest:
    """t-test of a zero mean over pairs whose unit is the step; `means` and `steps` have shape (pairs,).

    Cluster-robust variance of the mean with the correction G / (G - 1) and G - 1 degrees of freedom (Liang and
    Zeger 1986, "Longitudinal data analysis using generalized linear models", Biometrika 73); with equally
    many pairs a step it is the t-test of step means. Raises ValueError as `pair_t` does, with steps for pairs.
    """
    values = finite_vector(means)
    codes = group_codes(steps, values.size)
    n = int(codes.max()) + 1
    if n < 2:
        raise ValueError("a t-test needs at least two units")
    estimate = float(values.mean())
    sums = group_sums(values - estimate, codes)
    if is_constant(sums):
        raise ValueError("a contrast without variance is not testable")
    se = math.sqrt(float(np.sum(sums**2)) * n / (n - 1)) / values.size
    return TTest(
        estimate=estimate,
        se=se,
        df=n - 1,
        p_value=t_p(estimate / se, n - 1, alternative),
        interval=t_interval(estimate, se, n - 1),
        n=n,
    )


def t_interval(estimate: float, se: float, df: float, level: float = LEVEL) -> Interval:
    """Student's two-sided interval of an estimate with this standard error."""
    half = se * float(scipy.special.stdtrit(df, 0.5 + level / 2))
    return Interval(low=estimate - half, high=estimate + half)


def t_p(statistic: float, df: float, alternative: Alternative = "two_sided") -> float:
    """The p-value of a t statistic with `df` degrees of freedom."""
    match alternative:
        case "two_sided":
            return 2 * float(scipy.special.stdtr(df, -abs(statistic)))
        case "greater":
            return float(scipy.special.stdtr(df, -statistic))
        case "less":
            return float(scipy.special.stdtr(df, statistic))
