"""Scores by class: both prompts on the same items, classes that count alike, failures that count nowhere."""

from pathlib import Path

import pytest

from gradcheck.domain.task import Example, Expected, Rollout
from gradcheck.engine.classes import by_class
from tests.support import harness, world

LABELS = ("no", "yes")


def given(*expected: Expected) -> dict[str, Example]:
    return {f"e{n}": Example(id=f"e{n}", fields={}, expected=one, split="test") for n, one in enumerate(expected)}


def rollouts(*scores: float | None) -> list[Rollout]:
    return [
        Rollout(
            candidate="c",
            example=f"e{n}",
            sample=0,
            stage="test",
            status="failed" if score is None else "ok",
            output="",
            score=score,
            note="",
            trace=(),
        )
        for n, score in enumerate(scores)
    ]


def test_every_class_counts_alike_in_a_macro_mean_however_many_items_it_has() -> None:
    examples = given("yes", "yes", "yes", "no")
    found = by_class(LABELS, examples, rollouts(1, 1, 0, 0), rollouts(1, 0.5, 0, 1))
    assert found is not None
    no, yes = found.classes
    assert (no.label, no.n, no.baseline, no.best, no.fixed, no.broken) == ("no", 1, 0, 1, 1, 0)
    assert (yes.label, yes.n, yes.best, yes.fixed, yes.broken) == ("yes", 3, 0.5, 0, 1)
    assert found.macro_baseline == pytest.approx((0 + 2 / 3) / 2)
    assert found.macro_best == 0.75


def test_an_item_that_one_side_has_no_score_on_counts_on_neither() -> None:
    found = by_class(LABELS, given("yes", "yes", "no"), rollouts(1, None, 0), rollouts(0, 1, None))
    assert found is not None
    no, yes = found.classes
    assert (yes.n, yes.failed, yes.baseline, yes.best) == (1, 1, 1, 0)
    assert (no.n, no.failed, no.baseline, no.best) == (0, 1, None, None)
    assert (found.macro_baseline, found.macro_best) == (1, 0), "a class without items is in no mean"


def test_without_labels_there_are_no_classes() -> None:
    assert by_class((), given("a long text"), rollouts(1), rollouts(1)) is None
    assert by_class(LABELS, given(None, "maybe"), rollouts(1, 1), rollouts(1, 1)) is None


async def test_a_test_says_it_with_a_scorer_that_reads_no_labels(tmp_path: Path) -> None:
    """Ten items a class: what the pattern asks for, only the best prompt does."""
    task = {
        **world.task(40),
        "split": {"train": 0, "validation": 0.5, "probe": 0, "test": 0.5},
        "scoring": {"kind": "regex", "pattern": "^(positive|negative)$"},
    }
    method = {"name": "none", "alternatives": [{"user": "Answer with one word. {text}"}]}
    record = await harness.run(tmp_path, harness.request(task=task, method=method), harness.Model())
    found = record.result.test.by_class
    assert found is not None
    assert [(row.label, row.n, row.baseline, row.best, row.fixed) for row in found.classes] == [
        ("negative", 10, 0, 1, 10),
        ("positive", 10, 0, 1, 10),
    ]
    assert (found.macro_baseline, found.macro_best) == (0, 1)
