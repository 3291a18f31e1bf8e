"""Jobs that the engine has lost sight of are taken up again, and no others."""

import asyncio
import contextlib
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Collection
from contextlib import closing

import pytest
from structlog.testing import capture_logs

from gradcheck.errors import StorageUnavailableError
from gradcheck.jobs.queue import JobQueue
from gradcheck.jobs.supervisor import Supervisor
from tests.support import databases

from .conftest import Bench

LOOK_S = 0.3


class Unfinished:
    """An `execute` that knows which jobs have not ended: the job `gate` ends when it may, others at once."""

    def __init__(self, *job_ids: str) -> None:
        self.left = ["gate", *job_ids]
        self.runs: Counter[str] = Counter()
        self.gate = asyncio.Event()

    async def ids(self) -> list[str]:
        return self.left

    async def turns(self, job_ids: Collection[str]) -> dict[str, int]:
        return dict.fromkeys(job_ids, 1)

    async def __call__(self, job_id: str) -> None:
        self.runs[job_id] += 1
        if job_id == "gate":
            await self.gate.wait()
        self.left.remove(job_id)


@contextlib.asynccontextmanager
async def supervised(jobs: JobQueue, unfinished: Unfinished) -> AsyncIterator[Supervisor]:
    supervisor = Supervisor(unfinished.ids, unfinished.turns, jobs, LOOK_S)
    running = asyncio.create_task(supervisor.run())
    try:
        yield supervisor
    finally:
        running.cancel()
        await asyncio.wait([running])


@pytest.mark.parametrize("status", ["PENDING", "ERROR", "SUCCESS", "CANCELLED"])
async def test_a_job_that_has_not_ended_and_that_nobody_works_is_taken_up(bench: Bench, status: str) -> None:
    unfinished = Unfinished("a")
    jobs = await bench.started(unfinished, concurrency=1)
    async with supervised(jobs, unfinished) as supervisor:
        supervisor.hand_over("gate", "a")
        await bench.until(lambda: unfinished.runs["gate"] == 1 and bench.status("a") == "ENQUEUED")
        values = "status = :status, executor_id = 'one'"
        databases.rows(bench.url, f"UPDATE {bench.table} SET {values} WHERE workflow_uuid = 'a'", status=status)  # noqa: S608
        unfinished.gate.set()
        await bench.until(lambda: unfinished.left == [])
    assert unfinished.runs == {"gate": 1, "a": 1}


async def test_a_job_that_the_engine_never_heard_of_is_taken_up(bench: Bench) -> None:
    unfinished = Unfinished("a")
    unfinished.gate.set()
    jobs = await bench.started(unfinished)
    async with supervised(jobs, unfinished):
        await bench.until(lambda: unfinished.left == [])
    assert unfinished.runs == {"gate": 1, "a": 1}


async def test_a_job_that_lacked_its_storage_is_taken_up(bench: Bench) -> None:
    unfinished = Unfinished("a")
    lacking, lacked = True, set()

    async def execute(job_id: str) -> None:
        if lacking:
            lacked.add(job_id)
            raise StorageUnavailableError("away")
        await unfinished(job_id)

    unfinished.gate.set()
    jobs = await bench.started(execute)
    with capture_logs() as logs:
        async with supervised(jobs, unfinished) as supervisor:
            supervisor.hand_over("gate", "a")
            await bench.until(lambda: lacked == {"gate", "a"})
            lacking = False
            await bench.until(lambda: unfinished.left == [])
    assert {one["job_id"] for one in logs if one["event"] == "job_taken_up"} == {"gate", "a"}


async def test_jobs_at_work_and_jobs_that_wait_for_their_turn_are_left_alone(bench: Bench) -> None:
    unfinished = Unfinished("a")
    jobs = await bench.started(unfinished, concurrency=1)
    with capture_logs() as logs:
        async with supervised(jobs, unfinished) as supervisor:
            supervisor.hand_over("gate", "a")
            await bench.until(lambda: unfinished.runs["gate"] == 1)
            await asyncio.sleep(4 * LOOK_S)
            unfinished.gate.set()
            await bench.until(lambda: unfinished.left == [])
    assert unfinished.runs == {"gate": 1, "a": 1}
    assert logs == []


