"""What becomes of reads and writes while the database is away, and of whoever waits for them."""

import asyncio
import contextlib
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from gradcheck.errors import StorageUnavailableError
from gradcheck.storage.backend import lock, open_engine
from gradcheck.storage.database import Database, Write
from gradcheck.storage.migrations.migrating import migrate
from gradcheck.storage.outages import BUSY_MS, Patience, in_request, outage_of
from gradcheck.storage.tables import steps
from tests.support import databases, homes

INSERT = sa.insert(steps)
OUTLASTED_S = 2 * BUSY_MS / 1000  # longer than one attempt


@pytest.fixture
def url(tmp_path: Path) -> str:
    return databases.new_url("sqlite", tmp_path)


def row(n: int | None, size: int = 1) -> Write:
    return Write(INSERT, {"job_id": "job", "n": n, "data": b"x" * size})


async def numbers(database: Database) -> list[int]:
    return list(await database.read(lambda c: c.execute(sa.select(steps.c.n).order_by(steps.c.n)).scalars().all()))


@contextlib.contextmanager
def locked(tmp_path: Path, how: str = "IMMEDIATE") -> Iterator[None]:
    with contextlib.closing(sqlite3.connect(tmp_path / "made" / "test.sqlite")) as other:
        other.execute(f"BEGIN {how}")
        yield


