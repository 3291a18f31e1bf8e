"""Writing in a given shape with ready sentences.

Each place takes a sentence of about as many words as the place and all places before it still lack, so that errors do
not add up. Which one is left to chance and to how often a sentence was taken before; at the last place the length of
the whole decides.
"""

import math
from collections.abc import Sequence

import numpy as np

from gradcheck.texts.layout import Layout, set_in, words_of
from gradcheck.texts.vocabulary import words

_LENGTH_SHARE, _LENGTH_WORDS = 0.1, 2
_WORDS_PER_USE = 3  # a sentence counts as so many words farther for each time it was taken
_WORDS_OF_CHANCE = 4  # or up to so many by chance


def write_like(shape: Layout, sentences: Sequence[str], rng: np.random.Generator) -> str:
    """A text of this shape from the sentences. A place longer than all of them is filled by joined sentences."""
    places = sum(len(line.sizes) for line in shape)
    return set_in(shape, _Writer(sentences, places, length_slack(words_of(shape)), rng).write)


def length_slack(length: int) -> float:
    """By how many words texts may differ that count as equally long: a tenth, or two words."""
    return max(_LENGTH_SHARE * length, _LENGTH_WORDS)


class _Writer:
    """Sentences, how often each was taken, the places that are left and the words that are lacking so far."""

    def __init__(self, sentences: Sequence[str], places: int, slack: float, rng: np.random.Generator) -> None:
        self._sentences = sentences
        self._sizes = np.array([words(sentence) for sentence in sentences])
        self._uses = np.zeros(len(sentences), dtype=int)
        self._places = places
        self._slack = slack
        self._lacking = 0
        self._rng = rng

    def write(self, size: int) -> str:
        """A sentence for a place of this size; none where even the shortest would make the whole too long."""
        self._places -= 1
        self._lacking += size
        if self._uses.any() and self._sizes.min() > self._lacking + self._slack:
            return ""
        longest = int(self._sizes.max())
        bound = int(self._rng.integers(longest // 2 + 1, longest + 1))
        parts = max(math.ceil(self._lacking / bound), 1)
        return _joined([self._take(left) for left in range(parts, 0, -1)])

    def _take(self, parts: int) -> str:
        """The sentence for the next of so many parts that share what is lacking; ties are broken at random."""
        away = np.abs(self._sizes - self._lacking / parts)
        chance = self._rng.random(len(away))
        if parts > 1 or self._places > 0:
            away += _WORDS_PER_USE * self._uses + _WORDS_OF_CHANCE * chance
        else:
            away = np.maximum(away, self._slack / 2)
        taken = int(np.lexsort((chance, self._uses, away))[0])
        self._uses[taken] += 1
        self._lacking -= int(self._sizes[taken])
        return self._sentences[taken]


def _joined(sentences: Sequence[str]) -> str:
    """The sentences as a single one."""
    *before, last = sentences
    first, *others = [*(sentence.rstrip(".?!") for sentence in before), last]
    return "; ".join([first, *(part if part.startswith("I ") else part[0].lower() + part[1:] for part in others)])
