"""What is done now and then is done when a service starts, every hour, and after storage was away."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from gradcheck.datasets.store import DatasetStore
from gradcheck.domain.run import Retention
from gradcheck.errors import StorageUnavailableError
from gradcheck.jobs.housekeeping import Housekeeping
from gradcheck.jobs.queue import migrate_queue
from gradcheck.storage.clock import now
from gradcheck.storage.database import Database
from gradcheck.storage.jobs import NewJob
from gradcheck.storage.keeping.erasing import Erasures
from gradcheck.storage.keeping.expiring import Expiry
from gradcheck.storage.tables import dataset_chunks, dataset_versions, erasures, jobs
from tests.jobs.conftest import Bench
from tests.support import harness
from tests.support.one_tenant import OneTenantJobs

RETENTION = Retention(runs=30, datasets=30)
MINUTE_S = 0.02


@pytest.fixture
async def database(bench: Bench) -> AsyncIterator[Database]:
    database = Database(bench.url)
    await database.start()
    yield database
    await database.stop()


async def run_of(database: Database, job_id: str, days: float) -> None:
    """A run that ended so many days ago."""
    store = OneTenantJobs(database)
    await store.create(NewJob(id=job_id, kind="run", scope=job_id, label="x", plan=b"{}", outline=b"{}"), None)
    await store.finish(job_id, status="succeeded", reason="completed", error=None, result=b"{}")
    aged = jobs.update().where(jobs.c.id == job_id).values(ended_at=now() - timedelta(days=days))
    await database.transact(lambda connection: connection.execute(aged))


async def dataset_of(database: Database, tenant: str, name: str, *days: float) -> None:
    """A data set whose versions were uploaded so many days ago."""
    for version, age in enumerate(days, start=1):
        content = f"{tenant}/{name}/{version}"
        row = {"tenant": tenant, "name": name, "version": version, "content": content, "digest": content, "rows": 1}
        row |= {"bytes": 1, "columns": b"[]", "file": b"{}", "created_at": now() - timedelta(days=age)}
        chunk = {"content": content, "first": 1, "rows": 1, "data": b"[]"}
        await database.transact(lambda c, r=row: c.execute(dataset_versions.insert(), [r]))  # type: ignore[misc]
        await database.transact(lambda c, r=chunk: c.execute(dataset_chunks.insert(), [r]))  # type: ignore[misc]


async def left(database: Database) -> set[str]:
    def read(connection: sa.Connection) -> set[str]:
        columns = (jobs.c.id, dataset_versions.c.content, dataset_chunks.c.content)
        return {name for column in columns for name in connection.execute(sa.select(column)).scalars()}

    return await database.read(read)


@contextlib.asynccontextmanager
async def kept(bench: Bench, database: Database) -> AsyncIterator[Housekeeping]:
    """Housekeeping that goes on inside, whose minutes are short; an engine that has no jobs is beside it."""
    queue = await bench.started(_nothing)

    async def drop(tenant: str, name: str) -> None:
        await DatasetStore(database, tenant).delete(name)

    keeping = Housekeeping(Erasures(database), queue, Expiry(database, RETENTION), drop, MINUTE_S)
    going_on = asyncio.create_task(keeping.run())
    try:
        yield keeping
        assert not going_on.done()
    finally:
        going_on.cancel()
        await asyncio.gather(going_on, return_exceptions=True)


async def _nothing(job_id: str) -> None:
    raise AssertionError(job_id)


async def until_left(database: Database, names: set[str]) -> None:
    async with asyncio.timeout(30):
        while await left(database) != names:
            await asyncio.sleep(0.02)


async def test_data_sets_go_by_the_age_of_their_newest_version_each_in_its_tenant(
    bench: Bench, database: Database
) -> None:
    await dataset_of(database, "acme", "old", 90, 31)
    await dataset_of(database, "acme", "kept", 90, 29)
    await dataset_of(database, "beta", "old", 29)
    await dataset_of(database, "", "old", 40)
    async with kept(bench, database):
        await until_left(database, {"acme/kept/1", "acme/kept/2", "beta/old/1"})


async def test_a_service_keeps_what_its_settings_say_and_all_without_them(tmp_path: Path) -> None:
    async with harness.serving(tmp_path, None) as service:
        await run_of(service.database, "old", 31)
        await run_of(service.database, "young", 29)
    async with harness.serving(tmp_path, None) as service:
        assert await left(service.database) == {"old", "young"}
    async with harness.serving(tmp_path, None, declared="[retention]\nruns = 30\n") as service:
        await until_left(service.database, {"young"})


async def test_what_grows_old_meanwhile_goes_with_the_hour(bench: Bench, database: Database) -> None:
    await run_of(database, "first", 31)
    await run_of(database, "young", 29)
    async with kept(bench, database):
        await until_left(database, {"young"})
        await run_of(database, "second", 31)
        await dataset_of(database, "acme", "late", 31)
        await asyncio.sleep(10 * MINUTE_S)
        assert await left(database) == {"young", "second", "acme/late/1"}
        await until_left(database, {"young"})


async def test_an_erasure_that_was_interrupted_is_finished_without_a_call(bench: Bench, database: Database) -> None:
    await run_of(database, "begun", 1)
    await OneTenantJobs(database).erase("begun", "run", cascade=False)
    late = erasures.update().values(erased_at=now() - timedelta(hours=1))
    await database.transact(lambda connection: connection.execute(late))
    assert await Erasures(database).begun() == ["begun"]
    async with kept(bench, database), asyncio.timeout(30):
        while await Erasures(database).begun():
            await asyncio.sleep(0.02)


async def test_storage_that_is_away_for_a_while_ends_nothing(bench: Bench, database: Database) -> None:
    hidden = "ALTER TABLE erasures RENAME TO erasures_away"
    await database.transact(lambda connection: connection.exec_driver_sql(hidden))
    async with kept(bench, database):
        await asyncio.sleep(5 * MINUTE_S)
        await run_of(database, "old", 31)
        shown = "ALTER TABLE erasures_away RENAME TO erasures"
        await database.transact(lambda connection: connection.exec_driver_sql(shown))
        await until_left(database, set())


async def test_an_engine_whose_file_is_locked_is_storage_that_is_away(bench: Bench, tmp_path: Path) -> None:
    file = tmp_path / "engine.sqlite"
    migrate_queue(f"sqlite:///{file}")
    queue = bench.jobs(None, url=f"sqlite:///{file}")
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageUnavailableError):
            await queue.forget(["a"])
        other.execute("ROLLBACK")
    await queue.forget(["a"])
