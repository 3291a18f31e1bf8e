"""Suggestions of a feedback: its sentences and bullets, found without a model. It owns that reading."""

import re
from collections.abc import Sequence

from service.diagnostics.texts.vocabulary import content_words

_BULLET = re.compile(r"^\s*(?:[-*•]|\(?\d{1,2}[.)])\s+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[\"'(A-Z0-9])")


def atoms(text: str) -> list[str]:
    """The sentences and bullets of a text, in their order, bullets without their marks."""
    lines = (_BULLET.sub("", line).strip() for line in text.splitlines())
    return [part.strip() for line in lines if line for part in _SENTENCE.split(line) if part.strip()]


def taken_up(texts: Sequence[str], before: str, after: str) -> float | None:
    """The share of the content words of `texts` that a new prompt has and the old one had not, in [0, 1].

    Words the old prompt had are left out; None where nothing is left.
    """
    wanted = set().union(*map(content_words, texts)) - content_words(before)
    return len(wanted & content_words(after)) / len(wanted) if wanted else None
