"""Slots and turns: which call starts next, and what cancellation leaves behind."""

import asyncio
import sys
from collections import Counter
from collections.abc import Awaitable
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck.domain.base import Value
from gradcheck.llm.limiter.bucket import Rates
from gradcheck.llm.limiter.limiter import Limiter, LimiterRegistry, Permit
from tests.llm.limiter.clock import held, limits, now, settle, simulated, single, timers, waited_s

EIGHT = Rates(slots=8)
ONE = Rates(slots=1)


class Calls:
    """Calls that wait to start, each named by a letter."""

    def __init__(self) -> None:
        self.started = ""
        self._permits: list[Permit] = []
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def wait(self, limiter: Limiter, job: str, names: str, *, weight: int = 1, tokens: int = 0) -> None:
        """Calls of a job come, in this order."""
        for name in names:
            self._tasks[name] = asyncio.create_task(self._start(limiter, job, name, weight, tokens))
        await settle()

    async def _start(self, limiter: Limiter, job: str, name: str, weight: int, tokens: int) -> None:
        permit = await limiter.acquire(job, weight, tokens)
        self._permits.append(permit)
        self.started += name

    async def order(self, holder: Permit) -> str:
        """The order in which they start when each ends before the next."""
        holder.answered(0)
        for position in range(len(self._tasks)):
            await settle()
            self._permits[position].answered(0)
        return self.started

    def cancel(self, names: str) -> None:
        """Callers are cancelled, and have not yet been told."""
        for name in names:
            self._tasks[name].cancel()

    async def gone(self) -> None:
        """Whoever still waits is cancelled."""
        self.cancel("".join(self._tasks))
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)


# Slots


@simulated
async def test_a_model_has_one_limiter_with_the_rates_it_is_first_asked_for() -> None:
    service = limits()
    limiter = service.limiter("p", "m", EIGHT)
    assert service.limiter("p", "m", ONE) is limiter
    assert limiter.window == 8
    assert service.limiter("p", "n", EIGHT) is not limiter
    assert service.limiter("q", "m", EIGHT) is not limiter


@simulated
async def test_calls_beyond_the_window_wait_until_one_ends() -> None:
    limiter, calls = single(2), Calls()
    first, _ = await held(limiter, 2)
    await calls.wait(limiter, "job", "ab")
    assert (calls.started, limiter.in_flight, limiter.waiting) == ("", 2, 2)
    first.answered(0)
    await settle()
    assert (calls.started, limiter.in_flight, limiter.waiting) == ("a", 2, 1)
    await calls.gone()


@pytest.mark.parametrize("end", [lambda p: p.throttled(None), lambda p: p.failed(None, 0), Permit.withdrawn])
def test_however_a_call_ends_its_slots_are_free(end: Any) -> None:  # noqa: ANN401 - any way to end a permit
    @simulated
    async def scenario() -> None:
        service = limits(1)
        end((await held(service.limiter("p", "m", ONE), 1))[0])
        assert await waited_s(service.limiter("p", "n", ONE)) == 0
        assert await waited_s(service.limiter("q", "m", ONE)) == 0

    scenario()


@simulated
async def test_a_permit_is_ended_once() -> None:
    limiter = single()
    (permit,) = await held(limiter, 1)
    permit.answered(0)
    with pytest.raises(RuntimeError):
        permit.withdrawn()
    assert limiter.in_flight == 0


@pytest.mark.parametrize(("slots", "provider"), [(256, "p"), (2, "q")])
def test_models_share_the_slots_of_their_provider_and_all_share_those_of_the_service(slots: int, provider: str) -> None:
    @simulated
    async def scenario() -> None:
        service, calls, two = limits(slots), Calls(), Rates(slots=2)
        limiter, another = service.limiter("p", "m", two), service.limiter(provider, "n", two)
        first, _ = await held(limiter, 1) + await held(another, 1)
        await calls.wait(another, "job", "a")
        assert calls.started == ""
        first.answered(0)
        await settle()
        assert calls.started == "a"

    scenario()


@simulated
async def test_a_slot_that_growth_adds_is_used_at_once() -> None:
    limiter, calls = single(4), Calls()
    (await held(limiter, 1))[0].throttled(None)
    await asyncio.sleep(1)
    (last,) = await held(limiter, 1)
    await calls.wait(limiter, "job", "abc")
    last.answered(0)
    await settle()
    assert (limiter.window, calls.started) == (2, "ab")
    await calls.gone()


# Turns


@simulated
async def test_the_calls_of_a_job_start_in_the_order_they_came() -> None:
    limiter, calls = single(1), Calls()
    (holder,) = await held(limiter, 1)
    await calls.wait(limiter, "job", "abcdef")
    assert await calls.order(holder) == "abcdef"


