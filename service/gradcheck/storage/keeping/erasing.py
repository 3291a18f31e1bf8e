"""Jobs are erased: at once they are not there any more, and then all their rows go, some at a time.

What stays are digests of the items that they were tested on (`claims/tested.py`). An erased job's id is kept for as
long as a worker that had just ended it may still write of it, and so are the ids of those whose rows still go.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import msgspec
import sqlalchemy as sa

from gradcheck.domain.run import ENDED
from gradcheck.errors import ConflictError, NotFoundError, some
from gradcheck.storage.clock import now
from gradcheck.storage.database import Database
from gradcheck.storage.image_store import drop
from gradcheck.storage.tables import IS_PART, calls, erasures, image_uses, jobs, metadata, requests

_AT_ONCE = 1000  # rows of one transaction, so that nobody has to wait long for the next one
_LATE = timedelta(minutes=2)
# Of these a job has as many as it has calls.
_MANY = ("attempts", "flights", "events", "steps", "candidates", "rollouts")
_OTHERS = {*_MANY, "calls", "erasures", "charges"}  # what a key has used of its quotas is used
_FEW = [table for name, table in metadata.tables.items() if "job_id" in table.c and name not in _OTHERS]


class _Named(msgspec.Struct):
    """What a diagnostic's request names."""

    runs: tuple[str, ...] = ()


def erase(connection: sa.Connection, tenant: str, job_id: str, kind: str, *, cascade: bool) -> list[str]:
    """Take a job of a tenant away with its parts, as a study with its trials; the ids of all that went.

    Raises NotFoundError, and ConflictError where it or what goes with it has not ended, and where others continue,
    diagnose or hold it: with `cascade` these go too.
    """
    own = sa.select(jobs.c.id).where(jobs.c.tenant == tenant, jobs.c.id == job_id, jobs.c.kind == kind)
    if connection.execute(own.with_for_update()).first() is None:
        raise NotFoundError(f"there is no {kind} {job_id}")
    going = {job_id, *_parts(connection, [job_id])}
    using = _users(connection, tenant, going)
    if using and not cascade:
        raise ConflictError(f"{kind} {job_id} is in use: {_said(using)}; `cascade=true` deletes these too")
    while using:
        going |= using.keys()
        going |= _parts(connection, using)
        using = _users(connection, tenant, going)
    every = sa.select(jobs.c.id, jobs.c.status).where(jobs.c.id.in_(going)).order_by(jobs.c.id).with_for_update()
    at_work = [row.id for row in connection.execute(every) if row.status not in ENDED]
    if at_work:
        raise ConflictError(f"{some(at_work)} has not ended; cancel it first, and delete when it has")
    _take_away(connection, going)
    return sorted(going)


