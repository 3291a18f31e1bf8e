"""Processes that keep limits together, in simulated time: none is exceeded, nearly all is used, pauses are all's."""

import asyncio
from typing import Any

import pytest

from gradcheck.llm.limiter.bucket import Rates
from gradcheck.llm.limiter.levels import Period
from gradcheck.llm.limiter.limiter import LimiterRegistry
from gradcheck.llm.limiter.sharing import Sharing
from tests.llm.limiter.clock import about, now, settle, simulated
from tests.llm.limiter.processes import Process, Start, StatesInMemory, kill, most

MINUTE = Period()


def made(states: StatesInMemory, name: str = "one", **rates: Any) -> Process:  # noqa: ANN401 - what is declared
    process = Process(states, name, Rates(**{"slots": 64, "shared": True, **rates}), clock=now)
    states.listeners.append(process.sharing.hear)
    return process


async def all_starts(
    processes: list[Process],
    seconds: float,
    killed_every_s: float | None = None,
    **load: Any,  # noqa: ANN401 - what each does
) -> list[Start]:
    """What all start; every so often one is killed and another begins at once."""
    states, work = processes[0].sharing._states, [asyncio.create_task(one.work(**load)) for one in processes]
    assert isinstance(states, StatesInMemory)
    begun = now()
    while now() < begun + seconds:
        await asyncio.sleep(killed_every_s or seconds)
        if killed_every_s:
            await kill(work.pop(0))
            processes.append(made(states, f"p{len(processes)}", **LIMITS))
            work.append(asyncio.create_task(processes[-1].work(**load)))
    for task in work:
        await kill(task)
    return [start for process in processes for start in process.starts]


LIMITS: dict[str, Any] = {"requests_per_minute": 600, "tokens_per_minute": 60_000}


@pytest.mark.parametrize("processes", [1, 2, 4])
@pytest.mark.parametrize("requests", [1, 10, 600])
def test_any_number_of_processes_uses_nine_tenths_of_a_limit_and_never_exceeds_it(
    processes: int, requests: int
) -> None:
    @simulated
    async def scenario() -> None:
        states = StatesInMemory()
        made_ = [made(states, f"p{n}", requests_per_minute=requests) for n in range(processes)]
        starts = await all_starts(made_, 240, calls=24, latency_s=0.5)
        assert most(starts, MINUTE) <= requests
        assert len(starts) >= 0.89 * requests * 4

    scenario()


@pytest.mark.parametrize("processes", [1, 4])
def test_tokens_are_reserved_by_estimates_and_given_back_to_all(processes: int) -> None:
    @simulated
    async def scenario() -> None:
        states = StatesInMemory()
        made_ = [made(states, f"p{n}", tokens_per_minute=60_000) for n in range(processes)]
        starts = await all_starts(made_, 240, calls=24, latency_s=0.5, estimate=300, used=100)
        assert most(starts, MINUTE, tokens=True) <= 60_000
        assert sum(start.tokens for start in starts) >= 0.87 * 60_000 * 4

    scenario()


@simulated
async def test_a_call_that_was_told_to_wait_asks_again_though_news_have_come_before_its_time() -> None:
    states, rates = StatesInMemory(), Rates(slots=64, requests_per_minute=2, shared=True)
    before, one = (Process(states, name, rates, slots=False, clock=now) for name in ("before", "one"))
    async with before.running():
        await before.call(0.01)
    async with one.running():
        waiting = asyncio.create_task(one.call(0.01))
        for _ in range(30):
            await asyncio.sleep(0.05)
            one.sharing.hear()
        async with asyncio.timeout(90):
            await waiting


@simulated
async def test_no_minute_exceeds_a_limit_while_processes_are_killed_and_others_begin() -> None:
    states = StatesInMemory()
    processes = [made(states, f"p{n}", **LIMITS) for n in range(4)]
    starts = await all_starts(processes, 240, killed_every_s=9, calls=24, latency_s=0.5, estimate=100, used=60)
    assert most(starts, MINUTE) <= 600
    assert len(starts) >= 0.85 * 600 * 4


@simulated
async def test_a_process_that_begins_when_another_was_killed_has_what_that_one_left_of_the_minute() -> None:
    states = StatesInMemory()
    starts = await all_starts([made(states, requests_per_minute=600)], 5, calls=24, latency_s=0.1)
    states.listeners.clear()
    again = made(states, requests_per_minute=600)
    starts += await all_starts([again], 100, calls=24, latency_s=0.1)
    assert most(starts, MINUTE) <= 600


@simulated
async def test_calls_in_flight_of_all_processes_are_never_more_than_a_provider_has_slots() -> None:
    states, seen = StatesInMemory(), list[int]()
    processes = [made(states, f"p{n}", slots=10) for n in range(4)]
    work = list[asyncio.Task[None]]()
    for process in processes:
        work.append(asyncio.create_task(process.work(calls=30, latency_s=0.4)))
        for _ in range(600):
            await asyncio.sleep(0.01)
            seen.append(sum(one.in_flight for one in processes))
    assert max(seen) == 10
    assert sum(seen[-300:]) > 0.95 * 10 * 300
    assert min(one.in_flight for one in processes) >= 1
    for task in work:
        await kill(task)


