"""A provider that bears far fewer calls than its operator declared: the window finds its limit, and that it is gone."""

import asyncio
import statistics
from pathlib import Path

import pytest

from gradcheck.llm.limiter.limiter import Limiter
from tests.support import harness
from tests.support.processes import ProviderProcess, provider_process

pytestmark = pytest.mark.alone

DECLARED, REAL = 64, 20
CALLS = 1200
LATENCY = {"latency_s": 0.1, "jitter": 0.3}


async def windows(limiter: Limiter, provider: ProviderProcess, answered: int) -> list[int]:
    """The window from moment to moment until the provider has answered so many calls."""
    seen = []
    while (await asyncio.to_thread(provider.counts))["answered"] < answered:
        seen.append(limiter.window)
        await asyncio.sleep(0.02)
    return seen


async def test_in_a_storm_of_refusals_no_call_fails_and_the_window_finds_the_limit_and_its_end(tmp_path: Path) -> None:
    with provider_process(concurrency=REAL, **LATENCY) as provider:
        async with harness.serving(tmp_path, None, slots=DECLARED, url=f"{provider.url}/v1") as service:
            await harness.submit(service, harness.plan_of(service, harness.evaluation(CALLS)))
            limiter = service.gateway.limiter("world", "pure")
            assert limiter.window == DECLARED
            await windows(limiter, provider, 200)
            provider.behave(concurrency=REAL, **LATENCY)
            converged = await windows(limiter, provider, 400)
            refused = provider.counts()
            provider.behave(**LATENCY)
            record = await harness.read(service)
            gauge = service.telemetry.registry.get_sample_value("gradcheck_concurrency_limit", {"provider": "world"})
    usage = record.result.usage["task"]
    assert (record.job.status, usage.failed) == ("succeeded", 0)
    assert REAL * 7 // 10 <= statistics.median(converged) <= REAL + 1
    assert refused["throttled"] <= 0.05 * refused["requests"]
    assert usage.retries <= 0.1 * CALLS
    assert gauge == limiter.window >= 1.5 * REAL
