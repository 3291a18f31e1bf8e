"""Quotations: which texts a new prompt repeats word for word."""

from collections.abc import Iterable, Mapping

import numpy as np

from gradcheck.texts.alike import SPACELESS

QUOTE_WORDS = 8
_Run = tuple[str, ...]


class Quotations:
    """Texts that a new prompt is not to repeat, in any script, and a prompt of before that may hold some of them.

    A text of fewer than eight words cannot be found.
    """

    def __init__(self, texts: Mapping[str, str], before: Iterable[str]) -> None:
        self._texts = {name: spaced(text) for name, text in texts.items()}
        self._before: set[_Run] = set().union(*(_runs(spaced(text)) for text in before))
        hashes = (hash(run) for text in self._texts.values() for run in _runs(text))
        # What is not among them is quoted nowhere; of what is, the texts themselves are looked at.
        self._hashes = np.unique(np.fromiter(hashes, dtype=np.int64))

    def of(self, *after: str) -> tuple[str, ...]:
        """Names of the texts of which one of these holds eight words in a row that no text before holds."""
        new = set().union(*(_runs(spaced(text)) for text in after)) - self._before
        hashes = np.fromiter(map(hash, new), dtype=np.int64)
        if not (np.searchsorted(self._hashes, hashes, "right") > np.searchsorted(self._hashes, hashes)).any():
            return ()
        return tuple(name for name, text in self._texts.items() if new & _runs(text))


def quoted(after: str, before: str, texts: Mapping[str, str]) -> tuple[str, ...]:
    """Names of the texts of which a prompt holds eight words in a row that the prompt before does not hold.

    A text of fewer words cannot be found.
    """
    new = _runs(after) - _runs(before)
    return tuple(name for name, text in texts.items() if new & _runs(text))


def quotable(text: str) -> bool:
    """Whether a text is long enough for a quotation to be found."""
    return bool(_runs(text))


def spaced(text: str) -> str:
    """A text with blanks between the characters of scripts that set none, so that each counts as a word."""
    return text if text.isascii() else SPACELESS.sub(r" \1 ", text)


def _runs(text: str) -> set[_Run]:
    words = text.lower().split()
    return {tuple(words[first : first + QUOTE_WORDS]) for first in range(len(words) - QUOTE_WORDS + 1)}