async def test_a_job_of_another_executor_is_left_to_it(bench: Bench) -> None:
    unfinished = Unfinished("a")
    jobs = await bench.started(unfinished, concurrency=1)
    async with supervised(jobs, unfinished) as supervisor:
        supervisor.hand_over("gate", "a")
        await bench.until(lambda: unfinished.runs["gate"] == 1 and bench.status("a") == "ENQUEUED")
        values = "status = 'PENDING', executor_id = 'other'"
        databases.rows(bench.url, f"UPDATE {bench.table} SET {values} WHERE workflow_uuid = 'a'")  # noqa: S608
        await asyncio.sleep(4 * LOOK_S)
        unfinished.gate.set()
        await bench.until(lambda: bench.status("gate") == "SUCCESS")
    assert unfinished.runs["a"] == 0


async def test_a_job_that_an_executor_that_is_gone_has_told_to_be_over_is_taken_up(bench: Bench) -> None:
    unfinished = Unfinished("a")
    unfinished.gate.set()
    gone = bench.jobs(unfinished, executor_id="gone")
    await gone.enqueue("a")
    values = "status = 'ERROR', executor_id = 'gone'"
    databases.rows(bench.url, f"UPDATE {bench.table} SET {values} WHERE workflow_uuid = 'a'")  # noqa: S608
    bench.living = {"one"}
    jobs = await bench.started(unfinished)
    async with supervised(jobs, unfinished):
        await bench.until(lambda: unfinished.left == [])
    assert unfinished.runs["a"] == 1


async def test_only_the_leader_takes_up_what_is_not_its_own(bench: Bench) -> None:
    unfinished = Unfinished("gone", "unknown", "own")
    bench.living, bench.leads = {"one"}, False
    jobs = await bench.started(unfinished, concurrency=1)
    async with supervised(jobs, unfinished) as supervisor:
        supervisor.hand_over("gate", "gone", "own")
        await bench.until(lambda: unfinished.runs["gate"] == 1 and bench.status("own") == "ENQUEUED")
        for job_id, executor, status in (("gone", "gone", "ERROR"), ("own", "one", "PENDING")):
            values = f"status = '{status}', executor_id = '{executor}'"
            databases.rows(bench.url, f"UPDATE {bench.table} SET {values} WHERE workflow_uuid = :id", id=job_id)  # noqa: S608
        unfinished.gate.set()
        await bench.until(lambda: sorted(unfinished.left) == ["gone", "unknown"])
        await asyncio.sleep(4 * LOOK_S)
        assert sorted(unfinished.left) == ["gone", "unknown"]
        bench.leads = True
        await bench.until(lambda: unfinished.left == [])
    assert unfinished.runs == {"gate": 1, "gone": 1, "unknown": 1, "own": 1}


async def test_a_queue_that_only_enqueues_works_nothing_and_takes_nothing_up(bench: Bench) -> None:
    unfinished = Unfinished("a")
    unfinished.gate.set()
    jobs = bench.jobs(None)
    await jobs.start()
    async with supervised(jobs, unfinished) as supervisor:
        supervisor.hand_over("a")
        await bench.until(lambda: bench.status("a") == "ENQUEUED")
        await asyncio.sleep(4 * LOOK_S)
    assert bench.status("a") == "ENQUEUED"
    await jobs.stop()
    await bench.started(unfinished)
    await bench.until(lambda: unfinished.left == ["gate"])


@pytest.mark.parametrize("bench", ["sqlite"], indirect=True)
async def test_what_a_locked_engine_does_not_take_is_handed_over_later_and_in_its_order(bench: Bench) -> None:
    unfinished = Unfinished("a", "b")
    unfinished.gate.set()
    jobs = await bench.started(unfinished, concurrency=1)
    async with supervised(jobs, unfinished) as supervisor:
        with closing(sqlite3.connect(databases.name_of(bench.url), timeout=30)) as other:
            other.execute("BEGIN IMMEDIATE")
            supervisor.hand_over("gate", "a", "b")
            await bench.until(lambda: supervisor.late)
        await bench.until(lambda: unfinished.left == [])
        assert not supervisor.late
    assert list(unfinished.runs) == ["gate", "a", "b"]
