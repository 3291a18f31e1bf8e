"""Real tasks: every example's own expected answer is right, alone and in a sentence."""

import json
from functools import cache
from pathlib import Path

import pytest

from gradcheck.domain.task import Expected
from gradcheck.scoring import labels
from gradcheck.scoring.base import Scorer
from gradcheck.scoring.choice import Choice
from gradcheck.scoring.contains import Contains
from gradcheck.scoring.exact import Exact
from gradcheck.scoring.numeric import Numeric
from gradcheck.scoring.regex import Regex

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
FINAL = Regex(pattern=r"(?si).*answer is (.*)", group=1)
SENTENCES = (
    "The answer is {}.",
    "Let us think step by step.\n\nSo the answer is **{}**.",
    "The answer is {}",
)

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"no task data at {DATA}")


def alone(scoring: str) -> Scorer:
    """The scorer of a whole answer, by how the manifest says it is scored."""
    kinds: dict[str, Scorer] = {"choice": Choice(), "numeric": Numeric(), "exact": Exact()}
    return next(scorer for kind, scorer in kinds.items() if scoring.startswith(kind))


def in_a_sentence(scoring: str, known: tuple[str, ...]) -> list[Scorer]:
    """The scorers that find the answer in a sentence: `exact` reads whole answers only."""
    scorer = alone(scoring)
    if not isinstance(scorer, Exact):
        return [scorer, Contains()]
    return [FINAL, Contains(), *([Choice()] if known else [])]


def manifest() -> list[tuple[str, str]]:
    if not DATA.is_dir():
        return [("none", "none")]
    return [(entry["file"], entry["scoring"]) for entry in json.loads((DATA / "manifest.json").read_text("utf-8"))]


def ungrouped(answer: Expected) -> str:
    return str(answer).replace(",", "")


@cache
def answers(file: str) -> tuple[Expected, ...]:
    lines = (DATA / file).read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line)["expected"] for line in lines)


@pytest.mark.parametrize(("file", "scoring"), manifest())
def test_the_expected_answers_are_right_alone(file: str, scoring: str) -> None:
    scorer, expecteds = alone(scoring), answers(file)
    known = labels(expecteds)
    for expected in expecteds:
        assert scorer.expected_error(expected, known) is None
        assert scorer.score(str(expected), expected, known).value == 1, expected


@pytest.mark.parametrize(("file", "scoring"), manifest())
@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_expected_answers_are_right_in_a_sentence(file: str, scoring: str, sentence: str) -> None:
    expecteds = answers(file)
    known = labels(expecteds)
    for scorer in in_a_sentence(scoring, known):
        for expected in expecteds:
            score = scorer.score(sentence.format(expected), expected, known)
            assert score.value == 1, score.note


@pytest.mark.parametrize(("file", "scoring"), manifest())
def test_other_expected_answers_are_wrong(file: str, scoring: str) -> None:
    scorer, expecteds = alone(scoring), answers(file)
    known = labels(expecteds)
    for output in set(map(str, expecteds)):
        right = [expected for expected in expecteds if scorer.score(output, expected, known).value == 1]
        assert {ungrouped(expected) for expected in right} == {ungrouped(output)}
