"""What the best of many prompts could gain over the given one, and which gain a number of items can show."""

import math
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy

from gradcheck.domain.base import Value
from gradcheck.statistics.edits.power import POWER, minimum_detectable_effect
from gradcheck.statistics.intervals import mean_interval
from gradcheck.statistics.prompts.spread import PromptSpread
from gradcheck.statistics.scores import unit_scores

_ONE_SIDED: Final = 0.95
_FIXED: Final = 5  # examples fixed and none broken that McNemar's mid-p test takes for p <= 0.05
_SIGNS: Final = 6  # examples whose signs agree that the paired permutation test takes for it
_REACH: Final = 40.0
_NODES: Final = 16_001


class BestGain(Value, frozen=True, kw_only=True):
    """The expected score of the best of `candidates` prompts minus the given one's, in score units.

    `estimate` shrinks the given prompt's own distance from its like, `at_most` is the upper 95 % limit; both are
    limited by `room`, the given prompt's distance from 1 at its lower 95 % limit.
    """

    estimate: float
    at_most: float
    room: float
    candidates: int


@lru_cache(maxsize=256)
def expected_best(candidates: int) -> float:
    """The mean of the largest of so many independent standard normal values (Tippett 1925, Biometrika 17).

    The integral of x over the density of the maximum. Raises ValueError for fewer than one.
    """
    if candidates < 1:
        raise ValueError("the best is taken of at least one")
    values = np.linspace(-_REACH, _REACH, _NODES)
    log_density = (candidates - 1) * scipy.special.log_ndtr(values) - values**2 / 2
    density = candidates * np.exp(log_density) / math.sqrt(2 * math.pi)
    return float(scipy.integrate.trapezoid(values * density, values))


def best_gain(given: npt.ArrayLike, others: npt.ArrayLike, spread: PromptSpread, candidates: int) -> BestGain:
    """What the best of so many prompts like the others would gain; `given` has shape (items,), `others` one row each.

    Assumes that candidates are independent draws of which the others are a sample, that they are normal, and that the
    best is known: it then stands E deviations beyond the others' mean m, with the expected largest E of so many normal
    values. The estimate shrinks the given score's own distance from m by rho = sd^2 / (sd^2 + item_sd^2 / items). The
    upper limit adds those of that distance (Student's t over items) and of E sd, squared and summed (Zou and Donner
    2008, "Construction of confidence limits about effect measures", Statistics in Medicine 27). Both the scores and
    their angles asin(sqrt(score)) are taken for normal, and the larger limit holds: near the floor the angles leave
    more room above, near the ceiling the scores.
    """
    own, rows = unit_scores(given), np.asarray(others, dtype=np.float64)
    score, mean, items = float(own.mean()), float(rows.mean()), own.size
    best = expected_best(candidates)
    differences = rows.mean(axis=0) - own
    above = float(scipy.special.stdtrit(items - 1, _ONE_SIDED)) * float(differences.std(ddof=1)) / math.sqrt(items)
    farthest = best * spread.sd + math.hypot(above, best * (spread.interval90.high - spread.sd))
    rho = spread.sd**2 / (spread.sd**2 + spread.item_sd**2 / items) if spread.sd > 0 else 0.0
    estimate = rho * (mean - score) + _beyond(mean, best * spread.sd, rows.size) - mean
    estimate = min(max(estimate, 0.0), 1 - score)
    at_most = max(mean + farthest, _beyond(mean, farthest, rows.size)) - score
    room = 1 - mean_interval(own, seed=0).low
    return BestGain(estimate=estimate, at_most=min(max(at_most, estimate), room), room=room, candidates=candidates)


def _beyond(mean: float, distance: float, cells: int) -> float:
    """The score that lies so far beyond another as angles have it; the distance is that of scores near the mean."""
    centre = min(max(mean, 1 / (2 * cells)), 1 - 1 / (2 * cells))
    angle = math.asin(math.sqrt(centre)) + distance / (2 * math.sqrt(centre * (1 - centre)))
    return mean - centre + math.sin(min(angle, math.pi / 2)) ** 2


def detectable_gain(item_sd: float, items: int, *, binary: bool) -> float | None:
    """The gain of one prompt over another that a paired test on so many items finds with 80 % power, at p <= 0.05.

    By Student's t at the noise `item_sd` of single cells, sqrt(2) of it in a difference; of scores that are 0 or 1 at
    least what McNemar's mid-p test can find at all, five examples fixed and none broken. None where no gain could
    be found on so few.
    """
    if items < (_FIXED if binary else _SIGNS):
        return None
    by_noise = minimum_detectable_effect(math.sqrt(2) * item_sd, items) if item_sd > 0 else 0.0
    by_count = float(scipy.special.betaincinv(_FIXED, items - _FIXED + 1, POWER)) if binary else 0.0
    least = max(by_noise, by_count)
    return least if least <= 1 else None


def from_nothing(item_sd: float, items: int, candidates: int) -> float:
    """The gain that the best of so many prompts shows on the items that chose it, where none differs from the given.

    The expected largest of so many means with the noise item_sd / sqrt(items), by their normal approximation.
    """
    return min(expected_best(candidates) * item_sd / math.sqrt(items), 1.0)
