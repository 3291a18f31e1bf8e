"""Confidence intervals for one prompt's mean score, in [0, 1], over independent examples."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import scipy

from gradcheck.statistics.bootstrap import bca_mean_limits
from gradcheck.statistics.scores import LEVEL, check_level, is_binary, is_constant, unit_scores


class Interval(NamedTuple):
    """A two-sided confidence interval, in the units of its estimate."""

    low: float
    high: float


def wilson(successes: int, n: int, level: float = LEVEL) -> Interval:
    """Wilson's score interval for a proportion of `successes` in `n` trials, within [0, 1].

    Wilson (1927), "Probable inference, the law of succession, and statistical inference", JASA 22; method 3
    of Newcombe (1998), Statistics in Medicine 17:857. Raises ValueError for n < 1, successes outside 0..n,
    level outside (0, 1).
    """
    if n < 1:
        raise ValueError("an interval needs at least one trial")
    if not 0 <= successes <= n:
        raise ValueError("successes lie between 0 and n")
    check_level(level)
    z2 = float(scipy.special.ndtri(0.5 + level / 2)) ** 2
    failures = n - successes
    centre = successes + z2 / 2
    half = math.sqrt(z2 * (successes * failures / n + z2 / 4))
    low = 0.0 if successes == 0 else (centre - half) / (n + z2)
    high = 1.0 if failures == 0 else (centre + half) / (n + z2)
    return Interval(low=low, high=high)


def hoeffding(mean: float, n: int, *, lower: float = 0.0, upper: float = 1.0, level: float = LEVEL) -> Interval:
    """A conservative interval for the mean of `n` independent values known only to lie in [lower, upper].

    Hoeffding (1963), "Probability inequalities for sums of bounded random variables", JASA 58, theorem 2:
    half-width (upper - lower) sqrt(ln(2 / (1 - level)) / 2n), cut at the bounds. Raises ValueError for n < 1, a
    mean outside the bounds or a level outside (0, 1).
    """
    if n < 1:
        raise ValueError("an interval needs at least one value")
    if not lower <= mean <= upper:
        raise ValueError("the mean lies within the bounds")
    check_level(level)
    half = (upper - lower) * math.sqrt(math.log(2 / (1 - level)) / (2 * n))
    return Interval(low=max(lower, mean - half), high=min(upper, mean + half))


def mean_interval(scores: npt.ArrayLike, *, seed: int) -> Interval:
    """The 95 % interval of a mean score; `scores` has shape (n,), each in [0, 1].

    Scores that are all 0 or 1 get Wilson's interval, others that of `bounded_mean_interval`, to which alone `seed`
    matters. Raises ValueError for no scores, scores outside [0, 1] or not finite.
    """
    values = unit_scores(scores)
    if is_binary(values):
        return wilson(int(values.sum()), values.size)
    return bounded_mean_interval(values, lower=0.0, upper=1.0, seed=seed)


def bounded_mean_interval(
    values: npt.NDArray[np.float64], *, lower: float, upper: float, seed: int, level: float = LEVEL
) -> Interval:
    """The BCa interval of the mean of `values` (shape (n,)), or Hoeffding's when they are all equal.

    The values are independent and lie in [lower, upper]. Raises ValueError as `hoeffding` does.
    """
    mean = min(max(float(values.mean()), lower), upper)
    if is_constant(values):  # resampling a constant yields zero width: the next example could not differ
        return hoeffding(mean, values.size, lower=lower, upper=upper, level=level)
    low, high = (float(limit) for limit in bca_mean_limits(values, seed=seed, level=level))
    return Interval(low=min(low, mean), high=max(high, mean))
