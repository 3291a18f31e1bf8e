"""A job that another worker has begun, or was taken away, is written no more by who had it, and its work ends there."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
import structlog

from gradcheck.domain.call import Answer, Spend
from gradcheck.domain.events.common import Progress
from gradcheck.errors import FencedError
from gradcheck.storage.database import Database
from gradcheck.storage.events import EventStore
from gradcheck.storage.jobs import NewJob
from gradcheck.storage.leasing.fencing import Holdings
from gradcheck.storage.ledger import Entry, Ledger
from tests.llm.bench import call
from tests.support.one_tenant import OneTenantJobs

HOLDINGS = Holdings()


def new(name: str, target: str | None = None) -> NewJob:
    return NewJob(id=name, kind="run", scope=name, label="x", plan=b"{}", outline=b"{}", target=target)


@pytest.fixture
async def store(database: Database) -> OneTenantJobs:
    store = OneTenantJobs(database)
    for name in ("job", "other"):
        await store.create(new(name), None)
    return store


async def begin(store: OneTenantJobs, name: str = "job") -> int:
    begun = await store.start(name, "worker")
    assert begun is not None
    return begun.epoch


Take = Callable[[OneTenantJobs], Awaitable[object]]


@pytest.fixture(params=["begun", "taken"])
def take(request: pytest.FixtureRequest) -> Take:
    """How a job is lost."""
    return lambda store: store.start("job", "other") if request.param == "begun" else store.take("job")


async def test_who_has_begun_a_job_last_writes_it(database: Database, store: OneTenantJobs) -> None:
    for _ in range(3):
        with HOLDINGS.holding("job", await begin(store)):
            await EventStore(database).append("job", "key", Progress(share=0.0))
    assert len(await EventStore(database).page("job", after=0)) == 1


async def lost(epoch: int, work: Awaitable[object]) -> None:
    """Work at a job that is found to be lost."""

    async def hold() -> None:
        with HOLDINGS.holding("job", epoch):
            await work

    with pytest.raises(FencedError):
        await hold()
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0


async def test_nothing_of_a_lost_job_is_written_be_it_waited_for_or_not(
    database: Database, store: OneTenantJobs, take: Take
) -> None:
    ledger, events = Ledger(database), EventStore(database)
    intent = ledger.new_attempt("job", call("a"), 1)
    said = Answer(text="yes", cut=False, input_tokens=1, output_tokens=1, cost_micro_usd=1)
    answer = Entry(job_id="job", key="k", outcome=said, cached=False)
    writes: list[asyncio.Future[None]] = []

    async def work() -> None:
        await take(store)
        events.tell("job", "told", Progress(share=0.0))
        ledger.settle(intent, "possibly_paid", Spend())
        ended = store.finish("job", status="failed", reason="x", error=None, result=None)
        writes.append(ledger.deliver("job", call("a"), answer, attempt=intent))
        writes.extend(map(asyncio.ensure_future, (ledger.intend(intent), store.add_active("job", 1.0), ended)))
        await asyncio.wait(writes)

    with structlog.testing.capture_logs() as logs:
        await lost(await begin(store), work())
    assert [type(one) for one in await asyncio.gather(*writes, return_exceptions=True)] == [FencedError] * 4
    assert await events.page("job", after=0) == []
    assert await ledger.scope("job") == {}
    assert await ledger.totals("job") == []
    job = await store.get("job", "run")
    assert (job.status, job.active_s) == ("running", 0.0)
    assert logs == []


async def test_what_others_write_in_the_same_transaction_is_written(database: Database, store: OneTenantJobs) -> None:
    events = EventStore(database)

    async def tell(name: str, epoch: int) -> None:
        with HOLDINGS.holding(name, epoch):
            await events.append(name, "key", Progress(share=0.0))

    old, fresh = await begin(store), await begin(store, "other")
    await begin(store)
    told = await asyncio.gather(tell("job", old), tell("other", fresh), return_exceptions=True)
    assert [type(one) for one in told] == [FencedError, type(None)]
    assert [len(await events.page(name, after=0)) for name in ("job", "other")] == [0, 1]


async def test_work_that_only_waits_is_interrupted_once_something_it_told_is_refused(
    database: Database, store: OneTenantJobs
) -> None:
    async def work() -> None:
        EventStore(database).tell("job", "key", Progress(share=0.0))
        await asyncio.Event().wait()

    old = await begin(store)
    await begin(store)
    await lost(old, work())


async def test_tasks_of_a_job_write_for_it(database: Database, store: OneTenantJobs) -> None:
    async def work() -> None:
        await asyncio.create_task(EventStore(database).append("other", "key", Progress(share=0.0)))

    old = await begin(store)
    await begin(store)
    await lost(old, work())
    assert await EventStore(database).page("other", after=0) == []


async def test_a_run_of_a_study_that_was_taken_over_writes_no_more(database: Database, store: OneTenantJobs) -> None:
    async def work() -> None:
        with HOLDINGS.holding("other", await begin(store, "other")):
            await begin(store)
            await EventStore(database).append("other", "key", Progress(share=0.0))

    await lost(await begin(store), work())
    assert await EventStore(database).page("other", after=0) == []


async def test_a_worker_that_has_lost_everything_ends_all_its_work(database: Database, store: OneTenantJobs) -> None:
    holdings = Holdings()

    async def work(name: str) -> None:
        with holdings.holding(name, await begin(store, name)):
            await asyncio.Event().wait()

    working = [asyncio.create_task(work(name)) for name in ("job", "other")]
    while len(holdings._fences) < 2:
        await asyncio.sleep(0.01)
    holdings.lose_all()
    ended = await asyncio.gather(*working, return_exceptions=True)
    assert [type(one) for one in ended] == [FencedError, FencedError]
    with HOLDINGS.holding("job", await begin(store)):
        await EventStore(database).append("job", "key", Progress(share=0.0))