@simulated
async def test_jobs_take_turns_and_one_that_comes_late_does_not_wait_behind_a_long_queue() -> None:
    limiter, calls = single(1), Calls()
    (holder,) = await held(limiter, 1)
    await calls.wait(limiter, "long", "abcdefgh")
    await calls.wait(limiter, "late", "xyz")
    assert await calls.order(holder) == "axbyczdefgh"


@simulated
async def test_a_job_of_weight_three_starts_three_calls_a_turn() -> None:
    limiter, calls = single(1), Calls()
    (holder,) = await held(limiter, 1)
    await calls.wait(limiter, "heavy", "abcdefgh", weight=3)
    await calls.wait(limiter, "light", "xyz")
    assert await calls.order(holder) == "abcxdefyghz"


@pytest.mark.parametrize(("models", "jobs"), [("mmm", "abc"), ("mno", "aaa")])
@pytest.mark.parametrize(("slots", "providers"), [(256, "ppp"), (1, "pqr")])
def test_jobs_and_models_gain_nothing_by_leaving_and_coming_back(
    slots: int, providers: str, models: str, jobs: str
) -> None:
    @simulated
    async def scenario() -> None:
        service = limits(slots)
        started: Counter[str] = Counter()

        async def call(provider: str, model: str, job: str) -> None:
            limiter = service.limiter(provider, model, ONE)
            while now() < 100:
                permit = await limiter.acquire(job, 1, 0)
                started[model + job] += 1
                await asyncio.sleep(1)
                permit.answered(0)

        crowd, *singles = zip(providers, models, jobs, strict=True)
        async with asyncio.TaskGroup() as tasks:
            for provider, model, job in (crowd, crowd, crowd, *singles):
                tasks.create_task(call(provider, model, job))
        assert started[models[0] + jobs[0]] > started.total() / 3
        assert min(started.values()) > started.total() / 5

    scenario()


@pytest.mark.parametrize(("weight", "share"), [(1, 1 / 2), (3, 3 / 4)])
def test_a_job_has_its_share_by_weight_beside_a_huge_queue_of_another(weight: int, share: float) -> None:
    @simulated
    async def scenario() -> None:
        limiter = single(8)
        started: Counter[str] = Counter()

        async def call(job: str, weight: int, until_s: float) -> None:
            while now() < until_s:
                permit = await limiter.acquire(job, weight, 0)
                started[job] += now() < 100
                await asyncio.sleep(1)
                permit.answered(0)

        async with asyncio.TaskGroup() as tasks:
            for _ in range(2000):
                tasks.create_task(call("huge", 1, 0.001))
            for _ in range(24):
                tasks.create_task(call("other", weight, 100))
        assert started["other"] / started.total() == pytest.approx(share, abs=0.02)

    scenario()


@simulated
async def test_slots_go_round_the_models_and_providers_that_wait_for_them() -> None:
    service, calls = limits(1), Calls()
    waiting = [service.limiter(provider, model, EIGHT) for provider, model in ("pm", "pn", "qm")]
    (holder,) = await held(waiting[0], 1)
    for limiter, names in zip(waiting, ("abc", "def", "ghi"), strict=True):
        await calls.wait(limiter, "job", names)
    assert await calls.order(holder) == "adgbehcfi"


@simulated
async def test_a_model_has_a_turn_for_every_job_that_waits_there() -> None:
    service, calls = limits(), Calls()
    crowded, other = service.limiter("p", "m", ONE), service.limiter("p", "n", ONE)
    (holder,) = await held(crowded, 1)
    for job, names in (("A", "abc"), ("B", "def"), ("C", "ghi")):
        await calls.wait(crowded, job, names)
    await calls.wait(other, "X", "xyz")
    assert await calls.order(holder) == "axdgbyehczfi"


@simulated
async def test_a_model_has_a_longer_turn_for_a_job_of_more_weight() -> None:
    service, calls = limits(), Calls()
    one, other = service.limiter("p", "m", ONE), service.limiter("p", "n", ONE)
    (holder,) = await held(one, 1)
    await calls.wait(one, "heavy", "abcdef", weight=3)
    await calls.wait(other, "light", "xyz")
    assert await calls.order(holder) == "abcxdefyz"


@simulated
async def test_a_model_has_shorter_turns_when_fewer_jobs_wait_there() -> None:
    service, calls = limits(), Calls()
    crowded, other = service.limiter("p", "m", ONE), service.limiter("p", "n", ONE)
    (holder,) = await held(crowded, 1)
    for job, names in (("A", "a"), ("B", "b"), ("C", "cde")):
        await calls.wait(crowded, job, names)
    await calls.wait(other, "X", "xyz")
    assert await calls.order(holder) == "axbcydze"


