"""Which job begins next: tenants in turn, and a tenant's jobs by priority and age."""

import asyncio
from typing import get_args

import pytest
from msgspec import structs

from gradcheck.domain.run import Priority
from gradcheck.storage.backend import is_shared
from gradcheck.storage.database import Database
from gradcheck.storage.jobs import JobStore, NewJob
from gradcheck.storage.tenant_jobs import TenantJobs
from tests.support import databases


class Line:
    """Jobs of tenants; one is called by its tenant and a number, and begins by its turn, equal ones by their age."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._store = JobStore(database)
        self._posted: list[str] = []

    async def post(self, job_id: str, priority: Priority = "normal") -> None:
        new = NewJob(id=job_id, kind="run", scope=job_id, label="x", plan=b"{}", outline=b"{}", priority=priority)
        await TenantJobs(self._database, job_id[0]).create(new, None)
        self._posted.append(job_id)

    async def waiting(self) -> list[str]:
        """Those that wait, in the order in which they begin."""
        turns = await self._store.turns(self._posted)
        return sorted(self._posted, key=lambda job_id: turns[job_id])

    async def begin(self, number: int = 1) -> list[str]:
        """So many begin, one after the other."""
        begun = (await self.waiting())[:number]
        for job_id in begun:
            await self._store.start(job_id)
            self._posted.remove(job_id)
        return begun

    async def cancel(self, job_id: str) -> None:
        await TenantJobs(self._database, job_id[0]).cancel(job_id, "run")
        self._posted.remove(job_id)


@pytest.fixture
def line(database: Database) -> Line:
    return Line(database)


async def test_a_tenants_first_job_begins_before_the_next_of_one_with_two_hundred(line: Line) -> None:
    for number in range(200):
        await line.post(f"a{number}")
    assert await line.begin(4) == ["a0", "a1", "a2", "a3"]
    await line.post("b0")
    assert await line.begin(2) == ["b0", "a4"]


async def test_tenants_with_jobs_waiting_begin_them_one_after_the_other(line: Line) -> None:
    for job_id in ("a0", "a1", "a2", "a3", "b0", "b1", "c0"):
        await line.post(job_id)
    assert await line.begin(7) == ["a0", "b0", "c0", "a1", "b1", "a2", "a3"]


async def test_whoever_had_nothing_waiting_has_saved_no_turns(line: Line) -> None:
    for number in range(9):
        await line.post(f"a{number}")
    await line.begin(6)
    for number in range(3):
        await line.post(f"b{number}")
    assert await line.begin(6) == ["b0", "a6", "b1", "a7", "b2", "a8"]


async def test_whoever_has_just_had_its_turn_comes_after_those_that_wait(line: Line) -> None:
    for job_id in ("a0", "b0", "a1", "b1"):
        await line.post(job_id)
    for number in range(2, 8):
        assert (await line.begin())[0].startswith("a")
        await line.post(f"a{number}")
        assert (await line.begin())[0].startswith("b")
        await line.post(f"b{number}")


async def test_a_tenants_jobs_begin_by_priority_and_then_by_age(line: Line) -> None:
    asked: list[tuple[str, Priority]] = [("a0", "low"), ("a1", "normal"), ("a2", "high"), ("a3", "low")]
    for job_id, priority in [*asked, ("a4", "normal"), ("a5", "high")]:
        await line.post(job_id, priority)
    assert await line.waiting() == ["a2", "a5", "a1", "a4", "a0", "a3"]


@pytest.mark.parametrize("priority", ["low", "normal", "high"])
async def test_a_tenants_priorities_change_nothing_for_others(line: Line, priority: Priority) -> None:
    for number in range(4):
        await line.post(f"a{number}", "low")
    for number in range(3):
        await line.post(f"b{number}")
    for number in range(4, 8):
        await line.post(f"a{number}", priority)
    begun = [job_id[0] for job_id in await line.begin(11)]
    assert [sorted(begun[at : at + 2]) for at in (0, 2, 4)] == [["a", "b"]] * 3


async def test_what_was_cancelled_before_it_began_counts_for_nothing(line: Line) -> None:
    for number in range(9):
        await line.post(f"a{number}")
    await line.post("b0")
    await line.post("b1")
    await line.begin(2)
    for number in range(1, 9):
        await line.cancel(f"a{number}")
    await line.post("a9")
    assert await line.begin(2) == ["b1", "a9"]


async def test_a_job_that_begins_again_keeps_its_turn_and_sets_nobody_back(line: Line, database: Database) -> None:
    for number in range(5):
        await line.post(f"a{number}")
    await line.begin(3)
    await JobStore(database).start("a0", "another worker")
    await line.post("b0")
    await line.post("b1")
    assert await line.waiting() == ["b0", "a3", "b1", "a4"]


async def test_processes_that_store_jobs_of_the_same_tenants_give_each_turn_once(
    line: Line, database: Database, url: str
) -> None:
    other = Database(url) if is_shared(url) else database
    if other is not database:
        await other.start()
    lines = [line, Line(other)]
    names = [f"{tenant}{number}" for number in range(20) for tenant in "abc"]
    orders = [names[::2], names[1::2][::-1]]
    await asyncio.gather(*(lines[at].post(name) for pair in zip(*orders, strict=True) for at, name in enumerate(pair)))
    if other is not database:
        await other.stop()
        query = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        assert databases.rows(url, query) == [(0,)]
    turns = await JobStore(database).turns(names)
    for tenant in "abc":
        assert sorted(turns[name] for name in names if name.startswith(tenant)) == list(range(1, 21))


async def test_runs_of_a_study_wait_for_no_turn(line: Line, database: Database) -> None:
    await line.post("a0")
    runs = [
        NewJob(id=f"a0/{number}", kind="run", scope="s", label="x", plan=b"", outline=b"", target="a0")
        for number in range(9)
    ]
    await JobStore(database).adopt("a0", runs)
    await line.post("a1")
    await line.begin()
    await line.post("b0")
    await line.post("b1")
    assert await line.waiting() == ["b0", "a1", "b1"]


async def test_parts_of_a_tenants_jobs_begin_in_turn_with_those_of_others(database: Database) -> None:
    store = JobStore(database)
    for tenant, parts in (("a", 20), ("b", 2)):
        whole = NewJob(id=f"study_{tenant}", kind="study", scope=tenant, label="x", plan=b"{}", outline=b"{}")
        await TenantJobs(database, tenant).create(whole, None)
        runs = [structs.replace(whole, id=f"{tenant}{n:02}", kind="run", target=whole.id) for n in range(parts)]
        await store.adopt(whole.id, runs)
    turns = await store.turns([*(f"a{n:02}" for n in range(20)), "b00", "b01"])
    assert [turns[f"a{n:02}"] for n in range(20)] == list(range(1, 21))
    assert (turns["b00"], turns["b01"]) == (1, 2)
    await store.start("a00")
    await store.finish("a00", status="succeeded", reason="completed", error=None, result=b"{}")
    assert (await store.turns(["a01"]))["a01"] == 1


async def test_parts_of_a_job_of_high_priority_begin_before_the_tenants_other_parts(database: Database) -> None:
    store = JobStore(database)
    for priority in get_args(Priority):
        whole = NewJob(id=priority, kind="study", scope="a", label="x", plan=b"{}", outline=b"{}", priority=priority)
        await TenantJobs(database, "a").create(whole, None)
        part = NewJob(id=f"{priority}/1", kind="run", scope="a", label="x", plan=b"{}", outline=b"{}", target=priority)
        await store.adopt(whole.id, [part])
    turns = await store.turns(["low/1", "normal/1", "high/1"])
    assert turns == {"high/1": 1, "normal/1": 2, "low/1": 3}
