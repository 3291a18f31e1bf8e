"""A model whose provider is away: who may try, what it costs, what is told, and when waiting ends."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from gradcheck.domain.call import Failure
from gradcheck.llm.base import JobStopped
from gradcheck.llm.limiter.limiter import Limiter
from gradcheck.runtime import Service
from gradcheck.settings import Provider
from tests.llm.bench import URL, answered, call, opened, said
from tests.llm.limiter.clock import about, held, now, settle, simulated, single, waited_s
from tests.support import harness

# When a model is away


async def fail(limiter: Limiter, times: int) -> None:
    for _ in range(times):
        (await limiter.acquire("job", 1, 0)).failed(None, 0, "it answered 503")


@simulated
async def test_a_model_is_away_after_four_failures_in_a_row_and_there_again_with_any_answer() -> None:
    limiter = single()
    await fail(limiter, 3)
    assert limiter.outage is None
    await fail(limiter, 1)
    outage = limiter.outage
    assert outage is not None
    assert (outage.refused, outage.words, outage.asked_s) == (4, "it answered 503", None)
    assert outage.away_s == about(0.1 + 0.2)
    (await limiter.acquire("job", 1, 0)).answered(0)
    assert limiter.outage is None


@simulated
async def test_failures_with_an_answer_among_every_three_are_no_outage() -> None:
    limiter = single()
    for _ in range(50):
        await fail(limiter, 3)
        (await limiter.acquire("job", 1, 0)).answered(0)
        assert limiter.outage is None


@simulated
async def test_a_burst_that_is_refused_for_its_rate_counts_once() -> None:
    limiter = single(64)
    for permit in await held(limiter, 64):
        permit.throttled(None)
    assert limiter.outage is None
    for _ in range(3):
        (await limiter.acquire("job", 1, 0)).throttled(None)
    assert limiter.outage is not None


@simulated
async def test_while_a_model_is_away_one_call_at_a_time_is_its_probe() -> None:
    limiter = single(8)
    await fail(limiter, 4)
    await asyncio.sleep(1)
    waiting = [asyncio.create_task(limiter.acquire("job", 1, 0)) for _ in range(8)]
    await settle()
    assert (limiter.in_flight, limiter.waiting) == (1, 7)
    waiting[0].result().failed(None, 0, "still")
    await asyncio.sleep(10)
    assert (limiter.in_flight, limiter.waiting) == (1, 6)
    waiting[1].result().answered(0)
    await settle()
    assert (limiter.in_flight, limiter.waiting) == (6, 0)
    for task in waiting[2:]:
        task.result().answered(0)


@simulated
async def test_a_provider_that_asks_for_days_is_probed_after_a_minute_and_what_it_asked_for_is_known() -> None:
    limiter = single()
    pause_s = (await limiter.acquire("job", 1, 0)).throttled(999_999.0, "come back later")
    outage = limiter.outage
    assert pause_s == 60
    assert outage is not None
    assert (outage.asked_s, outage.probe_in_s, outage.words) == (999_999.0, 60.0, "come back later")
    assert "asked for a pause of 999999 s" in outage.told
    assert await waited_s(limiter) == about(60)


@simulated
async def test_calls_of_a_stopped_job_wait_no_longer_and_those_of_others_do() -> None:
    limiter = single(1)
    (holder,) = await held(limiter, 1)
    mine = [asyncio.create_task(limiter.acquire("mine", 1, 0)) for _ in range(3)]
    other = asyncio.create_task(limiter.acquire("other", 1, 0))
    await settle()
    mine[0].cancel()
    limiter.dismiss("mine", "budget_seconds")
    done = await asyncio.gather(*mine, return_exceptions=True)
    assert isinstance(done[0], asyncio.CancelledError)
    assert [str(error) for error in done[1:]] == ["budget_seconds"] * 2
    assert all(isinstance(error, JobStopped) for error in done[1:])
    assert (limiter.waiting, now()) == (1, 0)
    holder.answered(0)
    (await other).answered(0)
    assert limiter.in_flight == 0


# What an outage costs a job


def down_for(seconds: float, response: Callable[[], httpx.Response]) -> Callable[[dict[str, Any]], Any]:
    """A provider that refuses everything for so long, from its first refusal on, after ten good answers."""
    began: list[float] = []
    good: list[None] = []

    async def handler(_: dict[str, Any]) -> httpx.Response:
        if len(good) < 10:
            good.append(None)
            return said()
        began.append(time.monotonic())
        return response() if time.monotonic() - began[0] < seconds else said()

    return handler


REFUSALS: dict[str, Callable[[], httpx.Response]] = {
    "http_503": lambda: httpx.Response(503, text="down for maintenance"),
    "throttled": lambda: httpx.Response(429, json={"error": {"message": "no capacity"}}),
}


@pytest.mark.parametrize("cause", REFUSALS)
async def test_an_outage_is_waited_out_and_burns_no_retry_error_or_call_budget(tmp_path: Path, cause: str) -> None:
    calls = 60
    async with opened(tmp_path, down_for(2.5, REFUSALS[cause]), provider=Provider(base_url=URL)) as bench:
        session = await bench.session()
        for number in range(10):
            await session.call(call(f"good{number}", f"good {number}"))
        done = await asyncio.gather(*(session.call(call(f"p{n}", f"{n}")) for n in range(calls)))
        usage = (await session.usage())["task"]
        states = await bench.states()
    assert not [one for one in done if isinstance(one.outcome, Failure)]
    assert usage.failed == 0
    assert session.admission.stop_reason is None
    assert states["paid"] == calls + 10
    assert states.get("unpaid", 0) <= 64 * 2  # the calls that were under way when it began


async def test_an_answer_of_any_status_shows_that_a_provider_is_there(tmp_path: Path) -> None:
    replies = [httpx.Response(503)] * 5 + [httpx.Response(400, json={"error": {"message": "odd"}})]

    async def handler(_: dict[str, Any]) -> httpx.Response:
        return replies.pop(0) if replies else said()

    async with opened(tmp_path, handler) as bench:
        session = await bench.session()
        for number in range(3):
            await session.call(call(f"p{number}", f"{number}"))
        assert not session.outages
        assert answered((await session.call(call("next", "next"))).outcome).text == "yes"


async def test_calls_that_wait_for_a_provider_end_when_the_job_is_stopped(tmp_path: Path) -> None:
    async with opened(tmp_path, down_for(999, REFUSALS["http_503"])) as bench:
        session = await bench.session()
        for number in range(10):
            await session.call(call(f"good{number}", f"good {number}"))
        waiting = [asyncio.create_task(session.call(call(f"p{n}", f"{n}"))) for n in range(100)]
        while not session.outages:
            await asyncio.sleep(0.05)
        async with asyncio.timeout(2):
            await session.admission.stop("budget_seconds")
            done = await asyncio.gather(*waiting, return_exceptions=True)
    assert sum(isinstance(one, JobStopped) for one in done) >= 90


# What a run says and how long it takes


def gauge(service: Service) -> float:
    return service.telemetry.registry.get_sample_value("gradcheck_provider_away_seconds", {"provider": "world"}) or 0.0


async def test_a_run_tells_when_its_provider_goes_away_and_comes_back_and_ends_as_if_nothing_had_been(
    tmp_path: Path,
) -> None:
    began: list[float] = []

    def answer(_: harness.Body) -> harness.Reply:
        if len(model.received) <= 20:
            return "positive"
        began.append(time.monotonic())
        down = time.monotonic() - began[0] < 3
        return httpx.Response(503, text="down") if down else "positive"

    model = harness.Model(answer)
    seen: list[float] = []
    async with harness.serving(tmp_path, model, slots=8) as service:
        await harness.submit(service, harness.plan_of(service, harness.evaluation(100)))
        reading = asyncio.create_task(harness.read(service))
        while not reading.done():
            seen.append(gauge(service))
            await asyncio.sleep(0.05)
        record = await reading
    told = [event for event in record.events if event.type in {"provider_away", "provider_back"}]
    progress = [event.data["away"] for event in record.events if event.type == "progress"]
    assert (record.job.status, record.result.usage["task"].failed) == ("succeeded", 0)
    assert [event.type for event in told] == ["provider_away", "provider_back"]
    assert told[0].data["provider"] == "world"
    assert "503" in told[0].data["message"]
    assert told[1].data["away_s"] > 1
    assert any(away and away[0]["model"] == "pure" for away in progress)
    assert max(seen) > 1
    assert seen[0] == 0


@pytest.mark.parametrize("cause", REFUSALS)
async def test_max_seconds_holds_while_a_provider_is_away(tmp_path: Path, cause: str) -> None:
    def answer(_: harness.Body) -> harness.Reply:
        return "positive" if len(model.received) <= 20 else REFUSALS[cause]()

    model = harness.Model(answer)
    async with harness.serving(tmp_path, model, slots=8) as service:
        budget = {"max_seconds": 4}
        began = time.monotonic()
        await harness.submit(service, harness.plan_of(service, harness.evaluation(100, budget=budget)))
        record = await harness.read(service)
        took_s = time.monotonic() - began
    assert took_s < 6 + 2  # two seconds, and a busy machine
    assert record.job.finish_reason == "budget_seconds"
    assert record.result.notes[0].startswith("world/pure has not answered for")


@pytest.mark.parametrize("cause", REFUSALS)
@pytest.mark.parametrize("answered", [0, 20])
async def test_a_provider_is_waited_for_no_longer_than_the_operator_says_and_the_run_ends_in_words(
    tmp_path: Path, cause: str, answered: int
) -> None:
    def answer(_: harness.Body) -> harness.Reply:
        return "positive" if len(model.received) <= answered else REFUSALS[cause]()

    model = harness.Model(answer)
    async with harness.serving(tmp_path, model, slots=8, max_outage_s=1.5) as service:
        began = time.monotonic()
        await harness.submit(service, harness.plan_of(service, harness.evaluation(100)))
        record = await harness.read(service)
        took_s = time.monotonic() - began
    assert 1.5 <= took_s < 20
    assert (record.job.status, record.job.finish_reason) == ("failed", "provider_away")
    assert record.job.error is not None
    assert record.job.error.message.startswith("world/pure has not answered for")
    assert len(model.received) - answered < 40
