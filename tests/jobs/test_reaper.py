"""Workers of one database watch each other: who is silent or gone loses its jobs to the others, nobody else does."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from gradcheck.domain.version import VERSION
from gradcheck.jobs.queue import JobQueue
from gradcheck.jobs.reaper import Reaper, ReaperPace
from gradcheck.storage.database import Database
from gradcheck.storage.leasing.workers import WorkerStore
from tests.support import databases

from .conftest import Bench

pytestmark = pytest.mark.parametrize("bench", ["postgres"], indirect=True)
QUICK = ReaperPace(look_s=0.1, silent_s=0.8)
ENTER = "INSERT INTO workers VALUES (:name, :version, now(), now() + make_interval(secs => :left))"


class Works(list[str]):
    """An `execute` that notes what it was given."""

    async def __call__(self, job_id: str) -> None:
        self.append(job_id)


@pytest.fixture
async def database(bench: Bench) -> AsyncIterator[Database]:
    database = Database(bench.url)
    await database.start()
    yield database
    await database.stop()


def enter(bench: Bench, name: str, left_s: float, version: str = VERSION) -> None:
    databases.rows(bench.url, "DELETE FROM workers WHERE name = :name", name=name)
    databases.rows(bench.url, ENTER, name=name, version=version, left=left_s)


async def begun_by(bench: Bench, jobs: JobQueue, name: str, *job_ids: str) -> None:
    """Jobs that a worker has begun, by the engine's books."""
    for job_id in job_ids:
        await jobs.enqueue(job_id)
    values = "status = 'PENDING', executor_id = :name"
    databases.rows(bench.url, f"UPDATE {bench.table} SET {values}", name=name)  # noqa: S608 - the table is ours


@contextlib.asynccontextmanager
async def watching(database: Database, queue: JobQueue, pace: ReaperPace = QUICK) -> AsyncIterator[list[str]]:
    """A reaper; the versions whose jobs it ends."""
    ended: list[str] = []

    async def end(versions: set[str]) -> None:
        ended.extend(sorted(versions))

    task = asyncio.create_task(Reaper(WorkerStore(database), queue, end, pace).run())
    try:
        yield ended
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_jobs_of_a_worker_that_has_left_are_gone_on_with_at_once(bench: Bench, database: Database) -> None:
    works = Works()
    await begun_by(bench, bench.jobs(works), "left", "a", "b")
    enter(bench, "one", 3600)
    jobs = await bench.started(works)
    async with watching(database, jobs), asyncio.timeout(4):
        while sorted(works) != ["a", "b"]:
            await asyncio.sleep(0.05)


async def test_a_worker_keeps_its_jobs_for_five_seconds_after_its_lease_and_then_loses_them(
    bench: Bench, database: Database
) -> None:
    assert ReaperPace() == ReaperPace(look_s=1, silent_s=5, blind_s=4, abandoned_s=60)  # here all goes quicker
    works = Works()
    await begun_by(bench, bench.jobs(works), "silent", "a")
    enter(bench, "one", 10)
    enter(bench, "silent", 1)
    begun = asyncio.get_running_loop().time()
    jobs = await bench.started(works)
    async with watching(database, jobs), asyncio.timeout(12):
        while not works:
            await asyncio.sleep(0.05)
    assert asyncio.get_running_loop().time() - begun >= 1.8
    assert databases.rows(bench.url, "SELECT name FROM workers") == [("one",)]


async def test_a_worker_that_renews_after_its_lease_was_over_keeps_its_jobs(bench: Bench, database: Database) -> None:
    works = Works()
    await begun_by(bench, bench.jobs(works), "slow", "a")
    enter(bench, "slow", -2)
    jobs = await bench.started(works)
    async with watching(database, jobs):
        for left_s in (-1, -1, 10):
            await asyncio.sleep(0.4)
            enter(bench, "slow", left_s)
        await asyncio.sleep(1)
    assert works == []


async def test_silence_does_not_count_while_the_database_was_away(bench: Bench, database: Database) -> None:
    works = Works()
    await begun_by(bench, bench.jobs(works), "silent", "a")
    enter(bench, "silent", -3600)
    jobs = await bench.started(works)
    async with watching(database, jobs, ReaperPace(look_s=0.1, silent_s=0.3, blind_s=0.05)):  # each look is the first
        await asyncio.sleep(1.2)
    assert works == []


async def test_what_another_version_has_begun_is_left_to_its_workers(bench: Bench, database: Database) -> None:
    works = Works()
    other = bench.jobs(works, version="0")
    await begun_by(bench, other, "gone", "a")
    await other.enqueue("b")
    jobs = await bench.started(works)
    async with watching(database, jobs):
        await asyncio.sleep(1)
        assert await jobs.owners() == set()
        assert await jobs.stranded(["a"]) == set()
    assert works == []
    assert (bench.status("a"), bench.status("b")) == ("PENDING", "ENQUEUED")


async def test_jobs_of_an_older_version_end_once_none_of_its_workers_was_there_for_a_while(
    bench: Bench, database: Database
) -> None:
    columns = "id, kind, scope, label, status, outline, created_at, active_s, version, naming"
    values = "'j', 'run', 'j', 'x', 'queued', '', now(), 0, '0', '{}'"
    databases.rows(bench.url, f"INSERT INTO jobs ({columns}) VALUES ({values})")  # noqa: S608 - constants
    enter(bench, "old", 3600, version="0")
    jobs = await bench.started(Works())
    async with watching(database, jobs, ReaperPace(look_s=0.1, abandoned_s=0.8)) as ended:
        await asyncio.sleep(1)
        assert ended == []
        databases.rows(bench.url, "DELETE FROM workers")
        await asyncio.sleep(0.4)
        assert ended == []
        async with asyncio.timeout(5):
            while not ended:
                await asyncio.sleep(0.1)
    assert set(ended) == {"0"}
