"""A test that may be looked at after every pair, and stopped at any time.

Each factor exp(lambda d) / cosh(lambda d) has mean 1 given |d| when d is as likely as -d, which is what exchangeable
arm labels give. The product is then a martingale, and by Ville's inequality it ever exceeds 1 / alpha with
probability at most alpha. The null is "same distribution": arms with equal means but different shapes take the t
interval of a fixed number of pairs. Pairs of one step are averaged first when the claim is about other steps.
"""

import math
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy

from gradcheck.domain.base import Value
from gradcheck.statistics.intervals import Interval
from gradcheck.statistics.roots import root
from gradcheck.statistics.scores import LEVEL, check_level, finite_vector

BETS: Final = (0.1, 0.2, 0.4, 0.8)


class EProcess(Value, frozen=True, kw_only=True):
    """Where an e-process stands; `p_value`, one over the largest `e_value` so far, is valid at any stopping time."""

    e_value: float
    p_value: float


def symmetry_e_process(differences: npt.ArrayLike, pilot_sd: float) -> EProcess:
    """The e-process of a symmetric difference; `differences` has shape (n,), in the order they were seen.

    E_n is the mean over lambda of prod exp(lambda d_i) / cosh(lambda d_i), lambda in +-{.1, .2, .4, .8} / pilot_sd
    (Ramdas, Ruf, Larsson and Koolen 2020, "Admissible anytime-valid sequential inference must rely on nonnegative
    martingales", arXiv 2009.03167, symmetry example). `pilot_sd` comes from A/A data, never from the pairs under test.
    Raises ValueError for no differences, values that are not finite, pilot_sd that is not positive.
    """
    path = log_e_path(finite_vector(differences), pilot_sd)
    return EProcess(e_value=float(np.exp(path[-1])), p_value=min(1.0, 1 / float(np.exp(path.max()))))


def log_e_path(differences: npt.NDArray[np.float64], pilot_sd: float) -> npt.NDArray[np.float64]:
    """The logarithm of E_1 .. E_n along the last axis of `differences`, of any shape (..., n)."""
    upward = _bets(pilot_sd)
    bets = np.concatenate([upward, -upward])
    growth = _log_factor(bets[:, np.newaxis] * differences[..., np.newaxis, :]).cumsum(axis=-1)
    return np.asarray(scipy.special.logsumexp(growth, axis=-2) - math.log(bets.size), dtype=np.float64)


def confidence_sequence(differences: npt.ArrayLike, pilot_sd: float, *, level: float = LEVEL) -> Interval | None:
    """An interval for the centre of symmetry that is valid at any stopping time, shape (n,) as above.

    It holds every centre c for which neither half of the two-sided e-process of d - c has reached 1 / (1 -
    level): the half with positive bets falls as c grows, the other rises, so each gives one limit. None when
    so few differences cannot exclude any centre, whatever they are. Raises ValueError as `symmetry_e_process`
    does, or for level outside (0, 1).
    """
    check_level(level)
    values = finite_vector(differences)
    bets = _bets(pilot_sd)
    goal = -math.log(1 - level) + math.log(2 * bets.size)

    def excess(centre: float, side: float) -> float:
        """By how much the half that bets towards `side` exceeds its limit, on the logarithmic scale."""
        growth = _log_factor(np.outer(side * bets, values - centre)).sum(axis=1)
        return float(scipy.special.logsumexp(growth)) - goal

    reach = 50 / float(bets.min())
    first, last = float(values.min()) - reach, float(values.max()) + reach
    if excess(first, 1.0) <= 0:
        return None
    return Interval(
        low=root(lambda centre: excess(centre, 1.0), first, last),
        high=root(lambda centre: excess(centre, -1.0), first, last),
    )


def _bets(pilot_sd: float) -> npt.NDArray[np.float64]:
    """The positive values of lambda, in one over score units."""
    if not (math.isfinite(pilot_sd) and pilot_sd > 0):
        raise ValueError("the pilot's standard deviation is positive")
    return np.array(BETS) / pilot_sd


def _log_factor(bet: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """log(exp(x) / cosh(x)) = log 2 - log(1 + exp(-2x)), without overflow."""
    return np.asarray(math.log(2) - np.logaddexp(0.0, -2 * bet), dtype=np.float64)
