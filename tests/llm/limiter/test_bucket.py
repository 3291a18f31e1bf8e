"""Token buckets: what of a model may start in a minute."""

import asyncio
import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradcheck.llm.limiter.bucket import Quota, Rates, TokenBucket
from gradcheck.llm.limiter.limiter import Limiter, Permit
from tests.llm.limiter.clock import about, held, limits, now, settle, simulated, single, timers, waited_s

MINUTE_S = 60.0


def greedy(limit: int, amount: float, seconds: float) -> list[float]:
    """When each of an endless row of equal amounts starts."""
    bucket, now, starts = TokenBucket(limit, 0.0), 0.0, []
    while now < seconds:
        delay_s = bucket.delay_s(amount, now)
        if delay_s > 0:
            now += delay_s + 1e-6
            continue
        bucket.take(amount, now)
        starts.append(now)
    return starts


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 10, 25, 60, 999])
def test_no_minute_wherever_it_begins_starts_more_than_the_limit(limit: int) -> None:
    starts = greedy(limit, 1, 300)
    for first, later in zip(starts, starts[limit:], strict=False):
        assert later - first >= MINUTE_S


@pytest.mark.parametrize(("limit", "started"), [(1, 5), (5, 21), (10, 46), (100, 460), (1000, 4600)])
def test_five_minutes_start_a_burst_of_a_tenth_and_nine_tenths_of_the_limit_in_each(limit: int, started: int) -> None:
    assert len(greedy(limit, 1, 300)) == pytest.approx(started, abs=1)


def test_a_burst_is_a_tenth_of_the_limit_and_at_least_one() -> None:
    for limit, burst in [(1, 1), (5, 1), (10, 1), (60, 6), (1000, 100)]:
        assert greedy(limit, 1, MINUTE_S).count(0.0) == burst


def test_what_was_not_used_can_be_used_again_at_once() -> None:
    bucket = TokenBucket(100, 0.0)
    bucket.take(10, 0.0)
    assert bucket.delay_s(8, 0.0) > 0
    bucket.take(-8, 0.0)
    assert bucket.delay_s(8, 0.0) == 0


def test_what_was_used_beyond_the_estimate_delays_what_follows() -> None:
    bucket = TokenBucket(100, 0.0)
    bucket.take(10, 0.0)
    bucket.take(30, 0.0)
    assert bucket.delay_s(1, 0.0) == pytest.approx(31 / 1.5)


def test_what_was_used_beyond_the_estimate_counts_however_long_the_bucket_has_been_full() -> None:
    bucket = TokenBucket(100, 0.0)
    bucket.take(10, 1000.0)
    assert bucket.delay_s(10, 1000.0) == pytest.approx(10 / 1.5)


def test_giving_back_fills_a_bucket_to_its_capacity_and_no_further() -> None:
    bucket = TokenBucket(100, 0.0)
    bucket.take(5, 0.0)
    bucket.take(-1000, 0.0)
    bucket.take(10, 0.0)
    assert bucket.delay_s(1, 0.0) > 0


def test_an_amount_above_the_capacity_starts_when_the_bucket_is_full_and_leaves_a_debt() -> None:
    bucket = TokenBucket(100, 0.0)
    bucket.take(4, 0.0)
    assert bucket.delay_s(55, 0.0) == pytest.approx(4 / 1.5)
    assert bucket.delay_s(55, 3.0) == 0
    bucket.take(55, 3.0)
    assert bucket.delay_s(1, 3.0) == pytest.approx(46 / 1.5)


STEPS = st.lists(
    st.tuples(st.floats(0, 30), st.integers(0, 60), st.integers(-20, 60), st.booleans()), min_size=1, max_size=60
)


@given(limit=st.integers(2, 200), steps=STEPS)
def test_between_two_starts_of_a_minute_no_more_is_taken_than_the_limit_and_the_excess_of_the_second(
    limit: int, steps: list[tuple[float, int, int, bool]]
) -> None:
    bucket, now = TokenBucket(limit, 0.0), 0.0
    excess = {amount: max(0.0, amount - max(limit / 10, 1)) for _, amount, _, _ in steps}
    moves: list[tuple[float, float, float | None]] = []  # when, how much, and the excess of a start
    for passed_s, amount, unused, waits in steps:
        now += passed_s
        delay_s = bucket.delay_s(amount, now)
        if delay_s > 0 and not waits:
            continue
        now += delay_s
        bucket.take(amount, now)
        moves.append((now, amount, excess[amount]))
        if unused <= amount:
            bucket.take(-unused, now)
            moves.append((now, -unused, None))
    for begin, (first_at, _, first) in enumerate(moves):
        if first is None:
            continue
        for (later_at, _, later), taken in zip(
            moves[begin:], itertools.accumulate(move[1] for move in moves[begin:]), strict=True
        ):
            if later is not None and later_at - first_at < MINUTE_S:
                assert taken <= limit + later + 1e-6


