"""Jobs of every kind: their state and their journaled decisions."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Literal, TypeVar

import msgspec
import sqlalchemy as sa

from gradcheck.domain.base import Value
from gradcheck.domain.messages.contents import HeldImage
from gradcheck.domain.naming import Naming
from gradcheck.domain.results.notice import Notice
from gradcheck.domain.run import ENDED, JobError, Priority, Status
from gradcheck.domain.version import VERSION
from gradcheck.errors import NotFoundError
from gradcheck.storage.backend import notify
from gradcheck.storage.claims.charges import Allowance, Payer, most_calls, settle
from gradcheck.storage.claims.fairness import begin, turns_of
from gradcheck.storage.claims.spending import add
from gradcheck.storage.claims.tested import claim
from gradcheck.storage.clock import aware, now
from gradcheck.storage.database import Database, Write
from gradcheck.storage.notices import SHOWN, release, shown
from gradcheck.storage.tables import IS_PART, UNFINISHED, jobs, notices, plans, requests

T = TypeVar("T")
Kind = Literal["run", "diagnostic", "study", "headroom", "block"]
CANCELLED = "cancelled"


class Job(Value, frozen=True, kw_only=True):
    """A job as stored, without its plan; `outline` and `result` are JSON of types its kind knows."""

    id: str
    tenant: str
    kind: Kind
    target: str | None
    parent: str | None
    scope: str
    label: str
    status: Status
    outline: bytes
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    finish_reason: str | None
    error: JobError | None
    result: bytes | None
    stop_reason: str | None
    active_s: float
    version: str
    naming: Naming
    priority: Priority
    webhook: Notice | None
    trace: str | None = None


class Begun(Value, frozen=True, kw_only=True):
    """A job that was begun, for the `epoch`th time."""

    job: Job
    epoch: int


class NewJob(Value, frozen=True, kw_only=True):
    """What a job starts with. `label` is what lists are filtered by: a method's, a test's or a preset's name.

    `plan` is all that the job needs to be carried out, `outline` what is shown of it; `target` is the run that a
    diagnostic is about, the job that a part belongs to, or what data and model headroom was measured for. `request` is
    what the job can be asked for with again, None or empty where nobody has asked for it by itself. Its end is told to
    `webhook`. `images` are those that it holds, but for a job made of another, which holds them. `trace` is the
    `traceparent` that its spans belong to.
    """

    id: str
    kind: Kind
    scope: str
    label: str
    plan: bytes
    outline: bytes
    target: str | None = None
    parent: str | None = None
    naming: Naming = Naming()
    priority: Priority = "normal"
    request: bytes | None = None
    webhook: str | None = None
    trace: str | None = None
    images: tuple[HeldImage, ...] = ()
    payer: Payer | None = None
    budget: Allowance = Allowance()


_COLUMNS = [name for name in Job.__struct_fields__ if name != "webhook"]
JOBS = sa.select(*(jobs.c[name] for name in _COLUMNS), *SHOWN).select_from(
    jobs.outerjoin(notices, notices.c.job_id == jobs.c.id)
)


class IdempotencyKey(Value, frozen=True, kw_only=True):
    """A caller's key with a digest of the request it came with, and the kind of job that was asked for."""

    principal: str
    key: str
    body_digest: str
    kind: Kind


