"""What passes on the feedback bus in an arm of a study, seen in the prompts that reach editors and in the record."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from gradcheck.diagnostics.planning.recording import unlike
from gradcheck.diagnostics.planning.validation import build_diagnostic_plan
from gradcheck.diagnostics.request import DiagnosticRequest
from gradcheck.domain.feedback import Feedback, PassedFeedback
from gradcheck.domain.run import Step
from gradcheck.errors import InvalidRequestError
from gradcheck.methods.registry import METHODS
from gradcheck.texts.vocabulary import leaks, words
from tests.methods.every import PROMPTS, SMALL
from tests.studies.test_validation import TRUE, errors, plan
from tests.support import harness, world

OTHERS: tuple[PassedFeedback, ...] = ("placebo", "none", "shuffled")
WITH_FEEDBACK = sorted(name for name, method in METHODS.items() if method.about.interception != "none")
CHAIN = {"name": "textgrad", "steps": 3, "batch": 2, "chain": "three_stage"}
PROTEGI = {"name": "protegi", "rounds": 3, "beam": 2, "minibatch": 6, "gradients": 2, "paraphrases": 0}


def answer(body: harness.Body) -> harness.Reply:
    """The world of `world`, whose critics mark their texts, so that they are known wherever they turn up."""
    said = world.answer(body)
    if harness.role(body) != "critic":
        return said
    mark = int(world.noise(harness.text_of(body), body["seed"]) * 10**8)
    return said.replace("<FEEDBACK>", f"<FEEDBACK>Remark qz{mark:08d}: ")


async def ran(home: Path, feedback: PassedFeedback, model: harness.Model, **changes: Any) -> harness.Record:  # noqa: ANN401
    """A run as an arm of a study has it."""
    async with harness.serving(home, model) as service:
        wanted = replace(harness.plan_of(service, harness.request(**changes)), feedback=feedback)
        await harness.submit(service, wanted)
        return await harness.read(service)


def of_method(name: str) -> dict[str, Any]:
    prompt = {"user": "What is the sentiment?\n\n{text}", **PROMPTS.get(name, {})}
    return {"prompt": prompt, "method": {"name": name, **SMALL[name]}}


def told(record: harness.Record) -> Iterator[tuple[Step, Feedback]]:
    """The feedback that editors were given, by step."""
    for step in record.steps:
        edited = {name for request in step.edit_requests for name in request.feedback}
        yield from ((step, feedback) for feedback in step.feedback if feedback.id in edited)


def slots_of(record: harness.Record) -> list[str]:
    """What stood in the feedback slots of editors."""
    return [
        slot.text
        for step in record.steps
        for request in step.edit_requests
        if request.feedback
        for slot in request.slots
        if slot.kind == "feedback"
    ]


@pytest.mark.parametrize("name", WITH_FEEDBACK)
@pytest.mark.parametrize("feedback", OTHERS)
async def test_no_editor_of_any_method_reads_what_was_written_for_it(
    tmp_path: Path, name: str, feedback: PassedFeedback
) -> None:
    record = await ran(tmp_path, feedback, harness.Model(answer), **of_method(name))
    assert record.job.status == "succeeded", record.job.error
    given = [one for _, one in told(record)]
    assert given
    assert all(one.written is not None for one in given)
    for step in record.steps:
        passed = {one.id: one.text for one in step.feedback}
        own = {one.written for one in step.feedback if one.author == "optimizer"}
        for request in step.edit_requests:
            texts = [slot.text for slot in request.slots if slot.kind == "feedback"]
            if set(request.feedback) <= set(passed):  # a placebo of the portfolio's own passes no bus
                assert texts == [passed[name] for name in request.feedback] or texts == [""]
            assert not any(slot.text in own for slot in request.slots if slot.text)


@pytest.mark.parametrize("method", [CHAIN, PROTEGI, {"name": "gepa", "iterations": 3}], ids=lambda one: one["name"])
async def test_critics_are_asked_the_same_number_of_times_whatever_is_passed_on(
    tmp_path: Path, method: dict[str, Any]
) -> None:
    """Editors here propose something new whatever they read, so that no arm ends a branch earlier than another."""

    def proposing(body: harness.Body) -> harness.Reply:
        if harness.role(body) == "editor":
            return f"<PROMPT>Edit {world.noise(harness.text_of(body), body['seed'])}. {{text}}</PROMPT>"
        return answer(body) if harness.role(body) == "critic" else "wrong"

    roles = []
    for feedback in ("real", *OTHERS):
        model = harness.Model(proposing)
        await ran(tmp_path / feedback, feedback, model, method=method)
        roles.append(model.roles())
    assert all(counts == roles[0] for counts in roles)
    assert roles[0]["editor"]


async def test_a_placebo_has_the_length_of_the_text_it_stands_for_and_no_allowed_answer(tmp_path: Path) -> None:
    record = await ran(tmp_path, "placebo", harness.Model(answer), method=PROTEGI)
    given = [one for _, one in told(record)]
    assert len({one.text for one in given}) > 1
    for one in given:
        assert one.written is not None
        assert one.text != one.written
        assert abs(words(one.text) - words(one.written)) <= max(2, 0.1 * words(one.written))
        assert not leaks(one.text, ("positive", "negative"))


async def test_without_feedback_editors_are_told_that_there_is_none(tmp_path: Path) -> None:
    model = harness.Model(answer)
    record = await ran(tmp_path, "none", model, method=PROTEGI)
    editors = [harness.text_of(body) for body in model.of("editor")]
    assert editors
    assert all("No feedback is available." in text and "qz" not in text for text in editors)
    assert set(slots_of(record)) == {""}


@pytest.mark.parametrize("method", [CHAIN, PROTEGI, {"name": "gepa", "iterations": 4}], ids=lambda one: one["name"])
async def test_shuffled_feedback_is_that_of_an_earlier_step_and_none_in_the_first(
    tmp_path: Path, method: dict[str, Any]
) -> None:
    record = await ran(tmp_path, "shuffled", harness.Model(answer), method=method)
    written: dict[str, int] = {}
    later = 0
    for step in record.steps:
        given = [one for number, one in told(record) if number is step]
        for one in given:
            if one.text:
                assert written[one.text] < step.n
                later += 1
            else:
                assert not written
        for one in step.feedback:
            assert one.written is not None
            written.setdefault(one.written, step.n)
    assert later


async def test_critics_along_a_chain_read_what_was_written_and_editors_what_is_passed_on(tmp_path: Path) -> None:
    texts: dict[str, list[str]] = {}
    for feedback in ("real", "placebo"):
        model = harness.Model(answer)
        await ran(tmp_path / feedback, feedback, model, method={**CHAIN, "steps": 1})
        texts[feedback] = sorted(map(harness.text_of, model.of("critic")))
        assert any("qz" in text for text in texts[feedback])
        assert any("qz" in harness.text_of(body) for body in model.of("editor")) == (feedback == "real")
    assert texts["real"] == texts["placebo"]


async def test_earlier_feedback_shown_as_history_is_what_was_passed_on(tmp_path: Path) -> None:
    """TextGrad with momentum shows editors the feedback of earlier steps."""
    for feedback in OTHERS:
        model = harness.Model(answer)
        record = await ran(tmp_path / feedback, feedback, model, method={**CHAIN, "momentum": 2})
        last = {one.written for one in record.steps[-1].feedback}
        history = [
            slot.text for s in record.steps for r in s.edit_requests for slot in r.slots if slot.name == "history"
        ]
        assert any("Feedback then" in text for text in history)
        marks = any("qz" in text for text in history)
        assert marks == (feedback == "shuffled")
        assert not any(text in one for one in history for text in last if text)


@pytest.mark.parametrize("feedback", OTHERS)
async def test_an_arm_is_the_same_run_whatever_ends_first_and_however_often_it_is_stopped(
    tmp_path: Path, feedback: PassedFeedback
) -> None:
    def jitter(seed: int) -> harness.Model:
        rng = random.Random(seed)
        return harness.Model(answer, latency_s=lambda _: rng.random() * 0.01)

    calm = await ran(tmp_path / "calm", feedback, jitter(1), method=PROTEGI)
    other = await ran(tmp_path / "other", feedback, jitter(2), method=PROTEGI)
    assert other.outcome() == calm.outcome()
    home, model = tmp_path / "stopped", jitter(3)
    async with harness.serving(home, model) as service:
        wanted = replace(harness.plan_of(service, harness.request(method=PROTEGI)), feedback=feedback)
        await harness.submit(service, wanted)
        await harness.received(service, model, 60)
    async with harness.serving(home, model) as service:
        resumed = await harness.read(service)
    assert resumed.outcome()["steps"] == calm.outcome()["steps"]
    assert resumed.outcome()["candidates"] == calm.outcome()["candidates"]


REAL = {"name": "real"}
NAMES = ("improve", "best_of_n", "random_search", "repeat", "ape", "opro", "miprov2")


@pytest.mark.parametrize("name", NAMES)
def test_a_method_whose_feedback_passes_no_bus_is_refused_with_the_reason(tmp_path: Path, name: str) -> None:
    for feedback in OTHERS:
        arm = {"name": "arm", "overrides": {"method": {"name": name}}, "critic": {"feedback": feedback}}
        found = errors(tmp_path, arms=[TRUE, arm], comparisons=[])
        assert any(path.startswith("arms[1].critic") and name in message for path, message in found.items())


def test_shuffled_feedback_is_refused_where_there_is_one_step(tmp_path: Path) -> None:
    for one_step in ({"method": {"steps": 1}}, {"stop": {"max_steps": 1}}):
        arm = {"name": "shuffled", "overrides": one_step, "critic": {"feedback": "shuffled"}}
        found = errors(tmp_path, arms=[REAL, arm], comparisons=[])
        assert "has only one step" in found["arms[1].critic.feedback"]
    several = plan(tmp_path, arms=[REAL, {"name": "shuffled", "critic": {"feedback": "shuffled"}}], comparisons=[])
    assert several.arm("shuffled").plan.feedback == "shuffled"


def test_what_is_passed_on_tells_arms_apart_and_is_one_of_four(tmp_path: Path) -> None:
    arms = [REAL, *({"name": name, "critic": {"feedback": name}} for name in OTHERS)]
    found = plan(tmp_path, arms=arms, comparisons=[])
    assert [arm.plan.feedback for arm in found.arms] == ["real", *OTHERS]
    twice = errors(tmp_path, arms=[*arms, {"name": "again", "critic": {"feedback": "none"}}], comparisons=[])
    assert "same as 'none'" in twice["arms[4]"]
    wrong = errors(tmp_path, arms=[REAL, {"name": "x", "critic": {"feedback": "placeboo"}}], comparisons=[])
    assert "arms[1].critic.feedback" in wrong


async def test_runs_whose_editors_read_other_feedback_are_no_trials_of_one_experiment(tmp_path: Path) -> None:
    async with harness.serving(tmp_path, harness.Model(answer)) as service:
        real = harness.plan_of(service, harness.request(method=PROTEGI))
    assert unlike(real, replace(real, seed=5)) is None
    for feedback in OTHERS:
        assert "other feedback" in str(unlike(real, replace(real, feedback=feedback)))
    assert "other feedback" in str(unlike(real, replace(real, critics_see="none")))


async def test_a_run_without_real_feedback_is_not_diagnosed(tmp_path: Path) -> None:
    record = await ran(tmp_path, "placebo", harness.Model(answer), method=PROTEGI)
    asked = DiagnosticRequest(tests=("content",), force=True)
    with pytest.raises(InvalidRequestError) as refused:
        build_diagnostic_plan(asked, harness.ran(record))
    assert "placebo feedback" in refused.value.errors[0].message
    assert build_diagnostic_plan(DiagnosticRequest(tests=("shortcuts",)), harness.ran(record)).untestable == {}
