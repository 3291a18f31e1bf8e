"""A bench with one job database on which any number of engines are started one after the other.

It owns building, stopping and watching them; it does not own what a test expects.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from pathlib import Path

import pytest

from gradcheck.jobs.queue import JobQueue
from tests.support import databases, homes

Execute = Callable[[str], Awaitable[None]]


class Bench:
    def __init__(self, url: str) -> None:
        self.url = url
        self.table = "workflow_status" if url.startswith("sqlite") else "dbos.workflow_status"
        self.made: list[JobQueue] = []
        self.living: set[str] | None = None
        self.leads = True

    def jobs(
        self,
        execute: Execute | None,
        *,
        concurrency: int = 2,
        url: str | None = None,
        executor_id: str = "one",
        version: str = "1",
        parts: str = "",
    ) -> JobQueue:
        """An engine on the bench's database, not yet started; ids that begin with `parts` are of parts."""

        async def is_part(job_id: str) -> bool:
            return bool(parts) and job_id.startswith(parts)

        jobs = JobQueue(
            url=url or self.url,
            executor_id=executor_id,
            application_version=version,
            concurrency=concurrency,
            execute=execute,
            living=self._those_living,
            is_part=is_part,
            leads=lambda: self.leads,
        )
        self.made.append(jobs)
        return jobs

    async def _those_living(self, executors: Collection[str]) -> set[str]:
        return set(executors) if self.living is None else set(executors) & self.living

    async def started(self, execute: Execute, *, concurrency: int = 2) -> JobQueue:
        jobs = self.jobs(execute, concurrency=concurrency)
        await jobs.start()
        return jobs

    def status(self, job_id: str) -> str | None:
        query = f"SELECT status FROM {self.table} WHERE workflow_uuid = :job_id"  # noqa: S608 - the table is ours
        rows = databases.rows(self.url, query, job_id=job_id)
        return rows[0][0] if rows else None

    async def until(self, met: Callable[[], bool]) -> None:
        """Wait for what must come; a test for what must not come sleeps instead."""
        async with asyncio.timeout(60):
            while not met():
                await asyncio.sleep(0.02)


@pytest.fixture(params=databases.KINDS)
async def bench(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Bench]:
    template = homes.template() if request.param == "postgres" else None
    bench = Bench(databases.new_url(request.param, tmp_path, template))
    yield bench
    for jobs in bench.made:
        await jobs.stop()
