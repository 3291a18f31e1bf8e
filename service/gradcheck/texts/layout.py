"""The shape of a text: its lines, the bullets they begin with, and the words of each of their sentences."""

import re
from collections.abc import Callable, Sequence

from gradcheck.domain.base import Value
from gradcheck.texts.vocabulary import leaks, words

_LEAD = re.compile(r"\s*(?:(?:[-*+\u2022\u2013]|#+|\d+[.)])\s+)?")
_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?])\s+")
_PLAIN_BULLET = "- "


class Line(Value, frozen=True, kw_only=True):
    """A line: indent and bullet, then sentences of so many words. Without sentences it is kept as it is."""

    lead: str
    sizes: tuple[int, ...]


Layout = tuple[Line, ...]


def layout(text: str, forbidden: Sequence[str]) -> Layout:
    """The shape of a text; a number that leaks becomes a plain bullet, a text without words a single word."""
    if words(text) == 0:
        return (Line(lead="", sizes=(1,)),)
    return tuple(_line(line, forbidden) for line in text.splitlines())


def sentence_sizes(text: str) -> tuple[int, ...]:
    """The words of each sentence of a line; what ends like a sentence but has no word is none."""
    return tuple(size for part in _BETWEEN_SENTENCES.split(text) if (size := words(part)))


def words_of(shape: Layout) -> int:
    """The words of a text of this shape."""
    return sum(words(line.lead) + sum(line.sizes) for line in shape)


def set_in(shape: Layout, write: Callable[[int], str]) -> str:
    """The shape with a sentence of about the wanted number of words at each place; an empty one is left out."""
    return "\n".join((line.lead + " ".join(filter(None, map(write, line.sizes)))).rstrip() for line in shape)


def _line(text: str, forbidden: Sequence[str]) -> Line:
    match = _LEAD.match(text)
    lead = match.group() if match else ""
    sizes = sentence_sizes(text[len(lead) :])
    if not sizes:
        return Line(lead="", sizes=(words(text),)) if words(text) else Line(lead=text, sizes=())
    if leaks(lead, forbidden):
        indent = lead[: len(lead) - len(lead.lstrip())]
        return Line(lead=indent + _PLAIN_BULLET, sizes=(sizes[0] + words(lead), *sizes[1:]))
    return Line(lead=lead, sizes=sizes)
