"""A cancellation with every slot in use, over real connections."""

import asyncio
from pathlib import Path

from aiohttp import web

from gradcheck.runtime import Service
from gradcheck.storage.ledger import Ledger
from tests.llm.server import Server, serving
from tests.support import harness

SLOTS = 500
CALLS = 600
BEFORE = 40
BODY = harness.completion({}, "positive")


def tasks() -> set[asyncio.Task[object]]:
    """All tasks but those of the provider's connections."""
    return {task for task in asyncio.all_tasks() if "RequestHandler" not in repr(task.get_coro())}


async def fill(service: Service, server: Server, job_id: str) -> None:
    """Start a run of more calls than there are slots; return when all slots are in use."""
    request = harness.evaluation(CALLS, job_id)
    await harness.submit(service, harness.plan_of(service, request), job_id=job_id)
    await server.until(lambda: server.active == SLOTS)


async def charged(service: Service, job_id: str) -> dict[str, int]:
    """How many attempts of a job are charged, by state."""
    totals = await Ledger(service.database).totals(job_id)
    return {total.state: total.spend.calls for total in totals if total.state != "unpaid"}


async def test_cancelling_a_run_with_all_slots_in_use_leaves_no_task_connection_or_slot_behind(tmp_path: Path) -> None:
    answer = asyncio.Event()

    async def handler(_: web.BaseRequest) -> web.StreamResponse:
        if server.arrived > BEFORE:
            await answer.wait()
        return web.json_response(BODY)

    async with serving(handler) as server, harness.serving(tmp_path, None, slots=SLOTS, url=server.url) as service:
        before = tasks()
        await fill(service, server, "first")
        limiter = service.gateway.limiter("world", "pure")
        assert limiter.in_flight == SLOTS
        assert limiter.waiting > 0
        await service.cancel("", "first", "run")
        first = await harness.read(service, "first")
        assert (limiter.in_flight, limiter.waiting) == (0, 0)
        await server.left()
        async with asyncio.timeout(20):
            while not tasks() <= before:
                await asyncio.sleep(0.01)
        usage = first.result.usage["task"]
        assert (first.job.status, first.job.error, usage.possibly_paid) == ("cancelled", None, SLOTS)
        assert server.arrived == BEFORE + SLOTS
        assert await charged(service, "first") == {"paid": BEFORE, "possibly_paid": SLOTS}

        await fill(service, server, "second")
        answer.set()
        second = await harness.read(service, "second")
        assert second.job.status == "succeeded"
        assert await charged(service, "second") == {"paid": CALLS}
