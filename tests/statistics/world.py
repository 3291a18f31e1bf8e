"""A world whose truth is known: items with a difficulty, prompts with effects of their own, Bernoulli scores.

Items have a difficulty, every drawn prompt an effect of its own and an interaction with each item; a score is one
Bernoulli draw. The unit that repeats is the prompt.
"""

import math
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import special

ITEM_SD: Final = 1.2
PROMPT_SD: Final = 0.35
INTERACTION_SD: Final = 0.8
RUNS: Final = 1000
ITEMS: Final = 100
GATE_ITEMS: Final = 50

Scores = npt.NDArray[np.float64]


def scores(rng: np.random.Generator, difficulty: Scores, shift: Scores) -> Scores:
    """Scores of one prompt for each entry of `shift` (a log odds), shape (..., items), on items of given difficulty."""
    interaction = rng.normal(0.0, INTERACTION_SD, size=(*shift.shape, difficulty.size))
    chance = special.expit(difficulty + shift[..., np.newaxis] + interaction)
    return (rng.random(chance.shape) < chance).astype(np.float64)


def pairs_of_edits(
    rng: np.random.Generator, *, steps: int, gain: float = 0.0, gain_sd: float = 0.0, repeats: int = 2
) -> Scores:
    """Two arms, shape (2, pairs, items); the first gains `gain` log odds, varying by step with `gain_sd`."""
    difficulty = rng.normal(0.0, ITEM_SD, size=ITEMS)
    pairs = steps * repeats
    by_step = np.repeat(rng.normal(gain, gain_sd, size=steps), repeats)
    arms = [by_step + rng.normal(0.0, PROMPT_SD, size=pairs), rng.normal(0.0, PROMPT_SD, size=pairs)]
    return np.stack([scores(rng, difficulty, arm) for arm in arms])


def expected_score(shift: Scores | float, variance: float) -> Scores:
    """The mean of expit(shift + normal) by Gauss-Hermite quadrature, for each entry of `shift`."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    chances = special.expit(np.asarray(shift)[..., np.newaxis] + math.sqrt(variance) * nodes)
    return np.asarray(chances @ weights / math.sqrt(2 * math.pi), dtype=np.float64)


class Candidates(NamedTuple):
    """Scores of the candidates of arms: gate items, shape (arms, steps, K, items), and fresh items alike."""

    gate: Scores
    fresh: Scores
    base: Scores


def candidates(
    rng: np.random.Generator,
    *,
    steps: int,
    gains: tuple[float, ...],
    size: int = 4,
    items: int = ITEMS,
    prompt_sd: float = PROMPT_SD,
) -> Candidates:
    """K candidates an arm and step, arm a gaining `gains[a]` log odds; the base prompt is scored once for all steps."""
    difficulty = rng.normal(0.0, ITEM_SD, size=GATE_ITEMS + items)
    shift = np.array(gains)[:, np.newaxis, np.newaxis] + rng.normal(0.0, prompt_sd, size=(len(gains), steps, size))
    drawn = scores(rng, difficulty, shift)
    base = scores(rng, difficulty[GATE_ITEMS:], np.zeros(1))
    return Candidates(drawn[..., :GATE_ITEMS], drawn[..., GATE_ITEMS:], np.repeat(base, steps, axis=0))


def winners_truth(
    gain: float, *, size: int = 4, prompt_sd: float = PROMPT_SD, draws: int = 40_000
) -> tuple[float, float]:
    """Expected fresh score of a gate's winner and its expected gate score, ties broken at random, by simulation.

    The fresh score given the prompt's effect is exact (quadrature), the gate's items are drawn.
    """
    rng = np.random.default_rng(77)
    spread = ITEM_SD**2 + INTERACTION_SD**2
    shift = gain + rng.normal(0.0, prompt_sd, size=(draws, size))
    grid = np.linspace(shift.min(), shift.max(), 400)
    gate = np.empty((draws, size))
    for start in range(0, draws, 2000):
        part = shift[start : start + 2000]
        difficulty = rng.normal(0.0, ITEM_SD, size=(len(part), 1, GATE_ITEMS))
        noise = rng.normal(0.0, INTERACTION_SD, size=(*part.shape, GATE_ITEMS))
        chance = special.expit(part[..., np.newaxis] + difficulty + noise)
        gate[start : start + 2000] = (rng.random(chance.shape) < chance).mean(axis=-1)
    winner = np.argmax(gate + rng.random(gate.shape) * 1e-6, axis=1)
    rows = np.arange(draws)
    fresh = np.interp(shift[rows, winner], grid, expected_score(grid, spread))
    return float(fresh.mean()), float(gate[rows, winner].mean())
