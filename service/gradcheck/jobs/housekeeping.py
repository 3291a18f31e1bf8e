"""What is done now and then: erasures are finished, and what is old enough is erased."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from itertools import count

import sqlalchemy as sa
import structlog

from gradcheck.errors import NotFoundError, StorageUnavailableError
from gradcheck.jobs.queue import JobQueue
from gradcheck.storage.keeping.erasing import Erasures
from gradcheck.storage.keeping.expiring import Expiry

_MINUTES = 60
_JOBS_AT_ONCE = 500  # named in one statement
log: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


class Housekeeping:
    """Finishes erasures when asked, and those that were interrupted; every hour it erases what is old enough."""

    def __init__(
        self,
        erasures: Erasures,
        queue: JobQueue,
        expiry: Expiry,
        drop: Callable[[str, str], Awaitable[None]],
        minute_s: float = 60.0,
    ) -> None:
        self._erasures = erasures
        self._queue = queue
        self._expiry = expiry
        self._drop = drop
        self._minute_s = minute_s

    async def run(self) -> None:
        """Do what there is to do, now and every minute. While storage is away it waits for the next time."""
        for minute in count():
            try:
                if minute % _MINUTES == 0:
                    await self.expire()
                await self.finish_erasures(await self._erasures.begun())
            except (StorageUnavailableError, sa.exc.SQLAlchemyError) as error:
                log.warning("housekeeping_failed", error=type(error).__name__)
            await asyncio.sleep(self._minute_s)

    async def finish_erasures(self, job_ids: Sequence[str]) -> None:
        """Delete what is left of erased jobs, the engine's rows too."""
        for first in range(0, len(job_ids), _JOBS_AT_ONCE):
            some = job_ids[first : first + _JOBS_AT_ONCE]
            await self._queue.forget(some)
            await self._erasures.finish(some)

    async def expire(self) -> None:
        """Erase what is old enough; of data sets all versions together."""
        gone = await self._expiry.erase()
        datasets = await self._expiry.old_datasets()
        for tenant, name in datasets:
            with contextlib.suppress(NotFoundError):  # somebody was faster
                await self._drop(tenant, name)
        if gone or datasets:
            log.info("expired", jobs=gone, datasets=len(datasets))
