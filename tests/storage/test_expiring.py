"""What has been kept for long enough is erased, and nothing else."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from gradcheck.domain.run import Retention
from gradcheck.errors import NotFoundError
from gradcheck.storage import tables
from gradcheck.storage.clock import now
from gradcheck.storage.database import Database
from gradcheck.storage.jobs import Kind, NewJob
from gradcheck.storage.keeping.erasing import Erasures
from gradcheck.storage.keeping.expiring import Expiry
from gradcheck.storage.tables import calls, jobs
from tests.support.one_tenant import OneTenantJobs


async def make(
    database: Database,
    job_id: str,
    kind: Kind = "run",
    *,
    days: float,
    parent: str | None = None,
    target: str | None = None,
) -> None:
    """A job that ended so many days ago."""
    store = OneTenantJobs(database)
    new = NewJob(id=job_id, kind=kind, scope=job_id, label="x", plan=b"{}", outline=b"{}", parent=parent, target=target)
    await store.create(new, None)
    await store.finish(job_id, status="succeeded", reason="completed", error=None, result=b"{}")
    aged = jobs.update().where(jobs.c.id == job_id).values(ended_at=now() - timedelta(days=days))
    await database.transact(lambda connection: connection.execute(aged))


async def left(database: Database) -> set[str]:
    return set(await database.read(lambda c: c.execute(sa.select(jobs.c.id)).scalars().all()))


async def answered(database: Database, scope: str, job_id: str) -> None:
    """A call of a job is answered."""
    row = {"scope": scope, "path": job_id, "job_id": job_id, "draw": 0, "key": "k", "role": "task", "cached": False}
    await database.transact(lambda connection: connection.execute(calls.insert().values(**row, outcome=b"text")))


async def answers(database: Database) -> set[tuple[str, str]]:
    """Scope and job of each answer that is there."""
    rows = await database.read(lambda c: c.execute(sa.select(calls.c.scope, calls.c.job_id)).all())
    return {(row.scope, row.job_id) for row in rows}


async def test_without_a_setting_everything_is_kept(database: Database) -> None:
    await make(database, "a", days=36_000)
    assert await Expiry(database, Retention()).erase() == 0
    assert await left(database) == {"a"}


async def test_jobs_of_a_kind_go_after_their_days_and_those_that_others_need_with_these(database: Database) -> None:
    await make(database, "older", days=50)
    await make(database, "old", days=40, parent="older")
    await make(database, "needed", days=60)
    await make(database, "young", days=5, parent="needed")
    await make(database, "diagnosed", days=50)
    await make(database, "diagnostic", "diagnostic", days=45, target="diagnosed")
    await make(database, "study", "study", days=20)
    await make(database, "trial", days=70, target="study")
    store = OneTenantJobs(database)
    await store.create(NewJob(id="queued", kind="run", scope="queued", label="x", plan=b"{}", outline=b"{}"), None)
    assert await Expiry(database, Retention(runs=30)).erase() == 2
    assert await left(database) == {"needed", "young", "diagnosed", "diagnostic", "study", "trial", "queued"}
    assert await Expiry(database, Retention(runs=30, diagnostics=44, studies=19)).erase() == 4
    assert await left(database) == {"needed", "young", "queued"}


async def test_an_erasure_that_was_interrupted_is_finished_later(database: Database) -> None:
    await make(database, "a", days=1)
    row = {"scope": "a", "job_id": "a", "draw": 0, "key": "k", "role": "task", "cached": False, "outcome": b"text"}
    rows = [{**row, "path": f"p{n}"} for n in range(2500)]
    await database.transact(lambda connection: connection.execute(calls.insert(), rows))
    store = OneTenantJobs(database)
    assert await store.erase("a", "run", cascade=False) == ["a"]
    with pytest.raises(NotFoundError):
        await store.get("a", "run")
    with pytest.raises(NotFoundError):
        await store.create(
            NewJob(id="b", kind="run", scope="b", label="x", plan=b"{}", outline=b"{}", parent="a"), None
        )
    erasures = Erasures(database)
    assert await erasures.begun() == ["a"]
    await erasures.finish(["a"])
    assert await database.read(lambda c: c.execute(sa.select(sa.func.count()).select_from(calls)).scalar()) == 0


async def test_an_erasure_finishes_no_other_one(database: Database) -> None:
    store, erasures = OneTenantJobs(database), Erasures(database)
    for job_id in ("a", "b"):
        await make(database, job_id, days=1)
        await store.erase(job_id, "run", cascade=False)
    aged = tables.erasures.update().values(erased_at=now() - timedelta(hours=1))
    await database.transact(lambda connection: connection.execute(aged))
    await erasures.finish(["b"])
    assert await erasures.begun() == ["a"]


async def test_many_erasures_take_no_more_transactions_than_one(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, erasures, transact = OneTenantJobs(database), Erasures(database), database.transact
    made: list[object] = []

    async def counted(action: Callable[[sa.Connection], object]) -> object:
        made.append(action)
        return await transact(action)

    async def gone(*job_ids: str) -> int:
        for job_id in job_ids:
            await make(database, job_id, days=1)
            await answered(database, job_id, job_id)
            await store.erase(job_id, "run", cascade=False)
        made.clear()
        monkeypatch.setattr(database, "transact", counted)
        await erasures.finish(job_ids)
        monkeypatch.setattr(database, "transact", transact)
        assert await answers(database) == set()
        return len(made)

    assert await gone("one") == await gone(*(f"run{number}" for number in range(60)))


async def test_answers_that_another_job_shares_stay_with_it(database: Database) -> None:
    store = OneTenantJobs(database)
    for job_id, scope in (("a", "a"), ("b", "a"), ("c", "c")):
        await make(database, job_id, days=1)
        shared = jobs.update().where(jobs.c.id == job_id).values(scope=scope)
        await database.transact(lambda connection, shared=shared: connection.execute(shared))  # type: ignore[misc]
        await answered(database, scope, job_id)
        await answered(database, f"{scope}/check", job_id)
    for job_id in ("a", "c"):
        await store.erase(job_id, "run", cascade=False)
    await Erasures(database).finish(["a", "c"])
    assert await answers(database) == {("a", "b"), ("a/check", "b")}
