"""Parts wait in a queue of their own, and workers share them out."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from structlog.testing import capture_logs

from gradcheck.jobs.queue import JobQueue

from .conftest import Bench


async def test_jobs_that_wait_for_their_parts_do_not_take_their_places(bench: Bench) -> None:
    """Two jobs of six parts each, of which the one place for jobs is kept by the first until its parts are done."""
    done: dict[str, asyncio.Event] = {}

    async def execute(job_id: str) -> None:
        if job_id.startswith("part"):
            done[job_id].set()
            return
        names = [f"part/{job_id}/{n}" for n in range(6)]
        done.update({name: asyncio.Event() for name in names})
        for name in names:
            await jobs.enqueue(name)
        await asyncio.gather(*(done[name].wait() for name in names))
        ended.append(job_id)

    ended: list[str] = []
    jobs = bench.jobs(execute, concurrency=1, parts="part")
    await jobs.start()
    for job_id in ("first", "second"):
        await jobs.enqueue(job_id)
    await bench.until(lambda: len(ended) == 2)
    assert ended == ["first", "second"]


async def test_a_worker_works_its_share_of_the_parts_at_once_and_no_more(bench: Bench) -> None:
    begun: list[str] = []

    async def execute(job_id: str) -> None:
        begun.append(job_id)
        await asyncio.Event().wait()

    jobs: JobQueue = bench.jobs(execute, concurrency=1, parts="part")
    await jobs.start()
    await jobs.spread(6, 2)
    for n in range(6):
        await jobs.enqueue(f"part/{n}")
    await bench.until(lambda: len(begun) == 3)
    await asyncio.sleep(0.5)
    assert sorted(begun) == ["part/0", "part/1", "part/2"]
    await jobs.spread(6, 1)
    await bench.until(lambda: len(begun) == 6)


async def test_a_share_that_cannot_be_written_ends_nobodys_work(bench: Bench, tmp_path: Path) -> None:
    async def execute(_: str) -> None:
        pass

    path = tmp_path / "own.sqlite"
    jobs = bench.jobs(execute, url=f"sqlite:///{path}")
    await jobs.start()
    with closing(sqlite3.connect(path)) as other, capture_logs() as logs:
        other.execute("BEGIN IMMEDIATE")
        await jobs.spread(6, 2)
    assert [log["event"] for log in logs] == ["parts_not_spread"]
