"""Several scorers with weights: the mean, its note, and what is wrong with the parts."""

from typing import Any

import msgspec
import pytest

from gradcheck.domain.task import Expected
from gradcheck.scoring import Score, Scoring, score_function, set_scoring, task_labels
from gradcheck.scoring.base import CORRECT
from gradcheck.scoring.reading import reader
from gradcheck.scoring.weighted import Weighted

LABELS = ("negative", "positive")
EXACT, BRIEF = {"kind": "exact"}, {"kind": "regex", "pattern": "^.{0,12}$"}
JUDGE = {"kind": "judge", "rubric": "Be kind."}


def weighted(*parts: dict[str, Any]) -> Weighted:
    found = msgspec.convert({"kind": "weighted", "parts": parts}, Scoring)
    assert isinstance(found, Weighted)
    return found


def part(name: str, scoring: dict[str, Any], weight: float = 1) -> dict[str, Any]:
    return {"name": name, "weight": weight, "scoring": scoring}


def faults(*parts: dict[str, Any]) -> dict[str, str]:
    return {fault.path: fault.message for fault in weighted(*parts).validate("task.scoring")}


@pytest.mark.parametrize(
    ("weights", "scores", "mean"),
    [((1, 1), (1, 0), 0.5), ((3, 1), (1, 0), 0.75), ((1e6, 1e-6), (0, 1), 1e-12), ((0.1, 0.2), (0.5, 0.5), 0.5)],
)
def test_the_score_is_the_weighted_mean(weights: tuple[float, float], scores: tuple[float, float], mean: float) -> None:
    both = weighted(part("a", EXACT, weights[0]), part("b", BRIEF, weights[1]))
    found = both.combined({name: Score(value=value, note="") for name, value in zip("ab", scores, strict=True)})
    assert found.value == pytest.approx(mean, rel=1e-9)


def test_parts_that_are_all_right_are_correct_whatever_their_weights() -> None:
    third = weighted(*(part(name, EXACT, 0.1) for name in "abc"))
    assert third.combined(dict.fromkeys("abc", CORRECT)) == CORRECT


def test_the_note_says_first_what_took_most_off_the_score() -> None:
    both = weighted(part("brief", BRIEF, 1), part("label", EXACT, 5))
    scores = {"brief": Score(value=0.0, note="too long"), "label": Score(value=0.5, note="half right")}
    assert both.combined(scores).note == "0.417 of 1, of which label 0.5: half right; brief 0: too long"


def test_a_part_without_a_score_leaves_none_and_is_never_a_zero() -> None:
    both = weighted(part("label", EXACT), part("kind", JUDGE))
    found = both.combined({"label": CORRECT, "kind": Score(value=None, note="the judge gave no answer")})
    assert (found.value, found.note) == (None, "no score of kind: the judge gave no answer")


def test_a_faulty_part_is_named_by_its_place() -> None:
    assert faults(
        part("label", EXACT), part(" ", EXACT), part("label", EXACT), part("kind", {"kind": "judge", "rubric": " "})
    ) == {
        "task.scoring.parts[1].name": "is empty; accepted is a text that names the part",
        "task.scoring.parts[2].name": "'label' names an earlier part; each needs its own",
        "task.scoring.parts[3].scoring.rubric": "is empty; accepted is a text that says what a good output is",
    }


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [part("a", EXACT, 0)],
        [part("a", EXACT, -1)],
        [part("", EXACT)],
        [part("a", {"kind": "weighted", "parts": [part("b", EXACT)]})],
        [part(str(number), EXACT) for number in range(21)],
    ],
    ids=["none", "weightless", "negative", "nameless", "nested", "many"],
)
def test_parts_that_make_no_score_are_refused(parts: list[dict[str, Any]]) -> None:
    with pytest.raises(msgspec.ValidationError):
        weighted(*parts)


def test_what_a_part_cannot_use_is_said_of_the_part() -> None:
    both = weighted(part("brief", BRIEF), part("amount", {"kind": "numeric"}))
    assert both.expected_error("2", LABELS) is None
    problem = both.expected_error("many", LABELS)
    assert problem is not None
    assert problem.endswith("(for the part amount of the scoring)")


@pytest.mark.parametrize(("scoring", "calls"), [(EXACT, 0), (JUDGE, 1)])
def test_each_judged_part_takes_a_call(scoring: dict[str, Any], calls: int) -> None:
    assert weighted(part("kind", JUDGE), part("other", scoring)).judge_calls == 1 + calls


def test_answers_are_read_by_the_first_part_that_compares_with_labels() -> None:
    read = reader(weighted(part("brief", BRIEF), part("label", EXACT)), LABELS)
    assert read is not None
    assert (read.part, read.labels) == ("label", LABELS)
    assert read.said("negative", "positive", 0.0) == {"negative"}
    assert reader(weighted(part("brief", BRIEF), part("kind", JUDGE)), LABELS) is None


def test_expected_is_a_set_where_all_parts_that_compare_take_one() -> None:
    sets = weighted(part("tags", {"kind": "set"}), part("brief", BRIEF))
    assert set_scoring(sets) is not None
    assert set_scoring(weighted(part("tags", {"kind": "set"}), part("label", EXACT))) is None
    expecteds: list[Expected] = ["a, b", "b", "a"]
    assert task_labels(sets, expecteds) == ("a", "b")


def test_a_weighted_score_of_computed_parts_is_computed() -> None:
    score = score_function(weighted(part("label", EXACT, 3), part("brief", BRIEF)))
    assert score is not None
    assert score("positive", "positive", LABELS) == CORRECT
    assert score("positive, without any doubt", "positive", LABELS).value == 0
    assert score("negative", "positive", LABELS).value == 0.25
