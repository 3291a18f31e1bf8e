"""What refusals and failures do to a model: its window (additive increase, multiplicative decrease) and its pauses."""

import asyncio
import random

import pytest

from gradcheck.llm.limiter.bucket import Rates
from gradcheck.llm.limiter.limiter import Limiter
from gradcheck.llm.limiter.window import Window
from tests.llm.limiter.clock import about, held, limits, now, settle, simulated, single, waited_s

REFUSED_S = 0.02


def cut_to(limit: int, most: int = 64) -> Window:
    """A window that was cut to a limit, with nothing in flight."""
    window = Window(most)
    window.limit = limit
    return window


def answer(window: Window, calls: int, at_once: int) -> None:
    """So many calls are answered, of which so many are in flight whenever one ends."""
    for _ in range(at_once):
        window.start()
    for _ in range(calls):
        window.answered()
        window.end()
        window.start()
    for _ in range(at_once):
        window.end()


def test_a_window_starts_at_what_is_declared() -> None:
    assert Window(64).limit == 64


def test_a_full_window_has_no_room_until_a_call_ends() -> None:
    window = Window(2)
    window.start()
    assert window.has_room
    window.start()
    assert not window.has_room
    window.end()
    assert window.has_room


def test_a_throttled_call_cuts_to_seven_tenths_of_what_was_in_flight_not_of_the_limit() -> None:
    window = Window(64)
    numbers = [window.start() for _ in range(60)]
    window.throttled(numbers[3])
    assert window.limit == 42


@pytest.mark.parametrize(("in_flight", "limit"), [(1, 32), (20, 32), (46, 32), (47, 32), (48, 33)])
def test_a_cut_leaves_at_least_half(in_flight: int, limit: int) -> None:
    window = Window(64)
    for _ in range(in_flight):
        number = window.start()
    window.throttled(number)
    assert window.limit == limit


def test_a_cut_leaves_at_least_one() -> None:
    window = cut_to(1)
    window.throttled(window.start())
    assert window.limit == 1


def test_calls_that_started_before_a_cut_do_not_cut_again() -> None:
    window = Window(64)
    numbers = [window.start() for _ in range(40)]
    for number in numbers:
        window.throttled(number)
        window.end()
    assert window.limit == 32


def test_a_call_that_started_after_a_cut_cuts_again() -> None:
    window = cut_to(14)
    numbers = [window.start() for _ in range(14)]
    window.throttled(numbers[0])
    assert window.limit == 9


def test_a_full_window_grows_by_one_for_every_window_of_answers() -> None:
    window = cut_to(7)
    answer(window, 6, at_once=7)
    assert window.limit == 7
    answer(window, 1, at_once=7)
    assert window.limit == 8
    answer(window, 7, at_once=8)
    assert window.limit == 8
    answer(window, 1, at_once=8)
    assert window.limit == 9


def test_a_window_that_is_not_filled_does_not_grow() -> None:
    window = cut_to(7)
    answer(window, 1000, at_once=6)
    assert window.limit == 7


def test_a_window_must_be_filled_again_after_it_grew() -> None:
    window = cut_to(7)
    answer(window, 7, at_once=7)
    answer(window, 1000, at_once=7)
    assert window.limit == 8


def test_a_window_never_grows_beyond_what_is_declared() -> None:
    window = cut_to(7, most=9)
    for limit in (7, 8, 9, 9, 9):
        answer(window, 10, at_once=limit)
    assert window.limit == 9


