"""JSON in an output: alone, in a fenced block, or in running text.

- The output is JSON as a whole; else the last fenced block (three or more backquotes or tildes, `json` or
  nothing after them) that is JSON counts. A block that nobody closed ends with the output.
- Where there is none and running text is allowed, the last object or list in it that holds anything counts.
  What stands inside another value, or in what was begun as JSON and is none, does not.
"""

import re
from collections.abc import Iterator
from json import JSONDecodeError, JSONDecoder
from typing import TypeVar

import msgspec

T = TypeVar("T")

_FENCE = re.compile(
    r"(?P<fence>(?<!`)`{3,}+|(?<!~)~{3,}+)[^\S\n]*(?:json\w*)?[^\S\n]*\n(?P<body>.*?)(?:(?P=fence)|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_OPENING = re.compile(r'\{(?=\s*")|\[(?=\s*[\[{"\w-])')
_MOST = 1000  # places of a text that are tried
_DECODER = JSONDecoder()


def last_json(output: str, kind: type[T], *, in_text: bool) -> T | None:
    """The JSON value of this kind that an output holds; None where there is none."""
    whole = _decoded(output)
    if whole is not None:
        return whole if isinstance(whole, kind) else None
    values = [_decoded(match["body"]) for match in _FENCE.finditer(output)]
    if in_text and not any(isinstance(value, kind) for value in values):
        values = [value for value in _in_text(output) if value]
    return next((value for value in reversed(values) if isinstance(value, kind)), None)


def _decoded(text: str) -> object:
    try:
        return msgspec.json.decode(text.strip("\ufeff"))
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return None


def _in_text(text: str) -> Iterator[object]:
    """The objects and lists that stand in a text. What was read once is not read again."""
    position = 0
    for _ in range(_MOST):
        opening = _OPENING.search(text, position)
        if opening is None:
            return
        position = opening.end()
        try:
            _, end = _DECODER.raw_decode(text, opening.start())
        except JSONDecodeError as error:
            position = max(position, error.pos)
        except (ValueError, RecursionError):
            return
        else:
            yield _decoded(text[opening.start() : end])
            position = end
