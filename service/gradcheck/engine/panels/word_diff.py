"""What changed between two texts, word by word, in any script."""

import difflib
import re
import unicodedata
from collections.abc import Iterator, Sequence

from gradcheck.domain.results.panels import WordRun
from gradcheck.texts.alike import SPACELESS

_MOST_WORDS = 4000  # of more, lines are compared: the time grows with the square
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_WORDS = re.compile(rf"\s+|{SPACELESS.pattern}|(?:(?!{SPACELESS.pattern})\w)+|.", re.DOTALL)


def word_diff(before: str, after: str) -> tuple[WordRun, ...]:
    """The runs that make up both texts, in order; none where they are equal. Deletes go before inserts."""
    if before == after:
        return ()
    first, second = _split(before), _split(after)
    if max(len(first), len(second)) > _MOST_WORDS:
        first, second = _LINES.findall(before), _LINES.findall(after)
    return tuple(_runs(_bridged(_pieces(first, second))))


def _split(text: str) -> list[str]:
    """Words, blanks and marks; in scripts without spaces characters, each with the marks that combine with it."""
    parts: list[str] = []
    for match in _WORDS.finditer(text):
        if parts and unicodedata.category(match[0][0]).startswith("M"):
            parts[-1] += match[0]
        else:
            parts.append(match[0])
    return parts


def _pieces(first: Sequence[str], second: Sequence[str]) -> list[tuple[str, str]]:
    """What stands in the one text and in the other, in turns; equal where they are the same."""
    blocks = difflib.SequenceMatcher(None, first, second).get_opcodes()
    return [("".join(first[a:b]), "".join(second[c:d])) for _, a, b, c, d in blocks]


def _bridged(pieces: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pieces with the blanks that alone stand between two changes as a part of these."""
    joined: list[tuple[str, str]] = []
    for index, (old, new) in enumerate(pieces):
        changed = old != new
        bridge = not changed and not old.strip() and 0 < index < len(pieces) - 1
        if joined and (changed or bridge) and joined[-1][0] != joined[-1][1]:
            joined[-1] = (joined[-1][0] + old, joined[-1][1] + new)
        else:
            joined.append((old, new))
    return joined


def _runs(pieces: Sequence[tuple[str, str]]) -> Iterator[WordRun]:
    for old, new in pieces:
        if old == new:
            yield WordRun(kind="equal", text=old)
            continue
        if old:
            yield WordRun(kind="delete", text=old)
        if new:
            yield WordRun(kind="insert", text=new)
