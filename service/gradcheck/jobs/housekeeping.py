"""What is done now and then: erasures are finished."""

import asyncio

import sqlalchemy as sa
import structlog

from gradcheck.errors import StorageUnavailableError
from gradcheck.jobs.queue import JobQueue
from gradcheck.storage.keeping.erasing import Erasures

_PERIOD_S = 60.0
log: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


class Housekeeping:
    """Finishes erasures when asked, and those that were interrupted."""

    def __init__(self, erasures: Erasures, queue: JobQueue) -> None:
        self._erasures = erasures
        self._queue = queue

    async def run(self) -> None:
        """Do what there is to do, now and every minute. While storage is away it waits for the next time."""
        while True:
            try:
                await self.finish_erasures()
            except (StorageUnavailableError, sa.exc.SQLAlchemyError) as error:
                log.warning("housekeeping_failed", error=type(error).__name__)
            await asyncio.sleep(_PERIOD_S)

    async def finish_erasures(self) -> None:
        """Delete what is left of erased jobs, the engine's rows too."""
        erased = await self._erasures.begun()
        if erased:
            await self._queue.forget(erased)
            await self._erasures.finish()
