"""The mean of bounded values, known at any time to within an interval that may be looked at after every one."""

import math

import numpy as np
import numpy.typing as npt

from gradcheck.statistics.intervals import Interval
from gradcheck.statistics.scores import LEVEL, check_level, finite_vector

_GRID, _CUT = 400, 0.5


def bounded_mean_sequence(values: npt.ArrayLike, *, level: float = LEVEL) -> Interval:
    """The interval of a mean after `values` in [-1, 1], shape (n,), as they were seen; valid at any stopping time.

    The hedged capital process with predictable plug-in bets (Waudby-Smith and Ramdas 2024, "Estimating means of bounded
    random variables by betting", JRSS B 86, section 4.2 and theorem 3): against every mean m one bets
    that values lie above it and another that they lie below; m is left out as soon as one of them has made 2 / (1 -
    level) of 1. Values need only have the same conditional mean given those before. No value leaves the
    whole range. Raises ValueError for values outside [-1, 1] or not finite, or level outside (0, 1).
    """
    check_level(level)
    if np.size(values) == 0:
        return Interval(low=-1.0, high=1.0)
    seen = finite_vector(values)
    if np.abs(seen).max() > 1:
        raise ValueError("values lie between -1 and 1")
    unit = (seen + 1) / 2
    bets = _bets(unit, 1 - level)
    means = np.linspace(0.0, 1.0, _GRID + 1)
    away = unit[:, np.newaxis] - means
    with np.errstate(divide="ignore"):
        above = np.minimum(bets[:, np.newaxis], _CUT / means)
        below = np.minimum(bets[:, np.newaxis], _CUT / (1 - means))
    gained = np.maximum(np.log1p(above * away).cumsum(axis=0), np.log1p(-below * away).cumsum(axis=0)).max(axis=0)
    left = means[gained < math.log(2 / (1 - level))]
    step = 1.0 / _GRID  # the truth may lie between two means of the grid
    low, high = (max(float(left.min()) - step, 0.0), min(float(left.max()) + step, 1.0)) if left.size else (0.0, 1.0)
    return Interval(low=2 * low - 1, high=2 * high - 1)


def _bets(unit: npt.NDArray[np.float64], alpha: float) -> npt.NDArray[np.float64]:
    """The bet on each value, from those before it: sqrt(2 log(2 / alpha) / (v t log(1 + t))), equation 26."""
    n = np.arange(1, unit.size + 1)
    mean = (0.5 + unit.cumsum()) / (n + 1)
    variance = (0.25 + ((unit - mean) ** 2).cumsum()) / (n + 1)
    before = np.concatenate([[0.25], variance[:-1]])
    return np.asarray(np.sqrt(2 * math.log(2 / alpha) / (before * n * np.log1p(n))), dtype=np.float64)
