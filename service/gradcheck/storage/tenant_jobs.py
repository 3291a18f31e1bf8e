"""Jobs as one tenant sees them: to it, those of others are not there."""

import sqlalchemy as sa

from gradcheck.domain.naming import ANY, Wanted
from gradcheck.domain.run import ENDED
from gradcheck.errors import ConflictError, IdempotencyMismatchError, NotFoundError
from gradcheck.storage.backend import inserted
from gradcheck.storage.claims.charges import reserve, settle
from gradcheck.storage.claims.fairness import line_up, take_turn
from gradcheck.storage.claims.idempotency import keep
from gradcheck.storage.database import Database
from gradcheck.storage.image_store import hold
from gradcheck.storage.jobs import (
    JOBS,
    IdempotencyKey,
    Job,
    Kind,
    NewJob,
    cancel,
    job_of,
    locked,
    parts_of,
    row_of,
)
from gradcheck.storage.keeping.archiving import Archive, archived, take_in
from gradcheck.storage.keeping.erasing import erase
from gradcheck.storage.names import conditions, index
from gradcheck.storage.notices import expect, release
from gradcheck.storage.tables import idempotency, jobs, plans, requests


class TenantJobs:
    """The repository of one tenant's jobs."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database = database
        self._tenant = tenant
        self._own = jobs.c.tenant == tenant

    async def create(self, new: NewJob, key: IdempotencyKey | None) -> str:
        """Store a job as queued; its id, or that of the job the key has made.

        Raises IdempotencyMismatchError, and InvalidRequestError where an image that it holds is gone.
        """

        def action(connection: sa.Connection) -> str:
            line_up(connection)
            if key is not None and not keep(connection, key.principal, key.key, key.body_digest, new.id):
                return str(_made_by(connection, key))
            _check_there(connection, new)
            if not inserted(connection, jobs, row_of(new, self._tenant)):
                return new.id  # stored by a transaction whose end was not heard
            connection.execute(plans.insert(), {"job_id": new.id, "plan": new.plan})
            take_turn(connection, self._tenant, new.id, new.priority)
            reserve(connection, self._tenant, new.id, new.payer, new.budget)
            hold(connection, new.id, new.images)
            index(connection, new.id, new.naming)
            expect(connection, new.id, new.webhook)
            if new.request:
                connection.execute(requests.insert(), {"job_id": new.id, "body": new.request})
            return new.id

        return await self._database.transact(action)

    async def made_by(self, key: IdempotencyKey) -> str | None:
        """The id of the job the key has made, if any. Raises IdempotencyMismatchError as `create` does."""
        return await self._database.read(lambda connection: _made_by(connection, key))

    async def get(self, job_id: str, kind: Kind) -> Job:
        """The job. Raises NotFoundError."""
        row = await self._database.read(
            lambda c: c.execute(JOBS.where(self._own, jobs.c.id == job_id, jobs.c.kind == kind)).mappings().first()
        )
        if row is None:
            raise NotFoundError(f"there is no {kind} {job_id}")
        return job_of(row)

    async def kind(self, job_id: str) -> Kind:
        """What kind of job an id names. Raises NotFoundError."""
        query = sa.select(jobs.c.kind).where(self._own, jobs.c.id == job_id)
        kind: Kind | None = await self._database.read(lambda c: c.execute(query).scalar())
        if kind is None:
            raise NotFoundError(f"there is no job {job_id}")
        return kind

    async def page(
        self,
        kind: Kind,
        *,
        limit: int,
        before: str | None,
        status: str | None,
        label: str | None,
        target: str | None = None,
        of_all: bool = False,
        wanted: Wanted = ANY,
    ) -> list[Job]:
        """Jobs with this target, or with none, or `of_all`, the newest first, older than the job `before`."""
        query = JOBS.where(self._own, jobs.c.kind == kind, *conditions(wanted))
        if not of_all:
            query = query.where(jobs.c.target.is_not_distinct_from(target))
        if status is not None:
            query = query.where(jobs.c.status == status)
        if label is not None:
            query = query.where(jobs.c.label == label)
        if before is not None:
            edge = sa.select(jobs.c.created_at, jobs.c.id).where(self._own, jobs.c.id == before).subquery()
            query = query.where(
                sa.tuple_(jobs.c.created_at, jobs.c.id) < sa.select(edge.c.created_at, edge.c.id).scalar_subquery()
            )
        query = query.order_by(jobs.c.created_at.desc(), jobs.c.id.desc()).limit(limit)
        rows = await self._database.read(lambda c: c.execute(query).mappings().all())
        return [job_of(row) for row in rows]

    async def results_about(self, target: str, kind: Kind) -> list[tuple[bytes, bytes]]:
        """The outlines and results of ended jobs about another job, the newest first."""
        where = (self._own, jobs.c.target == target, jobs.c.kind == kind, jobs.c.result.is_not(None))
        query = sa.select(jobs.c.outline, jobs.c.result).where(*where)
        newest = query.order_by(jobs.c.created_at.desc(), jobs.c.id.desc())
        return [(outline, result) for outline, result in await self._database.read(lambda c: c.execute(newest).all())]

    async def cancel(self, job_id: str, kind: Kind) -> bool:
        """Cancel a job and its parts; true if it ended at once, as queued. Raises NotFound- and ConflictError."""

        def action(connection: sa.Connection) -> bool:
            status = connection.execute(locked(jobs.c.status, job_id).where(self._own, jobs.c.kind == kind)).scalar()
            if status is None:
                raise NotFoundError(f"there is no {kind} {job_id}")
            if status in ENDED:
                raise ConflictError(f"{kind} {job_id} has already ended: {status}")
            cancel(connection, (jobs.c.id == job_id) | parts_of(job_id))
            if status == "queued":
                release(connection, job_id)
                settle(connection, job_id)
            return bool(status == "queued")

        return await self._database.transact(action)

    async def erase(self, job_id: str, kind: Kind, *, cascade: bool) -> list[str]:
        """Take a job away, and with `cascade` all that need it; their ids. Raises NotFound- and ConflictError."""
        return await self._database.transact(
            lambda connection: erase(connection, self._tenant, job_id, kind, cascade=cascade)
        )

    async def archive(self, run_id: str) -> Archive:
        """A run to be taken elsewhere. Raises NotFoundError, and ConflictError while it has not ended."""
        return await self._database.read(lambda connection: archived(connection, self._tenant, run_id))

    async def take_in(self, archive: Archive) -> None:
        """Store a run from elsewhere. Raises ConflictError where it is there already, and InvalidRequestError."""
        await self._database.transact(lambda connection: take_in(connection, self._tenant, archive))


def _check_there(connection: sa.Connection, new: NewJob) -> None:
    """Raise NotFoundError where the run that a job continues or is about was erased just now."""
    for needed in {new.parent, new.target if new.kind == "diagnostic" else None} - {None}:
        if connection.execute(locked(jobs.c.id, str(needed))).first() is None:
            raise NotFoundError(f"there is no run {needed}")


def _made_by(connection: sa.Connection, key: IdempotencyKey) -> str | None:
    query = (
        sa.select(idempotency.c.job_id, idempotency.c.body_digest, jobs.c.kind)
        .outerjoin(jobs, jobs.c.id == idempotency.c.job_id)  # an upload's key is of no job
        .where(idempotency.c.principal == key.principal, idempotency.c.key == key.key)
    )
    known = connection.execute(query).first()
    if known is None:
        return None
    if (known.body_digest, known.kind) != (key.body_digest, key.kind):
        raise IdempotencyMismatchError("this Idempotency-Key was used before with another request")
    return str(known.job_id)
