"""Which columns are which parts of an example, and a row as one.

What a request does not say follows from the columns' names, whatever their case: `input`, `id`, `split` and `group` are
what they are called, a column `feedback` of lists is what was said of earlier answers; the expected answer is the
column `expected`, else the only one of the usual names. Every other column is an input field, unless there is a column
`input`.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from gradcheck.datasets.canonical import is_missing, text_of
from gradcheck.datasets.places import getter, unknown
from gradcheck.datasets.request import MapSpec
from gradcheck.domain.base import Value
from gradcheck.domain.dataset import Column, Mapping
from gradcheck.domain.program import is_identifier
from gradcheck.domain.task import SPLITS, Remark, Split, split_named
from gradcheck.errors import FieldError

Row = dict[str, Any]
_EXPECTED, _FEEDBACK = "expected", "feedback"
_ANSWERS = (
    "expected_output",
    "expected_answer",
    "label",
    "answer",
    "output",
    "target",
    "reference",
    "reference_output",
    "ground_truth",
)
_INPUTS = ("input", "inputs")


class MapFault(Value, frozen=True, kw_only=True):
    """What keeps a row from being an example."""

    kind: str
    column: str
    problem: str


class Mapped(Value, frozen=True, kw_only=True):
    """A row as an example, as a request would write it, and what is wrong with it."""

    input: dict[str, Any]
    expected: Any = None
    split: Split | None = None
    group: str | None = None
    id: str | None = None
    feedback: tuple[Remark, ...] = ()
    faults: tuple[MapFault, ...] = ()


class RowMap:
    """Reads examples out of rows by a mapping whose places are all known."""

    def __init__(self, mapping: Mapping, columns: Sequence[str]) -> None:
        self.mapping = mapping
        self._inputs = [(field, place, _get(place, columns)) for field, place in mapping.input.items()]
        self._is_whole = list(mapping.input) == ["input"]
        self._expected, self._split, self._group, self._id, self._feedback = (
            None if place is None else _get(place, columns)
            for place in (mapping.expected, mapping.split, mapping.group, mapping.id, mapping.feedback)
        )

    def example(self, row: Row) -> Mapped:
        """A row as an example."""
        faults: list[MapFault] = []
        fields = self._fields(row)
        if not any(fields.values()):
            column = ", ".join(self.mapping.input.values())
            faults.append(MapFault(kind="input", column=column, problem="is empty; an example has an input"))
        expected = None if self._expected is None else self._expected(row)
        named, split = _text(self._split, row), None
        if named is not None:
            split = split_named(named)
            if split is None:
                said = f"is {named!r:.40}, which is no split; accepted are {', '.join(SPLITS)}"
                faults.append(MapFault(kind="split", column=str(self.mapping.split), problem=said))
        return Mapped(
            input=fields,
            expected=None
            if is_missing(expected)
            else expected
            if isinstance(expected, list | dict)
            else text_of(expected),
            split=split,
            group=_text(self._group, row),
            id=_text(self._id, row),
            feedback=self._remarks(row, faults),
            faults=tuple(faults),
        )

    def _remarks(self, row: Row, faults: list[MapFault]) -> tuple[Remark, ...]:
        given = None if self._feedback is None else self._feedback(row)
        if is_missing(given):
            return ()
        if not isinstance(given, list):
            return (Remark(text=text_of(given)),)
        try:
            return msgspec.convert(given, tuple[Remark, ...])
        except msgspec.ValidationError as error:
            said = f"is no list of feedback, objects with rating, text and answer: {error}"
            faults.append(MapFault(kind="feedback", column=str(self.mapping.feedback), problem=said))
            return ()

    def _fields(self, row: Row) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        for field, _, get in self._inputs:
            value = get(row)
            if self._is_whole and isinstance(value, dict) and value and all(map(is_identifier, value)):
                return {name: _plain(part) for name, part in value.items()}
            fields[field] = _plain(value)
        return fields


def mapping_of(spec: MapSpec, columns: Sequence[Column], errors: list[FieldError]) -> Mapping | None:
    """The mapping of a request over these columns; what cannot be is put into `errors`."""
    before = len(errors)
    names = [column.name for column in columns]
    present = {column.name.strip().lower(): column.name for column in reversed(columns) if column.type != "empty"}
    expected = _chosen(spec.expected, (_EXPECTED,), present) if spec.expected is not None else _answer(present, errors)
    split, group, identity = (
        _chosen(place, (name,), present)
        for name, place in (("split", spec.split), ("group", spec.group), ("id", spec.id))
    )
    lists = {column.name: column.name for column in columns if column.type == "list"}
    feedback = _chosen(spec.feedback, (_FEEDBACK,), lists)
    taken = {place for place in (expected, split, group, identity, feedback) if place is not None}
    inputs = _inputs(spec, [column.name for column in columns if column.type != "empty"], present, taken, errors)
    places = {**{f"input.{field}": place for field, place in inputs.items()}, "expected": expected}
    places |= {"split": split, "group": group, "id": identity, "feedback": feedback}
    for part, place in places.items():
        if place is not None and getter(place, names) is None:
            errors.append(FieldError(f"task.dataset.map.{part}", unknown(place, names)))
    if len(errors) > before:
        return None
    used = {*taken, *inputs.values()}
    left_out = tuple(name for name in names if not any(p == name or p.startswith(f"{name}.") for p in used))
    return Mapping(
        input=inputs,
        expected=expected,
        split=split,
        group=group,
        id=identity,
        feedback=feedback,
        left_out=left_out,
    )


def _chosen(place: str | None, names: Sequence[str], present: dict[str, str]) -> str | None:
    """What a request says, where "" is no column; else the first column that has one of the names."""
    if place is not None:
        return place or None
    return next((present[name] for name in names if name in present), None)


def _answer(present: dict[str, str], errors: list[FieldError]) -> str | None:
    if _EXPECTED in present:
        return present[_EXPECTED]
    found = [present[name] for name in _ANSWERS if name in present]
    if len(found) > 1:
        message = f'could be any of the columns {", ".join(found)}; say which one, or "" for none'
        errors.append(FieldError("task.dataset.map.expected", message))
    return next(iter(found), None)


def _inputs(
    spec: MapSpec, names: Sequence[str], present: dict[str, str], taken: set[str], errors: list[FieldError]
) -> dict[str, str]:
    """Places by field."""
    match spec.input:
        case dict():
            wrong = [field for field in spec.input if not is_identifier(field)]
            errors += (
                FieldError(f"task.dataset.map.input.{field}", "is no identifier: letters, digits, underscores")
                for field in wrong
            )
            return spec.input
        case str() if spec.input:
            return {"input": spec.input}
    whole = next((present[name] for name in _INPUTS if name in present and present[name] not in taken), None)
    if whole is not None:
        return {"input": whole}
    answers = {present[name] for name in (_EXPECTED, *_ANSWERS) if name in present}
    fields: dict[str, str] = {}
    for name in names:
        if name in taken or name in answers:
            continue
        field = _field(name)
        if field in fields:
            message = f"would be the columns {fields[field]!r} and {name!r} alike; say which column is which field"
            errors.append(FieldError("task.dataset.map.input", message))
        fields[field] = name
    if not fields:
        errors.append(FieldError("task.dataset.map.input", "is needed: no column is left to be the input"))
    return fields


def _field(name: str) -> str:
    """A column's name as a field's: letters, digits and underscores."""
    field = re.sub(r"\W+", "_", name.strip()).strip("_") or "field"
    return field if is_identifier(field) else f"_{field}"


def _get(place: str, columns: Sequence[str]) -> Callable[[Row], object]:
    get = getter(place, columns)
    if get is None:
        raise KeyError(place)
    return get


def _plain(value: object) -> object:
    """A field's value: nothing is an empty text, and a number or truth value its text, whatever file it stood in."""
    return "" if value is None else value if isinstance(value, list | dict) else text_of(value)


def _text(get: Callable[[Row], object] | None, row: Row) -> str | None:
    value = None if get is None else get(row)
    return None if is_missing(value) else text_of(value)
