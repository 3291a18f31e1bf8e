"""The `json` scorer: the share of the expected fields that the output has with equal values.

It owns how JSON is found in an output and when two fields are equal.

- The output is JSON as a whole, or holds it in a fenced block (three backquotes, `json` or nothing after
  them); of several blocks the last counts. JSON in running text is not looked for.
- A field is a leaf: `a.b` inside objects, `c[0]` inside lists. An empty object or list is a leaf of its
  own.
- Numbers are equal by value (`1` and `1.0`), texts character by character, and a boolean or a text is
  never a number.
- Fields that were not expected are ignored, or count as unequal ones with `count_extra_fields`.
- An output that is no JSON object scores 0.
"""

import re
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

import msgspec
from msgspec import Meta

from service.domain.base import Wire
from service.domain.task import Expected
from service.errors import Fault
from service.scoring.answers import text_of
from service.scoring.base import CORRECT, Score
from service.scoring.notes import mismatch, shorten

_FENCE = re.compile(r"```(?:json)?[^\S\n]*\n(.*?)```", re.DOTALL | re.IGNORECASE)
_SHOWN = 3  # unequal fields that a note spells out

Path = tuple[str | int, ...]
Leaves = dict[Path, Any]


class Json(Wire, frozen=True, kw_only=True, tag="json", tag_field="kind"):
    """The share of the expected fields that the output has with equal values."""

    needs_expected: ClassVar[bool] = True
    summary: ClassVar[str] = "the share of the expected JSON fields, nested ones too, that the output has equal"

    count_extra_fields: Annotated[
        bool,
        Meta(description="Fields that were not expected count as unequal ones instead of being ignored."),
    ] = False

    def faults(self, _path: str, /) -> list[Fault]:
        return []

    def expected_fault(self, expected: Expected, _labels: tuple[str, ...], /) -> str | None:
        if isinstance(expected, dict) and expected:
            return None
        return "is not usable; accepted is a JSON object with at least one field"

    def score(self, output: str, expected: Expected, _labels: tuple[str, ...], /) -> Score:
        wanted, got = _leaves(expected), _parse(output)
        if not isinstance(got, dict):
            note = mismatch(shorten(text_of(expected)), output, why="not a JSON object")
            return Score(value=0.0, note=note)
        return self._compare(wanted, _leaves(got), output)

    def _compare(self, wanted: Leaves, got: Leaves, output: str) -> Score:
        unequal = [_difference(path, wanted, got) for path in wanted if not _equal(path, wanted, got)]
        extra = [path for path in got if path not in wanted] if self.count_extra_fields else []
        unequal += [f"{_name(path)} was not expected" for path in extra]
        if not unequal:
            return CORRECT
        total = len(wanted) + len(extra)
        equal = total - len(unequal)
        more = f"; and {len(unequal) - _SHOWN} more" if len(unequal) > _SHOWN else ""
        why = f"{equal} of {total} fields are right: {'; '.join(unequal[:_SHOWN])}{more}"
        return Score(value=equal / total, note=mismatch("a JSON object", output, why=why))


def _parse(output: str) -> object:
    """The JSON in an output, or None."""
    for text in (output, *_FENCE.findall(output)[-1:]):
        try:
            return msgspec.json.decode(text)
        except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
            continue
    return None


def _leaves(value: object) -> Leaves:
    """Every leaf by its path. It keeps its own stack: an output may be nested deeper than calls may be."""
    leaves: Leaves = {}
    stack: list[tuple[Path, object]] = [((), value)]
    while stack:
        path, node = stack.pop()
        children = list(_children(node))
        if children:
            stack += [((*path, key), child) for key, child in reversed(children)]
        else:
            leaves[path] = node
    return leaves


def _children(node: object) -> Iterator[tuple[str | int, object]]:
    if isinstance(node, dict):
        yield from node.items()
    elif isinstance(node, list):
        yield from enumerate(node)


def _equal(path: Path, wanted: Leaves, got: Leaves) -> bool:
    if path not in got:
        return False
    left, right = wanted[path], got[path]
    return isinstance(left, bool) == isinstance(right, bool) and bool(left == right)


def _difference(path: Path, wanted: Leaves, got: Leaves) -> str:
    came = f"got {shorten(text_of(got[path]))}" if path in got else "got none"
    return f"{_name(path)}: expected {shorten(text_of(wanted[path]))}, {came}"


def _name(path: Path) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return shorten("".join(steps).removeprefix("."))
