"""Diagnostics of runs whose feedback no critic wrote, whose edits no model made, or whose critic wrote a list."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from gradcheck.diagnostics.plan import DiagnosticPlan
from gradcheck.diagnostics.planning.calls import expected_calls
from gradcheck.diagnostics.planning.validation import build_diagnostic_plan
from gradcheck.diagnostics.request import DiagnosticRequest
from gradcheck.errors import InvalidRequestError
from tests.methods.rising import TASK, Rising
from tests.support import harness, world

WISH = "Write one word only"


def planned(record: harness.Record, **changes: object) -> DiagnosticPlan:
    return build_diagnostic_plan(msgspec.convert({**harness.WHOLE, **changes}, DiagnosticRequest), harness.ran(record))


def refused(record: harness.Record, **changes: object) -> dict[str, str]:
    with pytest.raises(InvalidRequestError) as error:
        planned(record, **changes)
    return {field_error.path: field_error.message for field_error in error.value.errors}


def edited_by_notes(body: harness.Body) -> harness.Reply:
    """Edits are good where the notes name the allowed answers."""
    if harness.role(body) != "editor":
        return world.answer(body)
    luck = world.noise(body["seed"], "luck")
    good = luck < (0.95 if "allowed answers" in harness.text_of(body) else 0.05)
    return f"<PROMPT>{'Answer with one word.' if good else 'Think.'} {'Mind it. ' * int(luck * 40)}{{text}}</PROMPT>"


async def test_content_of_notes_is_tested_with_all_arms_that_need_no_critic(tmp_path: Path) -> None:
    model = harness.Model(edited_by_notes)
    method = {"name": "gepa", "iterations": 3, "minibatch": 4}
    async with harness.serving(tmp_path, model) as service:
        run = harness.plan_of(service, harness.request(method=method))
        record = await harness.read(service, await harness.submit(service, run))
        asked = {"replicates": 8, "steps": [1]}
        plan = planned(record, **asked, ladder="core")
        model.received.clear()
        core = await harness.diagnose(service, record, {**asked, "ladder": "core"})
        made = model.roles()
        whole = await harness.diagnose(service, record, {**asked, "replicates": 6}, job_id="diagnostic_2")
    assert core["findings"]["content"]["verdict"] == "supported"
    assert made["critic"] == 0
    assert made["editor"] == expected_calls(plan, plan.needs).optimizer == 8 * 3
    notes = [slot.text for slot in record.steps[1].edit_requests[0].slots if slot.kind == "feedback"]
    assert len(notes) == 4
    for block in core["material"]["blocks"]:
        arms = {arm["arm"]: arm for arm in block["arms"]}
        assert arms["real"]["feedback"] == notes
        assert arms["none"]["feedback"] == [""] * 4
        assert len(arms["placebo"]["feedback"]) == 4
        assert not set(arms["placebo"]["feedback"]) & {"", *notes}
    arms = {arm["arm"]: arm for arm in whole["material"]["blocks"][0]["arms"]}
    assert arms["swapped"]["rejected"] == ["its feedback is the scorer's notes, which no critic wrote"]
    right = sum(r.score == 1 for r in record.rollouts if r.stage == "step/1/minibatch.0")
    assert arms["scores_only"]["feedback"][0].startswith(f"{right} of the 4 examples were right")


async def test_asking_the_critic_of_notes_again_is_refused_with_the_reason(tmp_path: Path) -> None:
    method = {"name": "gepa", "iterations": 3}
    record = await harness.run(tmp_path, harness.request(method=method), harness.Model(edited_by_notes))
    errors = refused(record, estimand="critic_average", replicates=8)
    assert "the scorer's notes, which no critic wrote" in errors["estimand"]
    plan = planned(record, tests=["labels", "content"], replicates=8)
    assert "the scorer's notes" in plan.untestable["labels"]
    assert "content" not in plan.untestable


async def test_an_explicit_critique_can_be_asked_again_and_is_what_arms_change(tmp_path: Path) -> None:
    method = {"name": "gepa", "iterations": 3, "explicit_critique": True, "minibatch": 4}
    model = harness.Model(edited_by_notes)
    record = await harness.run(tmp_path, harness.request(method=method), model)
    plan = planned(record, replicates=8, estimand="critic_average", tests=["content", "labels"])
    assert not plan.untestable
    assert all(len(one.texts) == len(one.critics) == 1 for one in plan.recorded)
    assert all(one.critics[0].seen == one.request.seen for one in plan.recorded)


def advised(body: harness.Body) -> str:
    """Answers vary with the seed; a rule that wishes for one word helps, as most rules do, and a demo does a little."""
    text = harness.text_of(body)
    if harness.role(body) == "critic":
        wish = WISH if world.noise(body["seed"]) < 0.8 else "Mind the tone"
        return f"<FEEDBACK>{wish}, case {body['seed'] % 97}.</FEEDBACK>"
    truth = "positive" if "good" in text else "negative"
    shown = sum(message["role"] == "assistant" for message in body["messages"])
    needless = int(world.noise(body["seed"], text) * 6 / (1 + shown)) + 1
    return f"{truth} {'so ' * (needless if WISH not in text else needless // 4)}"


SIMBA: dict[str, Any] = {"name": "simba", "steps": 4, "batch": 6, "candidates": 3, "max_demos": 2}


async def test_content_of_rules_that_are_appended_costs_critics_and_no_editor(tmp_path: Path) -> None:
    model = harness.Model(advised)
    async with harness.serving(tmp_path, model) as service:
        run = harness.plan_of(service, harness.request(method=SIMBA, task=TASK))
        record = await harness.read(service, await harness.submit(service, run))
        asked = {"replicates": 8, "ladder": "core", "estimand": "critic_average"}
        plan = planned(record, **asked)
        model.received.clear()
        found = await harness.diagnose(service, record, asked)
        received = list(model.received)
        first = {**asked, "steps": [plan.recorded[0].step], "replicates": 12}
        content = (await harness.diagnose(service, record, first, job_id="diagnostic_2"))["findings"]["content"]
    expected = expected_calls(plan, plan.needs)
    model.received[:] = received
    assert model.roles()["editor"] == 0
    assert model.roles()["critic"] == expected.optimizer == 7 * len(plan.recorded)
    assert sum(one["calls"] for one in found["usage"].values()) == expected.total
    assert content["verdict"] == "supported"
    befores = {one.step: one.parent.components["user"] for one in plan.recorded}
    for block in found["material"]["blocks"]:
        arms = {arm["arm"]: arm for arm in block["arms"]}
        before = befores[block["step"]]
        assert arms["none"]["text"] == before
        assert arms["real"]["text"] == f"{before}\n\n{arms['real']['feedback'][0]}"
        assert arms["placebo"]["text"] == f"{before}\n\n{' '.join(arms['placebo']['feedback'][0].split())}"
    assert len({block["arms"][0]["text"] for block in found["material"]["blocks"]}) > len(befores)
    assert any(one.parent.demos for one in plan.recorded)
    turns = [sum(m["role"] == "assistant" for m in body["messages"]) for body in model.of("task")]
    assert max(turns) == max(len(one.parent.demos) for one in plan.recorded)


async def test_a_fixed_rule_is_refused_and_so_are_arms_that_would_spoil_the_contrast(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, harness.request(method=SIMBA, task=TASK), harness.Model(advised))
    assert "use critic_average" in refused(record, replicates=8)["estimand"]
    plan = planned(record, tests=["labels"], estimand="critic_average", replicates=8)
    assert "contrast several answers" in plan.untestable["labels"]
    assert all(one.scores == () for one in plan.recorded)


async def test_a_critic_that_wrote_a_list_is_asked_for_the_one_in_the_same_place(tmp_path: Path) -> None:
    rising = Rising(several=3)
    method = {"name": "hrpo", "trials": 3, "batch": 12}
    async with harness.serving(tmp_path, rising.model) as service:
        run = harness.plan_of(service, harness.request(method=method, task=TASK))
        record = await harness.read(service, await harness.submit(service, run))
        asked = {"replicates": 6, "ladder": "core", "estimand": "critic_average"}
        plan = planned(record, **asked)
        rising.model.received.clear()
        found = await harness.diagnose(service, record, asked)
    (recorded,) = plan.recorded
    place = recorded.request.feedback[0].rpartition("/")[2]
    assert [critic.id.split("/")[2] for critic in recorded.critics] == ["failure_modes", "root_causes"]
    assert recorded.critics[0].id == recorded.request.feedback[0]
    texts = {block["arms"][0]["feedback"][0] for block in found["material"]["blocks"]}
    assert len(texts) == 6
    assert all(text.startswith(f"reason {place} of") for text in texts)
    assert rising.model.roles()["critic"] == 5 * 2
    assert rising.model.roles()["critic"] + rising.model.roles()["editor"] == expected_calls(plan, plan.needs).optimizer
