"""The newest events of a job: each page of the table is read once for all who read along in this process."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from itertools import islice

from gradcheck.domain.run import Event

_KEPT = 1000

Page = Callable[[int], Awaitable[list[Event]]]


class Tail:
    """Reads a job's events page by page: `page` gives those after a number, in order."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._kept: deque[Event] = deque(maxlen=_KEPT)
        self._reading: asyncio.Task[None] | None = None

    async def after(self, number: int) -> list[Event]:
        """Events after a number, in order: a page at most, none if there is nothing new.

        Who is at the newest event shares the next page with all who are; who is further behind reads alone.
        """
        if self._newest is None or number >= self._newest:
            await self._read_on(number)
        if not self._kept or number < self._kept[0].seq - 1:
            return await self._page(number)
        return list(islice(self._kept, number + 1 - self._kept[0].seq, None))  # there are no gaps

    @property
    def _newest(self) -> int | None:
        return self._kept[-1].seq if self._kept else None

    async def _read_on(self, number: int) -> None:
        """Read what is newer than everything kept; a reader that leaves takes nothing from the others."""
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read(number if self._newest is None else self._newest))
            self._reading.add_done_callback(_look_at_error)
        await asyncio.shield(self._reading)

    async def _read(self, newest: int) -> None:
        self._kept.extend(await self._page(newest))


def _look_at_error(reading: "asyncio.Task[None]") -> None:
    """It is raised where somebody still waits; where all have left it is nobody's."""
    if not reading.cancelled():
        reading.exception()
