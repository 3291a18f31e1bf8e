"""What becomes of unfinished jobs of an older version when a service starts."""

from pathlib import Path

import msgspec
import sqlalchemy as sa

from gradcheck.domain.run import Event
from gradcheck.domain.version import VERSION
from gradcheck.jobs.versions import end_older
from gradcheck.runtime import Service
from gradcheck.storage.jobs import NewJob
from gradcheck.storage.tables import jobs
from tests.support import harness


async def queued(home: Path, *ids: str, stop_reason: str | None = None) -> None:
    """Jobs of an older version that wait; the durable engine does not know them."""
    async with harness.serving(home, harness.Model()) as service:
        for job_id in ids:
            await service.jobs_of("").create(harness.run_job(harness.plan_of(service, harness.request()), job_id), None)
        changed = jobs.update().where(jobs.c.id.in_(ids)).values(version="0", stop_reason=stop_reason)
        await service.database.transact(lambda c: c.execute(changed))


async def ends(service: Service, job_id: str) -> list[Event]:
    """What was told of a job's end."""
    return [event for event in await service.events.page(job_id, after=0) if event.is_last]


async def test_jobs_are_of_the_present_version(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, harness.request(method="none"), harness.Model())
    assert record.job.version == VERSION


async def test_a_job_that_the_durable_engine_does_not_know_ends_too_and_is_told_once(tmp_path: Path) -> None:
    await queued(tmp_path, "run_1", "run_2")
    model = harness.Model()
    for _ in range(2):
        async with harness.serving(tmp_path, model) as service:
            for job_id in ("run_1", "run_2"):
                job = await service.jobs.get(job_id, "run")
                assert (job.status, job.finish_reason) == ("failed", "older_version")
                assert [event.type for event in await ends(service, job_id)] == ["run_failed"]
    assert model.received == []


async def test_the_end_of_an_older_job_is_told_to_its_webhook(tmp_path: Path) -> None:
    async with harness.serving(tmp_path, harness.Model()) as service:
        new = harness.run_job(harness.plan_of(service, harness.request()), "run_1")
        await service.jobs_of("").create(msgspec.structs.replace(new, webhook="gone"), None)
        await service.database.transact(lambda c: c.execute(jobs.update().values(version="0")))
        await end_older(service.jobs, service.ledger, service.events)
        job = await service.jobs.get("run_1", "run")
        assert (job.status, job.webhook is not None and job.webhook.next_at is not None) == ("failed", True)


async def test_a_cancellation_that_was_accepted_stands(tmp_path: Path) -> None:
    await queued(tmp_path, "run_1", stop_reason="cancelled")
    async with harness.serving(tmp_path, harness.Model()) as service:
        job = await service.jobs.get("run_1", "run")
        assert (job.status, job.finish_reason, job.error) == ("cancelled", "cancelled", None)
        assert [event.type for event in await ends(service, "run_1")] == ["run_cancelled"]


async def test_what_a_dead_process_has_told_but_not_ended_is_ended_by_the_next(tmp_path: Path) -> None:
    await queued(tmp_path, "run_1")
    async with harness.serving(tmp_path, harness.Model()) as service:
        undone = jobs.update().values(status="running", finish_reason=None, error=None, ended_at=None)
        await service.database.transact(lambda c: c.execute(undone))
        await end_older(service.jobs, service.ledger, service.events)
        job = await service.jobs.get("run_1", "run")
        assert (job.status, job.finish_reason) == ("failed", "older_version")
        assert len(await ends(service, "run_1")) == 1


async def test_jobs_that_have_ended_stay_as_they_are(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, harness.request(method="none"), harness.Model())
    async with harness.serving(tmp_path, harness.Model()) as service:
        await service.database.transact(lambda c: c.execute(sa.update(jobs).values(version="0")))
    async with harness.serving(tmp_path, harness.Model()) as service:
        again = await harness.read(service)
    assert again.outcome() == record.outcome()


async def test_parts_of_an_older_job_end_with_it(tmp_path: Path) -> None:
    async with harness.serving(tmp_path, harness.Model()) as service:
        whole = NewJob(id="diag_1", kind="diagnostic", scope="diag_1", label="x", plan=b"{}", outline=b"{}")
        await service.jobs_of("").create(whole, None)
        part = msgspec.structs.replace(whole, id="block_1", kind="block", target="diag_1")
        assert await service.jobs.adopt("diag_1", [part])
        await service.database.transact(lambda c: c.execute(jobs.update().values(version="0")))
        assert await end_older(service.jobs, service.ledger, service.events) == ["diag_1", "block_1"]
        assert (await service.jobs.get("block_1", "block")).finish_reason == "older_version"
        assert (await service.jobs.get("diag_1", "diagnostic")).finish_reason == "older_version"
