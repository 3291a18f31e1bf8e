"""A placebo that speaks of the task: its own words in sentences that say nothing about them.

It tells whether it is advice that helps, or any text that brings the task to mind. The words are those of the prompt,
the description and the inputs; a word of an answer is none of them, and no sentence says what to do.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from gradcheck.domain.base import Value
from gradcheck.texts.alike import SPACELESS
from gradcheck.texts.layout import layout
from gradcheck.texts.matching import write_like
from gradcheck.texts.vocabulary import content_words, known_words, shipped_lines, vocabulary, without_leaks

_GAP = "{}"
_FILLED = 3  # sentences from each frame


class TaskWords(Value, frozen=True, kw_only=True):
    """Content words of what describes a task and of its inputs, sorted; none is a word of an answer."""

    described: tuple[str, ...]
    inputs: tuple[str, ...]


def task_words(
    described: Sequence[str], inputs: Sequence[str], answers: Iterable[str], labels: Sequence[str]
) -> TaskWords:
    """The words of a task without those of `answers`, and without any that holds one of the allowed answers' words."""
    banned, stems = vocabulary(answers), vocabulary(labels)
    signs = {sign for word in banned | stems for sign in SPACELESS.findall(word)}

    def usable(texts: Sequence[str]) -> tuple[str, ...]:
        found = content_words(" ".join(known_words(texts)))
        pieces = {piece for word in found for piece in _pieces(word)}
        return tuple(
            sorted(
                word
                for word in pieces - banned - stems
                if any(map(str.isalpha, word)) and signs.isdisjoint(word) and not any(stem in word for stem in stems)
            )
        )

    return TaskWords(described=usable(described), inputs=usable(inputs))


def task_words_like(text: str, forbidden: Sequence[str], rng: np.random.Generator, known: TaskWords) -> str | None:
    """Sentences with the task's words in the shape of a text; None where no such sentence is free of forbidden words.

    A word is one of the description as often as one of the inputs.
    """
    pools = [pool for pool in (known.described, known.inputs) if pool]
    if not pools:
        return None

    def word() -> str:
        pool = pools[int(rng.integers(len(pools)))]
        return pool[int(rng.integers(len(pool)))]

    frames = [frame for frame in shipped_lines("placebos/task_words.txt") for _ in range(_FILLED)]
    filled = [frame.format(*(word() for _ in range(frame.count(_GAP)))) for frame in frames]
    usable = without_leaks([f"{sentence[0].upper()}{sentence[1:]}" for sentence in filled], forbidden)
    return write_like(layout(text, forbidden), usable, rng) if usable else None


def _pieces(word: str) -> list[str]:
    """The word; in scripts without spaces, where a word may be a whole sentence, its characters two by two."""
    if not SPACELESS.search(word):
        return [word]
    return [word[first : first + 2] for first in range(0, len(word) - 1, 2)]
