"""Notices of jobs' ends: expected from a job's creation, due in the transaction in which it ends."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from gradcheck.domain.base import Value
from gradcheck.domain.results.notice import Notice
from gradcheck.storage.clock import aware, now
from gradcheck.storage.database import Database, Write
from gradcheck.storage.tables import notices

LONGEST_WAIT = timedelta(hours=8)
_COLUMNS = ("webhook", "attempts", "due_at", "delivered_at", "error")
SHOWN = [notices.c[name].label(f"notice_{name}") for name in _COLUMNS]
"""What a job shows of its notice, beside its own columns."""


class DueNotice(Value, frozen=True, kw_only=True):
    """A notice that is to be sent now, after so many attempts."""

    job_id: str
    webhook: str
    attempts: int


class NoticeStore:
    """The repository of notices."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, each: int, taken_for_s: float = 0.0) -> list[DueNotice]:
        """What is due, of each webhook the `each` that have been due for longest.

        What is being sent is due until its attempt is told, so it is among these again; where it is taken for so many
        seconds, others find it only after them.
        """
        place = sa.func.row_number().over(partition_by=notices.c.webhook, order_by=(notices.c.due_at, notices.c.job_id))
        waiting = sa.select(notices, place.label("place")).where(_is_due()).subquery()
        columns = [waiting.c[name] for name in DueNotice.__struct_fields__]
        query = sa.select(*columns).where(waiting.c.place <= each).order_by(waiting.c.due_at)
        if not taken_for_s:
            rows = await self._database.read(lambda c: c.execute(query).mappings().all())
            return [DueNotice(**row) for row in rows]

        def action(connection: sa.Connection) -> list[DueNotice]:
            found = {row["job_id"]: DueNotice(**row) for row in connection.execute(query).mappings()}
            take = notices.update().where(notices.c.job_id.in_(found), _is_due())
            until = now() + timedelta(seconds=taken_for_s)
            taken = connection.execute(take.values(due_at=until).returning(notices.c.job_id)).scalars().all()
            return [found[job_id] for job_id in taken]

        return await self._database.transact(action)

    async def delivered(self, job_id: str) -> None:
        """The webhook has taken it."""
        await self._tried(job_id, delivered_at=now(), due_at=None, error=None)

    async def failed(self, job_id: str, error: str, wait_s: float | None) -> None:
        """An attempt failed; the next is due after so long, and there is none where that is None."""
        due_at = None if wait_s is None else now() + timedelta(seconds=wait_s)
        await self._tried(job_id, due_at=due_at, error=error)

    async def _tried(self, job_id: str, **values: datetime | str | None) -> None:
        counted = {"attempts": notices.c.attempts + 1, **values}
        await self._database.write(Write(notices.update().where(notices.c.job_id == job_id).values(counted), {}))


def _is_due() -> sa.ColumnElement[bool]:
    """What was to wait for longer than any notice does was written by a clock that was set back since."""
    moment = now()
    return (notices.c.due_at <= moment) | (notices.c.due_at > moment + LONGEST_WAIT)


def expect(connection: sa.Connection, job_id: str, webhook: str | None) -> None:
    """Note that a new job's end is to be told to this webhook, if to any."""
    if webhook is not None:
        connection.execute(notices.insert(), {"job_id": job_id, "webhook": webhook, "attempts": 0})


def release(connection: sa.Connection, job_id: str) -> None:
    """The job has ended in this transaction: its notice is due."""
    connection.execute(notices.update().where(notices.c.job_id == job_id).values(due_at=now()))


def shown(row: sa.RowMapping | dict[str, Any]) -> Notice | None:
    """The notice of a job from a row with `SHOWN`, if it has one."""
    name, attempts, due_at, delivered_at, error = (row[f"notice_{column}"] for column in _COLUMNS)
    if name is None:
        return None
    return Notice(
        name=name,
        attempts=attempts,
        next_at=due_at and aware(due_at),
        delivered_at=delivered_at and aware(delivered_at),
        given_up=attempts > 0 and due_at is None and delivered_at is None,
        error=error,
    )
