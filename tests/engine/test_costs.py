"""What a run says about dollars where prices are known and where nobody knows them."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from gradcheck.diagnostics.planning.estimate import estimate as estimate_diagnostic
from gradcheck.diagnostics.planning.validation import build_diagnostic_plan
from gradcheck.diagnostics.request import DiagnosticRequest
from gradcheck.domain.run import Result, RoleUsage, Usage
from gradcheck.engine.estimate import estimate
from gradcheck.errors import InvalidRequestError
from gradcheck.runtime import Service
from gradcheck.settings import load
from gradcheck.studies.analysis.outcome import added
from tests.support import harness

KNOWN = {"task": {"provider": "openai", "model": "gpt-4o-mini"}}
UNKNOWN = {"task": {"provider": "openai", "model": "my-own-finetune"}}
MIXED = {**KNOWN, "optimizer": {"provider": "openai", "model": "my-own-finetune"}}
IMPROVE = {"name": "improve", "rounds": 1, "candidates": 2}


@contextlib.asynccontextmanager
async def with_a_key_alone(home: Path) -> AsyncIterator[Service]:
    """A service whose only setting is OpenAI's key."""
    service = Service(load({"GRADCHECK_HOME": str(home), "OPENAI_API_KEY": "k"}), harness.Model().transport)
    await service.start()
    try:
        yield service
    finally:
        await service.stop()


async def ended(home: Path, **changes: Any) -> tuple[harness.Record, Service]:  # noqa: ANN401 - parts of a request
    async with with_a_key_alone(home) as service:
        await harness.submit(service, harness.plan_of(service, harness.request(method=IMPROVE, **changes)))
        return await harness.read(service), service


async def test_a_cap_in_dollars_needs_openais_key_alone(tmp_path: Path) -> None:
    record, service = await ended(tmp_path, models=KNOWN, budget={"max_cost_usd": 1.0})
    assert (record.job.status, record.job.finish_reason) == ("succeeded", "completed")
    costs = [used.cost_usd for used in record.result.usage.values()]
    assert all(cost is not None and 0 < cost < 0.01 for cost in costs)
    shown = service.telemetry.registry.get_sample_value
    assert shown("gradcheck_unpriced_calls_total", {"role": "task"}) == 0


async def test_a_cost_that_nobody_knows_is_null_in_usage_and_estimate_and_counted_apart(tmp_path: Path) -> None:
    record, service = await ended(tmp_path, models=UNKNOWN)
    assert {used.cost_usd for used in record.result.usage.values()} == {None}
    amounts = estimate(record.plan)
    assert (amounts.least.cost_usd, amounts.needed.cost_usd) == (None, None)
    shown = service.telemetry.registry.get_sample_value
    task = record.result.usage["task"]
    assert shown("gradcheck_unpriced_calls_total", {"role": "task"}) == task.calls - task.cached


async def test_one_unknown_price_makes_the_whole_estimate_unknown_and_its_role_alone_in_usage(tmp_path: Path) -> None:
    record, _ = await ended(tmp_path, models=MIXED)
    assert estimate(record.plan).least.cost_usd is None
    known, unknown = record.result.usage["task"].cost_usd, record.result.usage["optimizer"].cost_usd
    assert (known is not None and known > 0, unknown) == (True, None)


async def test_a_cap_without_prices_is_told_which_setting_to_write(tmp_path: Path) -> None:
    async with with_a_key_alone(tmp_path) as service:
        with pytest.raises(InvalidRequestError) as refused:
            harness.plan_of(service, harness.request(models=MIXED, budget={"max_cost_usd": 1.0}))
    (error,) = refused.value.errors
    assert error.path == "budget.max_cost_usd"
    assert '[providers.openai] prices."my-own-finetune" = { input = …, output = … }' in error.message
    assert "gpt-4o-mini" not in error.message


async def test_a_diagnostics_plan_says_null_where_the_run_did(tmp_path: Path) -> None:
    protegi = {"name": "protegi", "rounds": 1, "beam": 2, "minibatch": 6, "gradients": 2, "paraphrases": 0}
    async with with_a_key_alone(tmp_path) as service:
        found = []
        for name, models in (("run_1", KNOWN), ("run_2", UNKNOWN)):
            plan = harness.plan_of(service, harness.request(method=protegi, models=models))
            await harness.submit(service, plan, job_id=name)
            record = await harness.read(service, name)
            asked = msgspec.convert({"tests": ["content"], "force": True}, DiagnosticRequest)
            drawn = build_diagnostic_plan(asked, harness.ran(record))
            found.append(estimate_diagnostic(drawn, record.result.usage).cost_usd)
    assert found[0] is not None
    assert found[0] > 0
    assert found[1] is None


def test_a_sum_over_runs_is_unknown_where_one_of_them_is() -> None:
    known: Usage = {"task": RoleUsage(calls=1, cost_usd=0.5)}
    unknown: Usage = {"task": RoleUsage(calls=2, cost_usd=None)}
    assert added([known, known])["task"].cost_usd == 1.0
    for both in ([known, unknown], [unknown, known]):
        assert (added(both)["task"].calls, added(both)["task"].cost_usd) == (3, None)


async def test_a_result_that_was_stored_with_a_cost_of_nothing_is_read_as_it_was(tmp_path: Path) -> None:
    record, _ = await ended(tmp_path, models=UNKNOWN)
    stored = msgspec.to_builtins(record.result)
    for used in stored["usage"].values():
        used["cost_usd"] = 0.0
    read = msgspec.json.decode(msgspec.json.encode(stored), type=Result)
    assert {used.cost_usd for used in read.usage.values()} == {0.0}
