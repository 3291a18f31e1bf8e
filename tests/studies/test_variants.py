"""What an arm's critics are told: seen in the prompts that reach the model, in both profiles."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from gradcheck.domain.feedback import Evaluation
from gradcheck.engine.label_noise import with_wrong_labels
from gradcheck.optimizer.templates import templates
from gradcheck.runtime import Service
from tests.support import harness, world

EVALUATIONS: tuple[Evaluation, ...] = ("scorer", "none", "binary", "smooth")
TEXTGRAD = {"name": "textgrad", "steps": 2, "batch": 3, "candidates": 2}
PROTEGI = {"name": "protegi", "rounds": 2, "beam": 1, "minibatch": 6, "gradients": 2, "paraphrases": 0}
GRADED = "You grade answers"


def is_grading(body: harness.Body) -> bool:
    return GRADED in harness.text_of(body)


def answer(body: harness.Body) -> harness.Reply:
    """The world of `world`, with a grader that knows right from wrong."""
    if not is_grading(body):
        return world.answer(body)
    text = harness.text_of(body)
    expected, said = re.findall(r"(?:Expected answer|Answer to score):\nBEGIN \w+\n(.*)\nEND", text)
    right = expected in said
    return f"SCORE: {(100 if right else 35) if 'from 0 (not at all)' in text else int(right)}"


async def run_on(
    service: Service,
    evaluation: Evaluation,
    *,
    name: str = "run_1",
    wrong: bool = False,
    small: bool = False,
    **changes: Any,  # noqa: ANN401 - of a request
) -> harness.Record:
    """A run as an arm of a study has it; `small` asks the optimizer as a very small model is asked."""
    plan = harness.plan_of(service, harness.request(**{"method": TEXTGRAD, **changes}))
    plan = replace(plan, critics_see=evaluation)
    if small:
        plan = replace(plan, models=replace(plan.models, optimizer=replace(plan.models.optimizer, profile="small")))
    await harness.submit(service, with_wrong_labels(plan) if wrong else plan, job_id=name)
    return await harness.read(service, name)


async def ran(home: Path, model: harness.Model, evaluation: Evaluation, **changes: Any) -> harness.Record:  # noqa: ANN401
    """The same on a service of its own."""
    async with harness.serving(home, model) as service:
        return await run_on(service, evaluation, **changes)


def shown(model: harness.Model) -> list[str]:
    """All that critics and editors were shown, verdicts left out."""
    return [harness.text_of(body) for body in model.received if harness.role(body) != "task" and not is_grading(body)]


@pytest.mark.parametrize("method", [TEXTGRAD, PROTEGI], ids=["textgrad", "protegi"])
async def test_critics_see_the_evaluation_of_their_arm_and_no_other(tmp_path: Path, method: dict[str, Any]) -> None:
    says = {"scorer": 'expected "', "none": "not given", "binary": "graded (right|wrong)", "smooth": "graded .* of 100"}
    model = harness.Model(answer)
    async with harness.serving(tmp_path, model) as service:
        for evaluation in EVALUATIONS:
            model.received.clear()
            record = await run_on(service, evaluation, name=evaluation, method=method)
            texts = "\n".join(shown(model))
            assert [one for one, word in says.items() if re.search(word, texts)] == [evaluation]
            assert ("allowed answers" in texts) == (evaluation == "scorer")
            assert ("got these examples wrong" in texts) == (evaluation == "scorer" and method is PROTEGI)
            assert any(map(is_grading, model.received)) == (evaluation in {"binary", "smooth"})
            seen = [one.note for step in record.steps for request in step.critic_requests for one in request.seen]
            assert seen
            assert (set(seen) == {""}) == (evaluation == "none")


def always_wrong(body: harness.Body) -> harness.Reply:
    """A task model that is never right, and an editor whose every text is new and usable."""
    if is_grading(body):
        return "SCORE: 0"
    match harness.role(body):
        case "critic":
            return f"<FEEDBACK>reason {body['seed']}</FEEDBACK>"
        case "editor":
            return f"<PROMPT>Edit {body['seed']}. {{text}}</PROMPT>"
        case _:
            return f"wrong {body['seed']}"


@pytest.mark.parametrize("chain", ["one_step", "three_stage"])
async def test_a_rollout_is_graded_once_a_step_as_the_formula_says(tmp_path: Path, chain: str) -> None:
    model = harness.Model(always_wrong)
    record = await ran(tmp_path, model, "binary", method={**TEXTGRAD, "chain": chain})
    gradings = [body for body in model.received if is_grading(body)]
    rollouts = {(step.n, one.example) for step in record.steps for r in step.critic_requests for one in r.seen}
    assert len(gradings) == len(rollouts) == 6
    assert record.result.usage["optimizer"].calls == 6 + len(shown(model))
    assert record.new_calls == record.plan.expected_calls


async def test_the_least_budget_has_room_for_the_verdicts_of_a_whole_step(tmp_path: Path) -> None:
    async with harness.serving(tmp_path, harness.Model(always_wrong)) as service:
        plain = harness.plan_of(service, harness.request(method=TEXTGRAD))
        least = replace(plain, critics_see="binary").least.calls
        small = await run_on(service, "binary", budget={"max_calls": least})
    assert least > plain.least.calls
    assert small.paid_calls() <= least
    assert len(small.steps[1].critic_requests) == 6
    assert small.steps[1].selection is not None
    assert all(entry.n == 12 for entry in small.steps[1].selection.pool)


async def test_a_grader_is_told_the_expected_answer_that_its_arm_is_told(tmp_path: Path) -> None:
    model = harness.Model(answer)
    async with harness.serving(tmp_path, model) as service:
        for wrong in (False, True):
            model.received.clear()
            await run_on(service, "smooth", name=str(wrong), wrong=wrong)
            gradings = [harness.text_of(body) for body in model.received if is_grading(body)]
            assert gradings
            for text in gradings:
                told = re.findall(r"Expected answer:\nBEGIN \w+\n(.*)\nEND", text)
                assert (told == ["positive"]) == (("A good thing" in text) != wrong)


@pytest.mark.parametrize("broken", ["a guess", "SCORE: 2", httpx.Response(400, json={})])
async def test_an_answer_without_a_verdict_is_shown_to_nobody(tmp_path: Path, broken: harness.Reply) -> None:
    def answer_(body: harness.Body) -> harness.Reply:
        return broken if is_grading(body) and "number 0." in harness.text_of(body) else answer(body)

    model = harness.Model(answer_)
    task = world.task(40)
    for number, example in enumerate(task["examples"]):
        example["split"] = "train" if number < 4 else ("validation", "test")[number % 2]
    record = await ran(tmp_path, model, "binary", task=task, method={**TEXTGRAD, "batch": 4})
    assert any("number 0." in harness.text_of(body) for body in model.received if is_grading(body))
    assert not any("number 0." in text for text in shown(model))
    assert any("no rollout has a verdict" in note for step in record.steps for note in step.notes)
    assert record.job.status == "succeeded"


async def test_wrong_labels_reach_critics_and_editors_and_leave_selection_and_test_alone(tmp_path: Path) -> None:
    truth = {example["id"]: example["expected"] for example in world.task(40)["examples"]}
    for wrong in (False, True):
        model = harness.Model(answer)
        record = await ran(tmp_path / str(wrong), model, "scorer", wrong=wrong, method=PROTEGI)
        for text in shown(model):
            for word, told in re.findall(r"Input: A (\w+) thing.*\n.*\n\s*Scoring: expected \"(\w+)\"", text):
                assert (told == {"good": "positive", "bad": "negative"}[word]) != wrong
        for rollout in record.rollouts:
            split = next(example.split for example in record.plan.examples if example.id == rollout.example)
            right = float(rollout.output == truth[rollout.example])
            assert split == "train" or rollout.score == right


async def test_without_an_evaluation_a_method_looks_at_all_answers_alike(tmp_path: Path) -> None:
    """The task model is right about all but one kind of text; ProTeGi otherwise looks at errors only."""

    def knowing(body: harness.Body) -> harness.Reply:
        if harness.role(body) != "task":
            return answer(body)
        return "positive" if "good" in harness.text_of(body) else "no idea"

    examples = {}
    for evaluation in ("scorer", "none"):
        record = await ran(tmp_path / evaluation, harness.Model(knowing), evaluation, method=PROTEGI)
        seen = {one.example for step in record.steps for request in step.critic_requests for one in request.seen}
        examples[evaluation] = {int(name[1:]) % 2 for name in seen}
        assert {rollout.score for rollout in record.rollouts if rollout.stage.startswith("step/1/train/")} == {0.0, 1.0}
    assert examples == {"scorer": {1}, "none": {0, 1}}


def test_the_small_profile_tells_its_critics_the_same() -> None:
    scored = templates("small", "scorer")
    for evaluation in EVALUATIONS:
        found = templates("small", evaluation)
        verdict = {f"verdict_{evaluation}"} if evaluation in {"binary", "smooth"} else set()
        assert set(found) == set(scored) | verdict == set(templates("standard", evaluation))
        for name in ("critique", "gradient_response", "gradient_one_step"):
            template = found[name]
            whole = template.user + template.evidence_line
            assert ("expected" in whole) == (evaluation == "scorer")
            assert ("graded" in whole) == bool(verdict)
            assert "{{answer}}" in whole or evaluation == "scorer"
            assert ("{{note}}" in whole) == (evaluation != "none")
        assert {name: t for name, t in found.items() if "{{evidence}}" not in t.user and name not in verdict} == {
            name: t for name, t in scored.items() if "{{evidence}}" not in t.user
        }


async def test_the_small_profile_grades_by_continuing_a_pattern(tmp_path: Path) -> None:
    asked: list[str] = []

    def continuing(body: harness.Body) -> harness.Reply:
        if "prompt" not in body:
            return world.answer(body)
        asked.append(body["prompt"])
        text = " 0\n" if body["prompt"].endswith("SCORE:") else f" It must ask for one word. {body['seed']}\n"
        usage = {"prompt_tokens": 1, "completion_tokens": 1}
        return httpx.Response(200, json={"choices": [{"text": text, "finish_reason": "stop"}], "usage": usage})

    method = {"name": "textgrad", "steps": 1, "chain": "one_step"}
    record = await ran(tmp_path, harness.Model(continuing), "binary", small=True, method=method)
    gradings = [prompt for prompt in asked if prompt.endswith("SCORE:")]
    critics = [prompt for prompt in asked if prompt.endswith("Change of the instruction:")]
    assert len(gradings) == len(critics) == 3
    assert all(prompt.rsplit("Note: ", 1)[1].startswith("graded wrong") for prompt in critics)
    assert not any("expected" in prompt for prompt in critics)
    assert record.job.status == "succeeded"
