"""Intervals of variance components from mean squares.

Owns the interval of a difference of two mean squares. Does not own the analysis of variance that gives them.
"""

import math

from scipy import special

from service.domain.base import Value
from service.statistics.intervals import Interval


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


def _reach(upper: MeanSquare, lower: MeanSquare, quantile: float) -> float:
    """How far a limit lies from the difference: below it at a high quantile of F, above it at a low one."""
    large = upper.df / float(special.chdtri(upper.df, 1 - quantile))
    small = lower.df / float(special.chdtri(lower.df, quantile))
    f = float(special.fdtri(upper.df, lower.df, quantile))
    of_upper, of_lower = (1 - large) ** 2, (small - 1) ** 2
    joint = ((f - 1) ** 2 - of_upper * f**2 - of_lower) / f
    variance = of_upper * upper.value**2 + of_lower * lower.value**2 + joint * upper.value * lower.value
    return math.sqrt(max(0.0, variance))
