"""Sessions: what is replayed, what is shared, what is free, what is written down."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from gradcheck.domain.call import Failure, Spend
from gradcheck.errors import ReplayMismatchError
from gradcheck.llm.session import Session
from tests.llm.bench import Bench, answered, call, made, opened, said


class World:
    """Answers "yes" and counts; the first requests fail with the statuses it is given; a gate holds answers back."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.count = 0
        self.arrived = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self, _: dict[str, Any]) -> httpx.Response:
        self.count += 1
        self.arrived.set()
        await self.gate.wait()
        return httpx.Response(self.statuses.pop(0)) if self.statuses else said()


async def test_a_finished_call_is_replayed_and_owes_what_it_cost_the_first_time(tmp_path: Path) -> None:
    world = World()
    async with opened(tmp_path, world) as bench:
        first = await made(await bench.session(), call("a"))
        again = await made(await bench.session(), call("a"))
    assert world.count == 1
    assert first == again
    assert first[1] == Spend(calls=1, tokens=15, cost_micro_usd=20)


async def test_another_call_at_a_recorded_path_is_a_replay_mismatch(tmp_path: Path) -> None:
    async with opened(tmp_path, World()) as bench:
        await (await bench.session()).call(call("a", "one"))
        session = await bench.session()
        with pytest.raises(ReplayMismatchError, match="at a"):
            await session.call(call("a", "two"))


async def test_two_calls_at_one_path_are_refused_at_once_and_not_only_when_they_are_replayed(tmp_path: Path) -> None:
    async with opened(tmp_path, World()) as bench:
        session = await bench.session()
        await session.call(call("a", "one"))
        with pytest.raises(ReplayMismatchError, match="at a"):
            await session.call(call("a", "two"))


async def test_the_same_content_at_many_paths_is_one_request_and_paid_once(tmp_path: Path) -> None:
    world = World()
    async with opened(tmp_path, world) as bench:
        session = await bench.session()
        done = await asyncio.gather(*(made(session, call(f"p{n}")) for n in range(20)))
        usage = (await session.usage())["task"]
    assert world.count == 1
    assert sum((spend for _, spend in done), Spend()).calls == 1
    assert (usage.calls, usage.cached, usage.input_tokens, usage.cost_usd) == (20, 19, 10, 20 / 1e6)


async def test_another_draw_is_another_call(tmp_path: Path) -> None:
    world = World()
    async with opened(tmp_path, world) as bench:
        session = await bench.session()
        await asyncio.gather(session.call(call("a", draw=0)), session.call(call("b", draw=1)))
    assert world.count == 2


async def test_a_follower_of_a_failed_call_makes_its_own(tmp_path: Path) -> None:
    world = World(400)
    async with opened(tmp_path, world) as bench:
        session = await bench.session()
        (leader, _), (follower, spend) = await asyncio.gather(made(session, call("a")), made(session, call("b")))
    assert isinstance(leader, Failure)
    assert answered(follower).text == "yes"
    assert spend.calls == 1
    assert world.count == 2


async def test_a_follower_of_a_cancelled_call_makes_its_own(tmp_path: Path) -> None:
    world = World()
    world.gate.clear()
    async with opened(tmp_path, world) as bench:
        session = await bench.session()
        leader = asyncio.create_task(session.call(call("a")))
        await world.arrived.wait()
        follower = asyncio.create_task(session.call(call("b")))
        world.arrived.clear()
        leader.cancel()
        await world.arrived.wait()
        world.gate.set()
        assert answered((await follower).outcome).text == "yes"
        assert leader.cancelled()
    assert world.count == 2


async def test_content_that_an_earlier_process_paid_for_is_not_paid_again_in_whatever_order_it_comes(
    tmp_path: Path,
) -> None:
    world = World()
    async with opened(tmp_path, world) as bench:
        await (await bench.session()).call(call("later"))
        session = await bench.session()
        _, sooner = await made(session, call("sooner"))
        _, later = await made(session, call("later"))
    assert world.count == 1
    assert (sooner.calls, later.calls) == (1, 0)


