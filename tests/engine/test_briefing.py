"""Runs whose critics and editors are briefed: what they are told of, and of whose examples; that replays hold."""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from gradcheck.domain.task import ModuleCall, Rollout
from gradcheck.engine.briefing import RunBriefing
from gradcheck.engine.plan import Plan
from gradcheck.engine.request import OptimizeRequest
from gradcheck.engine.validation import build_plan
from tests.engine.test_past_edits import step
from tests.methods.every import SMALL
from tests.support import harness, world
from tests.support.gateways import wired

_DESCRIPTION = "Tell good things from bad ones."


def briefed(name: str, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any part of a request
    task = {**world.task(40), "description": _DESCRIPTION}
    return harness.request(**{"task": task, "method": {"name": name, **SMALL[name], "briefing": True}, **changes})


def plan(home: Path, **changes: Any) -> Plan:  # noqa: ANN401 - any part of a request
    asked = msgspec.convert(briefed("gepa", budget={"max_calls": 500}, **changes), OptimizeRequest)
    return build_plan(asked, wired(harness.settings(home)))


def rollout(example: str, output: str, score: float | None = 0.0, **changes: Any) -> Rollout:  # noqa: ANN401
    status = "ok" if score is not None else "failed"
    trace = (ModuleCall(module="main", path="p", output=output, status="ok"),)
    given = {"candidate": "seed", "sample": 0, "stage": "s", "status": status, "note": "", "trace": trace}
    return Rollout(**{**given, "example": example, "output": output, "score": score, **changes})


async def test_critics_and_editors_are_told_the_task_and_what_the_run_has_seen_of_train_examples_alone(
    tmp_path: Path,
) -> None:
    model = harness.Model()
    record = await harness.run(tmp_path, briefed("protegi"), model)
    assert record.job.status == "succeeded", record.job.error
    told = [harness.text_of(body) for role in ("critic", "editor") for body in model.of(role)]
    assert all("Briefing, the task:\n" in text and _DESCRIPTION in text for text in told)
    assert any("The answers that are expected are: negative, positive.\n" in text for text in told)
    assert any(re.search(r"^positive, expected \d times: .* none of the classes$", text, re.MULTILINE) for text in told)
    assert any(re.search(r"Score of 100: \d+, before it \d+, on \d+ validation examples", text) for text in told)
    hidden = [e.fields["text"] for e in record.plan.examples if e.split != "train"]
    assert not [text for text in told for words in hidden if words in text]
    assert not any(_DESCRIPTION in harness.text_of(body) for body in model.of("task"))


async def test_nobody_is_told_anything_where_no_briefing_is_asked_for(tmp_path: Path) -> None:
    model = harness.Model()
    request = briefed("protegi")
    request["method"]["briefing"] = False
    await harness.run(tmp_path, request, model)
    assert not any(
        "Briefing" in harness.text_of(body) or _DESCRIPTION in harness.text_of(body) for body in model.received
    )


@pytest.mark.parametrize("name", ["protegi", "portfolio"])
async def test_a_briefed_run_comes_to_the_same_end_in_any_order_and_after_an_interruption(
    tmp_path: Path, name: str
) -> None:
    wide_model = harness.Model()
    wide = await harness.run(tmp_path / "wide", briefed(name), wide_model, slots=64)
    assert wide.job.status == "succeeded", wide.job.error
    stops = [len(wide_model.received) // 2]
    broken = await harness.run_interrupted(tmp_path / "broken", briefed(name), harness.Model(), stops, slots=1)
    assert broken.outcome() == wide.outcome()


async def test_an_edit_names_the_candidates_that_its_briefing_shows_as_tried(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, briefed("protegi"), harness.Model())
    told = [
        (request, slot.text)
        for step in record.steps
        for request in step.edit_requests
        for slot in request.slots
        if slot.name == "known_attempts"
    ]
    shown = [request for request, text in told if "Score of 100" in text]
    assert shown
    known = {candidate.id for candidate in record.candidates}
    assert all(request.history and set(request.history) <= known for request in shown)


async def test_a_method_without_labels_tells_the_task_and_bounds_and_nothing_of_scores(tmp_path: Path) -> None:
    model = harness.Model()
    await harness.run(tmp_path, briefed("pdo"), model)
    told = [harness.text_of(body) for body in model.of("editor")]
    assert told
    assert all(_DESCRIPTION in text and "the form of the prompt" in text for text in told)
    assert not any("how answers are scored" in text or "negative" in text for text in told)


def test_a_model_that_continues_a_pattern_is_not_briefed(tmp_path: Path) -> None:
    models = {"task": {"provider": "world", "model": "pure"}, "optimizer": {"provider": "embedded"}}
    (fault,) = harness.errors(tmp_path, briefed("protegi", models=models))
    assert fault.path == "method.briefing"
    assert "embedded has the profile small" in fault.message


def test_where_critics_are_shown_no_scores_they_are_told_no_rule(tmp_path: Path) -> None:
    found = plan(tmp_path)
    assert RunBriefing(found).scores_are_told
    assert not RunBriefing(replace(found, critics_see="none")).scores_are_told
    assert not RunBriefing(replace(found, critics_see="binary")).scores_are_told


def test_a_table_of_confusions_counts_what_was_seen_and_what_is_shown_of_train_once_each(tmp_path: Path) -> None:
    found = plan(tmp_path)
    train = [e for e in found.examples if e.split == "train"]
    good, *_ = (e.id for e in train if e.expected == "positive")
    bad, other, *_ = (e.id for e in train if e.expected == "negative")
    held = next(e.id for e in found.examples if e.split == "validation")
    known = RunBriefing(found)
    known.observe([rollout(bad, "positive"), rollout(held, "nothing"), rollout(other, "negative", candidate="c")])
    assert known.confusions("seed", ()) == ""
    known.end(step(), {})
    assert known.confusions("seed", ()) == "negative, expected 1 times: 1 answered positive"
    shown = [rollout(bad, "positive"), rollout(good, "Who knows."), rollout(other, "negative", 1.0)]
    assert known.confusions("seed", shown).split("\n") == [
        "negative, expected 2 times: 1 answered negative, 1 answered positive",
        "positive, expected 1 times: 1 named none of the classes",
    ]
    assert known.confusions("c", ()) == ""
    assert known.confusions("seed", [rollout(other, "x", None)]) == known.confusions("seed", ())


def test_a_label_that_only_held_out_examples_have_is_told_to_nobody(tmp_path: Path) -> None:
    task = world.task(48)
    for number, example in enumerate(task["examples"]):
        example["split"] = ("train", "validation", "test")[number % 3]
        if example["split"] == "test" and number % 2:
            example["expected"] = "secret"
    known = RunBriefing(plan(tmp_path, task=task))
    assert "secret" in plan(tmp_path, task=task).labels
    assert "secret" not in known.answers("user")
    assert known.answers("user").startswith("The answers that are expected are: negative, positive.")


def test_the_answer_of_an_inner_step_is_what_later_ones_read_and_json_has_its_fields(tmp_path: Path) -> None:
    modules = [
        {"name": "list", "user": "List.\n\n{text}", "output": "things"},
        {"name": "sort", "user": "{things}\n\nSort {text}."},
    ]
    task = {**world.task(40), "scoring": {"kind": "json"}}
    for example in task["examples"]:
        example["expected"] = {"name": "n", "class": example["expected"]}
    known = RunBriefing(plan(tmp_path, prompt={"modules": modules}, task=task))
    limit = "It may have 256 tokens at most; what is longer is cut off."
    assert (
        known.answers("list.user") == f"It is no answer yet: later prompts of the program read it as things.\n{limit}"
    )
    assert known.answers("sort.user") == f"A JSON object with the fields: name, class.\n{limit}"
    assert known.confusions("seed", ()) == ""


def test_choices_of_the_scoring_are_the_answers_whatever_train_examples_expect(tmp_path: Path) -> None:
    task = {**world.task(40), "scoring": {"kind": "choice", "choices": ["negative", "positive", "mixed"]}}
    assert "are: negative, positive, mixed." in RunBriefing(plan(tmp_path, task=task)).answers("user")
