"""The content diagnostic on a real run: its arms, its blocks, its verdicts, its resumption."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from gradcheck.diagnostics.planning.validation import build_diagnostic_plan
from gradcheck.diagnostics.request import DiagnosticRequest
from gradcheck.errors import InvalidRequestError
from gradcheck.methods.registry import METHODS
from tests.support import harness, world

ARMS = ("real", "none", "placebo")
WISH = "It must ask for one word only, please."


def where_feedback(*, matters: bool) -> Callable[[harness.Body], harness.Reply]:
    """A world in which an edit is good with a chance that depends on the feedback, or does not."""

    def answer(body: harness.Body) -> harness.Reply:
        text = harness.text_of(body)
        match harness.role(body):
            case "critic":
                return f"<FEEDBACK>{WISH}</FEEDBACK>"
            case "editor":
                luck = world.noise(body["seed"], "luck")
                chance = (0.8 if WISH in text else 0.05) if matters else 0.4
                opening = "Answer with one word." if luck < chance else "Think."
                return f"<PROMPT>{opening} {'Mind it. ' * int(luck * 40)}{{text}}</PROMPT>"
            case _:
                return world.answer(body)

    return answer


def request(**changes: object) -> dict[str, Any]:
    method = {"name": "protegi", "rounds": 2, "beam": 1, "minibatch": 6, "gradients": 2, "paraphrases": 0}
    return harness.request(**{"method": method, **changes})


def refused(record: harness.Record, **changes: object) -> dict[str, str]:
    with pytest.raises(InvalidRequestError) as error:
        build_diagnostic_plan(msgspec.convert({**harness.WHOLE, **changes}, DiagnosticRequest), harness.ran(record))
    return {field_error.path: field_error.message for field_error in error.value.errors}


async def test_only_the_feedback_differs_between_arms_and_every_draw_is_fresh(tmp_path: Path) -> None:
    model = harness.Model(where_feedback(matters=True))
    async with harness.serving(tmp_path, model) as service:
        record = await harness.read(service, await harness.submit(service, harness.plan_of(service, request())))
        before = {body["seed"] for body in model.of("editor")}
        model.received.clear()
        found = await harness.diagnose(service, record, {"steps": [1], "replicates": 6, "ladder": "core"})
    blocks = found["material"]["blocks"]
    assert len(blocks) == 6
    prompts = [harness.text_of(body) for body in model.of("editor")]
    texts = {arm["feedback"][0] for block in blocks for arm in block["arms"]} - {""}
    recorded = record.steps[1].edit_requests[0].template
    for text in (*sorted(texts, key=len, reverse=True), recorded.absent):
        prompts = [prompt.replace(text, "FEEDBACK") for prompt in prompts]
    assert len(set(prompts)) == 1
    assert "FEEDBACK" in prompts[0]
    seeds = [body["seed"] for body in model.of("editor")]
    assert len(set(seeds)) == len(seeds) >= 18
    assert not before & set(seeds)
    for block in blocks:
        arms = {arm["arm"]: arm for arm in block["arms"]}
        assert tuple(arms) == ARMS
        assert arms["real"]["feedback"] == [WISH]
        assert arms["none"]["feedback"] == [""]
        assert arms["placebo"]["feedback"] not in ([WISH], [""])
    absent = [prompt for prompt in map(harness.text_of, model.of("editor")) if recorded.absent in prompt]
    assert len(absent) == 6 + sum(len(b["arms"][1]["rejected"]) for b in blocks)
    assert not model.of("critic")


async def test_feedback_that_matters_is_supported_and_feedback_that_does_not_is_not(tmp_path: Path) -> None:
    for matters in (True, False):
        model = harness.Model(where_feedback(matters=matters))
        async with harness.serving(tmp_path / str(matters), model) as service:
            record = await harness.read(service, await harness.submit(service, harness.plan_of(service, request())))
            found = await harness.diagnose(service, record, {"replicates": 8, "ladder": "core"})
        content = found["findings"]["content"]
        assert content["verdict"] == content["claims"][0]["verdict"]
        assert (content["verdict"] == "supported") == matters
        assert all(check["passed"] for check in content["checks"])


async def test_a_budget_ends_in_complete_blocks_balanced_over_steps(tmp_path: Path) -> None:
    model = harness.Model(where_feedback(matters=True))
    async with harness.serving(tmp_path, model) as service:
        record = await harness.read(service, await harness.submit(service, harness.plan_of(service, request())))
        model.received.clear()
        found = await harness.diagnose(
            service, record, {"replicates": 30, "ladder": "core", "budget": {"max_calls": 360}}
        )
    assert (found["status"], found["finish_reason"]) == ("succeeded", "budget_calls")
    assert len(model.received) <= 360
    blocks = found["material"]["blocks"]
    assert 6 <= len(blocks) < found["planned_blocks"] == 60
    assert all([arm["arm"] for arm in block["arms"]] == list(ARMS) for block in blocks)
    per_step = [sum(block["step"] == step for block in blocks) for step in (1, 2)]
    assert abs(per_step[0] - per_step[1]) <= 1


async def test_a_cancelled_diagnostic_is_read_from_its_complete_blocks(tmp_path: Path) -> None:
    model = harness.Model(where_feedback(matters=True), lambda _: 0.02)
    async with harness.serving(tmp_path, model, slots=16) as service:
        record = await harness.read(service, await harness.submit(service, harness.plan_of(service, request())))
        model.received.clear()
        await harness.diagnose(service, record, {"replicates": 20, "ladder": "core"}, wait=False)
        while not [e for e in await service.events.page("diagnostic_1", after=0) if e.type == "block_completed"]:
            await asyncio.sleep(0.01)
        await service.jobs_of("").cancel("diagnostic_1", "diagnostic")
        found = await harness.diagnosed(service)
    assert found["status"] == "cancelled"
    blocks = found["material"]["blocks"]
    assert 0 < len(blocks) < 40
    assert all(len(block["arms"]) == 3 for block in blocks)


async def test_what_cannot_be_diagnosed_is_refused_with_the_reason(tmp_path: Path) -> None:
    async with harness.serving(tmp_path, harness.Model(where_feedback(matters=True))) as service:
        plan = harness.plan_of(service, request())
        record = await harness.read(service, await harness.submit(service, plan))
    change = msgspec.structs.replace
    assert set(refused(record, tests=["signs"], steps=[0, 9])) == {"tests[0]", "steps[0]", "steps[1]"}
    assert "holds no edit" in refused(record, steps=[0])["steps[0]"]
    assert "not recorded" in refused(record, steps=[9])["steps[0]"]
    assert "needs 6 steps" in refused(record, scope="method")["scope"]
    assert "2 steps need 3 replicates" in refused(record, replicates=2)["replicates"]
    assert "prices" in refused(record, budget={"max_cost_usd": 1})["budget.max_cost_usd"]
    assert "6 pairs" in refused(record, budget={"max_calls": 50})["budget.max_calls"]
    few = tuple(e for e in plan.examples if e.split != "probe")
    assert "probe" in refused(change(record, plan=change(plan, examples=few)))["items"]
    blind = METHODS["improve"]()
    assert "no feedback" in refused(change(record, plan=change(plan, method=blind)))["tests"]
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"steps": []}, DiagnosticRequest)
