"""Takes the jobs of workers that are gone or silent, so that others go on with them."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog

from gradcheck.domain.base import Value
from gradcheck.jobs.queue import JobQueue
from gradcheck.storage.leasing.workers import WorkerStore

log: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


class ReaperPace(Value, frozen=True, kw_only=True):
    """How often there is a look, and for how long a worker has to be silent and a version without one, in seconds.

    A worker is silent beyond its lease's own seconds. After `blind_s` without a look nothing is known of others:
    storage was away, for them too.
    """

    look_s: float = 1.0
    silent_s: float = 5.0
    blind_s: float = 4.0
    abandoned_s: float = 60.0


_USUAL = ReaperPace()


class Reaper:
    """Looks again and again; every worker has one, and what several do at once is as if one had done it.

    How long a lease has been over is counted here, between looks: a database whose clock is set, or that comes back
    after a while, takes nobody's jobs. Jobs of an older version are left to its workers, and ended by `end_older` where
    none of them has been there for a while.
    """

    def __init__(
        self,
        workers: WorkerStore,
        queue: JobQueue,
        end_older: Callable[[set[str]], Awaitable[None]],
        pace: ReaperPace = _USUAL,
    ) -> None:
        self._workers = workers
        self._queue = queue
        self._end_older = end_older
        self._pace = pace
        self._silent: dict[tuple[str, datetime], float] = {}
        self._abandoned: dict[str, float] = {}
        self._looked = 0.0

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                await self._look()
            except Exception as error:  # noqa: BLE001 - the next look comes
                log.warning("workers_not_looked_at", error=type(error).__name__)
            await asyncio.sleep(self._pace.look_s)

    async def _look(self) -> None:
        silent, abandoned = await self._workers.silent(), await self._workers.abandoned_versions()
        now = time.monotonic()
        if now - self._looked > self._pace.blind_s:
            self._silent, self._abandoned = {}, {}
        self._looked = now
        self._silent = {one: self._silent.get(one, now) for one in silent}
        for (name, lease_until), since in self._silent.items():
            if now - since >= self._pace.silent_s:
                await self._workers.remove(name, lease_until)
        await self._recover()
        self._abandoned = {version: self._abandoned.get(version, now) for version in abandoned}
        left = {version for version, since in self._abandoned.items() if now - since >= self._pace.abandoned_s}
        if left:
            await self._end_older(left)

    async def _recover(self) -> None:
        """Have jobs that were begun by workers which are not there any more begun again."""
        owners = await self._queue.owners()  # before the names: a worker enters its own before it has a job
        gone = owners - await self._workers.known(owners)
        if gone:
            taken = await self._workers.take(gone)
            await self._queue.recover(gone)
            log.warning("jobs_taken_over", workers=len(gone), jobs=taken)
