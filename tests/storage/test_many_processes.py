"""Two processes on one Postgres, each with a writer of its own: what they do at once is as if one had done it."""

import asyncio
import io
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
import structlog

from gradcheck.datasets.intake import Chunk
from gradcheck.datasets.store import DatasetStore, PostedVersion, sweep
from gradcheck.datasets.upload import stored
from gradcheck.domain.call import Spend
from gradcheck.domain.events.common import Progress
from gradcheck.errors import IdempotencyMismatchError
from gradcheck.settings import DatasetLimits
from gradcheck.storage.database import Database, Write
from gradcheck.storage.events import EventStore
from gradcheck.storage.jobs import IdempotencyKey, Kind, NewJob
from gradcheck.storage.ledger import Ledger
from gradcheck.storage.notices import NoticeStore
from gradcheck.storage.tables import dataset_chunks, steps
from gradcheck.storage.tables import test_claims as stored_claims
from tests.llm.bench import call
from tests.support import databases, homes
from tests.support.one_tenant import OneTenantJobs


@pytest.fixture
def url(tmp_path: Path) -> str:
    return databases.new_url("postgres", tmp_path, homes.template())


@pytest.fixture
async def both(url: str) -> AsyncIterator[tuple[Database, Database]]:
    both = Database(url), Database(url)
    for one in both:
        await one.start()
    yield both
    for one in both:
        await one.stop()


def new(name: str, kind: Kind = "run", target: str | None = None) -> NewJob:
    return NewJob(id=name, kind=kind, scope=name, label="x", plan=b"{}", outline=b"{}", target=target)


def key(body: str = "one") -> IdempotencyKey:
    return IdempotencyKey(principal="me", key="key", body_digest=body, kind="run")


async def test_events_of_one_job_written_by_two_are_numbered_without_gaps_and_kept_once(
    both: tuple[Database, Database],
) -> None:
    stores = [EventStore(database) for database in both]
    keys = [f"key{n % 150}" for n in range(300)]
    await asyncio.gather(*(store.append("job", name, Progress(share=0.0)) for name in keys for store in stores))
    page = await stores[0].page("job", after=0)
    assert [event.seq for event in page] == list(range(1, 151))


async def test_a_reader_never_sees_a_number_before_a_lower_one(both: tuple[Database, Database]) -> None:
    """What a transaction has numbered and not yet kept is not passed over by the next one."""
    one, other = (EventStore(database) for database in both)
    pages: list[list[int]] = []

    async def read() -> None:
        while len(pages[-1] if pages else []) < 120:
            pages.append([event.seq for event in await one.page("job", after=0)])

    async def write(store: EventStore, name: str) -> None:
        for n in range(60):
            await store.append("job", f"{name}{n}", Progress(share=0.0))

    async with asyncio.timeout(60):
        await asyncio.gather(read(), write(one, "a"), write(other, "b"))
    assert all(page == list(range(1, len(page) + 1)) for page in pages)


async def test_one_key_makes_one_job_whoever_takes_the_request(both: tuple[Database, Database]) -> None:
    stores = [OneTenantJobs(database) for database in both]
    made = await asyncio.gather(*(stores[n % 2].create(new(f"job{n}"), key()) for n in range(20)))
    assert len(set(made)) == 1
    assert [job.id for job in await stores[0].page("run", limit=100, before=None, status=None, label=None)] == made[:1]


async def test_one_key_with_two_bodies_is_refused_to_one_of_them(both: tuple[Database, Database]) -> None:
    stores = [OneTenantJobs(database) for database in both]
    wanted = (stores[n].create(new(f"job{n}"), key(f"body{n}")) for n in range(2))
    made = await asyncio.gather(*wanted, return_exceptions=True)
    assert [type(one) for one in made if isinstance(one, Exception)] == [IdempotencyMismatchError]


async def test_a_job_that_is_cancelled_while_it_starts_is_cancelled_or_runs_and_knows_it(
    both: tuple[Database, Database],
) -> None:
    one, other = (OneTenantJobs(database) for database in both)
    for n in range(20):
        await one.create(new(f"job{n}"), None)
        started, ended_at_once = await asyncio.gather(one.start(f"job{n}"), other.cancel(f"job{n}", "run"))
        job = await one.get(f"job{n}", "run")
        assert job.stop_reason == "cancelled"
        assert (started is None) == ended_at_once == (job.status == "cancelled")


