"""What interrupted calls leave in the books."""

import asyncio
from pathlib import Path
from typing import Any

import httpx

from gradcheck.domain.run import Budget
from gradcheck.settings import Provider
from tests.llm.bench import URL, answered, call, opened, said
from tests.support import harness


async def yes(_: dict[str, Any]) -> httpx.Response:
    return said()


async def test_an_attempt_that_is_interrupted_before_its_intent_is_durable_is_not_charged(tmp_path: Path) -> None:
    async with opened(tmp_path, yes) as bench:
        session = await bench.session(budget=Budget(max_calls=1))
        async with bench.writer_held():
            interrupted = asyncio.create_task(session.call(call("a", "one")))
            while not bench.database._queue.qsize():
                await asyncio.sleep(0.001)
            interrupted.cancel()
            await asyncio.gather(interrupted, return_exceptions=True)
        assert set(await bench.states()) <= {"unpaid"}
        delivery = await session.call(call("b", "two"))
    assert answered(delivery.outcome).text == "yes"


async def test_calls_that_were_never_sent_take_nothing_from_the_budget_of_the_next_process(tmp_path: Path) -> None:
    """One call is in flight, and lost; five wait for its slot."""
    sent = asyncio.Event()

    async def handler(body: dict[str, Any]) -> httpx.Response:
        if body["messages"][0]["content"] == "next":
            return said()
        sent.set()
        await asyncio.Event().wait()
        raise AssertionError

    async with opened(tmp_path, handler, provider=Provider(base_url=URL, max_concurrency=1)) as bench:
        session = await bench.session()
        tasks = [asyncio.create_task(session.call(call(f"p{n}", f"{n}"))) for n in range(6)]
        await sent.wait()
        while not bench.gateway.limiter("world", "pure").waiting:
            await asyncio.sleep(0.001)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        session = await bench.session(budget=Budget(max_calls=2))
        delivery = await session.call(call("next", "next"))
    assert answered(delivery.outcome).text == "yes"


async def test_the_usage_of_a_run_that_was_cancelled_counts_what_it_has_paid_for(tmp_path: Path) -> None:
    paid, slots = 30, 8
    model = harness.Model(lambda _: "positive", latency_s=lambda _: 0.0 if len(model.received) <= paid else 3600.0)
    async with harness.serving(tmp_path, model, slots=slots) as service:
        await harness.submit(service, harness.plan_of(service, harness.evaluation(100)))
        await harness.received(service, model, paid + slots)
        await service.cancel("", "run_1", "run")
        record = await harness.read(service)
    usage = record.result.usage["task"]
    assert (record.job.status, usage.possibly_paid) == ("cancelled", slots)
    assert usage.calls == paid
