"""When a job makes no further calls: caps, what is held back for the test, the error budget, what was journaled."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from gradcheck.domain.call import Failure, Spend
from gradcheck.domain.run import Budget
from gradcheck.llm.admission import Admission
from gradcheck.llm.base import JobStopped
from tests.llm.bench import answered, call, opened, said


async def yes(_: dict[str, Any]) -> httpx.Response:
    return said()


async def no(_: dict[str, Any]) -> httpx.Response:
    return httpx.Response(400)


@pytest.mark.parametrize(
    ("budget", "reason"),
    [
        (Budget(max_calls=2), "budget_calls"),
        (Budget(max_tokens=2 * 15 + call("c", "new").reservation().tokens - 1), "budget_tokens"),
        (Budget(max_cost_usd=(2 * 20 + call("c", "new").reservation().cost_micro_usd - 1) / 1e6), "budget_cost"),
    ],
)
async def test_a_cap_stops_the_job_before_the_call_that_could_exceed_it(
    tmp_path: Path, budget: Budget, reason: str
) -> None:
    async with opened(tmp_path, yes) as bench:
        session = await bench.session(budget=budget)
        await session.call(call("a", "one"))
        await session.call(call("b", "two"))
        with pytest.raises(JobStopped, match=reason):
            await session.call(call("c", "new"))
        assert await bench.jobs.stop_reason("job") == reason
        assert (await bench.states()) == {"paid": 2}


async def test_calls_under_way_count_at_their_reservation(tmp_path: Path) -> None:
    async with opened(tmp_path, yes) as bench:
        session = await bench.session(budget=Budget(max_calls=3))
        done = await asyncio.gather(*(session.call(call(f"p{n}", f"{n}")) for n in range(9)), return_exceptions=True)
    assert sum(isinstance(one, JobStopped) for one in done) == 6


async def test_the_seconds_of_earlier_processes_count(tmp_path: Path) -> None:
    async with opened(tmp_path, yes) as bench:
        await bench.session()
        await bench.jobs.add_active("job", 10.0)
        session = await bench.session(budget=Budget(max_seconds=9.9))
        with pytest.raises(JobStopped, match="budget_seconds"):
            await session.call(call("a"))


async def test_what_earlier_processes_spent_counts(tmp_path: Path) -> None:
    async with opened(tmp_path, yes) as bench:
        await bench.ledger.intend(bench.ledger.new_attempt("job", call("lost", "lost"), 1))
        session = await bench.session(budget=Budget(max_calls=1))
        with pytest.raises(JobStopped, match="budget_calls"):
            await session.call(call("a"))


async def test_known_and_recorded_calls_are_answered_after_the_job_was_stopped(tmp_path: Path) -> None:
    async with opened(tmp_path, yes) as bench:
        await (await bench.session()).call(call("a"))
        session = await bench.session()
        await session.admission.stop("budget_calls")
        assert answered((await session.call(call("a"))).outcome).text == "yes"
        assert answered((await session.call(call("same content"))).outcome).text == "yes"
        with pytest.raises(JobStopped):
            await session.call(call("b", "new"))


async def test_what_is_held_back_is_there_once_it_is_released(tmp_path: Path) -> None:
    async with opened(tmp_path, yes) as bench:
        session = await bench.session(budget=Budget(max_calls=3))
        session.admission.hold(Spend(calls=2))
        await session.call(call("a", "one"))
        with pytest.raises(JobStopped, match="budget_calls"):
            await session.call(call("b", "two"))
        session.admission.release()
        await session.call(call("test/1", "three"))
        await session.call(call("test/2", "four"))
        with pytest.raises(JobStopped, match="budget_calls"):
            await session.call(call("test/3", "five"))


async def test_releasing_does_not_undo_a_cancellation(tmp_path: Path) -> None:
    async with opened(tmp_path, yes) as bench:
        session = await bench.session()
        await session.admission.stop("cancelled")
        session.admission.release()
        with pytest.raises(JobStopped, match="cancelled"):
            await session.call(call("a"))


async def test_a_journaled_stop_holds_for_the_next_process_and_the_first_reason_stands(tmp_path: Path) -> None:
    async with opened(tmp_path, yes) as bench:
        await (await bench.session()).admission.stop("budget_seconds")
        session = await bench.session()
        await session.admission.stop("budget_calls")
        with pytest.raises(JobStopped, match="budget_seconds"):
            await session.call(call("a"))


async def test_a_cancellation_that_was_written_down_wins_over_a_cap(tmp_path: Path) -> None:
    async with opened(tmp_path, yes) as bench:
        session = await bench.session(budget=Budget(max_calls=1))
        await session.call(call("a", "one"))
        await bench.jobs.start("job")
        await bench.own.cancel("job", "run")
        with pytest.raises(JobStopped, match="cancelled"):
            await session.call(call("b", "two"))


async def test_ten_failures_are_borne_and_the_call_after_the_eleventh_is_refused(tmp_path: Path) -> None:
    async with opened(tmp_path, no) as bench:
        session = await bench.session()
        for number in range(11):
            delivery = await session.call(call(f"p{number}", f"{number}"))
            assert isinstance(delivery.outcome, Failure)
        with pytest.raises(JobStopped, match="error_budget"):
            await session.call(call("next", "next"))
        assert await bench.jobs.stop_reason("job") == "error_budget"


async def test_a_quarter_of_many_calls_may_fail(tmp_path: Path) -> None:
    async def some(body: dict[str, Any]) -> httpx.Response:
        return await (no if body["messages"][0]["content"].startswith("bad") else yes)(body)

    async with opened(tmp_path, some) as bench:
        session = await bench.session()
        await asyncio.gather(*(session.call(call(f"good{n}", f"good {n}")) for n in range(45)))
        await asyncio.gather(*(session.call(call(f"bad{n}", f"bad {n}")) for n in range(10)))
        await session.call(call("between", "good between"))
        await asyncio.gather(*(session.call(call(f"bad{n}", f"bad {n}")) for n in range(10, 15)))
        await session.call(call("just within", "bad"))
        with pytest.raises(JobStopped, match="error_budget"):
            await session.call(call("past", "good"))


async def test_an_outage_after_many_good_calls_is_seen_by_its_row(tmp_path: Path) -> None:
    async def some(body: dict[str, Any]) -> httpx.Response:
        return await (no if body["messages"][0]["content"].startswith("bad") else yes)(body)

    async with opened(tmp_path, some) as bench:
        session = await bench.session()
        await asyncio.gather(*(session.call(call(f"good{n}", f"good {n}")) for n in range(80)))
        for number in range(11):
            await session.call(call(f"bad{number}", f"bad {number}"))
        with pytest.raises(JobStopped, match="error_budget"):
            await session.call(call("next", "good again"))


async def test_failures_of_a_parent_are_not_the_childs(tmp_path: Path) -> None:
    async with opened(tmp_path, no) as bench:
        parent = await bench.session("parent")
        for number in range(11):
            await parent.call(call(f"p{number}", f"{number}"))
        child = await bench.session("child", parent="parent")
        delivery = await child.call(call("p0", "0"))
    assert isinstance(delivery.outcome, Failure)
    assert child.admission.failed == 1


async def test_seconds_in_which_storage_was_away_are_no_seconds_of_the_job(tmp_path: Path) -> None:
    async with opened(tmp_path, yes) as bench:
        session = await bench.session(budget=Budget(max_seconds=1000))
        away_s = 100.0
        admission = Admission(
            account=session.admission.account,
            stop_reason=None,
            earlier_s=500.0,
            decide_stop=session.admission.decide_stop,
            suspended_s=lambda: away_s,
        )
        assert admission.active_s == pytest.approx(500, abs=50)
        away_s += 400.0  # and as long on the clock, which this test does not wait for
        assert admission.active_s == pytest.approx(100, abs=50)
