"""Placebo feedback: remarks on tone and style that read like a critique, and of which none could help any task.

They come in three manners, since a text may harm or help by its manner alone: a hostile one finds fault, a neutral one
remarks that something was read, a kind one praises.
"""

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np

from gradcheck.domain.seeds import stream
from gradcheck.texts.layout import Line, layout
from gradcheck.texts.matching import write_like
from gradcheck.texts.vocabulary import shipped_lines, without_leaks, words

Manner = Literal["hostile", "neutral", "kind"]
MANNERS: tuple[Manner, ...] = get_args(Manner)


def manner_in_turn(seed: int, place: int, row: int = 0) -> Manner:
    """The manner at a place of a row: the three take turns over places and over rows.

    Every three places have an order of their own, so that turns do not keep pace with anything else that takes any.
    """
    triple, within = divmod(place, len(MANNERS))
    order = stream(seed, "manner", triple).permutation(len(MANNERS))
    return MANNERS[int(order[(within + row) % len(MANNERS)])]


def drawn_manner(rng: np.random.Generator) -> Manner:
    """One of the manners, for a text that stands alone."""
    return MANNERS[int(rng.integers(len(MANNERS)))]


def placebo(length: int, forbidden: Sequence[str], rng: np.random.Generator, manner: Manner) -> str:
    """Sentences of about `length` words in all, within a tenth or two words if the usable ones allow it.

    No sentence holds a word of the forbidden texts if any does not; at least one is written.
    """
    usable = _usable(forbidden, manner)
    sizes: list[int] = []
    while (missing := max(length, 1) - sum(sizes)) > 0:
        sizes.append(min(missing, words(usable[int(rng.integers(len(usable)))])))
    return write_like((Line(lead="", sizes=tuple(sizes)),), usable, rng)


def placebo_like(text: str, forbidden: Sequence[str], rng: np.random.Generator, manner: Manner) -> str:
    """A placebo in the shape of a text: its lines and bullets, its sentences and their words as nearly as possible.

    The same promises as `placebo` makes, with the text's words for `length`.
    """
    return write_like(layout(text, forbidden), _usable(forbidden, manner), rng)


def _usable(forbidden: Sequence[str], manner: Manner) -> Sequence[str]:
    sentences = shipped_lines(f"placebos/{manner}.txt")
    return without_leaks(sentences, forbidden) or sentences
