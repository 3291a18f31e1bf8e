"""What a number of trials can detect, and how many a question needs: the power of Student's t for two sets of runs."""

import math
from functools import cache

import scipy

from gradcheck.statistics.edits.power import POWER, enough, fewest
from gradcheck.statistics.permutation import Alternative
from gradcheck.statistics.runs.trials import permutation_t

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
    return sd * enough(lambda effect: power(effect, trials, alpha=alpha, alternative=alternative))


def trials_needed(sd: float, effect: float, *, alpha: float, alternative: Alternative) -> int:
    """The fewest trials with which a difference is shown with 80 % power, at most 2^20."""
    return fewest(
        lambda trials: power(effect / sd, trials, alpha=alpha, alternative=alternative) >= POWER, _MOST_TRIALS
    )


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
