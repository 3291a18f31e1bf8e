"""Which rows meet the conditions of a request."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from gradcheck.datasets.canonical import is_missing, text_of
from gradcheck.datasets.places import getter, unknown
from gradcheck.datasets.request import Condition
from gradcheck.errors import FieldError

Row = dict[str, Any]
Check = Callable[[Row], bool]


def checks(conditions: Sequence[Condition], columns: Iterable[str], errors: list[FieldError]) -> list[Check]:
    """A check for each condition; one that says nothing or asks for no column is put into `errors`."""
    found: list[Check] = []
    for index, condition in enumerate(conditions):
        where = f"task.dataset.filter[{index}]"
        get = getter(condition.column, columns)
        tests = _tests(condition)
        if get is None:
            errors.append(FieldError(f"{where}.column", unknown(condition.column, columns)))
        elif not tests:
            errors.append(FieldError(where, "says nothing of its column; accepted are equals, in, exists and others"))
        else:
            found.append(_check(get, tests))
    return found


def in_words(condition: Condition) -> str:
    """A condition as it is shown: `lang equals "en" and exists`."""
    said = [
        f"{word} {text_of(value)}"
        for word, value in (
            ("equals", condition.equals),
            ("does not equal", condition.not_equals),
            ("contains", condition.contains),
            ("is at least", condition.at_least),
            ("is at most", condition.at_most),
        )
        if value is not None
    ]
    if condition.any_of is not None:
        first = ", ".join(map(text_of, condition.any_of[:5]))
        said.append(f"is one of {first}{', …' if len(condition.any_of) > 5 else ''}")
    if condition.exists is not None:
        said.append("exists" if condition.exists else "does not exist")
    return f"{condition.column} {' and '.join(said)}"


def _check(get: Callable[[Row], object], tests: Sequence[Callable[[object], bool]]) -> Check:
    def check(row: Row) -> bool:
        value = get(row)
        return all(test(value) for test in tests)

    return check


def _tests(condition: Condition) -> list[Callable[[object], bool]]:
    tests: list[Callable[[object], bool]] = []
    if condition.equals is not None:
        wanted = text_of(condition.equals)
        tests.append(lambda value: not is_missing(value) and text_of(value) == wanted)
    if condition.not_equals is not None:
        refused = text_of(condition.not_equals)
        tests.append(lambda value: is_missing(value) or text_of(value) != refused)
    if condition.any_of is not None:
        known = frozenset(map(text_of, condition.any_of))
        tests.append(lambda value: not is_missing(value) and text_of(value) in known)
    if condition.contains is not None:
        part = condition.contains
        tests.append(lambda value: not is_missing(value) and part in text_of(value))
    if condition.exists is not None:
        exists = condition.exists
        tests.append(lambda value: is_missing(value) != exists)
    if condition.at_least is not None:
        least = condition.at_least
        tests.append(lambda value: (number := _number(value)) is not None and number >= least)
    if condition.at_most is not None:
        most = condition.at_most
        tests.append(lambda value: (number := _number(value)) is not None and number <= most)
    return tests


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        return float(value)
    except ValueError:
        return None