async def test_a_study_that_is_cancelled_while_it_adopts_runs_leaves_none_behind(
    both: tuple[Database, Database],
) -> None:
    one, other = (OneTenantJobs(database) for database in both)
    for n in range(20):
        await one.create(new(f"study{n}", "study"), None)
        await one.start(f"study{n}")
        runs = [new(f"study{n}/{run}", target=f"study{n}") for run in range(3)]
        adopted, _ = await asyncio.gather(one.adopt(f"study{n}", runs), other.cancel(f"study{n}", "study"))
        page = await one.page("run", limit=9, before=None, status=None, label=None, target=f"study{n}")
        assert [run.status for run in page] == (["cancelled"] * 3 if adopted else [])


async def test_a_test_that_two_jobs_claim_at_once_was_used_once_by_one_of_them_and_twice_by_the_other(
    both: tuple[Database, Database],
) -> None:
    stores = [OneTenantJobs(database) for database in both]
    for n in range(10):
        items = [[f"{n}/a".encode(), f"{n}/b".encode()], [f"{n}/b".encode(), f"{n}/c".encode()]]
        for own in (0, 1):
            await stores[own].create(new(f"job{n}/{own}"), None)
        used = await asyncio.gather(*(stores[own].claim_test(f"job{n}/{own}", items[own]) for own in (0, 1)))
        assert sorted(used) == [1, 2]
        again = await asyncio.gather(*(stores[own].claim_test(f"job{n}/{own}", items[own]) for own in (0, 1)))
        assert again == used


async def test_a_claim_after_another_is_counted_after_it_though_its_clock_is_behind(
    both: tuple[Database, Database],
) -> None:
    one, other = (OneTenantJobs(database) for database in both)
    await one.create(new("ahead"), None)
    await other.create(new("behind"), None)
    assert await one.claim_test("ahead", [b"item"]) == 1
    later = stored_claims.update().values(tested_at=sa.text("tested_at + interval '1 hour'"))
    await both[0].transact(lambda connection: connection.execute(later))
    assert await other.claim_test("behind", [b"item"]) == 2


async def post(store: DatasetStore, rows: str) -> PostedVersion:
    """Upload a file as the data set `d`."""
    file = io.BytesIO(rows.encode())
    return await stored(store, file, "csv", name="d", charset=None, tool=None, limits=DatasetLimits(), key=None)


async def test_versions_that_are_published_at_once_have_numbers_of_their_own(both: tuple[Database, Database]) -> None:
    stores = [DatasetStore(database, "") for database in both]
    posted = await asyncio.gather(*(post(stores[n % 2], f"text\nrow {n}\n") for n in range(10)))
    assert sorted(one.version.version for one in posted) == list(range(1, 11))


async def test_the_same_rows_that_are_published_at_once_are_one_version_and_stay_readable(
    both: tuple[Database, Database],
) -> None:
    stores = [DatasetStore(database, "") for database in both]
    posted = await asyncio.gather(*(post(stores[n % 2], "text\na row\n") for n in range(6)))
    assert [one.version.version for one in posted] == [1] * 6
    assert sum(one.is_new for one in posted) == 1
    assert [row.values for row in await stores[0].rows(await stores[0].get("d"), after=0, limit=9)] == [
        {"text": "a row"}
    ]


async def test_databases_that_start_at_once_are_migrated_once(tmp_path: Path) -> None:
    url = databases.new_url("postgres", tmp_path)
    starting = [Database(url) for _ in range(3)]
    await asyncio.gather(*(database.start() for database in starting))
    await asyncio.gather(*(database.write(row(n)) for n, database in enumerate(starting)))
    assert len(databases.rows(url, "SELECT * FROM steps")) == 3
    for database in starting:
        await database.stop()


def row(n: int) -> Write:
    return Write(sa.insert(steps), {"job_id": "job", "n": n, "data": b"x"})


def cut(url: str) -> None:
    """End all connections that processes of the service have."""
    query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'gradcheck'"
    databases.rows(url, f"{query} AND datname = current_database()")


