"""Columns and dotted paths into them."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from gradcheck.errors import some

Row = dict[str, Any]


def getter(place: str, columns: Iterable[str]) -> Callable[[Row], object] | None:
    """What reads a place in a row: a column of this name, else a path into one; None where there is no such column."""
    known = set(columns)
    if place in known:
        return partial(_column, place)
    parts = place.split(".")
    for length in range(len(parts) - 1, 0, -1):
        head = ".".join(parts[:length])
        if head in known:
            return partial(_path, head, parts[length:])
    return None


def unknown(place: str, columns: Iterable[str]) -> str:
    """What is wrong with a place that is no column."""
    return f"names {place!r:.100}, which is no column; there are {some(columns)}"


def _column(name: str, row: Row) -> object:
    return row.get(name)


def _path(column: str, parts: list[str], row: Row) -> object:
    value: object = row.get(column)
    for part in parts:
        match value:
            case dict():
                value = value.get(part)
            case list() if part.isdecimal() and int(part) < len(value):
                value = value[int(part)]
            case _:
                return None
    return value
