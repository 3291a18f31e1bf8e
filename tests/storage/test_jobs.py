"""Jobs: transitions of their status, idempotency keys, journaled decisions, pages."""

import asyncio

import pytest
import sqlalchemy as sa

from gradcheck.domain.run import JobError
from gradcheck.errors import ConflictError, IdempotencyMismatchError, NotFoundError
from gradcheck.storage.database import Database
from gradcheck.storage.jobs import IdempotencyKey, JobStore, Kind, NewJob
from gradcheck.storage.tables import test_items as stored_items
from gradcheck.storage.tenant_jobs import TenantJobs


@pytest.fixture
def store(database: Database) -> JobStore:
    return JobStore(database)


@pytest.fixture
def own(database: Database) -> TenantJobs:
    return TenantJobs(database, "")


def new(job_id: str, *, kind: Kind = "run", label: str = "protegi") -> NewJob:
    return NewJob(id=job_id, kind=kind, scope=job_id, label=label, plan=b"{}", outline=b"{}")


def key(digest: str = "body", *, principal: str = "me", name: str = "k") -> IdempotencyKey:
    return IdempotencyKey(principal=principal, key=name, body_digest=digest, kind="run")


async def end(store: JobStore, job_id: str) -> None:
    await store.finish(job_id, status="succeeded", reason="completed", error=None, result=b"{}")


async def test_a_new_job_is_queued(store: JobStore, own: TenantJobs) -> None:
    await own.create(new("a"), None)
    job = await store.get("a", "run")
    assert (job.status, job.active_s, job.started_at) == ("queued", 0.0, None)
    assert job.created_at.tzinfo is not None


async def test_a_key_with_the_same_body_gives_the_job_it_made(own: TenantJobs) -> None:
    made = await asyncio.gather(*(own.create(new(f"job{n}"), key()) for n in range(10)))
    assert set(made) == {made[0]}
    assert len(await own.page("run", limit=100, before=None, status=None, label=None)) == 1


async def test_a_key_with_another_body_is_refused_and_nothing_is_made(store: JobStore, own: TenantJobs) -> None:
    await own.create(new("a"), key("one"))
    with pytest.raises(IdempotencyMismatchError):
        await own.create(new("b"), key("two"))
    with pytest.raises(NotFoundError):
        await store.get("b", "run")


async def test_a_key_belongs_to_whoever_sent_it(own: TenantJobs) -> None:
    assert await own.create(new("a"), key(principal="me")) == "a"
    assert await own.create(new("b"), key("other", principal="you")) == "b"


async def test_a_job_is_found_only_as_what_it_is(store: JobStore, own: TenantJobs) -> None:
    await own.create(new("a"), None)
    assert await store.kind("a") == "run"
    with pytest.raises(NotFoundError, match="no diagnostic a"):
        await store.get("a", "diagnostic")
    with pytest.raises(NotFoundError):
        await store.kind("nobody")


async def test_a_job_that_starts_again_keeps_the_time_of_its_first_start(store: JobStore, own: TenantJobs) -> None:
    await own.create(new("a"), None)
    first, again = await store.start("a", "one"), await store.start("a", "other")
    assert first is not None
    assert again is not None
    assert (first.epoch, again.epoch) == (1, 2)
    first_job, again_job = first.job, again.job
    assert first_job.status == again_job.status == "running"
    assert first_job.started_at == again_job.started_at is not None


async def test_a_queued_job_ends_when_it_is_cancelled_and_is_not_started(store: JobStore, own: TenantJobs) -> None:
    await own.create(new("a"), None)
    assert await own.cancel("a", "run")
    job = await store.get("a", "run")
    assert (job.status, job.finish_reason) == ("cancelled", "cancelled")
    assert job.ended_at is not None
    assert await store.start("a") is None


async def test_a_cancellation_of_a_running_job_is_written_down_and_it_goes_on_until_it_ends(
    store: JobStore, own: TenantJobs
) -> None:
    await own.create(new("a"), None)
    await store.start("a")
    assert not await own.cancel("a", "run")
    assert not await own.cancel("a", "run")
    assert (await store.get("a", "run")).status == "running"
    assert await store.stop_reason("a") == "cancelled"


