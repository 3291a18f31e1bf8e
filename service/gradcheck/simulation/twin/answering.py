"""Many prompts of many runs answering each run's items, as arrays of right and wrong.

Runs are the first axis of everything; prompts have the axes behind it that `present` has before its atoms, items one
axis.
"""

import numpy as np
import scipy

from gradcheck.simulation.worlds.catalogue import ATOMS, Bools
from gradcheck.simulation.worlds.items import Floats, Items
from gradcheck.simulation.worlds.response import effect_sd, offset, unparsed, weights
from gradcheck.simulation.worlds.world import World


def effects(world: World, present: Bools, rng: np.random.Generator) -> Floats:
    """A random effect of its own for every prompt."""
    shape, df = present.shape[:-1], world.tails
    sd = effect_sd(world, present)
    if df is None:
        return np.asarray(sd * rng.standard_normal(shape))
    return np.asarray(sd * rng.standard_t(df, shape) * (1 - 2 / df) ** 0.5)


def chances(
    world: World, present: Bools, by_prompt: Floats, free: int, items: Items, rng: np.random.Generator
) -> Floats:
    """The chance of a right answer, parsable or not, by prompt and item; `by_prompt` is added to a prompt's own."""
    shape = (*present.shape[:-1], items.label.shape[-1])
    flat = present.reshape(shape[0], -1, ATOMS)
    offsets = by_prompt.reshape(shape[0], -1) + offset(world, flat, free)
    logit = weights(world, flat) @ items.features.swapaxes(-1, -2)
    logit += offsets[..., None] + items.ease[:, None, :]
    if world.sigma_pi:
        logit += world.sigma_pi * rng.standard_normal(logit.shape)
    return np.asarray(scipy.special.expit(logit).reshape(shape))


def scores(world: World, present: Bools, by_prompt: Floats, free: int, items: Items, rng: np.random.Generator) -> Bools:
    """Right answers that can be parsed, by prompt and item."""
    right = chances(world, present, by_prompt, free, items, rng) * (1 - unparsed(world, present))[..., None]
    return np.asarray(rng.random(right.shape) < right)
