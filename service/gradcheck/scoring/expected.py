"""Acceptable answers and labels: what `expected` says."""

from collections.abc import Iterable

import msgspec

from gradcheck.domain.task import Expected

MOST_LABELS = 20


def text_of(answer: Expected) -> str:
    """The text of one answer: texts as they are, everything else as JSON writes it (`true`, `18`)."""
    return answer if isinstance(answer, str) else msgspec.json.encode(answer).decode()


def acceptable(expected: Expected) -> tuple[str, ...]:
    """The texts of all acceptable answers; a list holds alternatives."""
    answers = expected if isinstance(expected, list) else [expected]
    return tuple(text_of(answer) for answer in answers)


def answers_error(expected: Expected) -> str | None:
    """Why `expected` holds no acceptable answers, or None."""
    answers = expected if isinstance(expected, list) else [expected]
    if answers and all(isinstance(answer, str | int | float) for answer in answers):
        return None
    if expected is None:
        return "is missing; accepted is a text, a number, a boolean or a list of these"
    return "is not usable; accepted is a text, a number, a boolean or a list of at least one of these"


def labels(expecteds: Iterable[Expected]) -> tuple[str, ...]:
    """The allowed answers of a task: its distinct scalar expected answers, sorted, when these are few.

    Few is 2 to 20, each given twice on average. A task with any other answers has no labels: ().
    """
    answers = list(expecteds)
    if not all(isinstance(answer, str | int | float) for answer in answers):
        return ()
    distinct = {text_of(answer) for answer in answers}
    if not 2 <= len(distinct) <= MOST_LABELS or 2 * len(distinct) > len(answers):
        return ()
    return tuple(sorted(distinct))
