"""Suggestions of a feedback: its sentences and bullets, found without a model, and texts without one of them."""

import re
from collections.abc import Sequence

_BULLET = re.compile(r"^\s*(?:[-*•]|\(?\d{1,2}[.)])\s+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[\"'(A-Z0-9])")


def split_suggestions(text: str) -> list[str]:
    """The sentences and bullets of a text, in their order, bullets without their marks."""
    return [part for line in text.splitlines() for part in _parts(line)]


def without_suggestion(texts: Sequence[str], place: int) -> tuple[str, ...]:
    """Texts without one of their suggestions, which are numbered from 0 over all of them.

    All else stays as it is laid out; a line or bullet that said nothing more goes with it.
    """
    left, number = [], 0
    for text in texts:
        lines = []
        for line in text.splitlines():
            parts = _parts(line)
            kept = [part for index, part in enumerate(parts, number) if index != place]
            number += len(parts)
            if kept == parts:
                lines.append(line)
            elif kept:
                mark = _BULLET.match(line)
                lines.append((mark.group() if mark else "") + " ".join(kept))
        left.append("\n".join(lines).strip())
    return tuple(left)


def _parts(line: str) -> list[str]:
    """The suggestions of a line."""
    return [part.strip() for part in _SENTENCE.split(_BULLET.sub("", line).strip()) if part.strip()]