@simulated
async def test_a_model_that_is_passed_over_keeps_its_place_while_others_are_served() -> None:
    service = limits()
    started: Counter[str] = Counter()

    async def call(provider: str, model: str, begins_s: float) -> None:
        await asyncio.sleep(begins_s)
        limiter = service.limiter(provider, model, ONE)
        while now() < 100:
            permit = await limiter.acquire("job", 1, 0)
            started[provider + model] += 1
            await asyncio.sleep(2)
            permit.answered(0)

    async with asyncio.TaskGroup() as tasks:
        for provider, model, begins_s in 3 * (("p", "m", 0.0), ("p", "n", 0.1), ("q", "m", 1.0)):
            tasks.create_task(call(provider, model, begins_s))
    assert [started[name] for name in ("pm", "pn", "qm")] == pytest.approx([25, 25, 50], abs=3)


@simulated
async def test_a_call_of_few_tokens_does_not_overtake_the_one_whose_turn_it_is() -> None:
    limiter, calls = single(tokens=1000), Calls()
    await held(limiter, 1, tokens=50)
    await calls.wait(limiter, "large", "a", tokens=100)
    await calls.wait(limiter, "small", "b", tokens=10)
    await asyncio.sleep(3)
    assert calls.started == ""
    await asyncio.sleep(2)
    assert calls.started == "ab"


# Cancellation


@simulated
async def test_a_cancelled_waiter_leaves_nothing_behind() -> None:
    limiter, calls = single(1), Calls()
    (holder,) = await held(limiter, 1)
    holder.throttled(30.0)
    await calls.wait(limiter, "job", "ab")
    assert timers() == 1
    calls.cancel("a")
    await settle()
    assert (limiter.waiting, timers()) == (1, 1)
    calls.cancel("b")
    await settle()
    assert (limiter.waiting, limiter.in_flight, timers()) == (0, 0, 0)


@simulated
async def test_waiters_that_are_cancelled_while_the_service_is_full_leave_nothing_behind() -> None:
    service, calls = limits(1), Calls()
    waiting, busy = service.limiter("p", "m", ONE), service.limiter("q", "m", ONE)
    await calls.wait(waiting, "job", "x")
    calls._permits[0].throttled(30.0)
    await calls.wait(waiting, "job", "ab")
    (holder,) = await held(busy, 1)
    calls.cancel("ab")
    await settle()
    assert (waiting.waiting, timers()) == (0, 0)
    holder.answered(0)


@simulated
async def test_a_permit_that_was_granted_when_its_caller_is_cancelled_goes_to_the_next() -> None:
    limiter, calls = single(1, requests=20), Calls()
    (holder,) = await held(limiter, 1)
    await calls.wait(limiter, "job", "ab")
    await asyncio.sleep(3.1)
    holder.answered(0)
    assert (limiter.in_flight, limiter.waiting) == (1, 1)
    calls.cancel("a")
    await settle()
    assert calls.started == "b"
    assert limiter.in_flight == 1


@simulated
async def test_a_caller_that_is_cancelled_but_not_told_yet_is_granted_nothing() -> None:
    limiter, calls = single(1), Calls()
    (holder,) = await held(limiter, 1)
    await calls.wait(limiter, "job", "abc")
    calls.cancel("ab")
    holder.answered(0)
    await settle()
    assert (calls.started, limiter.in_flight, limiter.waiting) == ("c", 1, 0)


@simulated
async def test_a_call_that_comes_while_all_others_are_being_cancelled_starts() -> None:
    limiter, calls = single(1), Calls()
    (holder,) = await held(limiter, 1)
    await calls.wait(limiter, "job", "ab")
    holder.answered(0)
    calls.cancel("ab")
    await calls.wait(limiter, "job", "c")
    assert (calls.started, limiter.in_flight, limiter.waiting) == ("c", 1, 0)


@simulated
async def test_a_call_starts_when_the_one_before_it_that_waited_for_more_tokens_is_cancelled() -> None:
    limiter, calls = single(tokens=1000), Calls()
    await held(limiter, 1, tokens=50)
    await calls.wait(limiter, "large", "a", tokens=100)
    await calls.wait(limiter, "small", "b", tokens=10)
    calls.cancel("a")
    await settle()
    assert (calls.started, now()) == ("b", 0)


async def work(doing: Awaitable[object]) -> int:
    """How many functions are called meanwhile."""
    calls = 0

    def count(frame: FrameType, event: str, arg: object) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(count)
    try:
        await doing
    finally:
        sys.setprofile(None)
    return calls


