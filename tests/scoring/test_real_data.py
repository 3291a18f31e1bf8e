"""Whole tasks: every example's own expected answer is right, alone and in a sentence."""

import pytest

from gradcheck.domain.task import Expected
from gradcheck.scoring import labels
from gradcheck.scoring.base import Scorer
from gradcheck.scoring.choice import Choice
from gradcheck.scoring.contains import Contains
from gradcheck.scoring.exact import Exact
from gradcheck.scoring.numeric import Numeric
from gradcheck.scoring.regex import Regex
from tests.support import tasks

SCORERS: dict[str, Scorer] = {
    **dict.fromkeys(("walks", "dates", "senses"), Choice()),
    **dict.fromkeys(("counts", "sums"), Numeric()),
    "opposites": Exact(),
}
FINAL = Regex(pattern=r"(?si).*answer is (.*)", group=1)
SENTENCES = (
    "The answer is {}.",
    "Let us think step by step.\n\nSo the answer is **{}**.",
    "The answer is {}",
)


def in_a_sentence(task: str, known: tuple[str, ...]) -> list[Scorer]:
    """The scorers that find the answer in a sentence: `exact` reads whole answers only."""
    scorer = SCORERS[task]
    if not isinstance(scorer, Exact):
        return [scorer, Contains()]
    return [FINAL, Contains(), *([Choice()] if known else [])]


def ungrouped(answer: Expected) -> str:
    return str(answer).replace(",", "")


def answers(task: str) -> tuple[Expected, ...]:
    return tuple(row["expected"] for row in tasks.rows(task))


def test_every_task_has_its_scorer() -> None:
    assert sorted(SCORERS) == tasks.TASKS


@pytest.mark.parametrize("task", SCORERS)
def test_the_expected_answers_are_right_alone(task: str) -> None:
    scorer, expecteds = SCORERS[task], answers(task)
    known = labels(expecteds)
    for expected in expecteds:
        assert scorer.expected_error(expected, known) is None
        assert scorer.score(str(expected), expected, known).value == 1, expected


@pytest.mark.parametrize("task", SCORERS)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_expected_answers_are_right_in_a_sentence(task: str, sentence: str) -> None:
    expecteds = answers(task)
    known = labels(expecteds)
    for scorer in in_a_sentence(task, known):
        for expected in expecteds:
            score = scorer.score(sentence.format(expected), expected, known)
            assert score.value == 1, score.note


@pytest.mark.parametrize("task", SCORERS)
def test_other_expected_answers_are_wrong(task: str) -> None:
    scorer, expecteds = SCORERS[task], answers(task)
    known = labels(expecteds)
    for output in set(map(str, expecteds)):
        right = [expected for expected in expecteds if scorer.score(output, expected, known).value == 1]
        assert {ungrouped(expected) for expected in right} == {ungrouped(output)}
