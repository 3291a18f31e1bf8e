"""Intervals and bounds for counts: exact, by scipy's distributions.

A rate that is nominal at 5 % is judged by what a true 5 % exceeds once in a hundred audits (18 of 200). Coverage is
judged by what a true 93 % falls below about once in a hundred (178 of 200): two-way intervals are approximate, and 93 %
is the least that is called good. It owns no row.
"""

import math

from scipy.optimize import brentq
from scipy.stats import beta, binom, nct, t


def exact_interval(count: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """The interval of Clopper and Pearson for a share."""
    tail = (1 - level) / 2
    low = 0.0 if count == 0 else float(beta.ppf(tail, count, n - count + 1))
    high = 1.0 if count == n else float(beta.ppf(1 - tail, count + 1, n - count))
    return low, high


def most_rejections(n: int, rate: float = 0.05) -> int:
    """The most rejections that a true rate gives in 99 of 100 audits."""
    return int(binom.ppf(0.99, n, rate))


def least_covered(n: int, rate: float = 0.93) -> int:
    """The least number of intervals that must cover."""
    return int(binom.ppf(0.01, n, rate)) + 1


def limits(n: int, rate: float) -> tuple[int, int]:
    """Between which counts a true rate gives 99 of 100 audits."""
    return int(binom.ppf(0.005, n, rate)), int(binom.ppf(0.995, n, rate))


def planned_power(effect: float, detectable: float, pairs: int) -> float:
    """The power of a two-sided t-test of so many pairs that finds `detectable` with 80 % power.

    A verdict that rests on several such tests is taken for one: what its plan promises is the effect that it finds.
    """
    shift = brentq(lambda ncp: _power(ncp, pairs - 1) - 0.8, 0, 100)
    return _power(shift * effect / detectable, pairs - 1)


def _power(shift: float, df: int, alpha: float = 0.05) -> float:
    edge = t.ppf(1 - alpha / 2, df)
    found = float(nct.sf(edge, df, shift) + nct.cdf(-edge, df, shift))
    return 1.0 if math.isnan(found) else found  # scipy has no number for what lies far beyond the edge
