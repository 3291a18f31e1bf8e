"""Ends a process once its jobs have ended, so that another version, or nobody, takes its place."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from gradcheck.jobs.queue import JobQueue
from gradcheck.storage.jobs import JobStore

_LOOK_S = 0.5
log: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


class Draining:
    """Once it is `asked`, the process takes no new job, and ends when those that it works have ended.

    Where it `is_last`, nobody else would take the jobs of its version: then it goes on with these until none is left.
    Parts are taken as long as a job here may wait for them.
    """

    def __init__(
        self, jobs: JobStore, queue: JobQueue, is_last: Callable[[], Awaitable[bool]], end: Callable[[], None]
    ) -> None:
        self._jobs = jobs
        self._queue = queue
        self._is_last = is_last
        self._end = end
        self.asked = False

    async def run(self) -> None:
        """Look until there is nothing to do, or until cancelled."""
        idle = 0
        while idle < 2:  # what the engine has claimed before the first look has begun by the second
            await asyncio.sleep(_LOOK_S)
            if self.asked:
                try:
                    idle = idle + 1 if await self._is_idle() else 0
                except Exception as error:  # noqa: BLE001 - the next look comes
                    log.warning("not_drained_yet", error=type(error).__name__)
        log.info("drained")
        self._end()

    async def _is_idle(self) -> bool:
        last = await self._is_last()
        under_way = self._queue.under_way
        wholes = [job_id for job_id in under_way if not await self._jobs.is_part(job_id)]
        self._queue.take(jobs=last, parts=last or bool(wholes))
        return not under_way and not (last and await self._jobs.unfinished())