async def test_a_cancellation_replaces_an_earlier_reason_and_no_later_reason_replaces_it(
    store: JobStore, own: TenantJobs
) -> None:
    await own.create(new("a"), None)
    await store.start("a")
    assert await store.decide_stop("a", "budget_calls") == "budget_calls"
    assert await store.decide_stop("a", "budget_seconds") == "budget_calls"
    await own.cancel("a", "run")
    assert await store.decide_stop("a", "error_budget") == "cancelled"


async def test_a_job_that_has_ended_cannot_be_cancelled(store: JobStore, own: TenantJobs) -> None:
    await own.create(new("a"), None)
    await end(store, "a")
    with pytest.raises(ConflictError, match="already ended: succeeded"):
        await own.cancel("a", "run")
    with pytest.raises(NotFoundError):
        await own.cancel("a", "diagnostic")


async def test_a_job_that_has_ended_stays_as_it_ended(store: JobStore, own: TenantJobs) -> None:
    await own.create(new("a"), None)
    await own.cancel("a", "run")
    await end(store, "a")
    assert (await store.get("a", "run")).status == "cancelled"


async def test_the_end_of_a_job_is_kept_with_its_error(store: JobStore, own: TenantJobs) -> None:
    await own.create(new("a"), None)
    error = JobError(code="error_budget", message="too many")
    await store.finish("a", status="failed", reason="error_budget", error=error, result=None)
    job = await store.get("a", "run")
    assert (job.status, job.finish_reason, job.error, job.result) == ("failed", "error_budget", error, None)


async def test_time_worked_adds_up(store: JobStore, own: TenantJobs) -> None:
    await own.create(new("a"), None)
    await asyncio.gather(*(store.add_active("a", 0.5) for _ in range(4)))
    assert (await store.get("a", "run")).active_s == 2.0


async def test_unfinished_jobs_are_listed_the_oldest_first(store: JobStore, own: TenantJobs) -> None:
    for name in ("c", "a", "b"):
        await own.create(new(name), None)
    await store.start("a")
    await end(store, "c")
    assert await store.unfinished() == ["a", "b"]


async def test_pages_go_from_the_newest_to_the_oldest_without_gap_or_repetition(
    store: JobStore, own: TenantJobs
) -> None:
    made = await asyncio.gather(*(own.create(new(f"job{n:02}"), None) for n in range(7)))
    await own.create(new("other", kind="diagnostic"), None)
    seen: list[str] = []
    before = None
    while page := await own.page("run", limit=3, before=before, status=None, label=None):
        seen += [job.id for job in page]
        before = page[-1].id
    assert sorted(seen) == sorted(made)
    ages = [((await store.get(name, "run")).created_at, name) for name in seen]
    assert ages == sorted(ages, reverse=True)


async def test_pages_are_filtered_by_status_and_label(store: JobStore, own: TenantJobs) -> None:
    for name, label in (("a", "protegi"), ("b", "textgrad"), ("c", "protegi")):
        await own.create(new(name, label=label), None)
    await end(store, "c")
    found = await own.page("run", limit=10, before=None, status="queued", label="protegi")
    assert [job.id for job in found] == ["a"]


async def test_a_look_at_a_test_split_is_counted_once_a_job_however_often_it_resumes(
    store: JobStore, own: TenantJobs
) -> None:
    items = {"a": [b"1", b"2"], "b": [b"2", b"1", b"1"], "c": [b"3"]}
    for name in items:
        await own.create(new(name), None)
    assert [await store.claim_test(name, items[name]) for name in ("a", "c", "b", "a", "b")] == [1, 1, 2, 1, 2]


async def test_jobs_that_share_a_test_item_have_looked_at_the_same_test(store: JobStore, own: TenantJobs) -> None:
    items = {"a": [b"1", b"2"], "b": [b"2", b"3"], "c": [b"3", b"4"], "d": [b"5"], "e": [b"4", b"1"], "f": [b"2"]}
    for name in items:
        await own.create(new(name), None)
    assert [await store.claim_test(name, items[name]) for name in items] == [1, 2, 2, 1, 3, 3]
    assert [await store.claim_test(name, items[name]) for name in items] == [1, 2, 2, 1, 3, 3]


