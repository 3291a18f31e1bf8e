"""Notices: due in the transaction in which a job ends, counted attempt by attempt, kept across restarts."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from gradcheck.domain.results.notice import Notice
from gradcheck.storage.database import Database
from gradcheck.storage.jobs import JobStore, NewJob
from gradcheck.storage.notices import DueNotice, NoticeStore
from gradcheck.storage.tables import notices as stored
from gradcheck.storage.tenant_jobs import TenantJobs


@pytest.fixture
def jobs(database: Database) -> JobStore:
    return JobStore(database)


@pytest.fixture
def notices(database: Database) -> NoticeStore:
    return NoticeStore(database)


async def made(jobs: JobStore, *names: str, webhook: str | None = "ci") -> None:
    for name in names:
        new = NewJob(id=name, kind="run", scope=name, label="x", plan=b"{}", outline=b"{}", webhook=webhook)
        await TenantJobs(jobs._database, "").create(new, None)


async def end(jobs: JobStore, name: str) -> None:
    await jobs.finish(name, status="succeeded", reason="completed", error=None, result=b"{}")


async def names(notices: NoticeStore, each: int = 100) -> list[str]:
    return [notice.job_id for notice in await notices.due(each)]


async def notice(jobs: JobStore, name: str) -> Notice:
    found = (await jobs.get(name, "run")).webhook
    assert found is not None
    return found


async def test_a_notice_is_due_once_its_job_has_ended(jobs: JobStore, notices: NoticeStore) -> None:
    await made(jobs, "a", "b")
    await jobs.start("a")
    assert await names(notices) == []
    assert await notice(jobs, "a") == Notice(name="ci")
    await end(jobs, "a")
    assert await notices.due(1) == [DueNotice(job_id="a", webhook="ci", attempts=0)]


async def test_a_queued_job_that_is_cancelled_tells_it_at_once_and_a_running_one_at_its_end(
    jobs: JobStore, notices: NoticeStore
) -> None:
    await made(jobs, "queued", "running")
    await jobs.start("running")
    await TenantJobs(jobs._database, "").cancel("queued", "run")
    await TenantJobs(jobs._database, "").cancel("running", "run")
    assert await names(notices) == ["queued"]
    await end(jobs, "running")
    assert await names(notices) == ["queued", "running"]


async def test_a_job_without_a_webhook_has_no_notice(jobs: JobStore, notices: NoticeStore) -> None:
    await made(jobs, "a", webhook=None)
    await end(jobs, "a")
    assert await names(notices) == []
    assert (await jobs.get("a", "run")).webhook is None


async def test_end_and_notice_are_of_one_transaction(database: Database, jobs: JobStore) -> None:
    """A notice that cannot be written keeps the job from ending."""
    await made(jobs, "a")
    await database.transact(lambda c: c.execute(sa.text("ALTER TABLE notices RENAME TO elsewhere")))
    with pytest.raises(sa.exc.DBAPIError):
        await end(jobs, "a")
    await database.transact(lambda c: c.execute(sa.text("ALTER TABLE elsewhere RENAME TO notices")))
    assert (await jobs.get("a", "run")).status == "queued"


async def test_an_end_that_is_told_again_makes_no_second_notice(jobs: JobStore, notices: NoticeStore) -> None:
    await made(jobs, "a")
    await end(jobs, "a")
    await notices.delivered("a")
    await end(jobs, "a")
    assert await names(notices) == []
    told = await notice(jobs, "a")
    assert (told.attempts, told.given_up, told.error) == (1, False, None)
    assert told.delivered_at is not None


async def test_a_failed_attempt_waits_and_the_last_one_is_given_up(jobs: JobStore, notices: NoticeStore) -> None:
    await made(jobs, "a")
    await end(jobs, "a")
    await notices.failed("a", "it answered 503", 3600)
    waiting = await notice(jobs, "a")
    assert (await names(notices), waiting.attempts, waiting.error) == ([], 1, "it answered 503")
    assert waiting.next_at is not None
    assert timedelta(minutes=59) < waiting.next_at - datetime.now(UTC) <= timedelta(hours=1)
    await notices.failed("a", "it answered 500", None)
    assert await notice(jobs, "a") == Notice(name="ci", attempts=2, given_up=True, error="it answered 500")


async def test_the_state_is_kept_when_the_service_starts_again(tmp_path: Path) -> None:
    for start in range(2):
        database = Database(f"sqlite:///{tmp_path / 'test.sqlite'}")
        await database.start()
        jobs, notices = JobStore(database), NoticeStore(database)
        if not start:
            await made(jobs, "a")
            await end(jobs, "a")
            await notices.failed("a", "away", 0.0)
        else:
            assert await notices.due(1) == [DueNotice(job_id="a", webhook="ci", attempts=1)]
        await database.stop()


async def test_a_webhook_with_many_notices_leaves_room_for_another(
    database: Database, jobs: JobStore, notices: NoticeStore
) -> None:
    many = [f"job{number:02}" for number in range(30)]
    await made(jobs, *many)
    await made(jobs, "other", webhook="chat")
    await asyncio.gather(*(end(jobs, name) for name in (*many, "other")))
    at = datetime(2026, 1, 1)  # noqa: DTZ001 - as it is stored
    await database.transact(lambda c: c.execute(stored.update().values(due_at=at)))
    assert sorted(await names(notices, 4)) == ["job00", "job01", "job02", "job03", "other"]


async def test_a_notice_is_not_late_by_a_day_where_the_clock_was_a_day_ahead(
    database: Database, jobs: JobStore, notices: NoticeStore
) -> None:
    await made(jobs, "a", "b")
    for name in ("a", "b"):
        await end(jobs, name)
        await notices.failed(name, "it answered 503", 8 * 3600 - 1)
    ahead = sa.update(stored).where(stored.c.job_id == "a").values(due_at=datetime.now(UTC) + timedelta(days=1))
    await database.transact(lambda connection: connection.execute(ahead))
    assert await names(notices) == ["a"]
