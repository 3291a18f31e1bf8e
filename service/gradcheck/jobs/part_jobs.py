"""Parts of a job: jobs themselves, worked by whatever worker has room, for whose ends the job waits.

They wait in a queue of their own, so that jobs that wait for their parts never take the places that these need. What a
part does is decided by the job before it is stored, so nothing depends on who works it or when. A job that starts again
finds its parts: at work, waiting or ended.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from msgspec import Struct

from gradcheck.concurrency import all_of
from gradcheck.storage.events import EventStore
from gradcheck.storage.jobs import JobStore

AT_ONCE = 16
"""How many parts a job has under way for each worker there is."""
_LOOK_S, _PAUSE_S = 0.5, 0.02


class Workforce(Struct, frozen=True, kw_only=True):
    """How parts come to be worked: `spread` shares all unfinished ones out and tells how many workers there are."""

    hand_over: Callable[..., None]
    spread: Callable[[], Awaitable[int]]


class Parts:
    """The parts of one job that this process works; how many are `under_way` is counted by the job."""

    def __init__(self, job_id: str, jobs: JobStore, events: EventStore, workforce: Workforce) -> None:
        self._job_id = job_id
        self._jobs = jobs
        self._events = events
        self._workforce = workforce
        self._ends: dict[str, asyncio.Future[None]] = {}
        self._new: list[str] = []
        self._workers = 1
        self.under_way = 0
        self._looking: asyncio.Task[None] | None = None

    async def room(self) -> None:
        """Return when fewer parts are under way than the workers have room for."""
        while self.under_way >= AT_ONCE * self._workers:
            await asyncio.sleep(_PAUSE_S)

    async def carry_out(self, part_id: str) -> None:
        """Have a stored part worked; return when it has ended."""
        self._new.append(part_id)
        await self._end(part_id)

    async def leave_none(self) -> None:
        """Cancel the parts that have not ended; return when they have."""
        await all_of(self._end(part_id) for part_id in await self._jobs.cancel_parts(self._job_id))

    async def aclose(self) -> None:
        """Look for no ends any more."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.wait([self._looking])

    async def _end(self, part_id: str) -> None:
        end = self._ends.setdefault(part_id, asyncio.get_running_loop().create_future())
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        self._events.wake(self._job_id)
        await asyncio.shield(end)

    async def _look(self) -> None:
        """Hand over what is new, and see what has ended, until all has; at news of the job, and now and then."""
        try:
            while self._ends:
                news = self._events.news(self._job_id)
                new, self._new = self._new, []
                for part_id in await self._jobs.ended(self._ends):
                    self._ends.pop(part_id).set_result(None)
                self._workers = await self._workforce.spread()
                self._workforce.hand_over(*(part_id for part_id in new if part_id in self._ends))
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_LOOK_S):
                        await news.wait()
        except Exception as error:  # noqa: BLE001 - raised where they are waited for
            for end in self._ends.values():
                end.set_exception(error)
                end.exception()  # where nobody waits any more it is nobody's
