"""promptfoo's tests: variables as inputs, assertions as one scorer for all rows and what each row expects."""

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from gradcheck.domain.base import Value
from gradcheck.domain.task import split_named
from gradcheck.errors import FieldError
from gradcheck.formats.nunjucks import resolved
from gradcheck.formats.readers.promptfoo_assertions import Equivalent, of_column, scored, variables_in
from gradcheck.formats.readers.promptfoo_scoring import LARGEST_WEIGHT, choose
from gradcheck.formats.readers.row_format import RowFormat
from gradcheck.formats.recognized import Findings, Json
from gradcheck.formats.values import as_fields

_MOST_OF_ONE = 10_000
_USED = frozenset({"vars", "assert", "description", "metadata"})


class Case(Value, frozen=True, kw_only=True):
    """A test with one value for each variable; `row` is the test it comes from."""

    row: int
    variables: dict[str, Any]
    assertions: tuple[Any, ...]
    metadata: dict[str, Any]


def is_test(row: Json) -> bool:
    """Whether it is a test: named variables, or a line of a table with a column of expectations."""
    return isinstance(row.get("vars"), dict) or any(column.startswith("__expected") for column in row)


def put_tests(tests: Sequence[Json], default: Json, found: Findings, kept: frozenset[str] | None = None) -> None:
    """Put tests into the findings; of variables that only assertions name those in `kept` stay inputs."""
    cases = [case for row, test in enumerate(tests) for case in _cases(row, test, default, found)]
    chosen = choose([case.row for case in cases], [_answers(case, found) for case in cases], found)
    found.scoring = chosen.scoring
    for case, answer in zip(cases, chosen.answers, strict=True):
        if answer is None:
            found.leaves(f"tests without the assertion that most have ({chosen.kind}) are left out", case.row)
            continue
        only_asserted = frozenset[str]() if kept is None else variables_in(list(case.assertions)) - kept
        inputs = {name: value for name, value in case.variables.items() if name not in only_asserted}
        fields = as_fields(inputs, found, "vars")
        if not fields:
            found.leaves("tests without variables are left out", case.row)
            continue
        found.maps("vars", "input")
        given = {} if answer.expected is None else {"expected": answer.expected}
        found.add(case.row, {**_beside(case), "input": fields, **given})
        for kind in answer.left:
            found.leaves(f"further assertions that would be scored by {kind}", case.row)


def _beside(case: Case) -> Json:
    """What an example has beside input and expected answer, from a test's metadata."""
    example: Json = {}
    if isinstance(case.metadata.get("id"), str):
        example["id"] = case.metadata["id"]
    if (split := split_named(case.metadata.get("split"))) is not None:
        example["split"] = split
    if isinstance(case.metadata.get("group"), str) and case.metadata["group"]:
        example["group"] = case.metadata["group"]
    return example


def _cases(row: int, test: Json, default: Json, found: Findings) -> Iterable[Case]:
    """A test's cases: one for each combination of the values of variables that are lists."""
    if "vars" not in test and any(column.startswith("__") for column in test):
        test = _from_table(test, found, row)
    given = test.get("vars") or {}
    if not isinstance(given, dict):
        what = "stand in another file" if isinstance(given, str) else "are no object"
        found.errors.append(FieldError(f"tests[{row}].vars", f"{what}; accepted is an object of variables"))
        return
    shared = default.get("vars") if isinstance(default.get("vars"), dict) else {}
    variables = {str(name): value for name, value in {**(shared or {}), **given}.items()}
    for name, value in variables.items():
        if isinstance(value, str) and value.startswith("file://"):
            found.leaves(f"the variable {name} stands in another file, whose name is taken for its text", row)
    options = {**_object(default.get("options")), **_object(test.get("options"))}
    lists = (
        {} if options.get("disableVarExpansion") else {n: v for n, v in variables.items() if isinstance(v, list) and v}
    )
    if math.prod(map(len, lists.values())) > _MOST_OF_ONE:
        found.errors.append(FieldError(f"tests[{row}].vars", f"lists combine to more than {_MOST_OF_ONE} tests"))
        return
    for name in sorted(key for key in test.keys() - _USED if test[key]):
        found.leaves(f"{name} of tests is not used", row)
    for name in sorted(key for key in default.keys() - _USED if default[key]):
        found.leaves(f"{name} of defaultTest is not used")
    asserts = [*_list(default.get("assert")), *_list(test.get("assert"))]
    metadata = {**_object(default.get("metadata")), **_object(test.get("metadata"))}
    for values in itertools.product(*lists.values()):
        one = resolved({**variables, **dict(zip(lists, values, strict=True))})
        yield Case(row=row, variables=one, assertions=tuple(asserts), metadata=metadata)


def _from_table(line: Json, found: Findings, row: int) -> Json:
    """A line of a table as a test: columns that begin with two underscores are no variables."""
    asserts = []
    metadata = {}
    for column, cell in line.items():
        if column.startswith("__expected") and isinstance(cell, str) and cell.strip():
            asserts.append(of_column(cell))
        elif column.startswith("__metadata:"):
            metadata[column.removeprefix("__metadata:").removesuffix("[]")] = cell
        elif column.startswith("__") and not column.startswith(("__expected", "__description")) and cell:
            found.leaves(f"the column {column} is not used", row)
    variables = {column: cell for column, cell in line.items() if not column.startswith("__")}
    return {"vars": variables, "assert": asserts, "metadata": metadata}


def _answers(case: Case, found: Findings) -> list[Equivalent]:
    """What a case expects, assertion by assertion."""
    answers = []
    for assertion in case.assertions:
        if not isinstance(assertion, dict) or not isinstance(assertion.get("type"), str):
            found.errors.append(FieldError(f"tests[{case.row}].assert", "holds what is no object with a type"))
            continue
        answer = scored(assertion, case.variables)
        weight = 1.0 if assertion.get("weight") is None else assertion["weight"]
        if isinstance(answer, str):
            found.leaves(f"{answer} have no scorer", case.row)
        elif not isinstance(weight, int | float) or not 0 < weight <= LARGEST_WEIGHT:
            found.leaves(f"assertions {assertion['type']} whose weight is 0 or no weight", case.row)
        else:
            answers.append(replace(answer, weight=float(weight)))
            if assertion.get("threshold") is not None:
                found.leaves(f"the threshold of assertions {assertion['type']}: the score itself is taken", case.row)
    return answers


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _read(rows: Sequence[Json], found: Findings) -> None:
    put_tests(rows, {}, found)


TESTS = RowFormat(
    kind="promptfoo_tests",
    about="promptfoo tests: vars with assert, or columns __expected",
    matches=is_test,
    read=_read,
)
