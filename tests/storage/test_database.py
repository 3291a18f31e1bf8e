"""The group commit: what is durable when, and who is told of a failure."""

import asyncio
import threading

import pytest
import sqlalchemy as sa
import structlog
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from gradcheck.storage.database import Database, Write
from gradcheck.storage.tables import metadata, steps
from tests.support import databases

INSERT = sa.insert(steps)


def row(n: int | None, data: bytes = b"x") -> Write:
    return Write(INSERT, {"job_id": "job", "n": n, "data": data})


async def numbers(database: Database) -> list[int]:
    return list(await database.read(lambda c: c.execute(sa.select(steps.c.n).order_by(steps.c.n)).scalars().all()))


async def test_migrations_make_exactly_the_tables(database: Database) -> None:
    def differences(connection: sa.Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    assert await database.read(differences) == []


async def test_a_migrated_database_is_opened_again_with_its_rows(url: str) -> None:
    for expected in ([], [1]):
        database = Database(url)
        await database.start()
        assert await numbers(database) == expected
        if not expected:
            await database.write(row(1))
        await database.stop()


async def test_a_write_is_seen_by_another_process_when_it_returns(database: Database, url: str) -> None:
    await database.write(row(1))
    assert databases.rows(url, "SELECT n FROM steps") == [(1,)]


async def test_a_write_does_not_return_before_it_is_durable(database: Database) -> None:
    held, release = threading.Event(), threading.Event()

    def hold(_: sa.Connection) -> None:
        held.set()
        release.wait()

    holding = asyncio.create_task(database.transact(hold))
    await asyncio.to_thread(held.wait)
    writing = database.write(row(1))
    assert await numbers(database) == []
    assert not writing.done()
    release.set()
    await asyncio.gather(holding, writing)
    assert await numbers(database) == [1]


async def test_many_writes_share_transactions(database: Database) -> None:
    before = asyncio.get_running_loop().time()
    await asyncio.gather(*(database.write(row(n)) for n in range(1000)))
    assert await numbers(database) == list(range(1000))
    assert asyncio.get_running_loop().time() - before < 3


async def test_a_write_that_fails_does_not_fail_its_neighbours(database: Database) -> None:
    wanted = [row(1), row(None), row(2), row(1), row(3)]
    done = await asyncio.gather(*(database.write(write) for write in wanted), return_exceptions=True)
    assert [type(one).__name__ for one in done] == [
        "NoneType",
        "IntegrityError",
        "NoneType",
        "IntegrityError",
        "NoneType",
    ]
    assert await numbers(database) == [1, 2, 3]


async def test_the_rows_of_one_write_are_written_together_or_not_at_all(database: Database) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        await database.write(row(1), row(None))
    assert await numbers(database) == []


async def test_a_value_that_the_driver_cannot_store_leaves_the_writer_at_work(database: Database) -> None:
    with pytest.raises((OverflowError, sa.exc.DataError)):
        await database.write(row(1 << 80))
    await database.write(row(1))
    assert await numbers(database) == [1]


async def test_an_action_that_fails_undoes_itself_and_nothing_else(database: Database) -> None:
    def fails(connection: sa.Connection) -> None:
        connection.execute(INSERT, {"job_id": "job", "n": 7, "data": b""})
        raise LookupError("no")

    def works(connection: sa.Connection) -> int:
        connection.execute(INSERT, {"job_id": "job", "n": 8, "data": b""})
        return 8

    done = await asyncio.gather(
        database.transact(fails), database.transact(works), database.write(row(1)), return_exceptions=True
    )
    assert isinstance(done[0], LookupError)
    assert list(done[1:]) == [8, None]
    assert await numbers(database) == [1, 8]


async def test_writes_of_one_table_are_made_in_their_order_whatever_shares_their_transaction(
    database: Database,
) -> None:
    delete = sa.delete(steps).where(steps.c.n == sa.bindparam("number"))
    for n in range(5):
        database.post(row(n))
        database.post(Write(delete, {"number": n}))
    database.post(row(2))
    await database.write()
    assert await numbers(database) == [2]


async def test_what_was_posted_is_durable_when_a_later_write_returns(database: Database) -> None:
    database.post(row(1), row(2))
    await database.write(row(3))
    assert await numbers(database) == [1, 2, 3]


async def test_what_was_posted_is_written_before_the_database_is_closed(url: str) -> None:
    database = Database(url)
    await database.start()
    for n in range(1000):
        database.post(row(n))
    await database.stop()
    assert databases.rows(url, "SELECT count(*) FROM steps") == [(1000,)]


async def test_a_posted_write_that_is_lost_is_logged_without_its_content(database: Database) -> None:
    with structlog.testing.capture_logs() as logs:
        database.post(row(None, b"secret"))
        await database.write(row(1))
    assert logs == [{"event": "write_lost", "error": "IntegrityError", "log_level": "error"}]


async def test_each_posted_write_that_is_lost_is_counted_and_one_that_is_waited_for_is_not(url: str) -> None:
    lost: list[int] = []
    database = Database(url, lambda: lost.append(1))
    await database.start()
    database.post(row(None))
    database.post(row(1))
    database.post(row(None))
    with pytest.raises(sa.exc.IntegrityError):
        await database.write(row(None))
    await database.stop()
    assert len(lost) == 2


async def test_an_interrupted_writer_of_a_row_harms_nobody(database: Database) -> None:
    writing = database.write(row(1))
    await asyncio.sleep(0)
    writing.cancel()
    await database.write(row(2))
    assert writing.cancelled()
    assert await numbers(database) == [1, 2]


async def test_readers_read_while_a_transaction_is_under_way(database: Database) -> None:
    await database.write(row(1))
    held, release = threading.Event(), threading.Event()

    def hold(connection: sa.Connection) -> None:
        connection.execute(INSERT, {"job_id": "job", "n": 2, "data": b""})
        held.set()
        release.wait()

    holding = asyncio.create_task(database.transact(hold))
    await asyncio.to_thread(held.wait)
    assert await asyncio.gather(*(numbers(database) for _ in range(20))) == [[1]] * 20
    release.set()
    await holding
    assert await numbers(database) == [1, 2]
