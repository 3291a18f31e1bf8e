"""Requests whose examples were drawn from a stored data set; their faults are said by row and column."""

import re

import msgspec
from msgspec.structs import replace

from gradcheck.datasets.drawing import DrawnExamples
from gradcheck.datasets.faults import RowFaults
from gradcheck.datasets.other_tools import DrawnRow
from gradcheck.domain.dataset import Mapping
from gradcheck.domain.task import Expected
from gradcheck.engine.examples import read_examples
from gradcheck.engine.request import ExampleSpec, TaskSpec
from gradcheck.errors import FieldError
from gradcheck.inputs.fields import InputReader
from gradcheck.scoring import Scoring
from gradcheck.scoring.json_fields import Json

_EXAMPLE = re.compile(r"task\.examples\[(\d+)\]\.(\w+)")


class _Everything(list[FieldError]):
    """Faults without end: what is alike is counted here, so none may be left out."""


def with_examples(task: TaskSpec, drawn: DrawnExamples) -> TaskSpec:
    """The task with its examples in the place of its data set."""
    return replace(task, dataset=None, examples=tuple(_example(row, task.scoring) for row in drawn.rows))


def check_rows(task: TaskSpec, drawn: DrawnExamples, reader: InputReader) -> None:
    """Say the faults of a task with examples of `drawn` by row and column, one fault a kind, as InvalidRequestError.

    What is wrong with the task itself is none of them.
    """
    errors = _Everything()
    read_examples(task, reader, errors)
    faults = RowFaults("task.dataset.")
    for error in errors:
        place = _EXAMPLE.match(error.path)
        if place is not None:
            column = _column(drawn.use.mapping, place[2])
            faults.add(_kind(error.message), drawn.rows[int(place[1])].row, column, error.message)
    faults.check()


def _example(drawn: DrawnRow, scoring: Scoring) -> ExampleSpec:
    example = drawn.example
    whole = example.input.keys() == {"input"}
    return ExampleSpec(
        input=example.input["input"] if whole else example.input,
        expected=_expected(example.expected, scoring),
        id=example.id or f"row-{drawn.row}",
        split=example.split,
        group=example.group,
        feedback=example.feedback,
    )


def _expected(expected: Expected, scoring: Scoring) -> Expected:
    """What is expected; a text that holds the JSON that its scorer reads is that JSON, as CSV cannot say otherwise."""
    if not isinstance(scoring, Json) or not isinstance(expected, str):
        return expected
    try:
        value: Expected = msgspec.json.decode(expected)
    except msgspec.DecodeError:
        return expected
    return value


def _column(mapping: Mapping | None, part: str) -> str:
    if mapping is None:
        return part
    match part:
        case "expected":
            return mapping.expected or "expected"
        case "id":
            return mapping.id or "id"
        case "split" | "group" | "feedback":
            return getattr(mapping, part) or part
        case _:
            return ", ".join(mapping.input.values())


def _kind(message: str) -> str:
    """What messages that differ only in what a row holds have in common."""
    return re.sub(r"""'[^']*'|"[^"]*"|[0-9]+""", "…", message)
