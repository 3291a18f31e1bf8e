"""A bench with one job database on which any number of engines are started one after the other.

It owns building, stopping and watching them; it does not own what a test expects.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest

from gradcheck.jobs.queue import JobQueue

Execute = Callable[[str], Awaitable[None]]


class Bench:
    def __init__(self, database: Path) -> None:
        self.database = database
        self.made: list[JobQueue] = []

    def jobs(self, execute: Execute, *, concurrency: int = 2, database: Path | None = None) -> JobQueue:
        """An engine on the bench's file, not yet started; it is stopped with the bench."""
        jobs = JobQueue(
            database=database or self.database,
            executor_id="one",
            application_version="1",
            concurrency=concurrency,
            execute=execute,
        )
        self.made.append(jobs)
        return jobs

    async def started(self, execute: Execute, *, concurrency: int = 2) -> JobQueue:
        jobs = self.jobs(execute, concurrency=concurrency)
        await jobs.start()
        return jobs

    def sql(self, statement: str, *values: str) -> list[tuple[str, ...]]:
        with closing(sqlite3.connect(self.database)) as connection:
            rows = connection.execute(statement, values).fetchall()
            connection.commit()
            return rows

    def status(self, job_id: str) -> str | None:
        rows = self.sql("SELECT status FROM workflow_status WHERE workflow_uuid = ?", job_id)
        return rows[0][0] if rows else None

    async def until(self, met: Callable[[], bool]) -> None:
        """Wait for what must come; a test for what must not come sleeps instead."""
        async with asyncio.timeout(60):
            while not met():
                await asyncio.sleep(0.02)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = Bench(tmp_path / "jobs.db")
    yield bench
    for jobs in bench.made:
        await jobs.stop()