def test_a_call_waits_for_requests_and_for_tokens() -> None:
    quota = Quota(60, 600, 0.0)
    for _ in range(6):
        quota.take(1, 0, 0.0)
    assert quota.delay_s(0, 0.0) == pytest.approx(1 / 0.9)
    quota.take(0, 60, 0.0)
    assert quota.delay_s(60, 0.0) == pytest.approx(60 / 9)


def test_without_rates_nothing_waits() -> None:
    quota = Quota(None, None, 0.0)
    quota.take(10**9, 10**9, 0.0)
    assert quota.delay_s(10**9, 0.0) == 0


# In a limiter


@simulated
async def test_the_calls_of_a_model_start_in_a_burst_and_then_as_its_requests_a_minute_allow() -> None:
    limiter, times = single(requests=60), []
    for _ in range(100):
        (await limiter.acquire("job", 1, 0)).answered(0)
        times.append(now())
    assert times[5] == 0
    assert times[6] == about(60 / 54)
    assert all(later - first >= MINUTE_S for first, later in zip(times, times[60:], strict=False))


@simulated
async def test_each_model_has_rates_of_its_own() -> None:
    service, rates = limits(), Rates(slots=8, requests_per_minute=10)
    await held(service.limiter("p", "m", rates), 1)
    assert await waited_s(service.limiter("p", "m", rates)) > 0
    assert await waited_s(service.limiter("p", "n", rates)) == 0


ENDS = [
    (lambda permit: permit.answered(60), 60),
    (lambda permit: permit.answered(20), 20),
    (lambda permit: permit.answered(75), 75),
    (lambda permit: permit.failed(None, 60), 60),
    (lambda permit: permit.failed(None, 0), 0),
    (lambda permit: permit.throttled(None), 0),
    (Permit.withdrawn, 0),
]


@pytest.mark.parametrize(("end", "used"), ENDS)
def test_a_call_that_ends_gives_back_the_tokens_it_did_not_use_and_keeps_its_request(end: Any, used: int) -> None:  # noqa: ANN401 - any way to end a permit
    @simulated
    async def scenario() -> None:
        tokens, requests = single(tokens=1000), single(requests=10)
        end((await held(tokens, 1, tokens=60))[0])
        await asyncio.sleep(0.1)
        assert await waited_s(tokens, tokens=100) == about(max(0, used / 15 - 0.1))
        began = now()
        end((await held(requests, 1, tokens=60))[0])
        await waited_s(requests)
        assert now() - began == about(1 / 0.15)

    scenario()


@simulated
async def test_a_call_of_more_tokens_than_fit_starts_when_the_bucket_is_full_and_later_ones_pay_for_it() -> None:
    limiter = single(tokens=1000)
    await held(limiter, 1, tokens=30)
    assert await waited_s(limiter, tokens=0) == 0
    permit = await limiter.acquire("job", 1, 400)
    assert now() == about(30 / 15)
    permit.answered(400)
    assert await waited_s(limiter, tokens=10) == about((300 + 10) / 15)


async def start(limiter: Limiter, tokens: int) -> float:
    await limiter.acquire("job", 1, tokens)
    return now()


@simulated
async def test_a_waiter_starts_as_soon_as_another_call_gives_its_tokens_back() -> None:
    limiter = single(tokens=1000)
    (permit,) = await held(limiter, 1, tokens=60)
    waiter = asyncio.create_task(start(limiter, 100))
    await asyncio.sleep(1)
    permit.answered(0)
    assert await waiter == 1


@simulated
async def test_a_waiter_starts_earlier_when_less_is_lacking_and_not_before_it_may() -> None:
    limiter = single(tokens=1000)
    (permit,) = await held(limiter, 1, tokens=60)
    waiter = asyncio.create_task(start(limiter, 100))
    await asyncio.sleep(1)
    permit.answered(30)
    assert await waiter == about(30 / 15)


@simulated
async def test_a_timer_is_set_only_while_a_call_waits_for_its_time() -> None:
    limiter = single(requests=10)
    await held(limiter, 1)
    assert timers() == 0
    waiters = [asyncio.create_task(start(limiter, 0)) for _ in range(3)]
    await settle()
    assert timers() == 1
    await asyncio.gather(*waiters)
    assert timers() == 0