class JobStore:
    """The repository of jobs for those who work them off, whosever they are; callers see `TenantJobs`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def adopt(self, job_id: str, parts: Sequence[NewJob]) -> bool:
        """Store parts of a job, of its tenant and priority, as queued, all or none.

        False if it stops and has not stored these before.
        """

        def action(connection: sa.Connection) -> bool:
            stopping = connection.execute(locked(jobs.c.stop_reason, job_id)).scalar()
            if connection.execute(sa.select(jobs.c.id).where(jobs.c.id == parts[0].id)).first() is not None:
                return True
            if stopping is not None:
                return False
            whole = connection.execute(sa.select(jobs.c.tenant, jobs.c.priority).where(jobs.c.id == job_id)).one()
            rows = [row_of(part, whole.tenant) | {"priority": whole.priority} for part in parts]
            connection.execute(jobs.insert(), rows)
            connection.execute(plans.insert(), [{"job_id": part.id, "plan": part.plan} for part in parts])
            return True

        return await self._database.transact(action)

    async def get(self, job_id: str, kind: Kind) -> Job:
        """The job. Raises NotFoundError."""
        row = await self._database.read(
            lambda c: c.execute(JOBS.where(jobs.c.id == job_id, jobs.c.kind == kind)).mappings().first()
        )
        if row is None:
            raise NotFoundError(f"there is no {kind} {job_id}")
        return job_of(row)

    async def plan(self, job_id: str) -> bytes:
        """A job's plan, which may be large. Raises NotFoundError."""
        plan: bytes = await self._value(plans.c.plan, job_id)
        return plan

    async def request(self, job_id: str) -> bytes:
        """What a job can be asked for with again, as it was written. Raises NotFoundError where none is kept."""
        query = sa.select(requests.c.body).where(requests.c.job_id == job_id)
        body: bytes | None = await self._database.read(lambda c: c.execute(query).scalar())
        if body is None:
            raise NotFoundError(f"no request of {job_id} is kept: a study asked for it, or an earlier version took it")
        return body

    async def kind(self, job_id: str) -> Kind:
        """What kind of job an id names. Raises NotFoundError."""
        kind: Kind = await self._value(jobs.c.kind, job_id)
        return kind

    async def _value(self, column: sa.Column[Any], job_id: str) -> Any:  # noqa: ANN401 - whatever the column holds
        [key] = column.table.primary_key
        value = await self._database.read(lambda c: c.execute(sa.select(column).where(key == job_id)).scalar())
        if value is None:
            raise NotFoundError(f"there is no job {job_id}")
        return value

    async def unfinished(self) -> list[str]:
        """The ids of this version's jobs that have not ended, the oldest first."""
        query = sa.select(jobs.c.id).where(UNFINISHED)
        query = query.where(jobs.c.version == VERSION).order_by(jobs.c.created_at)
        return list(await self._database.read(lambda c: c.execute(query).scalars().all()))

    async def is_part(self, job_id: str) -> bool:
        """Whether a job belongs to another, as a run to its study or a block to its diagnostic."""
        query = sa.select(jobs.c.id).where(jobs.c.id == job_id, IS_PART)
        return await self._database.read(lambda c: c.execute(query).first()) is not None

    async def unfinished_parts(self) -> int:
        """How many parts of this version's jobs have not ended."""
        query = sa.select(sa.func.count()).where(UNFINISHED, IS_PART, jobs.c.version == VERSION)
        return int(await self._database.read(lambda c: c.execute(query).scalar_one()))

    async def parts(self, job_id: str) -> list[Job]:
        """The parts of a job, in no order."""
        rows = await self._database.read(lambda c: c.execute(JOBS.where(parts_of(job_id))).mappings().all())
        return [job_of(row) for row in rows]

    async def ended(self, job_ids: Collection[str]) -> list[str]:
        """Those of these jobs that have ended."""
        query = sa.select(jobs.c.id).where(jobs.c.id.in_(job_ids), jobs.c.status.in_(ENDED))
        return list(await self._database.read(lambda c: c.execute(query).scalars().all()))

    async def cancel_parts(self, job_id: str) -> list[str]:
        """Cancel the parts of a job that have not ended: those at work, whose ids these are, end soon."""
        left = sa.select(jobs.c.id).where(parts_of(job_id), jobs.c.status.not_in(ENDED))
        if not await self._database.read(lambda c: c.execute(left).scalars().all()):
            return []

        def action(connection: sa.Connection) -> list[str]:
            cancel(connection, parts_of(job_id))
            return list(connection.execute(left).scalars().all())

        return await self._database.transact(action)

    async def turns(self, job_ids: Collection[str]) -> dict[str, int]:
        """The turns of jobs that were not erased, and of those that wait and that they have overtaken."""
        return await self._database.read(lambda connection: turns_of(connection, job_ids))

    async def of_other_versions(self) -> list[Job]:
        """The jobs that another version has made and not ended, runs that a study carries out among them."""
        query = JOBS.where(UNFINISHED, jobs.c.version != VERSION)
        rows = await self._database.read(lambda c: c.execute(query.order_by(jobs.c.created_at)).mappings().all())
        return [job_of(row) for row in rows]

    async def ancestors(self, job_id: str) -> list[Job]:
        """The jobs that this one continues, its parent first."""

        def query(connection: sa.Connection) -> list[Job]:
            ancestors: list[Job] = []
            wanted = sa.select(jobs.c.parent).where(jobs.c.id == job_id)
            while (parent := connection.execute(wanted).scalar()) is not None:
                row = connection.execute(JOBS.where(jobs.c.id == parent)).mappings().one()
                ancestors.append(job_of(row))
                wanted = sa.select(jobs.c.parent).where(jobs.c.id == parent)
            return ancestors

        return await self._database.read(query)

    async def start(self, job_id: str, worker: str | None = None) -> Begun | None:
        """Mark a job as run by this worker, from now on only by it; None if it has ended or was erased."""

        def action(connection: sa.Connection) -> Begun | None:
            query = JOBS.where(jobs.c.id == job_id).with_for_update(of=jobs)
            row = connection.execute(query).mappings().first()
            if row is None or row["status"] in ENDED:
                return None
            started = row["started_at"] or now()
            values = {"status": "running", "started_at": started, "worker": worker, "epoch": jobs.c.epoch + 1}
            statement = jobs.update().where(jobs.c.id == job_id).values(values).returning(jobs.c.epoch)
            epoch = connection.execute(statement).scalar_one()
            begin(connection, job_id)
            return Begun(job=job_of({**dict(row), "status": "running", "started_at": started}), epoch=epoch)

        return await self._database.transact(action)

    async def take(self, job_id: str) -> None:
        """Take a job from whoever works it: what is still written of it there is refused."""
        statement = jobs.update().where(jobs.c.id == job_id).values(epoch=jobs.c.epoch + 1, worker=None)
        await self._database.write(Write(statement, {}))

    async def stop_reason(self, job_id: str) -> str | None:
        """What is journaled about why a job stops."""
        query = sa.select(jobs.c.stop_reason).where(jobs.c.id == job_id)
        return await self._database.read(lambda c: c.execute(query).scalar())

    async def decide_stop(self, job_id: str, reason: str, error: JobError | None = None) -> str:
        """Journal why a running job makes no more calls, in words where it fails by it; the reason that stands."""
        words = None if error is None else msgspec.json.encode(error)

        def action(connection: sa.Connection) -> str:
            connection.execute(
                jobs.update()
                .where(jobs.c.id == job_id, jobs.c.stop_reason.is_(None))
                .values(stop_reason=reason, error=words)
            )
            return str(connection.execute(sa.select(jobs.c.stop_reason).where(jobs.c.id == job_id)).scalar())

        return await self._database.transact(action)

    async def most_calls(self, job_id: str) -> int | None:
        """How many calls a job may make by the quota of its key; None where there is none."""
        return await self._database.read(lambda connection: most_calls(connection, job_id))

    async def add_active(self, job_id: str, seconds: float) -> None:
        """Add to the time the job was worked on."""
        statement = jobs.update().where(jobs.c.id == job_id).values(active_s=jobs.c.active_s + seconds)
        await self._database.write(Write(statement, {}))

    async def claim_test(self, job_id: str, items: Collection[bytes]) -> int:
        """Note that the job looks at these test items; how many of its tenant's have looked at any of them."""
        return await self._database.transact(lambda connection: claim(connection, job_id, items))

    async def finish(
        self,
        job_id: str,
        *,
        status: Status,
        reason: str,
        error: JobError | None,
        result: bytes | None,
    ) -> None:
        """End a job; one that has ended stays as it ended, and one whose cancellation was accepted is cancelled.

        Its notice is due from then on, and whoever follows the job that it is a part of is told.
        """
        values = {
            "error": None if error is None else msgspec.json.encode(error),
            "result": result,
            "ended_at": now(),
        }
        cancelled = jobs.c.stop_reason == CANCELLED
        statement = (
            jobs.update()
            .where(jobs.c.id == job_id, jobs.c.status.not_in(ENDED))
            .values(
                status=sa.case((cancelled, CANCELLED), else_=status),
                finish_reason=sa.case((cancelled, CANCELLED), else_=reason),
                **values,
            )
        )
        whole = sa.select(jobs.c.target).where(jobs.c.id == job_id, IS_PART)

        def action(connection: sa.Connection) -> None:
            if connection.execute(statement).rowcount:
                release(connection, job_id)
                settle(connection, job_id)
                add(connection, job_id)
                for parent in connection.execute(whole).scalars():
                    notify(connection, parent)

        await self._database.transact(action)


