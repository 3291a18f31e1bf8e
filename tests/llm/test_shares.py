"""Runs that wait for the same provider share its slots by their weights, whoever came first."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from gradcheck.runtime import Service
from tests.llm.bench import WORLD, answered, call, opened, said
from tests.support import harness

pytestmark = pytest.mark.alone

HUGE, SMALL, SLOTS = 2000, 96, 8


async def submit(service: Service, name: str, calls: int, weight: int) -> None:
    request = harness.evaluation(calls, f"{name} thing", budget={"weight": weight})
    await harness.submit(service, harness.plan_of(service, request), job_id=name)


@pytest.mark.parametrize(("huge", "small"), [(1, 3), (3, 1)])
async def test_a_small_run_that_comes_later_has_its_share_until_it_ends(tmp_path: Path, huge: int, small: int) -> None:
    """Counted in calls started while both wait: the slots are shared by the weights."""
    model = harness.Model(lambda _: "positive", latency_s=lambda _: 0.01)
    async with harness.serving(tmp_path, model, slots=SLOTS) as service:
        await submit(service, "huge", HUGE, huge)
        await harness.received(service, model, 10 * SLOTS)
        await submit(service, "small", SMALL, small)
        record = await harness.read(service, "small")
        state = (await service.jobs.get("huge", "run")).status
        await service.cancel("", "huge", "run")
        await harness.ended(service, "huge")
    assert (record.job.status, state) == ("succeeded", "running")
    smalls = ["small thing" in harness.text_of(body) for body in model.received]
    between = smalls[smalls.index(True) :]
    while not between.pop():
        pass
    started = between.count(False)
    assert abs(started - SMALL * huge / small) <= SLOTS


async def test_calls_that_are_held_back_at_one_model_do_not_hold_those_of_another(tmp_path: Path) -> None:
    async def handler(body: dict[str, Any]) -> httpx.Response:
        return said() if body["model"] == "free" else httpx.Response(429, headers={"retry-after": "60"})

    free = msgspec.structs.replace(WORLD, model="free")
    async with opened(tmp_path, handler) as bench:
        session = await bench.session()
        paused = [asyncio.create_task(session.call(call(f"p{n}", f"{n}"))) for n in range(200)]
        while not bench.gateway.limiter("world", "pure").waiting:
            await asyncio.sleep(0.01)
        async with asyncio.timeout(5):
            delivery = await session.call(call("free", "free", endpoint=free))
        assert answered(delivery.outcome).text == "yes"
        for task in paused:
            task.cancel()
        await asyncio.gather(*paused, return_exceptions=True)
