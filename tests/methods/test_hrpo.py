"""HRPO against scripted models: analyses, the list of failure modes, repairs of one base, trials and retries."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.methods.rising import PROGRAM, TASK, Rising, expected, of_first_step
from tests.support import harness


def request(prompt: object = None, **changes: object) -> dict[str, Any]:
    given = {} if prompt is None else {"prompt": prompt}
    return harness.request(method={"name": "hrpo", "trials": 3, "batch": 5, **changes}, task=TASK, **given)


def repairs(record: harness.Record) -> list[int]:
    """How many repairs each iteration asked for."""
    return [len(step.edit_requests) for step in record.steps[1:]]


@pytest.mark.parametrize("prompt", [None, PROGRAM])
async def test_every_iteration_of_one_mode_pays_for_one_analysis_and_one_trial(tmp_path: Path, prompt: object) -> None:
    record = await harness.run(tmp_path, request(prompt), Rising().model)
    context = record.plan.context
    scored = 2 * context.validation + context.train  # the base, whose answers are known, train, and the repair
    iteration = scored * context.per_item + 3 + 1 + 1  # three analyses, their synthesis, the repair
    assert record.calls == context.validation * context.per_item + 3 * iteration + record.plan.test_calls
    assert record.new_calls <= expected(record)
    assert repairs(record) == [1, 1, 1]


async def test_the_first_step_is_the_dearest_when_it_uses_all_trials(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, request(), Rising(several=3).model)
    assert of_first_step(record) == record.plan.method.calls("first", record.plan.context)
    assert repairs(record) == [3]


async def test_all_scored_answers_are_analyzed_in_batches_and_summed_up_once(tmp_path: Path) -> None:
    model = Rising(several=2).model
    record = await harness.run(tmp_path, request(trials=2), model)
    step = record.steps[1]
    analyses = [critic for critic in step.critic_requests if critic.template.name == "root_causes"]
    (synthesis,) = [critic for critic in step.critic_requests if critic.template.name == "failure_modes"]
    train = [example.id for example in record.plan.examples if example.split == "train"]
    assert [len(one.seen) for one in analyses] == [5, 5, 2]
    assert [seen.example for one in analyses for seen in one.seen] == train == list(step.minibatch)
    texts = {feedback.id: feedback.text for feedback in step.feedback}
    assert synthesis.upstream == tuple(one.id for one in analyses)
    assert [s.text for s in synthesis.slots if s.kind == "feedback"] == [texts[one.id] for one in analyses]
    assert not any(slot.kind == "evidence" for slot in synthesis.slots)


async def test_every_failure_mode_of_one_answer_is_a_feedback_with_a_repair_of_its_own(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, request(), Rising(several=3).model)
    step = record.steps[1]
    modes = [feedback for feedback in step.feedback if feedback.kind == "failure_mode"]
    assert [mode.id for mode in modes] == [f"step/1/failure_modes/5/{place}" for place in range(3)]
    assert [mode.text[:8] for mode in modes] == ["reason 0", "reason 1", "reason 2"]
    assert [edit.feedback for edit in step.edit_requests] == [(mode.id,) for mode in modes]
    for edit, mode in zip(step.edit_requests, modes, strict=True):
        assert [slot.text for slot in edit.slots if slot.kind == "feedback"] == [mode.text]
        assert edit.parents == ("seed",)
    assert record.result.candidate == "s1.8"


def flat(several: int, better: str = "") -> harness.Model:
    """No prompt is better than another, unless it is this edit."""
    rising = Rising(several=several)

    def answer(body: harness.Body) -> str:
        if harness.role(body) != "task":
            return rising.answer(body)
        text = harness.text_of(body)
        truth = "positive" if "good" in text else "negative"
        return truth + ("" if better and better in text else " so it seems")

    return harness.Model(answer)


async def test_modes_are_tried_again_while_no_repair_is_better(tmp_path: Path) -> None:
    model = flat(2)
    record = await harness.run(tmp_path, request(trials=20, retries=2), model)
    assert record.result.candidate == "seed"
    assert repairs(record) == [6, 6, 6, 2]
    feedback = [edit.feedback for edit in record.steps[1].edit_requests]
    assert feedback == feedback[:2] * 3
    assert len({body["seed"] for body in model.of("editor")}) == 20
    assert all(step.parents == ("seed",) for step in record.steps)


@pytest.mark.parametrize(("better", "first"), [("Edit 2.", 2), ("Edit 3.", 4)])
async def test_the_best_repair_is_the_next_base_and_ends_the_retries(tmp_path: Path, better: str, first: int) -> None:
    record = await harness.run(tmp_path, request(trials=10), flat(2, better))
    assert repairs(record)[0] == first
    kept = next(c.id for c in record.candidates if better in c.components["user"])
    assert record.result.candidate == kept
    assert record.steps[2].parents == (kept,)


async def test_it_stops_where_the_validation_score_is_high_enough(tmp_path: Path) -> None:
    model = flat(2, "Edit 1.")
    record = await harness.run(tmp_path, request(trials=10), model)
    assert [len(step.critic_requests) for step in record.steps] == [0, 4, 0]
    assert not any(r.stage.startswith("step/2/train/") for r in record.rollouts)
    easy = await harness.run(tmp_path / "easy", request(enough=0.3), flat(2))
    assert len(easy.steps) == 2
    assert not any(step.critic_requests for step in easy.steps)


async def test_it_stops_where_no_train_answer_falls_short(tmp_path: Path) -> None:
    model = harness.Model(lambda body: "positive" if "good" in harness.text_of(body) else "negative")
    record = await harness.run(tmp_path, request(enough=1.0), model)
    assert not model.of("critic")
    assert len(record.steps) == 2


async def test_an_iteration_without_a_failure_mode_is_a_trial(tmp_path: Path) -> None:
    rising = Rising()

    def answer(body: harness.Body) -> str:
        return "None to speak of." if "each of them" in harness.text_of(body) else rising.answer(body)

    record = await harness.run(tmp_path, request(), harness.Model(answer))
    assert repairs(record) == [0, 0, 0]
    assert all("failure_modes at 5: expected one or more" in step.notes[0] for step in record.steps[1:])


async def test_components_take_turns_and_analyses_see_what_the_components_module_wrote(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, request(PROGRAM, trials=4), Rising().model)
    asked = [edit.component for step in record.steps for edit in step.edit_requests]
    assert asked == ["first.system", "first.user", "second.system", "second.user"]
    written = {r.example: [call.output for call in r.trace] for r in record.rollouts if r.stage == "step/1/train/1"}
    seen = {one.example: one.answer for critic in record.steps[1].critic_requests for one in critic.seen}
    assert seen == {name: outputs[0] for name, outputs in written.items()}
    assert Counter(step.parents[0] == "seed" for step in record.steps[2:]) == {False: 3}
