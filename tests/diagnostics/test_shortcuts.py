"""The shortcut audit on whole runs: what it reads, what it says, and when it says nothing."""

from pathlib import Path
from typing import Any

import pytest

from gradcheck.diagnostics.material import Answered, Audited
from tests.support import harness, world
from tests.support.drawing import audit

METHOD = {"name": "none", "alternatives": [{"user": "Answer with one word, after good thought.\n\n{text}"}]}
AUDIT = {"tests": ["shortcuts"]}


async def audited(home: Path, model: harness.Model | None = None, **changes: Any) -> dict[str, Any]:  # noqa: ANN401
    """The audit of a run that compares two prompts on 60 test items."""
    split = {"train": 0, "validation": 0.25, "probe": 0, "test": 0.75}
    task = {**world.task(80), "split": split}
    async with harness.serving(home, model or harness.Model()) as service:
        request = harness.request(method=METHOD, **{"task": task, **changes})
        await harness.submit(service, harness.plan_of(service, request))
        record = await harness.read(service)
        return await harness.diagnose(service, record, AUDIT)


async def test_a_gain_that_is_format_is_called_a_shortcut_and_costs_no_call(tmp_path: Path) -> None:
    """The given prompt is answered in sentences, the winner by a word that is right half of the time."""

    def answer(body: harness.Body) -> str:
        text = harness.text_of(body)
        return ("positive" if world.noise(text) < 0.5 else "negative") if "one word" in text else "Who knows?"

    model = harness.Model(answer)
    found = await audited(tmp_path, model)
    shortcuts = found["findings"]["shortcuts"]
    assert (found["status"], found["material"]["blocks"], found["usage"]) == ("succeeded", [], {})
    assert shortcuts["verdict"] == "supported"
    figures = {figure["name"]: figure["value"] for figure in shortcuts["figures"]}
    assert (figures["unreadable before"], figures["unreadable after"]) == (1.0, 0.0)
    assert figures["format"] + figures["prior"] + figures["rest"] == pytest.approx(figures["gain"])


async def test_a_gain_that_knows_the_items_is_not(tmp_path: Path) -> None:
    """The given prompt is answered by one label, the winner by the truth."""

    def answer(body: harness.Body) -> str:
        text = harness.text_of(body)
        return ("positive" if "A good" in text else "negative") if "one word" in text else "positive"

    shortcuts = (await audited(tmp_path, harness.Model(answer)))["findings"]["shortcuts"]
    assert shortcuts["verdict"] == "refuted"
    assert shortcuts["figures"][0] == {
        "name": "gain",
        "value": pytest.approx(0.5, abs=0.05),
        "ci95": None,
        "p_value": None,
    }
    assert shortcuts["labels"][0]["recall"] == [0.0, 1.0]


async def test_a_run_without_a_winner_has_nothing_to_audit(tmp_path: Path) -> None:
    found = await audited(tmp_path, harness.Model(lambda _: "positive"))
    assert found["findings"]["shortcuts"]["verdict"] == "not_testable"
    assert "no winner" in found["findings"]["shortcuts"]["reading"]


async def test_a_judge_says_no_label(tmp_path: Path) -> None:
    task = {**world.task(80), "scoring": {"kind": "judge", "rubric": "Be right."}}
    found = await audited(tmp_path, harness.Model(lambda _: "SCORE: 1"), task=task)
    assert "judge" in found["findings"]["shortcuts"]["reading"]


async def test_a_set_is_more_than_one_label(tmp_path: Path) -> None:
    task = {**world.task(80), "scoring": {"kind": "set"}}
    assert "sets of labels" in (await audited(tmp_path, task=task))["findings"]["shortcuts"]["reading"]


NEGATIVE, POSITIVE, UNREADABLE = 0, 1, -1


def answered(rows: list[tuple[int, int, int]], **rest: Any) -> Audited:  # noqa: ANN401
    made = [
        Answered(example=f"e{n}", truth=truth, before=before, after=after)
        for n, (truth, before, after) in enumerate(rows)
    ]
    return Audited(answered=tuple(made), **{"improved": True, **rest})


def test_accuracy_that_rises_while_a_rare_label_is_no_longer_said_is_flagged() -> None:
    rows = [(POSITIVE, POSITIVE, POSITIVE)] * 50 + [(POSITIVE, NEGATIVE, POSITIVE)] * 30
    rows += [(NEGATIVE, NEGATIVE, POSITIVE)] * 15 + [(NEGATIVE, POSITIVE, POSITIVE)] * 5
    found = audit(answered(rows), world.LABELS)
    assert found.figure("gain") == pytest.approx(0.15)
    assert found.figure("balanced accuracy before") == pytest.approx((50 / 80 + 15 / 20) / 2)
    assert found.figure("balanced accuracy after") == pytest.approx(0.5)
    assert any(flag.startswith("prevalence") for flag in found.flags)


async def test_a_prompt_that_quotes_an_example_is_flagged(tmp_path: Path) -> None:
    async with harness.serving(tmp_path, harness.Model()) as service:
        task = {**world.task(80), "split": {"train": 0, "validation": 0.25, "probe": 0, "test": 0.75}}
        task["examples"][3]["input"]["text"] = "one two three four five six seven eight nine good"
        winner = {"user": "Answer with one word. One two three four five six seven eight nine!\n\n{text}"}
        method = {"name": "none", "alternatives": [winner]}
        await harness.submit(service, harness.plan_of(service, harness.request(method=method, task=task)))
        record = await harness.read(service)
        found = await harness.diagnose(service, record, AUDIT)
    assert found["material"]["audited"]["quoted"] == ["e3"]
    assert any(flag.startswith("leakage") for flag in found["findings"]["shortcuts"]["flags"])


def test_a_gain_that_is_not_established_is_not_split_into_a_verdict() -> None:
    found = audit(answered([(POSITIVE, UNREADABLE, POSITIVE)] * 12, improved=False), world.LABELS)
    assert found.verdict == "not_testable"
