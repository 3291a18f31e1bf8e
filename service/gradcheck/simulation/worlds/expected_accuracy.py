"""Expected accuracy of prompts over all items of a world, and over their own random effects: no sampling.

A prompt counts by how many of its hints matter to an item, which is a difference of binomials; ease and the effect of
prompt by item are normal together.
"""

from functools import lru_cache

import numpy as np
import scipy

from gradcheck.simulation.worlds.catalogue import HINTS, LABELS, Bools
from gradcheck.simulation.worlds.items import Floats, Ints
from gradcheck.simulation.worlds.response import effect_sd, offset, quantile, unparsed, weights
from gradcheck.simulation.worlds.world import World

_NODES, _QUANTILES = 48, 201


def expected_scores(world: World, present: Bools, free: int, effect: float | None = None) -> Floats:
    """The expected accuracy of each of the prompts (rows), with a given effect of their own or on average over it."""
    by_hint = weights(world, present)
    strength = np.abs(by_hint[:, :HINTS]).max(axis=1)
    columns = [
        (by_hint[:, :HINTS] > 0).sum(axis=1),
        (by_hint[:, :HINTS] < 0).sum(axis=1),
        strength,
        *by_hint[:, HINTS:].T,
        offset(world, present, free),
        unparsed(world, present),
        effect_sd(world, present),
    ]
    rows, back = _distinct(np.round(np.column_stack(columns), 12))
    values = np.array([_expected(world, row, effect) for row in rows])
    scores: Floats = values[back]
    return scores


def _distinct(rows: Floats) -> tuple[Floats, Ints]:
    """The rows that differ, and where each row is among them: numbered column by column, as few rows differ."""
    numbers = np.zeros(len(rows), dtype=np.int_)
    for column in rows.T:
        values, here = np.unique(column, return_inverse=True)
        numbers = np.unique(numbers * len(values) + here, return_inverse=True)[1]
    return rows[np.unique(numbers, return_index=True)[1]], numbers


def _expected(world: World, row: Floats, effect: float | None) -> float:
    helping, hurting, strength = int(row[0]), int(row[1]), row[2]
    by_label, shift, unreadable, own_sd = row[3 : 3 + len(LABELS)], row[-3], row[-2], row[-1]
    net, chance = _matches(world.relevance, helping, hurting)
    noise, weight = _noise(world, float(own_sd), effect)
    logit = world.mu_b + shift + strength * net[:, None, None] + by_label[:, None] + noise
    return float(
        (1 - unreadable) * np.einsum("n,l,k,nlk->", chance, world.prevalence, weight, scipy.special.expit(logit))
    )


def _matches(rate: float, helping: int, hurting: int) -> tuple[Floats, Floats]:
    """How many more of the helping hints than of the hurting ones matter to an item, and how likely that is."""
    with_help = scipy.stats.binom.pmf(np.arange(helping + 1), helping, rate)
    with_hurt = scipy.stats.binom.pmf(np.arange(hurting + 1), hurting, rate)
    return np.arange(-hurting, helping + 1, dtype=np.float64), np.convolve(with_help, with_hurt[::-1])


def _noise(world: World, own_sd: float, effect: float | None) -> tuple[Floats, Floats]:
    """Nodes and weights of ease and all effects together."""
    normal, weight = _hermite()
    spread = np.hypot(world.sigma_b, world.sigma_pi)
    if effect is not None:
        return effect + spread * normal, weight
    if world.tails is None:
        return np.hypot(spread, own_sd) * normal, weight
    middles = (np.arange(_QUANTILES) + 0.5) / _QUANTILES
    both = own_sd * quantile(world, middles)[:, None] + spread * normal
    return both.reshape(-1), np.tile(weight, _QUANTILES) / _QUANTILES


@lru_cache(maxsize=1)
def _hermite() -> tuple[Floats, Floats]:
    nodes, weight = np.polynomial.hermite_e.hermegauss(_NODES)
    return nodes, weight / weight.sum()
