"""The rule of a scoring in words: what its score is, and what of it is set."""

from typing import Any

import msgspec
import pytest

from gradcheck.scoring.in_words import rule
from gradcheck.scoring.registry import SCORERS, Scoring

_NEEDED: dict[str, dict[str, Any]] = {
    "regex": {"pattern": "^a+$"},
    "judge": {"rubric": "It is kind."},
    "pairwise": {"criteria": "The kinder one."},
    "http": {"grader": "ours"},
    "python": {"scorer": "ours"},
    "weighted": {"parts": [{"name": "form", "scoring": {"kind": "exact"}}]},
}


def scoring(**given: Any) -> Scoring:  # noqa: ANN401 - as a request writes it
    return msgspec.convert(given, Scoring)  # type: ignore[no-any-return]


@pytest.mark.parametrize("kind", SCORERS)
def test_every_scorer_says_what_its_score_is_and_what_it_cannot_do_without(kind: str) -> None:
    needed = {name: value for name, value in _NEEDED.get(kind, {}).items() if isinstance(value, str)}
    first, *lines = rule(scoring(kind=kind, **_NEEDED.get(kind, {}))).split("\n")
    assert first == f"The score is {SCORERS[kind].summary}."
    assert lines[: len(needed)] == [f"{name}: {value}" for name, value in needed.items()]


def test_only_what_is_set_to_another_value_than_the_usual_one_is_said() -> None:
    said = rule(scoring(kind="exact", ignore_case=False, ignore_articles=False, aggregate="macro", repeats={"n": 3}))
    assert said.split("\n")[1:] == [
        "ignore_case: false",
        "Each class counts alike, however many examples it has.",
    ]


def test_a_weighted_score_says_the_rule_of_each_part() -> None:
    parts = [
        {"name": "form", "weight": 2, "scoring": {"kind": "regex", "pattern": "^a"}},
        {"name": "sense", "scoring": {"kind": "judge", "rubric": "It is kind."}},
    ]
    lines = rule(scoring(kind="weighted", parts=parts)).split("\n")
    assert lines[1:] == [
        f"form, weight 2: The score is {SCORERS['regex'].summary}.",
        "pattern: ^a",
        f"sense, weight 1: The score is {SCORERS['judge'].summary}.",
        "rubric: It is kind.",
    ]