@contextlib.contextmanager
def full(database: Database) -> Iterator[None]:
    """The database cannot grow."""

    def limit(connection: sa.Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count=1")

    def lift(connection: sa.Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")

    sa.event.listen(database._engine, "begin", limit)
    try:
        yield
    finally:
        sa.event.remove(database._engine, "begin", limit)
        sa.event.listen(database._engine, "begin", lift)


async def test_what_jobs_write_is_kept_in_its_order_and_written_when_the_lock_is_gone(
    database: Database, tmp_path: Path
) -> None:
    delete = sa.delete(steps).where(steps.c.n == sa.bindparam("number"))
    with locked(tmp_path):
        database.post(row(1))
        database.post(Write(delete, {"number": 1}))
        second = database.write(row(2))
        await asyncio.sleep(OUTLASTED_S)
        database.post(row(1))
        third = database.transact(lambda c: c.execute(sa.select(sa.func.count()).select_from(steps)).scalar())
        waiting = asyncio.ensure_future(third)
        await asyncio.sleep(OUTLASTED_S)
        assert not second.done()
        assert not waiting.done()
        assert await numbers(database) == [], "who reads is answered"
    assert await waiting == 2
    await second
    assert await numbers(database) == [1, 2]


async def test_what_jobs_write_is_kept_and_written_when_there_is_room(database: Database) -> None:
    with full(database):
        database.post(row(1, 100_000))
        waiting = database.write(row(2, 100_000))
        await asyncio.sleep(1)
        assert not waiting.done()
    await waiting
    assert await numbers(database) == [1, 2]


async def test_an_action_that_finds_no_room_is_done_again_as_a_whole(database: Database) -> None:
    def action(connection: sa.Connection) -> str:
        for n in range(3):
            connection.execute(INSERT, {"job_id": "job", "n": n, "data": b"x" * 100_000})
        return "done"

    with full(database):
        waiting = asyncio.ensure_future(database.transact(action))
        await asyncio.sleep(1)
        assert not waiting.done()
    assert await waiting == "done"
    assert await numbers(database) == [0, 1, 2]


async def test_a_fault_among_what_waits_is_told_and_the_rest_is_written(database: Database, tmp_path: Path) -> None:
    with locked(tmp_path):
        waiting = [database.write(row(n)) for n in (1, None, 2)]
        await asyncio.sleep(OUTLASTED_S)
    found = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(one).__name__ for one in found] == ["NoneType", "IntegrityError", "NoneType"]
    assert await numbers(database) == [1, 2]


async def test_what_a_request_writes_is_refused_in_time_and_never_written(database: Database, tmp_path: Path) -> None:
    with locked(tmp_path):
        for moment_s in (0.0, 0.3, 0.5):  # whatever the writer is at
            database.post(row(10 + int(10 * moment_s)))
            await asyncio.sleep(moment_s)
            began = time.monotonic()
            with in_request(), pytest.raises(StorageUnavailableError):
                await database.write(row(1))
            assert time.monotonic() - began < 2
    await database.write()
    assert await numbers(database) == [10, 13, 15]


async def test_slow_answers_one_after_the_other_take_no_request_longer_than_one(database: Database) -> None:
    def slow(_: sa.Connection) -> str:
        time.sleep(0.8)
        return "answered"

    began = time.monotonic()
    with in_request():
        assert await database.read(slow) == "answered"
        with pytest.raises(StorageUnavailableError):
            await database.read(slow)
        with pytest.raises(StorageUnavailableError):
            await database.transact(slow)
    assert time.monotonic() - began < 2.4
    with in_request():
        assert await database.read(slow) == "answered"


async def test_a_request_whose_answers_were_slow_some_time_ago_waits_as_long_as_at_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    patience, at_first = Patience(), Patience().left_s
    assert await patience.answered(asyncio.ensure_future(asyncio.sleep(1.1, "late"))) == "late"
    assert 0 < patience.left_s < 0.5
    later = time.monotonic() + 6
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert patience.left_s == at_first


@pytest.mark.parametrize("asked", ["read", "transact"])
async def test_a_process_that_stands_still_does_not_take_its_own_slowness_for_an_absence_of_storage(
    database: Database, asked: str
) -> None:
    moving = threading.Event()

    def query(_: sa.Connection) -> str:
        moving.wait()
        time.sleep(0.1)
        return "answered"

    with in_request():
        asking = asyncio.ensure_future(getattr(database, asked)(query))
        for still_s in (0.05, 1.0, 1.4):
            await asyncio.sleep(0.02)
            time.sleep(still_s)  # noqa: ASYNC251 - the whole loop stands still
        moving.set()
        assert await asking == "answered"


async def test_a_request_is_refused_in_time_where_a_transaction_hangs(database: Database) -> None:
    began = time.monotonic()
    hanging = asyncio.ensure_future(database.transact(lambda _: time.sleep(3)))
    await asyncio.sleep(0.1)
    with in_request(), pytest.raises(StorageUnavailableError):
        await database.write(row(1))
    assert time.monotonic() - began < 2.5
    await hanging
    await database.write()
    assert await numbers(database) == []


async def test_what_a_request_gave_up_while_it_was_written_is_not_kept_and_what_went_with_it_is(
    database: Database,
) -> None:
    def slow(connection: sa.Connection) -> None:
        written = row(1)
        connection.execute(written.statement, written.row)
        time.sleep(2.2)

    with in_request():
        refused = asyncio.ensure_future(database.transact(slow))
    await asyncio.sleep(0)
    with_it = database.write(row(2))
    with pytest.raises(StorageUnavailableError):
        await refused
    await with_it
    assert await numbers(database) == [2]


async def test_what_a_request_reads_is_refused_in_time_and_what_a_job_reads_is_waited_for(database: Database) -> None:
    away = True

    def query(_: sa.Connection) -> int:
        if away:
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR_READ
            raise sa.exc.OperationalError("SELECT", {}, error)
        return 1

    waiting = asyncio.ensure_future(database.read(query))
    began = time.monotonic()
    with in_request(), pytest.raises(StorageUnavailableError):
        await database.read(query)
    assert time.monotonic() - began < 2
    assert not waiting.done()
    away = False
    assert await waiting == 1


async def test_whether_writes_are_taken_is_shown_by_one(database: Database, tmp_path: Path) -> None:
    with in_request():
        assert await database.takes_writes()
        await asyncio.sleep(1.1)
        with locked(tmp_path):
            assert not await database.takes_writes()
        await asyncio.sleep(1.1)
        assert await database.takes_writes()


async def test_the_seconds_of_an_absence_are_counted_and_told_once(database: Database, tmp_path: Path) -> None:
    with capture_logs() as logs:
        with locked(tmp_path):
            waiting = database.write(row(1))
            await asyncio.sleep(OUTLASTED_S + 1)
            during_s = database.away_s
        await waiting
        await database.write(row(2))
    assert during_s > 0.5
    assert database.away_s >= during_s
    assert [one["event"] for one in logs] == ["storage_away", "storage_back"]
    assert logs[0]["error"] == "database is locked"


async def test_a_stop_without_a_database_takes_seconds_and_says_what_is_lost(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'made' / 'test.sqlite'}")
    await database.start()
    with capture_logs() as logs, locked(tmp_path):
        database.post(row(1))
        waiting = database.write(row(2))
        began = time.monotonic()
        await database.stop()
        assert time.monotonic() - began < 4
    with pytest.raises(StorageUnavailableError):
        await waiting
    assert [one["event"] for one in logs] == ["storage_away", "write_lost"]


async def test_a_start_waits_for_a_locked_database(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    database = Database(f"sqlite:///{tmp_path / 'made' / 'test.sqlite'}")
    with locked(tmp_path, "EXCLUSIVE"):
        starting = asyncio.ensure_future(database.start())
        await asyncio.sleep(OUTLASTED_S)
        assert not starting.done()
    await starting
    assert await numbers(database) == []
    await database.stop()


@pytest.mark.parametrize(
    ("code", "away"),
    [
        (sqlite3.SQLITE_FULL, True),
        (sqlite3.SQLITE_IOERR_WRITE, True),
        (sqlite3.SQLITE_READONLY, True),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, True),
        (sqlite3.SQLITE_ERROR, False),
        (sqlite3.SQLITE_CONSTRAINT_UNIQUE, False),
    ],
)
def test_an_error_of_the_file_is_an_absence_and_one_of_a_statement_is_not(code: int, *, away: bool) -> None:
    said = sqlite3.OperationalError("secret words are not in it")
    said.sqlite_errorcode = code
    assert (outage_of(sa.exc.OperationalError("INSERT", {"text": "secret"}, said)) is not None) is away


def test_a_lost_connection_of_any_driver_is_an_absence() -> None:
    lost = sa.exc.OperationalError("SELECT 1", {}, Exception("server closed the connection unexpectedly"))
    assert outage_of(lost) == "server closed the connection unexpectedly"
    assert outage_of(sa.exc.ProgrammingError("SELECT", {}, Exception("no such column"))) is None


async def test_those_who_empty_the_log_while_somebody_reads_keep_nobody_from_writing(url: str, tmp_path: Path) -> None:
    database = Database(url)
    await database.start()
    await database.write(row(1))
    with capture_logs() as logs:
        with contextlib.closing(sqlite3.connect(tmp_path / "made" / "test.sqlite")) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM steps").fetchone()
            await database.write(row(2))
            scrubs = [asyncio.create_task(database.scrub()) for _ in range(8)]
            for n in range(3, 13):
                await database.write(row(n))
                await asyncio.sleep(0.06)
            await asyncio.gather(*scrubs, return_exceptions=True)
        await database.scrub()
    assert not logs
    assert (tmp_path / "made" / "test.sqlite-wal").stat().st_size == 0
    await database.stop()


async def test_a_table_that_is_kept_locked_on_postgres_is_away_and_counts_as_such(tmp_path: Path) -> None:
    url = databases.new_url("postgres", tmp_path, homes.template())
    assert databases.rows(url, "SHOW lock_timeout") == [("0",)]  # of other programs
    usual = Database(url)
    await usual.start()
    shown = sa.text("SHOW lock_timeout")
    assert await usual.read(lambda connection: connection.execute(shown).scalar()) == "2s"
    await usual.stop()
    database = Database(f"{url}&options=-c%20lock_timeout%3D100")
    await database.start()
    engine = sa.create_engine(url)
    with engine.begin() as other:
        other.execute(sa.text("LOCK TABLE steps"))
        written = database.write(row(1))
        while not database.away_s:
            await asyncio.sleep(0.02)
        assert not written.done()
        with in_request(), pytest.raises(StorageUnavailableError):
            await database.write(row(2))
    engine.dispose()
    await written
    assert await numbers(database) == [1]
    await database.stop()


async def test_who_migrates_waits_for_who_migrates_for_as_long_as_it_takes(tmp_path: Path) -> None:
    url = databases.new_url("postgres", tmp_path, homes.template())
    engine, hurried = sa.create_engine(url), open_engine(f"{url}&options=-c%20lock_timeout%3D100", 1)
    with engine.begin() as other:
        lock(other, "migrations")
        migrating = asyncio.create_task(asyncio.to_thread(migrate, hurried))
        await asyncio.sleep(0.5)
        assert not migrating.done()
    assert await migrating == []
    engine.dispose()
    hurried.dispose()
