"""What is tried again, how often, and what that costs."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from gradcheck.domain.call import Failure, Spend
from gradcheck.errors import AttemptError
from gradcheck.llm.retry import MAX_ATTEMPTS, MAX_THROTTLED, Policy, RetryBudget
from gradcheck.settings import Provider
from tests.llm.bench import URL, answered, call, made, opened, said


async def at_once(_: float) -> None:
    """Waits for nothing."""


async def tried(
    error: BaseException, times: int, budget: RetryBudget, borne: Callable[[], bool | None] = lambda: None
) -> int:
    """How many attempts are made where the first `times` end in the error; with a wait of nothing."""
    made = 0
    with contextlib.suppress(AttemptError):
        async for attempt in Policy(budget, borne).attempts(at_once):
            with attempt:
                made += 1
                if made <= times:
                    raise error
    return made


def broken(cause: str = "http_500", *, retryable: bool = True) -> AttemptError:
    return AttemptError(cause, "no", retryable=retryable)


async def test_a_call_is_tried_at_most_four_times() -> None:
    assert await tried(broken(), 99, RetryBudget(0.1)) == MAX_ATTEMPTS == 4


async def test_what_cannot_help_is_not_tried_again() -> None:
    assert await tried(broken(retryable=False), 99, RetryBudget(0.1)) == 1


async def test_ten_retries_are_given_to_any_job_and_then_a_tenth_of_its_calls() -> None:
    small, large = RetryBudget(0.1), RetryBudget(0.1)
    large.calls = 300
    assert sum(small.take() for _ in range(100)) == 10
    assert sum(large.take() for _ in range(100)) == 30


async def test_a_spent_retry_budget_ends_a_call_at_its_first_failure() -> None:
    budget = RetryBudget(0.1)
    while budget.take():
        pass
    assert await tried(broken(), 99, budget) == 1


async def test_being_throttled_costs_nothing_of_the_budget_and_is_borne_longer() -> None:
    budget = RetryBudget(0.1)
    assert await tried(broken("throttled"), 99, budget) == MAX_THROTTLED
    assert budget.retries == 0


@pytest.mark.parametrize("cause", ["http_503", "throttled"])
async def test_what_fails_while_its_provider_is_away_is_waited_out_and_costs_nothing(cause: str) -> None:
    budget, away = RetryBudget(0.1), iter([True] * 50)
    error = AttemptError(cause, "no", retryable=True, outage=cause != "throttled")
    assert await tried(error, 99, budget, lambda: next(away, None)) > 50
    assert budget.retries < MAX_ATTEMPTS


@pytest.mark.parametrize("cause", ["http_503", "throttled"])
async def test_a_provider_that_is_not_waited_for_any_longer_is_asked_no_more(cause: str) -> None:
    error = AttemptError(cause, "no", retryable=True, outage=cause != "throttled")
    assert await tried(error, 99, RetryBudget(0.1), lambda: False) == 1


async def test_a_refusal_that_is_no_outage_is_not_waited_out() -> None:
    assert await tried(broken("http_409"), 99, RetryBudget(0.1), lambda: True) == MAX_ATTEMPTS


async def test_interruptions_are_not_tried_again_and_come_out_as_they_are() -> None:
    interruption = asyncio.CancelledError("stop")
    with pytest.raises(asyncio.CancelledError) as caught:
        await tried(interruption, 99, RetryBudget(0.1))
    assert caught.value is interruption


async def test_retries_are_counted_and_every_attempt_counts_as_a_call(tmp_path: Path) -> None:
    statuses = [500, 503]

    async def handler(_: dict[str, Any]) -> httpx.Response:
        return httpx.Response(statuses.pop()) if statuses else said()

    async with opened(tmp_path, handler) as bench:
        session = await bench.session()
        outcome, spend = await made(session, call("a"))
        usage = (await session.usage())["task"]
        states = await bench.states()
    assert answered(outcome).text == "yes"
    assert spend.calls == 1
    assert (usage.retries, usage.failed, usage.possibly_paid) == (2, 0, 0)
    assert states == {"paid": 1, "unpaid": 2}


async def test_a_call_without_an_answer_in_time_is_charged_as_reserved(tmp_path: Path) -> None:
    first = True

    async def handler(_: dict[str, Any]) -> httpx.Response:
        nonlocal first
        if first:
            first = False
            await asyncio.Event().wait()
        return said()

    async with opened(tmp_path, handler, provider=Provider(base_url=URL, timeout_s=0.05)) as bench:
        session = await bench.session()
        await session.call(call("a"))
        totals = {total.state: total.spend for total in await bench.ledger.totals("job")}
        assert (await session.usage())["task"].possibly_paid == 1
    assert totals == {"possibly_paid": call("a").reservation(), "paid": Spend(calls=1, tokens=15, cost_micro_usd=20)}


async def test_a_burst_that_is_throttled_pauses_the_provider_and_loses_no_call(tmp_path: Path) -> None:
    seen: Counter[str] = Counter()

    async def handler(body: dict[str, Any]) -> httpx.Response:
        text = body["messages"][0]["content"]
        seen[text] += 1
        return httpx.Response(429, headers={"retry-after": "0.1"}) if seen[text] == 1 else said()

    async with opened(tmp_path, handler) as bench:
        session = await bench.session()
        done = await asyncio.gather(*(session.call(call(f"p{n}", f"{n}")) for n in range(40)))
        events = await bench.told()
    assert not [one.outcome for one in done if isinstance(one.outcome, Failure)]
    throttled = [event.data for event in events if event.type == "provider_throttled"]
    assert throttled
    assert len(throttled) < 5
    assert throttled[0] == {"provider": "world", "pause_s": 0.1, "asked_s": 0.1}
