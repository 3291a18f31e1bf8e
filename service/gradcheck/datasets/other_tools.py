"""Rows that another tool wrote: told by the first of them, and read as examples when they are drawn."""

import re
from collections.abc import Sequence

import msgspec

from gradcheck.datasets.mapping import Mapped
from gradcheck.datasets.reading.base import NumberedRow
from gradcheck.domain.base import Value
from gradcheck.domain.dataset import FileOfTool
from gradcheck.errors import FieldError, InvalidRequestError
from gradcheck.formats import Recognized, recognize_rows

PLAIN = "rows"
"""The `format` of rows that are to be taken as they are."""
_ROW = re.compile(r"^rows\[(\d+)\]")


class DrawnRow(Value, frozen=True, kw_only=True):
    """An example with the number of the row that it was read of."""

    row: int
    example: Mapped


class DrawnRows(Value, frozen=True, kw_only=True):
    """Rows as examples, and what is said of them."""

    rows: tuple[DrawnRow, ...]
    notes: tuple[str, ...]


def tool_of(rows: Sequence[NumberedRow], kind: str | None) -> FileOfTool | None:
    """The tool whose format the rows have, or None; `kind` is what the caller says.

    Raises InvalidRequestError where several fit, where the caller's does not, and where rows are not like the others.
    """
    if kind == PLAIN:
        return None
    try:
        found = _recognized(rows, kind)
    except InvalidRequestError as error:
        hint = f"; `format={PLAIN}` takes the rows as they are" if kind is None else ""
        raise _by_row(error, rows, "", hint) from None
    if found is None or not found.rows:
        return None
    scoring = None if found.scoring is None else msgspec.to_builtins(found.scoring)
    prompts = found.prompts
    return FileOfTool(kind=found.kind, mapped=found.mapped, notes=found.notes, scoring=scoring, prompts=prompts)


def read_rows(rows: Sequence[NumberedRow], kind: str) -> DrawnRows:
    """Rows of a tool as examples. Raises InvalidRequestError where they are not of its kind."""
    try:
        found = _recognized(rows, kind)
    except InvalidRequestError as error:
        raise _by_row(error, rows, "task.dataset.", "") from None
    if found is None:
        return DrawnRows(rows=(), notes=())
    examples = zip(found.numbers, found.rows, strict=True)
    read = tuple(DrawnRow(row=number, example=_example(example)) for number, example in examples)
    return DrawnRows(rows=read, notes=(*found.mapped, *found.notes))


def _recognized(rows: Sequence[NumberedRow], kind: str | None) -> Recognized | None:
    return recognize_rows([row.values for row in rows], kind, [row.number for row in rows])


def _example(example: dict[str, object]) -> Mapped:
    given = example.get("input")
    return msgspec.convert({**example, "input": given if isinstance(given, dict) else {"input": given}}, Mapped)


def _by_row(error: InvalidRequestError, rows: Sequence[NumberedRow], where: str, hint: str) -> InvalidRequestError:
    """The same faults, by the rows of the file."""
    faults = []
    for fault in error.errors:
        place = _ROW.match(fault.path)
        if place is None:
            faults.append(FieldError(fault.path, f"{fault.message}{hint}"))
            continue
        number = rows[int(place[1])].number
        path = f"{where}rows[{number}]{fault.path[place.end() :]}"
        faults.append(FieldError(path, f"row {number}: {fault.message}{hint}"))
    return InvalidRequestError.of(*faults)
