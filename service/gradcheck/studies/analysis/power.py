"""What a number of trials can detect, and how many trials a question needs.

Owns the power of Student's t for two independent sets of runs, to which that of the permutation t-test is close. Does
not own the test (`statistics.trials`), nor the power of pairs (`statistics.power`).
"""

import math
from functools import cache

import scipy

from gradcheck.statistics.permutation import Alternative
from gradcheck.statistics.runs.trials import permutation_t

POWER = 0.8
_MOST_TRIALS = 2**20
_LEAST = 2
_LARGEST = 1e6  # standard deviations; beyond, the library has no value
_ENUMERATED = 8  # trials an arm up to which the test enumerates all splits


def power(effect: float, trials: int, *, alpha: float, alternative: Alternative) -> float:
    """The chance that so many runs an arm show an effect of this size, in standard deviations between runs.

    P(T > t) with T noncentral, 2 trials - 2 degrees of freedom and noncentrality effect * sqrt(trials / 2), in the
    direction of the effect alone (Cohen 1988, "Statistical Power Analysis for the Behavioral Sciences", chapter 2).
    """
    freedom = 2 * trials - 2
    tail = alpha / 2 if alternative == "two_sided" else alpha
    critical = float(scipy.special.stdtrit(freedom, 1 - tail))
    size = min(abs(effect), _LARGEST)
    return float(scipy.stats.nct.sf(critical, freedom, size * math.sqrt(trials / 2)))


def detectable(sd: float, trials: int, *, alpha: float, alternative: Alternative) -> float:
    """The difference that is shown with 80 % power, in the units of `sd`, the standard deviation between runs."""
    high = 1.0
    while power(high, trials, alpha=alpha, alternative=alternative) < POWER:
        high *= 2
    root = scipy.optimize.brentq(lambda d: power(d, trials, alpha=alpha, alternative=alternative) - POWER, 0.0, high)
    return float(root) * sd


def trials_needed(sd: float, effect: float, *, alpha: float, alternative: Alternative) -> int:
    """The fewest trials with which a difference is shown with 80 % power, at most 2^20."""

    def enough(trials: int) -> bool:
        return power(effect / sd, trials, alpha=alpha, alternative=alternative) >= POWER

    low, high = _LEAST - 1, _LEAST
    while high < _MOST_TRIALS and not enough(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


@cache
def least_p(trials: int, alternative: Alternative) -> float:
    """The smallest p-value that so many trials of each arm can give, as the test itself says.

    Where it no longer enumerates all splits its random draws set the bound, whatever the number of trials.
    """
    runs = range(min(trials, _ENUMERATED + 1))
    return permutation_t(runs, runs, seed=0, alternative=alternative).minimum_p


def trials_for(level: float, alternative: Alternative) -> int | None:
    """The fewest trials that can reach a p-value of `level`; None where the draws of the test are too few for any."""
    return next((n for n in range(_LEAST, _ENUMERATED + 2) if least_p(n, alternative) <= level), None)
