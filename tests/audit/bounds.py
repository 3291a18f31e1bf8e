"""Intervals and bounds for counts: exact, by scipy's distributions.

A rate that is nominal at 5 % is judged by what a true 5 % exceeds once in a hundred audits (18 of 200). Coverage is
judged by what a true 93 % falls below about once in a hundred (178 of 200): two-way intervals are approximate, and 93 %
is the least that is called good. It owns no row.
"""

import numpy as np
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


def planned_power(effect: float, pair_sd: float, pairs: int, alpha: float = 0.05) -> float:
    """The power of a two-sided t-test of so many pairs whose means have this standard deviation."""
    df, shift = pairs - 1, effect / (pair_sd / np.sqrt(pairs))
    edge = t.ppf(1 - alpha / 2, df)
    return float(nct.sf(edge, df, shift) + nct.cdf(-edge, df, shift))
