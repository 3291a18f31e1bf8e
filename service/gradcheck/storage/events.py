"""The events of jobs: appended once by key, numbered on insert, read by pages, and a wake-up for whoever waits."""

import asyncio
from functools import partial
from typing import Any
from weakref import WeakValueDictionary

import msgspec
import sqlalchemy as sa

from gradcheck.domain.events.common import EventData
from gradcheck.domain.run import Event
from gradcheck.storage.backend import insert
from gradcheck.storage.clock import aware, now
from gradcheck.storage.database import Database, Write
from gradcheck.storage.following.tail import Tail
from gradcheck.storage.tables import events

_NEXT = sa.select(sa.func.coalesce(sa.func.max(events.c.seq), 0) + 1).where(events.c.job_id == sa.bindparam("job_id"))
_APPEND = (
    insert(events)
    .values(
        job_id=sa.bindparam("job_id"),
        seq=_NEXT.scalar_subquery(),
        key=sa.bindparam("key"),
        at=sa.bindparam("at"),
        type=sa.bindparam("type"),
        data=sa.bindparam("data"),
    )
    .on_conflict_do_nothing(index_elements=[events.c.job_id, events.c.key])
    .execution_options(insertmanyvalues_page_size=1)  # a number is looked for behind the row before
)


class EventStore:
    """The repository of events."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._news: WeakValueDictionary[str, asyncio.Event] = WeakValueDictionary()
        self._tails: WeakValueDictionary[str, Tail] = WeakValueDictionary()

    def tell(self, job_id: str, key: str, data: EventData) -> None:
        """Append an event unless its key is there, durable before any later write returns; then wake the readers."""
        self._database.post(_row(job_id, key, data), then=partial(self.wake, job_id))

    async def append(self, job_id: str, key: str, data: EventData) -> None:
        """The same, and return when it is durable."""
        await self._database.write(_row(job_id, key, data))
        self.wake(job_id)

    def news(self, job_id: str) -> asyncio.Event:
        """What is set at the job's next event. Take it before asking for a page, so that nothing is missed."""
        return self._news.setdefault(job_id, asyncio.Event())

    def tail(self, job_id: str) -> Tail:
        """The job's newest events as all who hold this share them."""
        return self._tails.setdefault(job_id, Tail(lambda after: self.page(job_id, after=after)))

    async def page(self, job_id: str, *, after: int, limit: int = 500) -> list[Event]:
        """Events with a number above `after`, in order."""
        query = (
            sa.select(events).where(events.c.job_id == job_id, events.c.seq > after).order_by(events.c.seq).limit(limit)
        )
        rows = await self._database.read(lambda c: c.execute(query).all())
        return [
            Event(
                seq=row.seq,
                at=aware(row.at),
                run_id=row.job_id,
                type=row.type,
                data=msgspec.json.decode(row.data),
            )
            for row in rows
        ]

    async def newest(self, job_id: str) -> int:
        """The number of a job's newest event, 0 where there is none."""
        query = sa.select(sa.func.coalesce(sa.func.max(events.c.seq), 0)).where(events.c.job_id == job_id)
        number: int = await self._database.read(lambda c: c.execute(query).scalar_one())
        return number

    async def latest(self, job_id: str, kind: str) -> dict[str, Any] | None:
        """What the newest event of a type says, if there is one."""
        query = (
            sa.select(events.c.data)
            .where(events.c.job_id == job_id, events.c.type == kind)
            .order_by(events.c.seq.desc())
            .limit(1)
        )
        data = await self._database.read(lambda c: c.execute(query).scalar())
        event: dict[str, Any] | None = None if data is None else msgspec.json.decode(data)
        return event

    def wake(self, job_id: str) -> None:
        """Wake the readers of a job."""
        news = self._news.pop(job_id, None)
        if news is not None:
            news.set()

    def wake_all(self) -> None:
        """Wake every reader, news or not."""
        for job_id in list(self._news):
            self.wake(job_id)


def _row(job_id: str, key: str, data: EventData) -> Write:
    row = {"job_id": job_id, "key": key, "at": now(), "type": data.type, "data": msgspec.json.encode(data)}
    return Write(_APPEND, row, job_id)