class Erasures:
    """The repository of what is being erased."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begun(self) -> list[str]:
        """The ids of the jobs whose erasure is not over."""
        return list(await self._database.read(lambda c: c.execute(sa.select(erasures.c.job_id)).scalars().all()))

    async def finish(self, job_ids: Collection[str]) -> None:
        """Delete the rows of some jobs that were erased, then forget of whom nobody can write any more."""
        these = erasures.c.job_id.in_(job_ids)
        rows = await self._database.read(lambda c: c.execute(sa.select(erasures).where(these)).all())
        await self._finish([row.job_id for row in rows], {row.scope for row in rows})
        await self._database.scrub()
        old = erasures.delete().where(these, erasures.c.erased_at < now() - _LATE)
        await self._database.transact(lambda connection: connection.execute(old))

    async def _finish(self, ids: Sequence[str], scopes: set[str]) -> None:
        """Delete the rows of all these jobs together: a transaction takes longer to wait for than to do."""
        conditions = [(metadata.tables[name], metadata.tables[name].c.job_id.in_(ids)) for name in _MANY]
        query = sa.select(jobs.c.scope).where(jobs.c.scope.in_(scopes))
        shared = set(await self._database.read(lambda connection: connection.execute(query).scalars().all()))
        for table, condition in [*conditions, (calls, _answers(ids, scopes, shared))]:
            while await self._database.transact(partial(_some_go, table=table, condition=condition)) == _AT_ONCE:
                pass


def _parts(connection: sa.Connection, whole: Collection[str]) -> set[str]:
    """The runs of studies, and the blocks of diagnostics."""
    query = sa.select(jobs.c.id).where(jobs.c.target.in_(whole), IS_PART)
    return set(connection.execute(query).scalars())


def _users(connection: sa.Connection, tenant: str, going: Collection[str]) -> dict[str, str]:
    """Jobs that stay and need one that goes, with what they do with it."""
    columns = (jobs.c.id, jobs.c.kind, jobs.c.parent, jobs.c.target)
    continuing = sa.select(*columns).where(jobs.c.parent.in_(going))
    about = sa.select(*columns).where(jobs.c.target.in_(going), jobs.c.kind == "diagnostic")
    found = {row.id: f"run {row.id} continues {row.parent}" for row in connection.execute(continuing)}
    found |= {row.id: f"diagnostic {row.id} is about {row.target}" for row in connection.execute(about)}
    diagnostics = (
        sa.select(jobs.c.id, requests.c.body)
        .join(requests, requests.c.job_id == jobs.c.id)
        .where(jobs.c.tenant == tenant, jobs.c.kind == "diagnostic")
    )
    for row in connection.execute(diagnostics):
        shared = sorted(set(msgspec.json.decode(row.body or b"{}", type=_Named).runs).intersection(going))
        if shared:
            found.setdefault(row.id, f"diagnostic {row.id} is about {shared[0]} too")
    trials = sa.select(jobs.c.target, jobs.c.id).where(jobs.c.id.in_(going), jobs.c.kind == "run")
    found |= {
        row.target: f"study {row.target} holds {row.id} as a trial"
        for row in connection.execute(trials.where(jobs.c.target.is_not(None)))
    }
    return {name: said for name, said in found.items() if name not in going}


def _said(using: dict[str, str]) -> str:
    most = 10
    rest = len(using) - most
    return "; ".join(list(using.values())[:most]) + (f"; and {rest} more" if rest > 0 else "")


def _take_away(connection: sa.Connection, going: Collection[str]) -> None:
    """The jobs with whatever is found by anything but their ids."""
    scopes = connection.execute(sa.select(jobs.c.id, jobs.c.scope).where(jobs.c.id.in_(going))).all()
    rows = [{"job_id": row.id, "scope": row.scope, "erased_at": now()} for row in scopes]
    connection.execute(erasures.insert(), rows)
    held = sa.select(image_uses.c.sha256).distinct().where(image_uses.c.job_id.in_(going))
    images = list(connection.execute(held).scalars())
    for table in _FEW:
        connection.execute(table.delete().where(table.c.job_id.in_(going)))
    connection.execute(jobs.delete().where(jobs.c.id.in_(going)))
    for image in images:
        drop(connection, image)


def _answers(ids: Collection[str], scopes: set[str], shared: set[str]) -> sa.ColumnElement[bool]:
    """Answers of jobs and their checks. Up to version 1 what continued a job shared its scope, and may have stayed."""
    own, kept = scopes - shared, scopes & shared
    of_both = calls.c.scope.in_(_with_checks(kept)) & calls.c.job_id.in_(ids)
    return calls.c.scope.in_(_with_checks(own)) | of_both


def _with_checks(scopes: set[str]) -> list[str]:
    return sorted(scopes | {f"{scope}/check" for scope in scopes})


def _some_go(connection: sa.Connection, table: sa.Table, condition: sa.ColumnElement[bool]) -> int:
    key = tuple(table.primary_key)
    chosen = sa.select(*key).where(condition).limit(_AT_ONCE)
    gone: sa.CursorResult[Any] = connection.execute(table.delete().where(sa.tuple_(*key).in_(chosen)))
    return gone.rowcount