def locked(column: sa.Column[T], job_id: str) -> sa.Select[T]:
    """A column of a job that nobody else changes until the transaction ends."""
    return sa.select(column).where(jobs.c.id == job_id).with_for_update()


def parts_of(job_id: str) -> sa.ColumnElement[bool]:
    """The jobs that are parts of this one."""
    return IS_PART & (jobs.c.target == job_id)


def cancel(connection: sa.Connection, which: sa.ColumnElement[bool]) -> None:
    """Cancel jobs: those that wait end at once, those at work soon."""
    waiting = jobs.update().where(which, jobs.c.status == "queued")
    connection.execute(waiting.values(**ended_by_cancelling(), stop_reason=CANCELLED))
    connection.execute(jobs.update().where(which, jobs.c.status == "running").values(stop_reason=CANCELLED))


def row_of(new: NewJob, tenant: str) -> dict[str, Any]:
    """The row of a new job of a tenant."""
    row = {**msgspec.structs.asdict(new), "status": "queued", "created_at": now(), "version": VERSION, "tenant": tenant}
    del row["plan"], row["request"], row["webhook"], row["images"], row["payer"], row["budget"]
    return {**row, "naming": msgspec.json.encode(new.naming)}


def ended_by_cancelling() -> dict[str, Any]:
    """What is written of a job that ends by its cancellation."""
    return {"status": CANCELLED, "finish_reason": CANCELLED, "ended_at": now()}


def job_of(row: sa.RowMapping | dict[str, Any]) -> Job:
    """The job of a row of `JOBS`."""
    values: dict[str, Any] = {name: row[name] for name in _COLUMNS}
    for name in ("created_at", "started_at", "ended_at"):
        values[name] = values[name] and aware(values[name])
    values["error"] = values["error"] and msgspec.json.decode(values["error"], type=JobError)
    values["naming"] = msgspec.json.decode(values["naming"], type=Naming)
    return Job(**values, webhook=shown(row))
