"""promptfoo's tests: variables as inputs, assertions as one scorer for all rows and what each row expects."""

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from gradcheck.domain.base import Value
from gradcheck.domain.task import split_named
from gradcheck.errors import FieldError
from gradcheck.formats.nunjucks import resolved
from gradcheck.formats.readers.promptfoo_assertions import (
    Equivalent,
    each_its_own,
    of_column,
    scored,
    variables_in,
)
from gradcheck.formats.readers.row_format import RowFormat
from gradcheck.formats.recognized import Findings, Json
from gradcheck.formats.values import as_fields
from gradcheck.scoring import Judge, Scoring

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
    answers = [_answers(case, found) for case in cases]
    found.scoring = _commonest(answers)
    if found.scoring is not None:
        found.maps("assert", f"scoring {_kind(found.scoring)}")
    for case, by_scorer in zip(cases, answers, strict=True):
        answer = None if found.scoring is None else by_scorer.pop(_key(found.scoring), None)
        if found.scoring is not None and answer is None:
            found.leaves(f"tests without the assertion that most have ({_kind(found.scoring)}) are left out", case.row)
            continue
        only_asserted = frozenset[str]() if kept is None else variables_in(list(case.assertions)) - kept
        inputs = {name: value for name, value in case.variables.items() if name not in only_asserted}
        fields = as_fields(inputs, found, "vars")
        if not fields:
            found.leaves("tests without variables are left out", case.row)
            continue
        found.maps("vars", "input")
        expected = None if answer is None or answer.expected is None else answer.expected
        given = {} if expected is None else {"expected": expected}
        found.add(case.row, {**_beside(case), "input": fields, **given})
        for other in by_scorer.values():
            found.leaves(f"further assertions that would be scored by {_kind(other.scoring)}", case.row)


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


def _answers(case: Case, found: Findings) -> dict[bytes, Equivalent]:
    """What a case expects, by scorer."""
    answers: dict[bytes, Equivalent] = {}
    for assertion in case.assertions:
        if not isinstance(assertion, dict) or not isinstance(assertion.get("type"), str):
            found.errors.append(FieldError(f"tests[{case.row}].assert", "holds what is no object with a type"))
            continue
        if assertion["type"] == "assert-set":
            found.leaves("assertions assert-set have no scorer", case.row)
            continue
        answer = scored(assertion, case.variables)
        if isinstance(answer, str):
            found.leaves(f"{answer} have no scorer", case.row)
        elif _key(answer.scoring) in answers:
            found.leaves(f"further assertions {assertion['type']} of one test", case.row)
        else:
            answers[_key(answer.scoring)] = answer
            if assertion.get("threshold") is not None or assertion.get("weight") is not None:
                found.leaves("thresholds and weights of assertions", case.row)
    return answers


def _commonest(answers: Sequence[dict[bytes, Equivalent]]) -> Scoring | None:
    """The scorer that most cases have; rubrics that differ are one judge's, who takes each from its row."""
    _share_rubrics(answers)
    counts = Counter(key for by_scorer in answers for key in by_scorer)
    if not counts:
        return None
    key, _ = counts.most_common(1)[0]
    return next(by_scorer[key].scoring for by_scorer in answers if key in by_scorer)


def _share_rubrics(answers: Sequence[dict[bytes, Equivalent]]) -> None:
    """Where cases have different rubrics, give them one judge who finds each as what its row expects."""
    rubrics = [(by_scorer, key) for by_scorer in answers for key, answer in by_scorer.items() if _is_rubric(answer)]
    if len({key for _, key in rubrics}) < 2:
        return
    for by_scorer, key in rubrics:
        rubric = by_scorer.pop(key).scoring
        if isinstance(rubric, Judge):
            shared = each_its_own(rubric.rubric)
            by_scorer[_key(shared.scoring)] = shared


def _is_rubric(answer: Equivalent) -> bool:
    return isinstance(answer.scoring, Judge) and answer.expected is None


def _kind(scoring: Scoring) -> str:
    return str(scoring.__struct_config__.tag)


def _key(scoring: Scoring) -> bytes:
    return msgspec.json.encode(scoring, order="sorted")


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
