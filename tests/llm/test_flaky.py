"""What a provider that fails now and then may cost: the retries of a run are bounded."""

from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from gradcheck.runtime import Service
from tests.support import harness
from tests.support.world import noise

SLOTS = 16


def flaky() -> harness.Model:
    """A tenth of all attempts fails, whichever comes when."""
    tried: Counter[str] = Counter()

    def answer(body: harness.Body) -> harness.Reply:
        text = harness.text_of(body)
        tried[text] += 1
        luck = noise(text, tried[text])
        return httpx.Response(500 if luck < 0.05 else 503, json={}) if luck < 0.1 else "positive"

    return harness.Model(answer, latency_s=lambda _: 0.01)


def retries(service: Service) -> Counter[str]:
    """What the operator's counter says, by cause."""
    causes = ("http_500", "http_503", "throttled", "broken", "timeout", "unreachable")
    read = service.telemetry.registry.get_sample_value
    values = {cause: read("gradcheck_retries_total", {"provider": "world", "cause": cause}) for cause in causes}
    return Counter({cause: int(value) for cause, value in values.items() if value})


def told(record: harness.Record, kind: str) -> list[dict[str, Any]]:
    return [event.data for event in record.events if event.type == kind]


@pytest.mark.parametrize(("budget", "share"), [({"retry_share": 0.0}, 0.0), ({}, 0.1)])
async def test_of_calls_that_fail_now_and_then_a_share_is_made_again_and_the_run_succeeds(
    tmp_path: Path, budget: dict[str, float], share: float
) -> None:
    calls, model = 400, flaky()
    async with harness.serving(tmp_path, model, slots=SLOTS) as service:
        await harness.submit(service, harness.plan_of(service, harness.evaluation(calls, budget=budget)))
        record = await harness.read(service)
        counted = retries(service).total()
    usage = record.result.usage["task"]
    assert (record.job.status, record.job.finish_reason) == ("succeeded", "completed")
    assert len(model.received) - (usage.calls - usage.cached) == usage.retries == counted
    assert (share > 0) == (counted > 0)
    assert counted <= share * (usage.calls - usage.cached)
    in_vain = sum(event["attempts"] - 1 for event in told(record, "call_failed"))
    assert sum(len(event["causes"]) for event in told(record, "call_retried")) + in_vain == counted
    assert 0 < usage.failed == len(told(record, "call_failed")) <= 0.25 * calls


async def test_every_call_that_was_made_again_is_told_with_its_causes(tmp_path: Path) -> None:
    calls, model = 300, flaky()
    async with harness.serving(tmp_path, model, slots=SLOTS) as service:
        request = harness.evaluation(calls, budget={"retry_share": 1.0})
        await harness.submit(service, harness.plan_of(service, request))
        record = await harness.read(service)
        counted = retries(service)
    usage = record.result.usage["task"]
    assert (record.job.status, usage.failed) == ("succeeded", 0)
    assert set(counted) == {"http_500", "http_503"}
    assert Counter(cause for event in told(record, "call_retried") for cause in event["causes"]) == counted
    assert usage.retries == counted.total() == len(model.received) - calls
