"""A process of its own for the tests that kill one: it owns no check, only the running of jobs.

Arguments: the address of the job database, a log file, `hang` or `finish`, and the jobs to enqueue, `ID` or `ID@TURN`.
"""

import asyncio
import sys
from collections.abc import Collection
from pathlib import Path

from gradcheck.jobs.queue import JobQueue


async def main(url: str, log: Path, mode: str, ids: list[str]) -> None:
    async def execute(job_id: str) -> None:
        await asyncio.to_thread(_append, log, f"{mode} {job_id}\n")
        if mode == "hang":
            await asyncio.Event().wait()

    jobs = JobQueue(url=url, executor_id="one", application_version="1", concurrency=1, execute=execute, living=_nobody)
    await jobs.start()
    for job in ids:
        job_id, _, turn = job.partition("@")
        await jobs.enqueue(job_id, int(turn or 1))
    await asyncio.to_thread(_append, log, "enqueued\n")
    await asyncio.Event().wait()


async def _nobody(_: Collection[str]) -> set[str]:
    return set()


def _append(log: Path, line: str) -> None:
    with log.open("a") as out:
        out.write(line)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], sys.argv[4:]))
