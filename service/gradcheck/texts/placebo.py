"""Placebo feedback: remarks on tone and style that read like a critique, and of which none could help any task."""

from collections.abc import Sequence

import numpy as np

from gradcheck.texts.layout import Line, layout
from gradcheck.texts.matching import write_like
from gradcheck.texts.vocabulary import shipped_lines, without_leaks, words


def placebo(length: int, forbidden: Sequence[str], rng: np.random.Generator) -> str:
    """Sentences of about `length` words in all, within a tenth or two words if the usable ones allow it.

    No sentence holds a word of the forbidden texts if any does not; at least one is written.
    """
    usable = _usable(forbidden)
    sizes: list[int] = []
    while (missing := max(length, 1) - sum(sizes)) > 0:
        sizes.append(min(missing, words(usable[int(rng.integers(len(usable)))])))
    return write_like((Line(lead="", sizes=tuple(sizes)),), usable, rng)


def placebo_like(text: str, forbidden: Sequence[str], rng: np.random.Generator) -> str:
    """A placebo in the shape of a text: its lines and bullets, its sentences and their words as nearly as possible.

    The same promises as `placebo` makes, with the text's words for `length`.
    """
    return write_like(layout(text, forbidden), _usable(forbidden), rng)


def _usable(forbidden: Sequence[str]) -> Sequence[str]:
    sentences = shipped_lines("placebo.txt")
    return without_leaks(sentences, forbidden) or sentences