@simulated
async def test_the_slots_of_a_killed_process_are_the_others_after_ten_seconds() -> None:
    states = StatesInMemory()
    one, other = made(states, "one", slots=8), made(states, "other", slots=8)
    work = [asyncio.create_task(process.work(calls=30, latency_s=0.1)) for process in (one, other)]
    await asyncio.sleep(10)
    await kill(work[0])
    await asyncio.sleep(11)
    assert other.in_flight == 8
    await kill(work[1])


@simulated
async def test_one_refusal_pauses_all_processes_and_those_that_begin_later() -> None:
    states = StatesInMemory()
    one, other = (Process(states, name, Rates(slots=64, shared=True), slots=False, clock=now) for name in "ab")
    states.listeners += [one.sharing.hear, other.sharing.hear]
    async with one.running(), other.running():
        permit = await one.limiter.acquire("job", 1, 0)
        await other.call(0.1)
        permit.throttled(30.0)
        refused = now()
        await asyncio.sleep(0.5)
        later = Sharing(states, "later", slots=False, clock=now)
        await later.begin()
        begun = LimiterRegistry(256, sharing=later).limiter("p", "m", Rates(slots=64, shared=True))
        task = asyncio.create_task(later.run())
        for limiter in (one.limiter, other.limiter, begun):
            await limiter.acquire("job", 1, 0)
            assert 30 <= now() - refused < 30.5
        task.cancel()


@simulated
async def test_a_pause_that_another_process_has_told_of_is_not_made_longer_by_calls_that_were_under_way() -> None:
    states = StatesInMemory()
    one, other = made(states, "one"), made(states, "other")
    async with one.running(), other.running():
        permits = [await other.limiter.acquire("job", 1, 0) for _ in range(4)]
        (await one.limiter.acquire("job", 1, 0)).throttled(None)
        await asyncio.sleep(0.05)
        for permit in permits:
            permit.throttled(None)
        begun = now()
        await other.limiter.acquire("job", 1, 0)
        assert now() - begun < 0.12


@simulated
async def test_while_the_database_is_away_nothing_new_starts_and_nothing_fails() -> None:
    states = StatesInMemory()
    process = made(states, requests_per_minute=600)
    work = asyncio.create_task(process.work(calls=8, latency_s=0.1))
    await asyncio.sleep(5)
    states.away = True
    await asyncio.sleep(MINUTE.valid_s)
    before = len(process.starts)
    await asyncio.sleep(20)
    assert len(process.starts) == before
    states.away = False
    await asyncio.sleep(1)
    assert len(process.starts) > before
    await kill(work)


@simulated
async def test_a_process_that_stops_gives_back_what_it_has_in_hand() -> None:
    states = StatesInMemory()
    one, other = made(states, "one", slots=8, requests_per_minute=60), made(states, "other", slots=8)
    async with one.running():
        await one.call(0.1)
    await one.sharing.end()
    async with other.running():
        begun = now()
        await asyncio.gather(*(other.call(0.1) for _ in range(8)))
        assert now() - begun == about(0.1 + 0.005)


@simulated
async def test_a_process_without_calls_asks_nothing() -> None:
    states = StatesInMemory()
    process = made(states, requests_per_minute=600)
    async with process.running():
        await process.call(0.1)
        await asyncio.sleep(10)
        before = states.changes
        await asyncio.sleep(100)
        assert states.changes == before


@simulated
async def test_a_permit_is_late_where_the_process_stood_still_before_its_call_was_sent() -> None:
    process = made(StatesInMemory(), requests_per_minute=600)
    async with process.running():
        permit = await process.limiter.acquire("job", 1, 0)
        assert not permit.late
        await asyncio.sleep(MINUTE.valid_s + 1)
        assert permit.late
        permit.revoked()


@simulated
async def test_what_is_not_shared_waits_for_nobody() -> None:
    states = StatesInMemory()
    sharing = Sharing(states, "one", slots=True, clock=now)
    limiter = LimiterRegistry(256, sharing=sharing).limiter("embedded", "m", Rates(slots=4))
    (await limiter.acquire("job", 1, 0)).answered(0)
    await settle()
    assert states.data == {}


@simulated
async def test_a_process_that_comes_has_its_slots_soon_where_calls_of_the_others_end() -> None:
    states = StatesInMemory()
    one, other = made(states, "one", slots=8), made(states, "other", slots=8)
    work = [asyncio.create_task(one.work(calls=30, latency_s=0.1))]
    await asyncio.sleep(5)
    work.append(asyncio.create_task(other.work(calls=30, latency_s=0.1)))
    await asyncio.sleep(0.8)
    assert (one.in_flight, other.in_flight) == (4, 4)
    for task in work:
        await kill(task)


@simulated
async def test_a_process_does_not_hold_slots_that_it_has_no_room_for() -> None:
    states, rates = StatesInMemory(), Rates(slots=24, shared=True)
    small, large = (Process(states, f"p{n}", rates, service=n, clock=now) for n in (8, 256))
    states.listeners += [small.sharing.hear, large.sharing.hear]
    work = [asyncio.create_task(process.work(calls=40, latency_s=0.1)) for process in (small, large)]
    await asyncio.sleep(5)
    assert (small.in_flight, large.in_flight) == (8, 16)
    for task in work:
        await kill(task)
