"""Limits that processes keep together over a real database, in windows of seconds."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from gradcheck.llm.limiter.bucket import Rates
from gradcheck.llm.limiter.levels import Period
from gradcheck.settings import Limits, Provider
from gradcheck.storage.clock import running_s
from gradcheck.storage.database import Database
from gradcheck.storage.following.news import Neighbours
from gradcheck.storage.leasing.limit_states import LimitStates
from tests.llm.bench import URL, answered, call, said
from tests.llm.bench import opened as bench_opened
from tests.llm.limiter.processes import Process, kill, most
from tests.support import databases, homes

SHORT = Period(window_s=3.0)
LIMIT = 90


@contextlib.asynccontextmanager
async def opened(url: str, name: str, period: Period = SHORT, **rates: int) -> AsyncIterator[Process]:
    """A process that limits its calls, as the service wires it."""
    database = Database(url)
    await database.start()
    shared = url.startswith("postgresql")
    process = Process(
        LimitStates(database), name, Rates(**{"slots": 16, **rates}, shared=True), slots=shared, period=period
    )
    listening = asyncio.create_task(asyncio.sleep(0))
    if shared:
        neighbours = Neighbours(url, lambda _: None, lambda: None, limited=process.sharing.hear)
        listening = asyncio.create_task(neighbours.run())
    try:
        await process.sharing.begin()
        yield process
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await database.stop()


@pytest.mark.parametrize("kind", databases.KINDS)
async def test_no_window_exceeds_a_limit_over_the_kill_of_a_process_and_the_start_of_another(
    tmp_path: Path, kind: str
) -> None:
    url = databases.new_url(kind, tmp_path, homes.template() if kind == "postgres" else None)
    async with opened(url, "first", requests_per_minute=LIMIT) as first:
        work = asyncio.create_task(first.work(calls=12, latency_s=0.05))
        await asyncio.sleep(1.5)
        await kill(work)
    async with opened(url, "second", requests_per_minute=LIMIT) as second:
        work = asyncio.create_task(second.work(calls=12, latency_s=0.05))
        await asyncio.sleep(1.5)
        await kill(work)
    starts = first.starts + second.starts
    assert most(starts, SHORT) <= LIMIT
    assert len(first.starts) > LIMIT / 4


async def test_processes_on_one_postgres_keep_minutes_and_slots_together(tmp_path: Path) -> None:
    url = databases.new_url("postgres", tmp_path, homes.template())
    async with contextlib.AsyncExitStack() as stack:
        opening = (opened(url, f"p{n}", slots=6, requests_per_minute=LIMIT, tokens_per_minute=9000) for n in range(3))
        processes = [await stack.enter_async_context(one) for one in opening]
        work = [asyncio.create_task(one.work(calls=12, latency_s=0.1, estimate=90, used=60)) for one in processes]
        in_flight = list[int]()
        until = running_s() + SHORT.window_s
        while running_s() < until:
            await asyncio.sleep(0.005)
            in_flight.append(sum(one.in_flight for one in processes))
        for task in work:
            await kill(task)
    starts = [start for one in processes for start in one.starts]
    assert most(starts, SHORT) <= LIMIT
    assert most(starts, SHORT, tokens=True) <= 9000
    assert max(in_flight) <= 6
    assert all(one.starts for one in processes)


async def test_a_refusal_of_one_process_pauses_another_within_a_second(tmp_path: Path) -> None:
    url = databases.new_url("postgres", tmp_path, homes.template())
    minute = Period()
    async with (
        opened(url, "one", minute) as one,
        opened(url, "other", minute) as other,
        one.running(),
        other.running(),
    ):
        await other.call(0.0)
        (await one.limiter.acquire("job", 1, 0)).throttled(2.0)
        refused = running_s()
        await asyncio.sleep(1.0)
        await other.call(0.0)
        assert running_s() - refused > 1.9


async def test_a_call_whose_process_stood_still_before_it_was_sent_waits_for_another_turn(tmp_path: Path) -> None:
    sent = list[float]()

    async def handler(_: dict[str, Any]) -> httpx.Response:
        sent.append(running_s())
        return said()

    provider = Provider(base_url=URL, limits={"pure": Limits(requests_per_minute=LIMIT)})
    async with bench_opened(tmp_path, handler, provider=provider, period=SHORT) as bench:
        session, stood_still = await bench.session(), list[float]()

        async def stand_still() -> None:
            if not stood_still:
                time.sleep(2 * SHORT.valid_s)  # noqa: ASYNC251 - as a process does that is frozen
                stood_still.append(running_s())

        session.admission.leased = stand_still
        answered((await session.call(call("a", "one"))).outcome)
        assert len(sent) == 1
        assert bench.gateway.limiter("world", "pure")._window.started == 2


async def test_a_call_in_a_service_waits_for_its_grant_and_is_answered(tmp_path: Path) -> None:
    async def handler(_: dict[str, Any]) -> httpx.Response:
        return said()

    provider = Provider(base_url=URL, limits={"pure": Limits(requests_per_minute=LIMIT)})
    async with bench_opened(tmp_path, handler, provider=provider, period=SHORT) as bench:
        session = await bench.session()
        begun = running_s()
        await asyncio.gather(*(session.call(call(f"p{n}", f"{n}")) for n in range(30)))
        assert running_s() - begun > (30 - LIMIT / 10) * SHORT.window_s / LIMIT * 0.9
        assert ("world", "pure") in (await LimitStates(bench.database).states())[0]


async def test_models_inside_of_a_process_have_limits_of_their_own(tmp_path: Path) -> None:
    async with bench_opened(tmp_path, period=SHORT) as bench:
        for provider in ("embedded", "world"):
            permit = await bench.gateway.limiter(provider, "any").acquire("job", 1, 0)
            permit.throttled(30.0)
        await asyncio.sleep(0.3)
        assert set((await LimitStates(bench.database).states())[0]) == {("world", "any")}