class Refusing:
    """A provider that answers 429 to whatever goes beyond its own limit."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.busy = 0
        self.answered = 0
        self.refused = 0
        self._random = random.Random(1)

    async def serve(self, limiter: Limiter, until_s: float) -> None:
        """Call it again and again."""
        while now() < until_s:
            permit = await limiter.acquire("job", 1, 0)
            if self.busy >= self.limit:
                self.refused += 1
                await asyncio.sleep(REFUSED_S)
                permit.throttled(None)
                continue
            self.busy += 1
            await asyncio.sleep(self._random.uniform(0.5, 1.5))
            self.busy -= 1
            self.answered += 1
            permit.answered(0)


@simulated
async def test_the_window_finds_the_limit_of_a_provider_and_grows_back_when_it_is_lifted() -> None:
    limiter = single(64)
    provider = Refusing(20)
    windows = []
    async with asyncio.TaskGroup() as tasks:
        for _ in range(100):
            tasks.create_task(provider.serve(limiter, 250))
        await asyncio.sleep(10)
        provider.answered = provider.refused = 0
        for _ in range(90):
            await asyncio.sleep(1)
            windows.append(limiter.window)
        answered, refused = provider.answered, provider.refused
        provider.limit = 1000
        await asyncio.sleep(100)
        assert limiter.window == 64
    assert min(windows) >= 13
    assert max(windows) <= 21
    assert answered > 0.8 * 20 * 90
    assert refused < 0.03 * answered


@simulated
async def test_failures_and_withdrawn_calls_leave_the_window_as_it_is() -> None:
    limiter = single(8)
    for _ in range(20):
        (await limiter.acquire("job", 1, 0)).failed(None, 0)
        (await limiter.acquire("job", 1, 0)).withdrawn()
    assert limiter.window == 8


@simulated
async def test_slow_answers_leave_the_window_as_it_is() -> None:
    limiter = single(8)
    for latency_s in (0.1, 1, 100):
        permits = [await limiter.acquire("job", 1, 0) for _ in range(8)]
        await asyncio.sleep(latency_s)
        for permit in permits:
            permit.answered(0)
    assert limiter.window == 8


# Pauses


async def throttle(limiter: Limiter, retry_after_s: float | None = None) -> float | None:
    return (await limiter.acquire("job", 1, 0)).throttled(retry_after_s)


async def fail(limiter: Limiter, retry_after_s: float | None = None) -> None:
    (await limiter.acquire("job", 1, 0)).failed(retry_after_s, 0)


async def answered(limiter: Limiter) -> None:
    (await limiter.acquire("job", 1, 0)).answered(0)


@simulated
async def test_a_model_pauses_as_long_as_its_provider_asked_for() -> None:
    limiter = single()
    assert await throttle(limiter, 30.0) == 30.0
    assert await waited_s(limiter) == about(30)
    await fail(limiter, 7.0)
    assert await waited_s(limiter) == about(7)


@simulated
async def test_a_pause_holds_for_calls_that_wait_already_and_for_the_slot_of_the_call_that_began_it() -> None:
    limiter = single(2)
    first, second = await held(limiter, 2)
    waiter = asyncio.create_task(waited_s(limiter))
    await settle()
    first.throttled(30.0)
    second.answered(0)
    assert await waiter == about(30)


@simulated
async def test_only_the_refusal_that_begins_a_pause_tells_of_it_and_the_longest_counts() -> None:
    limiter = single()
    refusals = zip(await held(limiter, 4), (2.0, 1.0, 5.0, None), strict=True)
    assert [permit.throttled(retry_after_s) for permit, retry_after_s in refusals] == [2.0, None, None, None]
    assert await waited_s(limiter) == about(5)


@simulated
async def test_an_answer_ends_no_pause() -> None:
    limiter = single()
    first, second = await held(limiter, 2)
    first.throttled(30.0)
    second.answered(0)
    assert await waited_s(limiter) == about(30)


@simulated
async def test_a_paused_model_holds_no_slot_of_its_provider_or_of_the_service() -> None:
    service, one = limits(1), Rates(slots=1)
    paused, *others = (service.limiter(provider, model, one) for provider, model in ("pm", "pn", "qm"))
    (holder,) = await held(paused, 1)
    waiters = [asyncio.create_task(waited_s(paused)) for _ in range(3)]
    await settle()
    holder.throttled(30.0)
    waiters += [asyncio.create_task(waited_s(paused)) for _ in range(3)]
    await settle()
    assert [await waited_s(other) for other in others] == [0, 0]
    await asyncio.gather(*waiters)


@simulated
async def test_pauses_after_refusals_that_name_no_time_double_up_to_twenty_seconds() -> None:
    limiter = single()
    pauses = [await throttle(limiter) for _ in range(10)]
    assert pauses == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 20.0, 20.0]
    assert await waited_s(limiter) == about(20)


@simulated
async def test_a_time_of_zero_counts_as_none() -> None:
    assert await throttle(single(), 0.0) == 0.1


@simulated
async def test_refusals_of_calls_under_way_when_a_pause_began_do_not_lengthen_it() -> None:
    limiter = single()
    for permit in await held(limiter, 8):
        permit.throttled(None)
    assert await waited_s(limiter) == about(0.1)
    assert await throttle(limiter) == 0.2


@simulated
async def test_after_an_answer_pauses_are_short_again() -> None:
    limiter = single()
    for _ in range(4):
        await throttle(limiter)
        await fail(limiter)
    await answered(limiter)
    await fail(limiter)
    assert await waited_s(limiter) == 0
    await fail(limiter)
    assert await waited_s(limiter) == about(0.1)
    assert await throttle(limiter) == 0.1


@simulated
async def test_the_first_failure_in_a_row_pauses_nothing_and_further_ones_up_to_five_seconds() -> None:
    limiter, pauses = single(), []
    for _ in range(9):
        await fail(limiter)
        pauses.append(await waited_s(limiter))
    assert pauses == [about(seconds) for seconds in (0, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5, 5)]


@simulated
async def test_failures_with_answers_between_them_pause_nothing() -> None:
    limiter = single()
    for _ in range(20):
        await answered(limiter)
        await fail(limiter)
    assert now() == 0


@simulated
async def test_failures_of_calls_under_way_when_a_pause_began_do_not_lengthen_it() -> None:
    limiter = single()
    for permit in await held(limiter, 8):
        permit.failed(None, 0)
    assert await waited_s(limiter) == about(0.1)


@simulated
async def test_an_outage_of_hours_is_probed_every_five_seconds() -> None:
    limiter = single()
    for _ in range(1100):
        await fail(limiter)
    assert await waited_s(limiter) == about(5)
