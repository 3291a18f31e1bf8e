"""Sees to it that a job that has not ended is worked or waits for its turn, whatever befalls the engine's file."""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Mapping
from itertools import islice

import structlog

from gradcheck.jobs.queue import JobQueue

_LOOK_S = 5.0
_PAUSE_S = 0.5  # before another attempt at what the engine would not take
_LATE_S = 2.0
_AT_ONCE = 500
log: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


class Supervisor:
    """Hands new jobs to the engine with their turns, and takes up stranded ones.

    A job is stranded where two looks find that it has not ended, that nobody works it and that it waits for no turn.
    `turns` says those of jobs, and of others that they have overtaken.
    """

    def __init__(
        self,
        unfinished: Callable[[], Awaitable[Collection[str]]],
        turns: Callable[[Collection[str]], Awaitable[Mapping[str, int]]],
        queue: JobQueue,
        look_s: float = _LOOK_S,
    ) -> None:
        self._unfinished = unfinished
        self._turns = turns
        self._queue = queue
        self._look_s = look_s
        self._new: deque[str] = deque()
        self._came = asyncio.Event()
        self._refused_since: float | None = None

    @property
    def late(self) -> bool:
        """Whether the engine has not taken a job for seconds."""
        return self._refused_since is not None and time.monotonic() - self._refused_since > _LATE_S

    def hand_over(self, *job_ids: str) -> None:
        """Have stored jobs run as soon as the engine takes them."""
        self._new.extend(job_ids)
        self._came.set()

    async def run(self) -> None:
        """Supervise until cancelled."""
        suspects: set[str] = set()
        looked = time.monotonic()
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_PAUSE_S if self._new else self._look_s):
                    await self._came.wait()
            await self._enqueue_new()
            if time.monotonic() - looked >= self._look_s:
                suspects = await self._look(suspects)
                looked = time.monotonic()

    async def _enqueue_new(self) -> None:
        self._came.clear()
        try:
            while self._new:
                new = list(islice(self._new, _AT_ONCE))
                turns = await self._turns(new)
                for job_id in new:
                    if job_id in turns:
                        await self._queue.enqueue(job_id, turns[job_id])
                if len(turns) > 1:
                    await self._queue.reorder(turns)
                for _ in new:
                    self._new.popleft()
        except Exception as error:  # noqa: BLE001 - whatever keeps the engine from taking it, it is asked again
            if self._refused_since is None:
                self._refused_since = time.monotonic()
                log.warning("engine_refuses", error=type(error).__name__, waiting=len(self._new))
        else:
            self._refused_since = None

    async def _look(self, suspects: set[str]) -> set[str]:
        """Take up what was stranded before and is still; what is stranded now."""
        try:
            unfinished = set(await self._unfinished()) - set(self._new)
            stranded = await self._queue.stranded(unfinished)
            lost = stranded & suspects
            turns = await self._turns(lost) if lost else {}
            for job_id in lost & turns.keys():
                log.warning("job_taken_up", job_id=job_id)
                await self._queue.revive(job_id, turns[job_id])
        except Exception as error:  # noqa: BLE001 - the next look comes
            log.warning("jobs_not_looked_at", error=type(error).__name__)
            return suspects
        return stranded - suspects
