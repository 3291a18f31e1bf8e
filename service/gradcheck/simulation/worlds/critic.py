"""The critic of a simulated world: from a prompt's atoms and evidence to what a feedback asks for.

For every error it asks for one thing; without any, or where it is not told which answers are wrong, for what comes to a
mind without data.
"""

import numpy as np

from gradcheck.domain.base import Value
from gradcheck.simulation.worlds.catalogue import FORMAT, SHIFT, Bools, foreign_hints, one, own, own_hints
from gradcheck.simulation.worlds.evidence import Evidence
from gradcheck.simulation.worlds.items import Ints
from gradcheck.simulation.worlds.world import World


class Advised(Value, frozen=True, kw_only=True):
    """What feedbacks ask for: atoms, and which of the shown items' answers to remember."""

    named: Bools
    remembered: Bools


def pick(eligible: Bools, rng: np.random.Generator) -> Bools:
    """One of the eligible atoms at random, or none where there is none."""
    keys = rng.random(eligible.shape, dtype=np.float32) + eligible
    chosen = np.zeros_like(eligible)
    np.put_along_axis(chosen, keys.argmax(-1)[..., None], eligible.any(-1, keepdims=True), -1)
    return chosen


def foreign_or_own(world: World, share: float, taken: Bools, rng: np.random.Generator) -> Bools:
    """A hint that is not taken yet: of the topic with this probability, otherwise of another topic."""
    relevant = rng.random(taken.shape[:-1]) < share
    pool = np.where(relevant[..., None], own_hints(world.topic), foreign_hints(world.topic))
    return pick(pool & ~taken, rng)


def from_prior(world: World, taken: Bools, rng: np.random.Generator) -> Bools:
    """What comes to mind without data."""
    hint = foreign_or_own(world, world.prior_relevant, taken, rng)
    if world.prior_format == 0:
        return hint
    formats = (rng.random(taken.shape[:-1]) < world.prior_format) & ~taken[..., FORMAT]
    return np.where(formats[..., None], one(FORMAT), hint)


def ask(world: World, present: Bools, evidence: Evidence, rng: np.random.Generator) -> Advised:
    """What a critic asks for about prompts that hold `present`; without errors, one thing that comes to mind."""
    shape = evidence.shown.shape
    believes = rng.random(shape) < world.w
    truly = evidence.answer != evidence.label
    error = evidence.shown & np.where(believes, evidence.wrong, truly)
    deceived = np.where(evidence.told >= 0, evidence.told != evidence.label, evidence.wrong != truly)
    misled = np.asarray(believes & deceived)
    blames = rng.random(shape) < world.shift_rate
    remembered = np.asarray(error & (rng.random(shape) < world.memo_rate))
    asked = error & ~remembered
    named = np.zeros(present.shape, dtype=bool)
    for index in range(shape[-1]):
        taken = present | named
        told = _about(world, taken, evidence.needs[..., index, :], evidence.answer[..., index], misled[..., index], rng)
        told = np.where(blames[..., index, None], one(SHIFT) & ~taken, told)
        named |= told & asked[..., index, None]
    nothing = np.asarray(~(named.any(-1) | remembered.any(-1)))
    return Advised(named=named | (from_prior(world, present, rng) & nothing[..., None]), remembered=remembered)


def _about(world: World, taken: Bools, needs: Bools, answer: Ints, misled: Bools, rng: np.random.Generator) -> Bools:
    """One atom about one error: what it needs, if the critic sees it; what does not matter, if a label misled it."""
    accurate = rng.random(misled.shape) < world.a
    missing = np.zeros(taken.shape, dtype=bool)
    missing[..., own(world.topic)] = needs & ~taken[..., own(world.topic)]
    unreadable = (answer < 0) & ~taken[..., FORMAT]
    seen = np.where(unreadable[..., None], one(FORMAT), pick(missing, rng))
    seen &= accurate[..., None]
    seen = np.where(seen.any(-1, keepdims=True), seen, from_prior(world, taken, rng))
    return np.where(misled[..., None], foreign_or_own(world, 0.0, taken, rng), seen)
