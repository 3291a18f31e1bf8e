"""The shortcut audit on whole runs: what it reads, what it says, and when it says nothing."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from service.diagnostics.request import Answered, Evidence
from service.diagnostics.shortcuts import audit
from tests.support import harness, world

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
    shortcuts = found["shortcuts"]
    assert (found["status"], found["content"], found["usage"]) == ("succeeded", None, {})
    assert shortcuts["verdict"] == "supported"
    assert shortcuts["unread"] == [1.0, 0.0]
    assert shortcuts["format"] + shortcuts["prior"] + shortcuts["rest"] == pytest.approx(shortcuts["gain"])


async def test_a_gain_that_knows_the_items_is_not(tmp_path: Path) -> None:
    """The given prompt is answered by one label, the winner by the truth."""

    def answer(body: harness.Body) -> str:
        text = harness.text_of(body)
        return ("positive" if "A good" in text else "negative") if "one word" in text else "positive"

    shortcuts = (await audited(tmp_path, harness.Model(answer)))["shortcuts"]
    assert shortcuts["verdict"] == "refuted"
    assert shortcuts["gain"] == pytest.approx(0.5, abs=0.05)
    assert shortcuts["labels"][0]["recall"] == [0.0, 1.0]


async def test_a_run_without_a_winner_has_nothing_to_audit(tmp_path: Path) -> None:
    found = await audited(tmp_path, harness.Model(lambda _: "positive"))
    assert found["shortcuts"]["verdict"] == "not_testable"
    assert "no winner" in found["shortcuts"]["reading"]


async def test_a_judge_says_no_label(tmp_path: Path) -> None:
    task = {**world.task(80), "scoring": {"kind": "judge", "rubric": "Be right."}}
    found = await audited(tmp_path, harness.Model(lambda _: "SCORE: 1"), task=task)
    assert "judge" in found["shortcuts"]["reading"]


def answered(rows: list[tuple[str, str, str]]) -> tuple[Answered, ...]:
    return tuple(
        Answered(example=f"e{n}", expected=truth, before=before, after=after)
        for n, (truth, before, after) in enumerate(rows)
    )


@pytest.fixture
async def plan(tmp_path: Path) -> Any:  # noqa: ANN401 - a plan
    async with harness.serving(tmp_path, harness.Model()) as service:
        return harness.plan_of(service, harness.request(method=METHOD))


async def test_accuracy_that_rises_while_a_rare_label_is_no_longer_said_is_flagged(plan: Any) -> None:  # noqa: ANN401
    rows = [("positive", "positive", "positive")] * 50 + [("positive", "negative", "positive")] * 30
    rows += [("negative", "negative", "positive")] * 15 + [("negative", "positive", "positive")] * 5
    found = audit(Evidence(answered=answered(rows)), plan, improved=True, seed=1)
    assert found.gain == pytest.approx(0.15)
    assert found.balanced_accuracy == pytest.approx(((50 / 80 + 15 / 20) / 2, 0.5))
    assert any(flag.startswith("prevalence") for flag in found.flags)


async def test_a_prompt_that_quotes_an_example_is_flagged(plan: Any) -> None:  # noqa: ANN401
    text = "one two three four five six seven eight nine"
    example = msgspec.structs.replace(plan.examples[3], fields={"text": text})
    quoting = msgspec.structs.replace(plan, examples=(*plan.examples[:3], example))
    evidence = Evidence(
        answered=answered([("positive", "negative", "positive")] * 12),
        prompt_before="Classify.",
        prompt_after=f"Classify. For instance: {text.title()} is positive.",
    )
    found = audit(evidence, quoting, improved=True, seed=1)
    assert found.quoted == (example.id,)
    assert any(flag.startswith("leakage") for flag in found.flags)


async def test_a_gain_that_is_not_established_is_not_split_into_a_verdict(plan: Any) -> None:  # noqa: ANN401
    found = audit(Evidence(answered=answered([("positive", "x", "positive")] * 12)), plan, improved=False, seed=1)
    assert found.verdict == "not_testable"
