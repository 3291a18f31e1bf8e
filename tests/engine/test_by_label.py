"""What a result says of each label, for validation and test, of the given prompt and of the winner."""

from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from gradcheck.domain.labels import ByLabel
from gradcheck.domain.run import Result, Scored
from tests.support import harness, world

BETTER = {"name": "none", "alternatives": [{"user": "Answer with one word.\n\n{text}"}]}
SPLIT = {"train": 0, "validation": 0.5, "probe": 0, "test": 0.5}


def truth(body: harness.Body) -> str:
    return "positive" if "good" in harness.text_of(body) else "negative"


def answer(body: harness.Body) -> str:
    """One word asked for: always "positive", but for number 1; else a sentence."""
    text = harness.text_of(body)
    return "I cannot say." if "one word" not in text else truth(body) if "number 1." in text else "positive"


async def result(home: Path, model: harness.Model, **task: Any) -> Result:  # noqa: ANN401
    asked = harness.request(method=BETTER, task={**world.task(40), "split": SPLIT, **task})
    return (await harness.run(home, asked, model)).result


def table(scored: Scored | None) -> ByLabel:
    assert scored is not None
    assert scored.by_label is not None
    return scored.by_label


async def test_validation_and_test_say_how_each_label_was_answered_before_and_after(tmp_path: Path) -> None:
    found = await result(tmp_path, harness.Model(answer))
    before = [table(found.test.baseline), table(found.validation["baseline"])]
    after = [table(found.test.best), table(found.validation["best"])]
    assert {row.unread for one in before for row in one.labels} == {10}
    assert {row.said.get("positive", 0) for one in after for row in one.labels if row.label == "positive"} == {10}
    assert sum(row.said.get("negative", 0) for one in after for row in one.labels) == 1
    assert [one.macro_f1 for one in before] == [0, 0]
    for scored, one in ((found.test.best, after[0]), (found.validation["best"], after[1])):
        assert scored is not None
        assert sum(row.said.get(row.label, 0) for row in one.labels) == pytest.approx(scored.score * scored.n)
        assert sum(row.n for row in one.labels) == scored.n


async def test_a_failed_call_is_counted_beside_the_table(tmp_path: Path) -> None:
    def failing(body: harness.Body) -> harness.Reply:
        return httpx.Response(400, json={}) if "number 3." in harness.text_of(body) else answer(body)

    found = await result(tmp_path, harness.Model(failing))
    tables = [table(one) for one in (found.test.best, found.validation["best"])]
    rows = [row for one in tables for row in one.labels]
    assert sum(row.failed for row in rows) == 1
    assert sum(row.n for row in rows) == 39
    assert {row.label for row in rows if row.failed} == {"negative"}


async def test_a_judge_has_no_table(tmp_path: Path) -> None:
    found = await result(tmp_path, harness.Model(lambda _: "SCORE: 1"), scoring={"kind": "judge", "rubric": "Be kind."})
    assert found.validation["baseline"].by_label is None


async def test_sets_of_labels_are_scored_shown_and_counted(tmp_path: Path) -> None:
    task = world.task(40)
    for place, example in enumerate(task["examples"]):
        example["expected"] = ["refund", "billing"] if place % 2 else []

    def listing(body: harness.Body) -> str:
        if harness.role(body) != "task":
            return world.answer(body)
        return "billing, refund, shipping" if truth(body) == "negative" else "none"

    record = await harness.run(
        tmp_path,
        harness.request(method="protegi", task={**task, "scoring": {"kind": "set"}}),
        model := harness.Model(listing),
    )
    assert record.plan.labels == ("billing", "refund")
    assert {rollout.score for rollout in record.rollouts} == {0.8, 1.0}
    assert any('expected "refund" and "billing"' in harness.text_of(body) for body in model.of("critic"))
    rows = {row.label: row for row in table(record.result.validation["baseline"]).labels}
    assert (rows["refund"].n, rows["refund"].said) == (6, {"refund": 6})


async def test_a_result_of_a_time_without_tables_is_read(tmp_path: Path) -> None:
    found = msgspec.to_builtins(await result(tmp_path, harness.Model(answer)))
    for scored in (*found["validation"].values(), found["test"]["baseline"], found["test"]["best"]):
        del scored["by_label"]
    assert msgspec.convert(found, Result).validation["best"].by_label is None
