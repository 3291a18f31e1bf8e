"""Jobs of three tenants and three priorities begin with one slot in the order of their turns, whatever happens."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gradcheck.domain.run import Priority
from gradcheck.jobs.queue import JobQueue
from gradcheck.jobs.supervisor import Supervisor
from gradcheck.storage.backend import is_shared
from gradcheck.storage.database import Database
from gradcheck.storage.jobs import JobStore, NewJob
from gradcheck.storage.tenant_jobs import TenantJobs

from .conftest import Bench

LOOK_S = 0.3
POSTED: list[tuple[str, Priority]] = [
    ("a-low", "low"),
    ("a-normal", "normal"),
    ("a-high", "high"),
    ("a-later", "normal"),
    ("b-normal", "normal"),
    ("b-high", "high"),
    ("c-low", "low"),
]
"""What comes while the job `a-gate` is worked."""
ORDER = ["b-high", "c-low", "a-high", "b-normal", "a-normal", "a-later", "a-low"]


class Tenants:
    """The jobs of tenants, worked one at a time; `a-gate` ends when it may."""

    def __init__(self, bench: Bench, database: Database) -> None:
        self._bench = bench
        self._database = database
        self._store = JobStore(database)
        self._supervisor: Supervisor | None = None
        self.began: list[str] = []
        self.gate = asyncio.Event()

    async def __call__(self, job_id: str) -> None:
        if await self._store.start(job_id) is None:
            return
        self.began.append(job_id)
        if job_id == "a-gate":
            await self.gate.wait()
        await self._store.finish(job_id, status="succeeded", reason="completed", error=None, result=None)

    async def post(self, job_id: str, priority: Priority = "normal") -> None:
        new = NewJob(id=job_id, kind="run", scope=job_id, label="x", plan=b"{}", outline=b"{}", priority=priority)
        await TenantJobs(self._database, job_id.partition("-")[0]).create(new, None)
        if self._supervisor is not None:
            self._supervisor.hand_over(job_id)
            await self._bench.until(lambda: self._bench.status(job_id) is not None)

    @contextlib.asynccontextmanager
    async def worked(self) -> AsyncIterator[JobQueue]:
        """One process, from its start to its stop."""
        queue = await self._bench.started(self, concurrency=1)
        self._supervisor = Supervisor(self._store.unfinished, self._store.turns, queue, LOOK_S)
        self._supervisor.hand_over(*await self._store.unfinished())
        running = asyncio.create_task(self._supervisor.run())
        try:
            yield queue
        finally:
            self._supervisor = None
            running.cancel()
            await asyncio.wait([running])
            await queue.stop()

    async def at_the_gate(self) -> None:
        await self.post("a-gate")
        await self._bench.until(lambda: self.began == ["a-gate"])

    async def end(self, number: int) -> list[str]:
        """Let so many begin after the gate."""
        self.gate.set()
        await self._bench.until(lambda: len(self.began) >= number + 1)
        return self.began[1:]


@pytest.fixture
async def tenants(bench: Bench, tmp_path: Path) -> AsyncIterator[Tenants]:
    database = Database(bench.url if is_shared(bench.url) else f"sqlite:///{tmp_path / 'jobs-and-calls.sqlite'}")
    await database.start()
    yield Tenants(bench, database)
    await database.stop()


async def test_jobs_begin_one_of_each_tenant_in_turn_and_a_tenants_by_priority(tenants: Tenants) -> None:
    async with tenants.worked():
        await tenants.at_the_gate()
        for job_id, priority in POSTED:
            await tenants.post(job_id, priority)
        assert await tenants.end(len(POSTED)) == ORDER


async def test_a_restart_changes_no_turn_and_what_was_under_way_is_first(tenants: Tenants) -> None:
    async with tenants.worked():
        await tenants.at_the_gate()
        for job_id, priority in POSTED[:5]:
            await tenants.post(job_id, priority)
    for job_id, priority in POSTED[5:]:  # stored, and handed over by the next start
        await tenants.post(job_id, priority)
    tenants.began.clear()
    async with tenants.worked():
        assert await tenants.end(len(POSTED)) == ORDER
    assert tenants.began[0] == "a-gate"


async def test_a_job_that_was_lost_sight_of_has_its_turn_again(tenants: Tenants, bench: Bench) -> None:
    async with tenants.worked() as queue:
        await tenants.at_the_gate()
        for job_id, priority in POSTED:
            await tenants.post(job_id, priority)
        await queue.forget(["b-high", "a-high"])
        await bench.until(lambda: bench.status("b-high") is not None and bench.status("a-high") is not None)
        begun = await tenants.end(len(POSTED))
        assert sorted(begun[:2]) == ["b-high", "c-low"]
        assert sorted(begun[2:4]) == ["a-high", "b-normal"]


async def test_jobs_that_a_tenant_has_waiting_do_not_delay_anothers_first(tenants: Tenants) -> None:
    async with tenants.worked():
        await tenants.at_the_gate()
        for number in range(20):
            await tenants.post(f"big-{number}")
        await tenants.post("small-first")
        await tenants.post("small-second")
        assert "small-first" in await tenants.end(2)
