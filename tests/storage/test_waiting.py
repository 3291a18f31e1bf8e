"""The queue as metrics show it."""

from datetime import timedelta

import sqlalchemy as sa

from gradcheck.storage.clock import now
from gradcheck.storage.database import Database
from gradcheck.storage.jobs import JobStore, Kind, NewJob
from gradcheck.storage.tables import jobs
from gradcheck.storage.tenant_jobs import TenantJobs
from gradcheck.storage.waiting import waiting


async def test_the_queue_is_what_has_not_begun_by_kind_with_the_age_of_its_oldest(database: Database) -> None:
    assert await waiting(database) == {}
    store = JobStore(database)
    kinds: dict[str, Kind] = {"a": "run", "b": "run", "c": "study", "d": "diagnostic"}
    for job_id, kind in kinds.items():
        new = NewJob(id=job_id, kind=kind, scope=job_id, label="any", plan=b"{}", outline=b"{}")
        await TenantJobs(database, "").create(new, None)
    await store.start("d")

    def age(connection: sa.Connection) -> None:
        connection.execute(jobs.update().where(jobs.c.id == "b").values(created_at=now() - timedelta(hours=1)))

    await database.transact(age)
    found = await waiting(database)
    assert {kind: one.length for kind, one in found.items()} == {"run": 2, "study": 1}
    assert 3600 <= found["run"].age_s < 3660
    assert 0 <= found["study"].age_s < 60
