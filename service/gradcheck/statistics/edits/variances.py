"""Intervals and tests of variance components from mean squares."""

import math
from typing import Final

import scipy

from gradcheck.domain.base import Value
from gradcheck.statistics.edits.power import POWER
from gradcheck.statistics.intervals import Interval
from gradcheck.statistics.roots import root

_LEAST_TAIL: Final = 1e-9


class MeanSquare(Value, frozen=True, kw_only=True):
    """A mean square, in squared score units, and its degrees of freedom."""

    value: float
    df: int


def component_interval(upper: MeanSquare, lower: MeanSquare, *, size: float, level: float) -> Interval:
    """The interval of a standard deviation sqrt((E[upper] - E[lower]) / size), in score units, floored at 0.

    Modified large-sample limits (Ting, Burdick, Graybill, Jeyaratnam and Lu 1990, Journal of Statistical
    Computation and Simulation 35; Burdick and Graybill 1992, "Confidence Intervals on Variance Components",
    section 3.3) for independent mean squares of normal effects. The low end is above 0 exactly when the F-test
    of upper over lower rejects at (1 - level) / 2, the high end exactly unless it rejects downwards. Heavier
    tails than the normal's make it too short.
    """
    tail = (1 - level) / 2
    difference = upper.value - lower.value
    low = difference - _reach(upper, lower, 1 - tail)
    high = difference + _reach(upper, lower, tail)
    return Interval(low=math.sqrt(max(0.0, low) / size), high=math.sqrt(max(0.0, high) / size))


def component_below(upper: MeanSquare, lower: MeanSquare, *, size: float, bound: float) -> float:
    """The p-value of the hypothesis that the standard deviation of `component_interval` is at least `bound`.

    The smallest tail, between 1e-9 and 1/2, at which the high end of that interval does not exceed the bound; 1 when
    none does. Raises ValueError for a bound that is not positive.
    """
    if bound <= 0:
        raise ValueError("a standard deviation is compared with a positive bound")

    def excess(tail: float) -> float:
        return upper.value - lower.value + _reach(upper, lower, tail) - size * bound**2

    if excess(0.5) > 0:
        return 1.0
    return root(excess, _LEAST_TAIL, 0.5) if excess(_LEAST_TAIL) > 0 else _LEAST_TAIL


def component_detectable(df_upper: int, lower: MeanSquare, *, size: float, alpha: float) -> float:
    """The standard deviation that the F-test of upper over lower finds with 80 % power, in score units.

    For normal effects the ratio of mean squares is 1 + size * sd^2 / E[lower] times a central F (Searle, Casella and
    McCulloch 1992, section 3.5), and the mean square `lower` stands for its expectation.
    """
    critical, reached = (float(scipy.special.fdtri(df_upper, lower.df, 1 - tail)) for tail in (alpha, POWER))
    return math.sqrt(lower.value * (critical / reached - 1) / size)


def _reach(upper: MeanSquare, lower: MeanSquare, quantile: float) -> float:
    """How far a limit lies from the difference: below it at a high quantile of F, above it at a low one."""
    large = upper.df / float(scipy.special.chdtri(upper.df, 1 - quantile))
    small = lower.df / float(scipy.special.chdtri(lower.df, quantile))
    f = float(scipy.special.fdtri(upper.df, lower.df, quantile))
    of_upper, of_lower = (1 - large) ** 2, (small - 1) ** 2
    joint = ((f - 1) ** 2 - of_upper * f**2 - of_lower) / f
    variance = of_upper * upper.value**2 + of_lower * lower.value**2 + joint * upper.value * lower.value
    return math.sqrt(max(0.0, variance))
