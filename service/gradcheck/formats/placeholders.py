"""Texts with placeholders between the styles of different tools: what is text stays text in each of them."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from gradcheck.domain.base import Value
from gradcheck.domain.program import Program, Style, in_style, names_by_style

Pieces = tuple[str, ...]
"""A text in turns as `Program.pieces` gives them: text, a placeholder's name, text, …"""

_STYLES: tuple[Style, ...] = ("double", "single")


class TextsInOurStyle(Value, frozen=True, kw_only=True):
    """Texts in one of our styles, and the names in them that are text."""

    texts: tuple[str, ...]
    literals: tuple[str, ...] = ()


def joined(pieces: Pieces, gap: Callable[[str], str], text: Callable[[str], str] = str) -> str:
    """The pieces as one text: every placeholder through `gap`, every text through `text`."""
    return "".join(gap(piece) if place % 2 else text(piece) for place, piece in enumerate(pieces))


def written(texts: Sequence[Pieces]) -> TextsInOurStyle | None:
    """Texts in the style in which they are read back as they are; None where neither style can tell them apart.

    Names in braces that are text and nowhere a placeholder are listed as literals.
    """
    gaps = {name for pieces in texts for name in pieces[1::2]}
    for style in _STYLES:
        as_written = tuple(joined(pieces, partial(in_style, style)) for pieces in texts)
        named = {name for names in map(names_by_style, as_written) for found in names.values() for name in found}
        literals = tuple(sorted(named - gaps))
        program = Program(modules=(), literals=literals, style=style)
        ours = all(program.pieces(text) == pieces for text, pieces in zip(as_written, texts, strict=True))
        if ours and not (style == "double" and any(names_by_style(t)["single"] & gaps for t in as_written)):
            return TextsInOurStyle(texts=as_written, literals=literals)
    return None


def names(texts: Iterable[Pieces]) -> tuple[str, ...]:
    """The placeholders of texts, each once, in the order they come."""
    return tuple(dict.fromkeys(name for pieces in texts for name in pieces[1::2]))
