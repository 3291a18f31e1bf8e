"""Suggestions of a feedback: its sentences and bullets, found without a model."""

import re

_BULLET = re.compile(r"^\s*(?:[-*•]|\(?\d{1,2}[.)])\s+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[\"'(A-Z0-9])")


def split_suggestions(text: str) -> list[str]:
    """The sentences and bullets of a text, in their order, bullets without their marks."""
    lines = (_BULLET.sub("", line).strip() for line in text.splitlines())
    return [part.strip() for line in lines if line for part in _SENTENCE.split(line) if part.strip()]
