"""A run's check of its models: made once, first, outside of what the run counts, and decisive where it fails."""

from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from gradcheck.llm.checking import check_calls, worst
from tests.support import harness, world
from tests.support.prompt_queue import PromptService

IMPROVE = {"name": "improve", "rounds": 1, "candidates": 2}
TWO = {"task": {"provider": "world", "model": "pure"}, "optimizer": {"provider": "world", "model": "other"}}
WRONG_KEY = httpx.Response(401, json={"error": {"message": "Incorrect API key provided.", "code": "invalid_api_key"}})


def request(**changes: object) -> dict[str, Any]:
    return harness.request(**{"method": IMPROVE, **changes})


async def test_each_model_is_checked_once_before_the_first_call_and_shown_in_usage(tmp_path: Path) -> None:
    order: list[str] = []

    def answer(body: harness.Body) -> harness.Reply:
        order.append("call")
        return world.answer(body)

    def check(body: harness.Body) -> harness.Reply:
        order.append(f"check {body['model']}")
        return "ok"

    model = harness.Model(answer, check=check)
    record = await harness.run(tmp_path, request(models=TWO), model)
    assert order[:3] == ["check pure", "check other", "call"]
    assert len(model.checked) == 2
    used = record.result.usage["check"]
    assert (used.calls, used.failed, used.cost_usd, used.input_tokens > 0) == (2, 0, None, True)
    assert record.paid_calls() == len(model.received), "other counts are of the run's own calls"


async def test_roles_with_one_model_share_its_check_and_a_role_that_is_not_asked_has_none(tmp_path: Path) -> None:
    model = harness.Model()
    models = {"task": TWO["task"], "optimizer": TWO["optimizer"], "judge": {"provider": "world", "model": "third"}}
    record = await harness.run(tmp_path, request(method="none", models=models), model)
    assert [body["model"] for body in model.checked] == ["pure"]
    assert record.result.usage["check"].calls == 1


async def test_a_fatal_check_ends_the_run_in_the_providers_words_after_that_one_call(tmp_path: Path) -> None:
    model = harness.Model(check=lambda _: WRONG_KEY)
    record = await harness.run(tmp_path, request(models=TWO), model)
    assert (record.job.status, record.job.finish_reason) == ("failed", "wrong_key")
    assert record.job.error is not None
    assert "Incorrect API key provided" in record.job.error.message
    assert (len(model.checked), model.received) == (1, [])
    assert (record.result.usage["check"].calls, record.result.usage["check"].failed) == (1, 1)
    assert record.result.test.verdict == "not_tested"


async def test_an_answer_without_text_is_an_answer_to_a_check(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, request(), harness.Model(check=lambda _: ""))
    assert record.job.status == "succeeded"


@pytest.mark.parametrize("after", [1, 8])
async def test_a_replay_does_not_check_again(tmp_path: Path, after: int) -> None:
    calm, stopped = harness.Model(), harness.Model()
    whole = await harness.run(tmp_path / "calm", request(models=TWO), calm)
    resumed = await harness.run_interrupted(tmp_path / "stopped", request(models=TWO), stopped, [after])
    assert len(stopped.checked) == 2
    assert resumed.outcome() == whole.outcome()


async def test_a_run_whose_provider_is_gone_when_it_goes_on_says_so(tmp_path: Path) -> None:
    model = harness.Model(latency_s=lambda _: 0.05)
    async with harness.serving(tmp_path, model) as service:
        await harness.submit(service, harness.plan_of(service, request()))
        await harness.received(service, model, 1)
    service = PromptService(msgspec.structs.replace(harness.settings(tmp_path), providers={}), model.transport)
    await service.start()
    try:
        job = await harness.ended(service)
    finally:
        await service.stop()
    assert (job.status, job.finish_reason) == ("failed", "unknown_provider")
    assert job.error is not None
    assert "world is not configured any more" in job.error.message


async def test_the_least_budget_holds_the_check_and_is_not_exceeded_by_it(tmp_path: Path) -> None:
    model = harness.Model()
    async with harness.serving(tmp_path, model) as service:
        least = harness.plan_of(service, request(models=TWO)).least
        plan = harness.plan_of(service, request(models=TWO, budget={"max_calls": least.calls}))
        await harness.submit(service, plan)
        record = await harness.read(service)
    assert record.result.test.verdict != "not_tested"
    assert len(model.received) + len(model.checked) <= least.calls


async def test_built_in_models_are_not_checked(tmp_path: Path) -> None:
    model = harness.Model()
    models = {"task": TWO["task"], "optimizer": {"provider": "simulated", "model": "W1"}}
    async with harness.serving(tmp_path, model) as service:
        plan = harness.plan_of(service, request(models=models))
    assert [call.endpoint.provider for call in plan.checks] == ["world"]
    assert check_calls([plan.models.optimizer]) == ()
    assert worst(()).calls == 0