async def test_connections_that_were_cut_meanwhile_are_not_noticed(both: tuple[Database, Database], url: str) -> None:
    with structlog.testing.capture_logs() as logs:
        for n in range(3):
            await both[0].write(row(n))
            cut(url)
            found = await both[0].read(lambda c: c.execute(sa.select(steps.c.n)).all())
            assert len(found) == n + 1
    assert logs == []


async def test_a_transaction_whose_connection_is_cut_is_done_again_with_all_it_held(
    both: tuple[Database, Database], url: str
) -> None:
    tries: list[int] = []

    def action(connection: sa.Connection) -> int:
        tries.append(len(tries))
        connection.execute(row(1).statement, row(1).row)
        if len(tries) == 1:
            cut(url)
        return int(connection.execute(sa.select(sa.func.count()).select_from(steps)).scalar() or 0)

    beside, found = both[0].write(row(0)), asyncio.ensure_future(both[0].transact(action))
    both[0].post(row(2))
    await beside
    assert await found == 3
    assert tries == [0, 1]


async def test_a_job_whose_creation_was_kept_and_not_heard_is_created_once(
    both: tuple[Database, Database], url: str
) -> None:
    """The answer to a commit is lost: what is done again finds it done."""
    store = OneTenantJobs(both[0])
    for wanted in (None, key()):
        made = [await store.create(new("job"), wanted) for _ in range(2)]
        assert made == ["job", "job"]


async def test_transactions_that_wait_for_each_other_both_succeed(both: tuple[Database, Database]) -> None:
    for n in range(2):
        await both[0].write(row(n))
    met = threading.Barrier(2)

    def changing(first: int, second: int) -> Callable[[sa.Connection], None]:
        tries: list[int] = []

        def action(connection: sa.Connection) -> None:
            for n in (first, second):
                connection.execute(steps.update().where(steps.c.n == n).values(data=f"{first}".encode()))
                if n == first and not tries:
                    tries.append(n)
                    met.wait(10)

        return action

    await asyncio.gather(both[0].transact(changing(0, 1)), both[1].transact(changing(1, 0)))
    found = await both[0].read(lambda c: c.execute(sa.select(steps.c.data)).scalars().all())
    assert found in ([b"0", b"0"], [b"1", b"1"])


async def test_tokens_and_dollars_add_up_beyond_32_and_63_bits_of_sums(both: tuple[Database, Database]) -> None:
    ledger = Ledger(both[0])
    for n in range(3):
        attempt = ledger.new_attempt("job", call(str(n)), 1)
        ledger.settle(attempt, "paid", Spend(calls=1, tokens=3_000_000_000, cost_micro_usd=10**15))
    (total,) = await ledger.totals("job")
    assert total.spend == Spend(calls=3, tokens=9_000_000_000, cost_micro_usd=3 * 10**15)
    assert type(total.spend.tokens) is type(total.spend.cost_micro_usd) is int


async def test_a_notice_is_taken_by_one_process_and_found_by_others_only_after_its_time(
    both: tuple[Database, Database],
) -> None:
    jobs, stores = OneTenantJobs(both[0]), [NoticeStore(database) for database in both]
    for n in range(20):
        await jobs.create(msgspec.structs.replace(new(f"job{n}"), webhook="ci"), None)
        await jobs.finish(f"job{n}", status="succeeded", reason="completed", error=None, result=b"{}")
    taken = await asyncio.gather(*(store.due(20, 1.0) for store in stores for _ in range(3)))
    assert sorted(notice.job_id for part in taken for notice in part) == sorted(f"job{n}" for n in range(20))
    assert await stores[1].due(20, 1.0) == []
    await asyncio.sleep(1.1)
    assert len(await stores[1].due(20, 1.0)) == 20


async def test_a_start_leaves_an_upload_of_another_process_alone_and_takes_what_is_old_away(
    both: tuple[Database, Database],
) -> None:
    store = DatasetStore(both[0], "")
    await store.add(store.new_content(), Chunk(first=0, rows=1, data=b"x"))
    await sweep(both[1], 3600)
    chunks = sa.select(sa.func.count()).select_from(dataset_chunks)
    assert await both[0].read(lambda c: c.execute(chunks).scalar()) == 1
    await sweep(both[1], -1)
    assert await both[0].read(lambda c: c.execute(chunks).scalar()) == 0
