"""Calls of tools that were made and those expected: which match, and how the others differ."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Literal

import numpy as np
import scipy

from gradcheck.domain.base import Value
from gradcheck.domain.messages.calls_as_text import CalledTool, as_json
from gradcheck.scoring.json_leaves import same_leaf
from gradcheck.scoring.notes import quote, shorten

_SHOWN = 3  # arguments of a call that a fault spells out

Calls = Sequence[CalledTool]
Pairs = list[tuple[int, int]]
"""Places among the expected calls, each with that of the call that it is matched with."""


class Matching(Value, frozen=True, kw_only=True):
    """When calls match, and in which order; see `ToolCalls`."""

    order: Literal["any", "same"]
    arguments: Literal["exact", "subset", "ignore"]

    def pairs(self, wanted: Calls, made: Calls) -> Pairs:
        """The most pairs of calls that match, each call in one at most; in the order of both where that is asked."""
        if not wanted or not made:
            return []
        matches = np.array([[self._match(one, other) for other in made] for one in wanted])
        if self.order == "same":
            return _in_order(matches)
        rows, columns = scipy.optimize.linear_sum_assignment(matches, maximize=True)
        return [(int(row), int(column)) for row, column in zip(rows, columns, strict=True) if matches[row, column]]

    def faults(self, wanted: Calls, made: Calls, pairs: Pairs) -> Iterator[str]:
        """What is wrong with the calls without a partner: another argument or place, missing, not expected."""
        rows, columns = {row for row, _ in pairs}, {column for _, column in pairs}
        extra = [call for place, call in enumerate(made) if place not in columns]
        for one in (call for place, call in enumerate(wanted) if place not in rows):
            named = [call for call in extra if call.name == one.name]
            other = next((call for call in named if self._match(one, call)), named[0] if named else None)
            if other is None:
                yield f"missing: {shorten(one.shown)}"
                continue
            extra.remove(other)
            difference = self._difference(one, other)
            yield f"{one.name} is called in another order" if difference is None else f"{one.name}: {difference}"
        for call in extra:
            yield f"not expected: {shorten(call.shown)}"

    def _match(self, wanted: CalledTool, made: CalledTool) -> bool:
        return wanted.name == made.name and self._difference(wanted, made) is None

    def _difference(self, wanted: CalledTool, made: CalledTool) -> str | None:
        """The first arguments that are not as they were expected, or None."""
        if self.arguments == "ignore" or wanted.arguments is None:
            return None
        if isinstance(made.arguments, str):
            return f"the arguments are no JSON object, but {quote(made.arguments)}"
        differences = _differences(wanted.arguments, made.arguments or {}, whole=self.arguments == "exact")
        return ", ".join(islice(differences, _SHOWN)) or None


def _in_order(matches: np.ndarray) -> Pairs:
    """The longest common subsequence of calls that match."""
    rows, columns = matches.shape
    longest = np.zeros((rows + 1, columns + 1), dtype=int)
    for row in reversed(range(rows)):
        for column in reversed(range(columns)):
            both = longest[row + 1, column + 1] + 1 if matches[row, column] else 0
            longest[row, column] = max(both, longest[row + 1, column], longest[row, column + 1])
    pairs: Pairs = []
    row = column = 0
    while row < rows and column < columns:
        if matches[row, column] and longest[row, column] == longest[row + 1, column + 1] + 1:
            pairs.append((row, column))
            row, column = row + 1, column + 1
        elif longest[row + 1, column] >= longest[row, column + 1]:
            row += 1
        else:
            column += 1
    return pairs


def _differences(wanted: object, made: object, *, whole: bool) -> Iterator[str]:
    """Where two values differ; fields that are not expected count where they are compared whole.

    It keeps its own stack: values may be nested deeper than calls may be.
    """
    stack = [("", wanted, made)]
    while stack:
        path, one, other = stack.pop()
        if isinstance(one, dict) and isinstance(other, dict):
            missing = [name for name in one if name not in other]
            extra = [name for name in other if name not in one] if whole else []
            yield from (f"{_named(path, name)}: expected {_shown(one[name])}, got none" for name in missing)
            yield from (f"{_named(path, name)}: not expected, got {_shown(other[name])}" for name in extra)
            stack += [(_named(path, name), one[name], other[name]) for name in reversed(one) if name in other]
        elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
            stack += [(f"{path}[{place}]", one[place], other[place]) for place in reversed(range(len(one)))]
        elif isinstance(one, dict | list) or isinstance(other, dict | list) or not same_leaf(one, other):
            yield f"{path}: expected {_shown(one)}, got {_shown(other)}"


def _named(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _shown(value: object) -> str:
    return shorten(as_json(value))