async def work_of_cancelling(waiters: int) -> int:
    """The work of cancelling so many at once."""
    limiter = single(1)
    await held(limiter, 1)
    tasks = [asyncio.create_task(limiter.acquire(f"job {n % 4}", 1, 0)) for n in range(waiters)]
    await settle()
    for task in tasks:
        task.cancel()
    done = await work(settle())
    assert all(task.cancelled() for task in tasks)
    return done


@simulated
async def test_the_work_of_cancelling_waiters_grows_with_their_number_and_no_faster() -> None:
    assert await work_of_cancelling(500) < 6 * await work_of_cancelling(100)


@simulated
async def test_models_at_which_nobody_waits_any_more_make_no_work() -> None:
    service = limits(1)
    limiter = service.limiter("p", "m", ONE)
    alone = await work(waited_s(limiter))
    for model in range(100):
        (holder,) = await held(limiter, 1)
        waiter = asyncio.create_task(waited_s(service.limiter("q", str(model), ONE)))
        await settle()
        holder.answered(0)
        await waiter
    await waited_s(limiter)
    assert await work(waited_s(limiter)) < 2 * alone


# Whatever happens


class Plan(Value, frozen=True, kw_only=True):
    """One call: when it comes, of whom, how it ends, and after how long its caller is cancelled."""

    at_s: float
    limiter: int
    job: str
    weight: int
    tokens: int
    lasts_s: float
    end: str
    told_s: float | None
    cancelled_s: float | None


PLANS = st.lists(
    st.builds(
        Plan,
        at_s=st.sampled_from([0.0, 0.0, 0.5, 3.0, 30.0, 61.0]),
        limiter=st.integers(0, 3),
        job=st.sampled_from("ABC"),
        weight=st.integers(1, 3),
        tokens=st.sampled_from([0, 10, 90, 500]),
        lasts_s=st.sampled_from([0.0, 0.1, 1.0, 20.0]),
        end=st.sampled_from(["answered", "answered", "throttled", "failed", "withdrawn"]),
        told_s=st.sampled_from([None, None, 0.0, 2.0]),
        cancelled_s=st.sampled_from([None, None, None, 0.0, 0.1, 1.0, 5.0]),
    ),
    max_size=80,
)
REQUESTS = 20


class World:
    """A service of two providers with two models each, in which plans are carried out."""

    def __init__(self) -> None:
        self.limits = LimiterRegistry(5, now)
        rates = Rates(slots=3, requests_per_minute=REQUESTS, tokens_per_minute=6000)
        self.limiters = [self.limits.limiter(name[0], name[1], rates) for name in ("pm", "pn", "qm", "qn")]
        self.starts: list[list[float]] = [[] for _ in self.limiters]
        self.ended = 0

    async def carry_out(self, plan: Plan) -> None:
        await asyncio.sleep(plan.at_s)
        try:
            async with asyncio.timeout(plan.cancelled_s):
                await self._call(plan)
        except TimeoutError:
            assert plan.cancelled_s is not None
        self.ended += 1

    async def _call(self, plan: Plan) -> None:
        limiter = self.limiters[plan.limiter]
        permit = await limiter.acquire(plan.job, plan.weight, plan.tokens)
        self.starts[plan.limiter].append(now())
        in_flight = [each.in_flight for each in self.limiters]
        assert limiter.in_flight <= limiter.window
        assert max(in_flight[0] + in_flight[1], in_flight[2] + in_flight[3]) <= 3
        assert sum(in_flight) <= 5
        try:
            await asyncio.sleep(plan.lasts_s)
        except asyncio.CancelledError:
            permit.withdrawn()
            raise
        match plan.end:
            case "answered":
                permit.answered(plan.tokens // 2)
            case "throttled":
                permit.throttled(plan.told_s)
            case "failed":
                permit.failed(plan.told_s, plan.tokens)
            case _:
                permit.withdrawn()


@given(plans=PLANS)
@settings(max_examples=200)
def test_whatever_happens_slots_hold_everybody_is_served_and_no_minute_exceeds_its_requests(plans: list[Plan]) -> None:
    @simulated
    async def scenario() -> None:
        world = World()
        async with asyncio.TaskGroup() as tasks:
            for plan in plans:
                tasks.create_task(world.carry_out(plan))
        assert world.ended == len(plans)
        assert [(each.in_flight, each.waiting) for each in world.limiters] == [(0, 0)] * 4
        assert timers() == 0
        for times in world.starts:
            assert all(later - first >= 60 for first, later in zip(times, times[REQUESTS:], strict=False))
        fresh = [world.limits.limiter(provider, "fresh", Rates(slots=3)) for provider in "pq"]
        await held(fresh[0], 3)
        await held(fresh[1], 2)

    scenario()