async def test_a_test_split_that_many_jobs_have_is_stored_once(
    store: JobStore, own: TenantJobs, database: Database
) -> None:
    items = [number.to_bytes(8, "big") for number in range(4000)]
    for number in range(20):
        await own.create(new(f"j{number}"), None)
        assert await store.claim_test(f"j{number}", items) == number + 1
    count = sa.select(sa.func.count()).select_from(stored_items)
    assert await database.read(lambda c: c.execute(count).scalar()) == 4000


def run_of(study: str, job_id: str) -> NewJob:
    return NewJob(id=job_id, kind="run", scope=job_id, label="m", plan=b"{}", outline=b"{}", target=study)


async def test_runs_of_a_study_are_stored_all_or_none_and_once(store: JobStore, own: TenantJobs) -> None:
    await own.create(new("study", kind="study"), None)
    assert await store.adopt("study", [run_of("study", "a"), run_of("study", "b")])
    assert await store.adopt("study", [run_of("study", "a"), run_of("study", "b")])
    found = await own.page("run", limit=9, before=None, status=None, label=None, target="study")
    assert sorted(job.id for job in found) == ["a", "b"]
    assert await own.page("run", limit=9, before=None, status=None, label=None) == []


async def test_a_study_that_stops_takes_no_further_runs_but_keeps_those_it_has(
    store: JobStore, own: TenantJobs
) -> None:
    await own.create(new("study", kind="study"), None)
    assert await store.adopt("study", [run_of("study", "a")])
    await store.decide_stop("study", "budget_calls")
    assert not await store.adopt("study", [run_of("study", "b")])
    assert await store.adopt("study", [run_of("study", "a")])


async def test_a_cancelled_study_cancels_its_runs_and_no_others(store: JobStore, own: TenantJobs) -> None:
    await own.create(new("study", kind="study"), None)
    await own.create(new("alone"), None)
    await own.create(new("diagnostic", kind="diagnostic"), None)
    await store.adopt("study", [run_of("study", name) for name in ("waiting", "working", "done")])
    for name in ("study", "working", "done", "alone"):
        await store.start(name)
    await end(store, "done")
    assert not await own.cancel("study", "study")
    statuses = {name: (await store.get(name, "run")).status for name in ("waiting", "working", "done", "alone")}
    assert statuses == {"waiting": "cancelled", "working": "running", "done": "succeeded", "alone": "running"}
    assert await store.stop_reason("working") == "cancelled"
    assert await store.stop_reason("alone") is None
    assert await store.start("waiting") is None


async def test_runs_of_a_study_are_parts_of_it_and_are_cancelled_without_others(
    store: JobStore, own: TenantJobs
) -> None:
    await own.create(new("study", kind="study"), None)
    await store.adopt("study", [run_of("study", name) for name in "abc"])
    await own.create(NewJob(id="d", kind="diagnostic", scope="d", label="x", plan=b"", outline=b"", target="a"), None)
    await store.start("a")
    await store.start("b")
    await end(store, "b")
    assert [await store.is_part(name) for name in ("study", "a", "b", "d", "nobody")] == [
        False,
        True,
        True,
        False,
        False,
    ]
    assert sorted(await store.unfinished()) == ["a", "c", "d", "study"]
    assert await store.unfinished_parts() == 2
    assert await store.ended(["a", "b", "study"]) == ["b"]
    assert await store.cancel_parts("study") == ["a"]
    assert await store.ended(["a", "b", "c"]) == ["b", "c"]
    assert await store.stop_reason("a") == "cancelled"
    await end(store, "a")
    assert await store.cancel_parts("study") == []
    assert [(await store.get(name, "run")).status for name in "abc"] == ["cancelled", "succeeded", "cancelled"]
    assert (await store.get("d", "diagnostic")).status == "queued"
