"""What the columns of a data set hold, counted while its rows go by, in bounded memory."""

import re
from typing import Any

from gradcheck.datasets.canonical import text_of
from gradcheck.domain.dataset import Column, ColumnType

_MOST_DISTINCT = 10_000
_MOST_TOGETHER = 200_000
_LEAST_DISTINCT = 100
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")


class _Counts:
    """One column's."""

    def __init__(self) -> None:
        self.present = 0
        self.kinds: set[ColumnType] = set()
        self.values: set[int] = set()
        self.full = False

    def add(self, value: object, most: int) -> None:
        self.present += 1
        if not (self.full and self.kinds == {"text"}):
            kind = _kind(value)
            self.kinds.add(kind)
        if not self.full:
            self.values.add(hash(text_of(value)))
            self.full = len(self.values) >= most


class ColumnCounts:
    """The columns met so far, in the order they were met."""

    def __init__(self) -> None:
        self._rows = 0
        self._columns: dict[str, _Counts] = {}
        self._most = _MOST_DISTINCT

    def __len__(self) -> int:
        return len(self._columns)

    def add(self, row: dict[str, Any]) -> None:
        """Count a row's values; what is missing stands in no count."""
        self._rows += 1
        for name, value in row.items():
            counts = self._columns.get(name)
            if counts is None:
                counts = self._columns[name] = _Counts()
                self._most = max(_LEAST_DISTINCT, min(_MOST_DISTINCT, _MOST_TOGETHER // len(self._columns)))
            if value is not None and value != "":
                counts.add(value, self._most)

    def columns(self) -> tuple[Column, ...]:
        """What was counted."""
        return tuple(
            Column(
                name=name,
                type=_type(counts.kinds),
                missing=self._rows - counts.present,
                distinct=len(counts.values),
                distinct_at_least=counts.full,
            )
            for name, counts in self._columns.items()
        )


def _kind(value: object) -> ColumnType:
    match value:
        case "true" | "false" | bool():
            return "boolean"
        case str():
            return "number" if _NUMBER.fullmatch(value) else "text"
        case int() | float():
            return "number"
        case list():
            return "list"
        case _:
            return "object"


def _type(kinds: set[ColumnType]) -> ColumnType:
    if len(kinds) <= 1:
        return next(iter(kinds), "empty")
    return "text" if kinds <= {"text", "number", "boolean"} else "mixed"
