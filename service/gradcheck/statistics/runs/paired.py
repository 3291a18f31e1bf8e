"""One prompt against one prompt on the same examples, the unit: the deployment question."""

import math
from typing import Literal

import numpy as np
import numpy.typing as npt
import scipy

from gradcheck.domain.base import Value
from gradcheck.statistics.flips import sign_flip_p
from gradcheck.statistics.intervals import Interval, bounded_mean_interval, wilson
from gradcheck.statistics.permutation import DRAWS
from gradcheck.statistics.scores import LEVEL, finite_vector, is_binary, unit_scores


class PairedDifference(Value, frozen=True, kw_only=True):
    """The mean of best minus baseline over `n` examples, in score units.

    `fixed` examples score higher with best than with baseline, `broken` ones lower.
    """

    estimate: float
    interval: Interval
    p_value: float
    n: int
    fixed: int
    broken: int
    test: Literal["mcnemar_midp", "paired_permutation", "macro_permutation"]


def mcnemar_midp(fixed: int, broken: int) -> float:
    """Two-sided mid-p value of McNemar's test from the two counts of discordant examples.

    Fagerland, Lydersen and Laake (2013), "The McNemar test for binary matched-pairs data", BMC Medical
    Research Methodology 13:91: twice the one-sided exact binomial p minus the point probability f, and 1 - f
    / 2 when the counts are equal. Without discordant examples p is 1. Raises ValueError for a negative count.
    """
    if fixed < 0 or broken < 0:
        raise ValueError("counts of discordant examples are not negative")
    discordant = fixed + broken
    if discordant == 0:
        return 1.0
    fewer = min(fixed, broken)
    point = float(scipy.stats.binom.pmf(fewer, discordant, 0.5))
    if fixed == broken:
        return 1 - point / 2
    return 2 * float(scipy.stats.binom.cdf(fewer, discordant, 0.5)) - point


def paired_permutation(differences: npt.ArrayLike, *, seed: int, draws: int = DRAWS) -> float:
    """Two-sided p-value of a zero mean difference; `differences` has shape (n,), one entry an example.

    The sign-flip test of `flips.sign_flip_p`: exact for n <= 12, else `draws` flips drawn from `seed`. Raises
    ValueError for no differences or values that are not finite.
    """
    return sign_flip_p(finite_vector(differences), seed=seed, draws=draws)


def newcombe_paired(both: int, fixed: int, broken: int, neither: int, level: float = LEVEL) -> Interval:
    """Score interval for (fixed - broken) / n, a difference of two paired proportions, within [-1, 1].

    `both` examples are right with baseline and best, `neither` with none; n is the sum of all four. Newcombe
    (1998), "Improved confidence intervals for the difference between binomial proportions based on paired
    data", Statistics in Medicine 17:2635, method 10: the two Wilson intervals squared and added, less twice
    the product of their widths times the correlation phi, whose numerator is reduced by n / 2 (not below 0)
    when positive; phi is 0 when a margin is empty. Raises ValueError for n = 0, a negative count or a level outside
    (0, 1).
    """
    if min(both, fixed, broken, neither) < 0:
        raise ValueError("counts of examples are not negative")
    n = both + fixed + broken + neither
    best = wilson(both + fixed, n, level)
    baseline = wilson(both + broken, n, level)
    p_best, p_baseline = (both + fixed) / n, (both + broken) / n
    margins = (both + fixed) * (broken + neither) * (both + broken) * (fixed + neither)
    covariance = float(both * neither - fixed * broken)
    if covariance > 0:
        covariance = max(covariance - n / 2, 0.0)
    phi = covariance / math.sqrt(margins) if margins else 0.0
    estimate = (fixed - broken) / n
    down = _combined(p_best - best.low, baseline.high - p_baseline, phi)
    up = _combined(best.high - p_best, p_baseline - baseline.low, phi)
    return Interval(low=max(-1.0, estimate - down), high=min(1.0, estimate + up))


def paired_difference(
    baseline: npt.ArrayLike, best: npt.ArrayLike, *, seed: int, level: float = LEVEL
) -> PairedDifference:
    """Compare two prompts by their scores in [0, 1] on the same examples, shapes (n,) in the same order.

    When all scores are 0 or 1: McNemar's mid-p test and Newcombe's paired interval. Otherwise the paired
    permutation test and the BCa bootstrap of the mean difference (Hoeffding's bound on [-1, 1] when all
    differences are equal). Raises ValueError for n = 0, unequal lengths, scores outside [0, 1] or not finite.
    """
    before, after = unit_scores(baseline), unit_scores(best)
    if before.size != after.size:
        raise ValueError("both prompts are scored on the same examples")
    differences = after - before
    fixed, broken = int(np.sum(differences > 0)), int(np.sum(differences < 0))
    binary = is_binary(before) and is_binary(after)
    return PairedDifference(
        estimate=float(differences.mean()),
        interval=paired_interval(before, after, seed=seed, level=level),
        p_value=mcnemar_midp(fixed, broken) if binary else paired_permutation(differences, seed=seed),
        n=before.size,
        fixed=fixed,
        broken=broken,
        test="mcnemar_midp" if binary else "paired_permutation",
    )


def paired_interval(
    before: npt.NDArray[np.float64], after: npt.NDArray[np.float64], *, seed: int, level: float = LEVEL
) -> Interval:
    """The interval that `paired_difference` gives, for scores in [0, 1] of shape (n,) that it would take."""
    if not (is_binary(before) and is_binary(after)):
        return bounded_mean_interval(after - before, lower=-1.0, upper=1.0, seed=seed, level=level)
    both, neither = int(np.sum((before == 1) & (after == 1))), int(np.sum((before == 0) & (after == 0)))
    return newcombe_paired(both, int(np.sum(after > before)), int(np.sum(after < before)), neither, level)


def verdict(difference: PairedDifference, alpha: float = 0.05) -> Literal["improved", "not_distinguishable", "worse"]:
    """The two-sided verdict at `alpha`: by the p-value alone, its direction by the sign of the estimate.

    The interval is for reading the size of the difference and may disagree with the verdict at the margin.
    """
    if difference.p_value > alpha or difference.estimate == 0:
        return "not_distinguishable"
    return "improved" if difference.estimate > 0 else "worse"


def _combined(first: float, second: float, phi: float) -> float:
    """The square-and-add distance of two one-sided widths with correlation phi."""
    return math.sqrt(max(0.0, first**2 - 2 * phi * first * second + second**2))
