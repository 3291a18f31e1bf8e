"""Leases of workers on one Postgres: who is silent, who is gone, and what a worker does about its own."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from gradcheck.errors import StorageUnavailableError
from gradcheck.storage.clock import running_s
from gradcheck.storage.database import Database
from gradcheck.storage.jobs import NewJob
from gradcheck.storage.leasing.lease import LEASE_S, Lease
from gradcheck.storage.leasing.workers import WorkerStore
from tests.support import databases, homes
from tests.support.one_tenant import OneTenantJobs


@pytest.fixture
def url(tmp_path: Path) -> str:
    return databases.new_url("postgres", tmp_path, homes.template())


@pytest.fixture
def store(database: Database) -> WorkerStore:
    return WorkerStore(database)


class Losses(list[str]):
    """How often a worker was told that it has lost its jobs."""

    def __call__(self) -> None:
        self.append("lost")


def leased(
    url: str, losses: Losses | None = None, name: str = "me", version: str = "5", lease_s: float = LEASE_S
) -> Lease:
    return Lease(url, name, version, Losses() if losses is None else losses, lease_s)


@contextlib.asynccontextmanager
async def kept(lease: Lease) -> AsyncIterator[None]:
    await lease.begin()
    task = asyncio.create_task(lease.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def until(url: str) -> datetime:
    found: datetime = databases.rows(url, "SELECT lease_until FROM workers")[0][0]
    return found


def shift(url: str, seconds: float) -> None:
    """The database's clock is set, as seen from what was written before."""
    databases.rows(url, "UPDATE workers SET lease_until = lease_until + make_interval(secs => :s)", s=-seconds)


async def test_a_lease_is_ten_seconds_and_is_renewed_after_three_tenths_of_it(url: str, store: WorkerStore) -> None:
    await leased(url).begin()
    assert LEASE_S == 10
    left = databases.rows(url, "SELECT lease_until - now() FROM workers")[0][0].total_seconds()
    assert 8 < left <= 10
    lease = leased(url, lease_s=2)
    async with kept(lease):
        begun = until(url)
        assert lease.runs
        await asyncio.sleep(0.9)
        assert 0.5 < (until(url) - begun).total_seconds() < 0.95
        assert await store.silent() == set()
        assert await store.known(["me", "other"]) == {"me"}


async def test_a_lease_that_is_over_is_silent_and_one_that_ends_too_late_by_a_clock_that_was_set_back_too(
    url: str, store: WorkerStore
) -> None:
    await leased(url).begin()
    assert await store.silent() == set()
    for seconds in (LEASE_S + 1, -3600):
        shift(url, seconds)
        assert await store.silent() == {("me", until(url))}
        assert await store.known(["me"]) == {"me"}


async def test_a_worker_that_has_renewed_meanwhile_is_not_removed(url: str, store: WorkerStore) -> None:
    lease = leased(url)
    await lease.begin()
    seen = until(url)
    async with kept(lease):
        await store.remove("me", seen)
        assert await store.known(["me"]) == {"me"}
    await store.remove("me", until(url))
    assert await store.known(["me"]) == set()


async def test_only_jobs_of_workers_that_are_gone_are_taken(url: str, database: Database, store: WorkerStore) -> None:
    jobs = OneTenantJobs(database)
    for name in ("mine", "theirs", "over"):
        await jobs.create(NewJob(id=name, kind="run", scope=name, label="x", plan=b"", outline=b""), None)
        await jobs.start(name, "me" if name == "mine" else "gone")
    await jobs.finish("over", status="failed", reason="x", error=None, result=None)
    await leased(url).begin()
    assert await store.take({"me", "gone"}) == 1
    found = databases.rows(url, "SELECT id, worker, epoch FROM jobs ORDER BY id")
    assert [tuple(row) for row in found] == [("mine", "me", 1), ("over", "gone", 1), ("theirs", None, 2)]


async def test_a_worker_that_was_removed_is_told_so_before_it_sends_anything_and_goes_on(
    url: str, store: WorkerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    losses = Losses()
    lease = leased(url, losses)
    async with kept(lease):
        databases.rows(url, "DELETE FROM workers")
        now = running_s()
        with monkeypatch.context() as patch:  # the process was frozen for a minute
            patch.setattr(time, "clock_gettime", lambda _: now + 60)
            assert not lease.runs
            await lease.held()
            assert losses == ["lost"]
        assert await store.known(["me"]) == {"me"}


async def test_without_an_answer_of_the_database_a_lease_ends_by_itself_and_calls_wait(url: str) -> None:
    lease = leased(url, lease_s=1)
    async with kept(lease):
        query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        databases.rows(url, "ALTER TABLE workers RENAME TO away")
        databases.rows(url, f"{query} AND datname = current_database()")
        async with asyncio.timeout(3):
            while lease.runs:
                await asyncio.sleep(0.1)
        waiting = asyncio.create_task(lease.held())
        await asyncio.sleep(0.5)
        assert not waiting.done()
        databases.rows(url, "ALTER TABLE away RENAME TO workers")
        async with asyncio.timeout(5):
            await waiting
        assert lease.runs


async def test_who_leaves_is_gone_at_once(url: str, store: WorkerStore) -> None:
    lease = leased(url)
    await lease.begin()
    await lease.end()
    assert await store.known(["me"]) == set()


async def test_a_lease_that_cannot_begin_says_that_storage_is_away(url: str) -> None:
    with pytest.raises(StorageUnavailableError):
        await leased(url.replace(databases.name_of(url), "nowhere")).begin()


async def test_only_older_versions_without_a_worker_are_abandoned(
    url: str, database: Database, store: WorkerStore
) -> None:
    jobs = OneTenantJobs(database)
    for version in ("1", "2", "99999"):
        await jobs.create(NewJob(id=version, kind="run", scope=version, label="x", plan=b"", outline=b""), None)
        databases.rows(url, "UPDATE jobs SET version = id WHERE id = :id", id=version)
    await leased(url, version="2").begin()
    assert await store.abandoned_versions() == {"1"}
