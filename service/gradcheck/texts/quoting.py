"""Quotations: which texts a new prompt repeats word for word."""

from collections.abc import Mapping

from gradcheck.texts.alike import SPACELESS

QUOTE_WORDS = 8


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


def _runs(text: str) -> set[tuple[str, ...]]:
    words = text.lower().split()
    return {tuple(words[first : first + QUOTE_WORDS]) for first in range(len(words) - QUOTE_WORDS + 1)}