async def test_what_is_free_is_the_same_in_a_first_run_and_in_its_replay(tmp_path: Path) -> None:
    async def free(session: Session) -> list[bool]:
        seen = []
        for path in ("a", "b"):
            seen.append(session.free(call(path)) is not None)
            await made(session, call(path))
        return seen

    async with opened(tmp_path, World()) as bench:
        assert await free(await bench.session()) == await free(await bench.session()) == [False, True]


async def test_answers_inherited_from_another_job_are_free(tmp_path: Path) -> None:
    world = World()
    async with opened(tmp_path, world) as bench:
        await (await bench.session("parent")).call(call("a"))
        child = await bench.session("child", parent="parent")
        assert child.free(call("a")) is not None
        outcome, spend = await made(child, call("a"))
        usage = (await child.usage())["task"]
    assert world.count == 1
    assert answered(outcome).text == "yes"
    assert spend == Spend()
    assert (usage.calls, usage.cached, usage.cost_usd) == (1, 1, 0.0)


async def test_failures_are_not_inherited_but_asked_again(tmp_path: Path) -> None:
    world = World(400)
    async with opened(tmp_path, world) as bench:
        await (await bench.session("parent")).call(call("a"))
        child = await bench.session("child", parent="parent")
        assert child.free(call("a")) is None
        outcome, spend = await made(child, call("a"))
    assert (answered(outcome).text, spend.calls, world.count) == ("yes", 1, 2)


async def test_where_an_ancestor_asked_binds_nothing_but_a_job_is_bound_by_its_own_records(tmp_path: Path) -> None:
    async with opened(tmp_path, World()) as bench:
        await (await bench.session("parent")).call(call("a", "one"))
        await (await bench.session("child", parent="parent")).call(call("a", "two"))
        again = await bench.session("child", parent="parent")
        with pytest.raises(ReplayMismatchError, match="at a"):
            await again.call(call("a", "one"))


async def test_an_answer_is_inherited_at_every_place_and_in_every_process(tmp_path: Path) -> None:
    world = World()
    async with opened(tmp_path, world) as bench:
        await (await bench.session("parent")).call(call("a"))
        for _ in range(2):
            child = await bench.session("child", parent="parent")
            delivered = [await child.call(call(path)) for path in ("a", "elsewhere")]
            assert [delivery.inherited for delivery in delivered] == [True, True]
            assert child.count(reversed(delivered)) == Spend()
    assert world.count == 1


async def test_a_job_inherits_from_its_ancestors_alone_though_others_shared_their_scope(tmp_path: Path) -> None:
    """As the continuations of a job did in the first version."""
    world = World()
    async with opened(tmp_path, world) as bench:
        for job_id, parent in (("first", None), ("parent", "first"), ("sibling", "first")):
            session = await bench.session(job_id, parent=parent, scope="shared")
            await session.call(call(job_id, job_id))
        child = await bench.session("child", parent="parent")
        free = [child.free(call("x", text)) is not None for text in ("first", "parent", "sibling")]
    assert free == [True, True, False]


async def test_jobs_in_different_scopes_share_nothing(tmp_path: Path) -> None:
    world = World()
    async with opened(tmp_path, world) as bench:
        await (await bench.session("one", scope="one")).call(call("a"))
        await (await bench.session("two", scope="two")).call(call("a"))
    assert world.count == 2


async def test_a_delivered_failure_is_recorded_replayed_and_told_once(tmp_path: Path) -> None:
    world = World(400)
    async with opened(tmp_path, world) as bench:
        first = await made(await bench.session(), call("a"))
        again = await made(await bench.session(), call("a"))
        events = await bench.told()
    assert first == again
    assert first[0] == Failure(cause="http_400", message="world answered 400", attempts=1, status=400)
    assert first[1] == Spend(calls=1)
    assert world.count == 1
    assert [(event.type, event.data["path"]) for event in events] == [("call_failed", "a")]


