"""Items of a simulated world: the text that names one, and the ease, label and needs hidden behind its number.

What is hidden is a function of the world's name and parameters and of the number alone.
"""

import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from gradcheck.domain.base import Value
from gradcheck.domain.seeds import stream
from gradcheck.simulation.worlds.catalogue import CUES, HINTS, LABELS
from gradcheck.simulation.worlds.world import World

Floats = NDArray[np.float64]
Ints = NDArray[np.int_]

_TEXT = re.compile(r"Record (W\d+(?:-floor)?)-(\d+): [^.\n]*\.")
FEATURES = HINTS + len(LABELS)


class Items(Value, frozen=True, kw_only=True):
    """Items in arrays of one shape; `features`, one axis more, are what they need and then their label, as 0 and 1."""

    ease: Floats
    label: Ints
    features: Floats

    def in_one_row(self) -> "Items":
        """The same items of every run in one axis."""
        runs = len(self.ease)
        return Items(
            ease=self.ease.reshape(runs, -1),
            label=self.label.reshape(runs, -1),
            features=self.features.reshape(runs, -1, FEATURES),
        )


class Named(Value, frozen=True, kw_only=True):
    """An item as a text names it; the world may be another than the one asked."""

    world: str
    number: int


def draw_items(world: World, shape: tuple[int, ...], rng: np.random.Generator) -> Items:
    """Items at random."""
    ease = world.mu_b + world.sigma_b * rng.standard_normal(shape)
    bounds = np.cumsum(world.prevalence)[:-1]
    label = np.searchsorted(bounds, rng.random(shape), side="right")
    needs = rng.random((*shape, HINTS)) < world.relevance
    features = np.concatenate([needs, label[..., None] == np.arange(len(LABELS))], axis=-1)
    return Items(ease=ease, label=label, features=features.astype(np.float64))


@lru_cache(maxsize=1 << 16)
def item(world: World, number: int) -> Items:
    """The item of this number: arrays without an axis for items."""
    return draw_items(world, (), stream(world.name, "item", number))


def label_of(world: World, number: int) -> str:
    """The right answer to an item."""
    return LABELS[int(item(world, number).label)]


def item_text(world: World, number: int) -> str:
    """The text of an item: its name, and the cues that matter to it."""
    needs = item(world, number).features[:HINTS]
    cues = [cue for cue, needed in zip(CUES[world.topic], needs, strict=True) if needed]
    return f"Record {world.name}-{number}: {', '.join(cues) or 'nothing'} can be made out."


def find_item(text: str) -> Named | None:
    """The first item that a text holds."""
    match = _TEXT.search(text)
    return Named(world=match[1], number=int(match[2])) if match else None


def without_items(text: str) -> str:
    """A text without the items it holds."""
    return _TEXT.sub("", text)
