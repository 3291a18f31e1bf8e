"""The queue as metrics show it."""

from datetime import timedelta

import sqlalchemy as sa

from gradcheck.domain.run import Priority
from gradcheck.storage.clock import now
from gradcheck.storage.database import Database
from gradcheck.storage.jobs import JobStore, Kind, NewJob
from gradcheck.storage.leasing.workers import WorkerStore
from gradcheck.storage.tables import jobs
from gradcheck.storage.tenant_jobs import TenantJobs
from gradcheck.storage.waiting import waiting


async def test_what_has_not_ended_is_found_without_a_look_at_what_has(database: Database) -> None:
    store = JobStore(database)
    asked: list[str] = []

    def note(_: sa.Connection, __: object, statement: str, *___: object) -> None:
        asked.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        await waiting(database)
        await store.unfinished()
        await store.unfinished_parts()
        await WorkerStore(database).abandoned_versions()
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    queries = [one for one in asked if "jobs" in one]
    assert len(queries) == 4
    assert all("status = 'queued'" in one or "status IN ('queued', 'running')" in one for one in queries)


async def test_the_queue_is_what_has_not_begun_by_kind_and_priority_with_the_age_of_its_oldest(
    database: Database,
) -> None:
    assert await waiting(database) == {}
    store = JobStore(database)
    kinds: dict[str, tuple[Kind, Priority]] = {
        "a": ("run", "normal"),
        "b": ("run", "normal"),
        "c": ("study", "high"),
        "d": ("diagnostic", "normal"),
        "e": ("run", "low"),
    }
    for job_id, (kind, priority) in kinds.items():
        new = NewJob(id=job_id, kind=kind, scope=job_id, label="any", plan=b"{}", outline=b"{}", priority=priority)
        await TenantJobs(database, "").create(new, None)
    await store.start("d")

    def age(connection: sa.Connection) -> None:
        connection.execute(jobs.update().where(jobs.c.id == "b").values(created_at=now() - timedelta(hours=1)))

    await database.transact(age)
    found = await waiting(database)
    lengths = {labels: one.length for labels, one in found.items()}
    assert lengths == {("run", "normal"): 2, ("study", "high"): 1, ("run", "low"): 1}
    assert 3600 <= found["run", "normal"].age_s < 3660
    assert 0 <= found["study", "high"].age_s < 60
