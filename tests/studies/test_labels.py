"""Wrong labels: on train examples only, wrong for the scorer, and the same for a question wherever it is asked."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from gradcheck.domain.task import Example
from gradcheck.engine.label_noise import with_wrong_labels
from gradcheck.engine.plan import Plan
from gradcheck.engine.request import OptimizeRequest
from gradcheck.engine.validation import build_plan
from gradcheck.errors import InvalidRequestError
from gradcheck.scoring.base import Scorer
from tests.support import harness
from tests.support.gateways import wired

SPLIT = {"train": 0.5, "validation": 0.5, "probe": 0, "test": 0}
LETTERS = ["ant", "bee", "cow"]


def plan(home: Path, expected: list[Any], scoring: dict[str, Any], seed: int = 0) -> Plan:
    examples = [{"input": {"text": f"question {n}"}, "expected": one} for n, one in enumerate(expected)]
    task = {"examples": examples, "scoring": scoring, "split": SPLIT}
    request = harness.request(task=task, method="textgrad", seed=seed)
    gateway = wired(harness.settings(home))
    return build_plan(msgspec.convert(request, OptimizeRequest), gateway)


def trained(found: Plan) -> dict[str, Example]:
    return {example.id: example for example in found.examples if example.split == "train"}


KINDS: list[tuple[dict[str, Any], list[Any]]] = [
    ({"kind": "exact"}, ["yes", "no"] * 6),
    ({"kind": "exact"}, ["yes", "no", "unknown", True, 3] * 4),
    ({"kind": "choice", "choices": LETTERS}, ["ant", "B", "cow", "bee"] * 3),
    ({"kind": "choice"}, ["ant", "bee", "cow"] * 4),
    ({"kind": "numeric"}, list(range(12))),
    ({"kind": "numeric", "absolute_tolerance": 5}, [1.5, "2,000", "75%", 40] * 3),
    ({"kind": "exact"}, [float(n) for n in range(12)]),
    ({"kind": "contains"}, [f"answer {n}" for n in range(12)]),
    ({"kind": "contains"}, ["cat", "at", "the cat", ["cat", "dog"]] * 3),
    ({"kind": "f1"}, [f"the answer {n} of many" for n in range(12)]),
    ({"kind": "json"}, [{"a": n, "b": n % 2} for n in range(12)]),
    ({"kind": "judge", "rubric": "Is it right?"}, [f"answer {n % 6}" for n in range(12)]),
]


@pytest.mark.parametrize(("scoring", "expected"), KINDS)
def test_every_train_label_is_wrong_and_no_other_label_is_touched(
    tmp_path: Path, scoring: dict[str, Any], expected: list[Any]
) -> None:
    before = plan(tmp_path, expected, scoring)
    after = with_wrong_labels(before)
    assert msgspec.structs.replace(after, examples=before.examples) == before
    for one, other in zip(before.examples, after.examples, strict=True):
        assert msgspec.structs.replace(other, expected=one.expected) == one
        if one.split != "train":
            assert other == one
            continue
        assert other.expected not in (one.expected, None)
        right = one.expected[0] if isinstance(one.expected, list) else one.expected
        text = right if isinstance(right, str) else msgspec.json.encode(right).decode()
        if isinstance(before.scoring, Scorer):
            assert before.scoring.score(text, one.expected, before.labels).value == 1 or scoring["kind"] == "contains"
            assert (before.scoring.score(text, other.expected, before.labels).value or 0) < 1


@pytest.mark.parametrize(("scoring", "expected"), KINDS)
def test_a_question_has_the_same_wrong_label_whatever_the_seed(
    tmp_path: Path, scoring: dict[str, Any], expected: list[Any]
) -> None:
    one, other = (with_wrong_labels(plan(tmp_path, expected, scoring, seed)) for seed in (1, 2))
    assert one.examples == other.examples


def test_choices_in_order_go_to_the_next_one_and_round(tmp_path: Path) -> None:
    found = trained(with_wrong_labels(plan(tmp_path, ["ant", "B", "cow"] * 4, {"kind": "choice", "choices": LETTERS})))
    true = trained(plan(tmp_path, ["ant", "B", "cow"] * 4, {"kind": "choice", "choices": LETTERS}))
    following = {"ant": "bee", "B": "cow", "cow": "ant"}
    assert {found[name].expected == following[str(true[name].expected)] for name in found} == {True}


def test_numbers_are_off_by_a_whole_number_up_to_ten_beyond_the_tolerance(tmp_path: Path) -> None:
    scoring = {"kind": "numeric", "absolute_tolerance": 7}
    expected = [100 * n for n in range(40)]
    before, after = plan(tmp_path, expected, scoring), with_wrong_labels(plan(tmp_path, expected, scoring))
    steps = {
        int(str(after_.expected)) - int(str(trained(before)[name].expected)) for name, after_ in trained(after).items()
    }
    assert steps <= {-10, -9, -8, 8, 9, 10}
    assert len(steps) > 2


def test_labels_of_a_closed_set_are_replaced_by_labels_of_that_set(tmp_path: Path) -> None:
    expected = ["yes", "no", "unknown"] * 20
    found = trained(with_wrong_labels(plan(tmp_path, expected, {"kind": "exact"})))
    true = trained(plan(tmp_path, expected, {"kind": "exact"}))
    pairs = {(true[name].expected, found[name].expected) for name in found}
    assert {wrong for _, wrong in pairs} == {"yes", "no", "unknown"}
    assert len(pairs) == 6  # by question, not by label


@pytest.mark.parametrize(
    ("scoring", "expected"),
    [
        ({"kind": "numeric", "relative_tolerance": 1}, [1000 * (n + 1) for n in range(12)]),
        ({"kind": "regex", "pattern": "[0-9]"}, [None] * 12),
        ({"kind": "judge", "rubric": "Is it nice?"}, [None] * 12),
        ({"kind": "exact"}, ["same"] * 12),
    ],
)
def test_where_no_other_answer_is_wrong_that_is_said(
    tmp_path: Path, scoring: dict[str, Any], expected: list[Any]
) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        with_wrong_labels(plan(tmp_path, expected, scoring))
    assert [error.path for error in refused.value.errors] == ["labels"]
    assert "example-" in refused.value.errors[0].message
