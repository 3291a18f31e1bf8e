"""A service whose jobs begin at once: its queue keeps nothing, so that a start or a stop waits for nobody.

It owns a queue in memory. What the durable one promises is proved by the tests of jobs, of the API and of whole
processes; here a start goes on with what the database says has not ended.
"""

import asyncio

import httpx

from gradcheck.jobs.part_jobs import AT_ONCE
from gradcheck.jobs.queue import JobQueue
from gradcheck.jobs.supervisor import Supervisor
from gradcheck.runtime import Service
from gradcheck.settings import Settings


class PromptQueue(JobQueue):
    """Runs a job as soon as it is enqueued and there is room, and forgets all of them when it stops."""

    def __init__(self, durable: JobQueue) -> None:
        self.__dict__.update(vars(durable))
        self._room = asyncio.Semaphore(self._concurrency)
        self._room_for_parts = asyncio.Semaphore(AT_ONCE * self._concurrency)
        self._begun: dict[str, asyncio.Task[None]] = {}

    async def spread(self, parts: int, workers: int) -> None:
        """Parts begin at once."""

    async def start(self) -> None:
        """Nothing is left from an earlier start."""

    async def enqueue(self, job_id: str, turn: int = 1) -> None:  # noqa: ARG002 - there is room for all
        """Begin a job that is not known."""
        if job_id not in self._begun and not self._stopping:
            self._begun[job_id] = asyncio.create_task(self._in_turn(job_id))

    async def stop(self) -> None:
        """Interrupt the running jobs and await their clean-up."""
        self._stopping = True
        for task in self._begun.values():
            task.cancel()
        await asyncio.gather(*self._begun.values(), return_exceptions=True)

    async def _in_turn(self, job_id: str) -> None:
        async with self._room_for_parts if await self._is_part(job_id) else self._room:
            await self._run(job_id)


class PromptService(Service):
    """A service with this queue."""

    def __init__(self, settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> None:
        super().__init__(settings, transport)
        self.queue = PromptQueue(self.queue)
        self._supervisor = Supervisor(self.jobs.unfinished, self.jobs.turns, self.queue)