async def test_a_failure_whose_event_was_lost_in_a_crash_is_told_by_the_replay(tmp_path: Path) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError

    async with opened(tmp_path, World(400)) as bench:
        with pytest.raises(RuntimeError):
            await (await bench.session(emit=crash)).call(call("a"))
        await (await bench.session()).call(call("a"))
        assert [event.type for event in await bench.told()] == ["call_failed"]


async def test_every_attempt_has_an_intent_before_its_request_goes_out(tmp_path: Path) -> None:
    seen: list[dict[str, int]] = []
    benches: list[Bench] = []

    async def handler(_: dict[str, Any]) -> httpx.Response:
        seen.append(await benches[0].states())
        return said()

    async with opened(tmp_path, handler) as bench:
        benches.append(bench)
        await (await bench.session()).call(call("a"))
        assert await bench.states() == {"paid": 1}
    assert seen == [{"intent": 1}]


async def test_an_answer_settles_its_intent_at_what_it_cost(tmp_path: Path) -> None:
    async with opened(tmp_path, World()) as bench:
        await (await bench.session()).call(call("a"))
        (total,) = await bench.ledger.totals("job")
    assert (total.state, total.spend) == ("paid", Spend(calls=1, tokens=15, cost_micro_usd=20))


async def test_intents_of_a_dead_process_are_charged_as_reserved(tmp_path: Path) -> None:
    async with opened(tmp_path, World()) as bench:
        await bench.ledger.intend(bench.ledger.new_attempt("job", call("a"), 1))
        await bench.session()
        (total,) = await bench.ledger.totals("job")
    assert (total.state, total.spend) == ("possibly_paid", call("a").reservation())


async def test_a_job_whose_answer_could_not_be_kept_comes_to_no_good_end(tmp_path: Path) -> None:
    async with opened(tmp_path, World()) as bench:
        session = await bench.session()
        await session.call(call("a"))
        await session.usage()
        await bench.database.transact(lambda connection: connection.execute(sa.text("DROP TABLE calls")))
        await session.call(call("b", "other"))
        with pytest.raises(sa.exc.OperationalError, match="no such table: calls"):
            await session.usage()


async def test_a_cancelled_call_is_charged_as_reserved_and_counted_at_once(tmp_path: Path) -> None:
    world = World()
    world.gate.clear()
    async with opened(tmp_path, world) as bench:
        session = await bench.session()
        task = asyncio.create_task(session.call(call("a")))
        await world.arrived.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        usage = (await session.usage())["task"]
        (total,) = await bench.ledger.totals("job")
    assert usage.possibly_paid == 1
    assert (total.state, total.spend) == ("possibly_paid", call("a").reservation())


async def test_a_cancellation_passes_through_the_retries_unchanged(tmp_path: Path) -> None:
    world = World()
    world.gate.clear()
    async with opened(tmp_path, world) as bench:
        session = await bench.session()
        task = asyncio.create_task(session.call(call("a")))
        await world.arrived.wait()
        task.cancel("the reason")
        with pytest.raises(asyncio.CancelledError, match="the reason"):
            await task
    assert world.count == 1


async def test_an_answer_that_came_before_the_cancellation_is_kept_and_charged_at_what_it_cost(tmp_path: Path) -> None:
    world = World()
    world.gate.clear()
    async with opened(tmp_path, world) as bench:
        session = await bench.session()
        task = asyncio.create_task(session.call(call("a")))
        await world.arrived.wait()
        async with bench.writer_held():
            world.gate.set()
            while not bench.telemetry.registry.get_sample_value(
                "gradcheck_attempts_total", {"provider": "world", "outcome": "ok"}
            ):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait([task])
        assert await bench.states() == {"paid": 1}
        assert "a" in await bench.ledger.scope("job")
