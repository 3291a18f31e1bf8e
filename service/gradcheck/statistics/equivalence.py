"""Two one-sided tests: is an effect too small to matter, by a margin that is fixed before the data."""

import math

import scipy

from gradcheck.domain.base import Value
from gradcheck.statistics.intervals import Interval
from gradcheck.statistics.student import t_interval


class EquivalenceTest(Value, frozen=True, kw_only=True):
    """Two one-sided tests against a margin: p <= .05 exactly when the 90 % interval of the estimate lies within it."""

    p_value: float
    interval90: Interval


def tost(estimate: float, se: float, df: int, delta: float) -> EquivalenceTest:
    """Test the null hypothesis that the effect is at least `delta` in size, in the units of the estimate.

    Schuirmann (1987), "A comparison of the two one-sided tests procedure and the power approach", Journal of
    Pharmacokinetics and Biopharmaceutics 15: p is the larger of the one-sided p-values of (estimate + delta) / se and
    (delta - estimate) / se under Student's t with `df` degrees of freedom. Raises ValueError for df < 1, delta that is
    not positive, numbers that are not finite, and se = 0: a contrast without variance is not testable.
    """
    if not all(map(math.isfinite, (estimate, se, delta))):
        raise ValueError("estimate, standard error and margin are finite")
    if se <= 0:
        raise ValueError("a contrast without variance is not testable")
    if df < 1:
        raise ValueError("an equivalence test needs at least one degree of freedom")
    if delta <= 0:
        raise ValueError("the margin of equivalence is positive")
    p_value = float(scipy.special.stdtr(df, (abs(estimate) - delta) / se))
    return EquivalenceTest(p_value=p_value, interval90=t_interval(estimate, se, df, level=0.9))


def tost_by_count(differing: int, units: int, delta: float) -> EquivalenceTest:
    """The same null hypothesis for units with differences from -1 to 1 of which few are not 0: an exact test.

    A mean of `delta` in size takes at least that share of units that differ, so p is the binomial chance of no more
    than `differing` of `units` among that share. The interval is no narrower than that of Clopper and Pearson (1934),
    Biometrika 26, for the share, on both sides of 0.
    """
    most = most_in_size(differing, units, level=0.95)
    return EquivalenceTest(p_value=float(scipy.special.bdtr(differing, units, delta)), interval90=Interval(-most, most))


def most_in_size(differing: int, units: int, *, level: float) -> float:
    """The one-sided upper bound, by Clopper and Pearson, on the share of units that differ."""
    if differing == units:
        return 1.0
    return float(scipy.special.betaincinv(differing + 1, units - differing, level))
