"""The task model of a simulated world: how likely a prompt makes the right answer, and what is said instead."""

import math
from functools import lru_cache

import numpy as np
import scipy

from gradcheck.domain.base import Value
from gradcheck.domain.seeds import digest
from gradcheck.simulation.worlds.catalogue import (
    BACK,
    FORMAT,
    IS_POLISH,
    LABELS,
    MINORITY,
    SHIFT,
    WORDS_PER_ATOM,
    WORDY,
    Bools,
    inverted,
    own,
)
from gradcheck.simulation.worlds.items import Floats, Ints
from gradcheck.simulation.worlds.prompts import prompt_key, read_prompt
from gradcheck.simulation.worlds.world import World

_HALF = 2**53
_MOST_DEMOS = 4


def weights(world: World, present: Bools) -> Floats:
    """What a prompt adds to items by their features: each hint's strength, then the prior shift by label.

    Hints of the topic share their strength: with K of them each is worth beta + interaction * (K - 1) / K.
    """
    hints, against = present[..., own(world.topic)], present[..., inverted(world.topic)]
    count = np.maximum((hints.sum(-1) + against.sum(-1)), 1)
    strength = world.beta + world.interaction * (count - 1) / count
    signed = (hints.astype(np.float64) - against) * strength[..., None]
    push = present[..., SHIFT].astype(np.float64) - present[..., BACK]
    by_label = np.full(len(LABELS), world.shift)
    by_label[MINORITY] = -world.shift_cost
    return np.concatenate([signed, push[..., None] * by_label], axis=-1)


def offset(world: World, present: Bools, free: int) -> Floats:
    """What a prompt adds to every item: polish, and the cost of its length."""
    words = free + WORDS_PER_ATOM * present.sum(-1)
    polish: Floats = world.gamma * (present & IS_POLISH).sum(-1) - world.kappa * np.maximum(words - world.free_words, 0)
    return polish


def unparsed(world: World, present: Bools) -> Floats:
    """The rate of answers that cannot be parsed."""
    wordy: Floats = np.where(present[..., WORDY], min(2 * world.pi0, 1.0), world.pi0)
    return np.where(present[..., FORMAT], 0.0, wordy)


def effect_sd(world: World, present: Bools) -> Floats:
    """The standard deviation of a prompt's own effect."""
    hinted = present[..., own(world.topic)].any(-1)
    sd: Floats = np.where(hinted, world.tau * world.tau_hinted, world.tau)
    return sd


def quantile(world: World, probability: Floats) -> Floats:
    """Quantiles of a prompt's own effect, in standard deviations: normal, or Student's t scaled to one."""
    if world.tails is None:
        return np.asarray(scipy.special.ndtri(probability), dtype=np.float64)
    unit = math.sqrt(1 - 2 / world.tails)
    return np.asarray(scipy.special.stdtrit(world.tails, probability) * unit, dtype=np.float64)


def wrong_label(world: World, label: Ints, push: Ints, luck: Floats) -> Ints:
    """What is answered instead of a label: `push` is 1 where the minority label is forbidden and -1 where invited."""
    share = np.where(push > 0, 0.0, np.where(push < 0, 1.0, world.overpredicted))
    majority = 1 - label  # of the two majority labels the one that is wrong
    of_majority = np.where(luck < share, MINORITY, majority)
    answer: Ints = np.where(label == MINORITY, (luck < 0.5).astype(np.int_), of_majority)
    return answer


class Demos(Value, frozen=True, kw_only=True):
    """The demos a prompt comes with: their text, and how many more of them are right than wrong."""

    key: str = ""
    right: int = 0


NO_DEMOS = Demos()


class TextPrompt:
    """A prompt as its text and demos give it: all that does not depend on the item."""

    def __init__(self, world: World, text: str, demos: Demos) -> None:
        state = read_prompt(text)
        self.key = prompt_key(text) + demos.key
        self.memos = state.memos
        self.weights = weights(world, state.present)
        self.unparsed = float(unparsed(world, state.present))
        self.push = np.asarray(int(state.present[SHIFT]) - int(state.present[BACK]))
        luck = np.asarray(uniform(world.name, "prompt", self.key))
        shown = world.demo * min(max(demos.right, -_MOST_DEMOS), _MOST_DEMOS)
        self.effect = float(effect_sd(world, state.present) * quantile(world, luck)) + shown
        self.offset = float(offset(world, state.present, state.free)) + self.effect


@lru_cache(maxsize=1 << 12)
def text_prompt(world: World, text: str, demos: Demos = NO_DEMOS) -> TextPrompt:
    """A prompt as its text and demos give it; its own effect is a function of these and holds what the demos do."""
    return TextPrompt(world, text, demos)


def item_effect(world: World, key: str, name: str) -> float:
    """A prompt's effect on one item: a function of the two texts."""
    if world.sigma_pi == 0:
        return 0.0
    return world.sigma_pi * float(scipy.special.ndtri(uniform(world.name, "prompt by item", key, name)))


def uniform(*parts: object) -> float:
    """A number in (0, 1) that is a function of the parts."""
    return ((int(digest(*parts), 16) % _HALF) + 0.5) / _HALF
