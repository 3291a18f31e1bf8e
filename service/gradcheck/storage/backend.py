"""What SQLite and Postgres do differently. All other statements are the same for both.

SQLite has one process, whose one writer does one transaction after the other: what is locked here needs no lock there.
"""

import sqlite3
import time
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.pool import ConnectionPoolEntry

from gradcheck.domain.seeds import digest
from gradcheck.errors import ConfigurationError
from gradcheck.storage.outages import BUSY_MS, PAUSE_S

T = TypeVar("T")

NEWS = "gradcheck_news"
"""The channel on which Postgres tells of jobs that have news, by their ids."""
LIMITS = "gradcheck_limits"
"""The channel on which Postgres tells of limits that have changed for all."""
insert = postgresql.insert
"""An insert that says what becomes of a conflict. SQLite's compiler writes its clause too."""
_LOCKED_S = 0.5
_READ_S = 0.1
# What SQLite may hold in pages of all files and connections together, the engine's too. By default each connection has
# room for 2 MB, which fills over hours and serves little: what one connection writes, no other still has right.
_PAGES_BYTES = 8 << 20
# What a connection keeps of statements it has read. One that writes many rows is another for every number of rows, and
# takes a kilobyte a row: the driver's 128 of them are tens of megabytes that fill over hours.
_STATEMENTS = 32
_TRIES = 3
_DEADLOCK, _NOT_SERIALIZABLE = "40P01", "40001"
# A server that is cut off is noticed while something is asked of it, and one that sleeps in a transaction, which keeps
# others out of the rows that it has changed, loses its connection. What somebody else keeps locked is away, as it is on
# SQLite. The URL's own parameters stand above these.
_POSTGRES = {
    "application_name": "gradcheck",
    "connect_timeout": "5",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
    "options": "-c idle_in_transaction_session_timeout=5000 -c lock_timeout=2000",
}


def open_engine(url: str, connections: int) -> sa.Engine:
    """An engine with so many connections, without overflow where the server counts them."""
    parts = sa.make_url(url)
    if parts.get_backend_name() == "postgresql":
        known = {name: value for name, value in _POSTGRES.items() if name not in parts.query}
        engine = sa.create_engine(
            parts.update_query_dict(known), pool_size=connections, max_overflow=0, pool_pre_ping=True
        )
    else:
        engine = sa.create_engine(parts, pool_size=connections, connect_args={"cached_statements": _STATEMENTS})
        sa.event.listen(engine, "connect", _pragmas)
        sa.event.listen(engine, "begin", _begin)
    # SQLite's driver lets go of the interpreter at every statement and then waits 5 ms for it where the loop is busy,
    # Postgres's waits for the network. So many rows go out as one statement. One that looks at the rows before its own
    # asks for a page of one.
    engine.dialect.use_insertmanyvalues_wo_returning = True
    return engine


def is_shared(url: str) -> bool:
    """Whether several processes may work on a database."""
    return sa.make_url(url).get_backend_name() == "postgresql"


def connect_parameters(url: str) -> dict[str, Any]:
    """What the driver of Postgres connects with."""
    engine = open_engine(url, 1)
    return dict(engine.dialect.create_connect_args(engine.url)[1])


def reach(url: str, within_s: float = 0.0) -> None:
    """Raise ConfigurationError where a database on a server does not let itself be used within so long."""
    if not is_shared(url):
        return
    engine, until = open_engine(url, 1), time.monotonic() + within_s
    try:
        while True:
            try:
                engine.connect().close()
            except sa.exc.DBAPIError as error:
                if time.monotonic() > until:
                    said = " ".join(str(error.orig).split())
                    raise ConfigurationError(f"the database (GRADCHECK_DATABASE_URL) cannot be used: {said}") from None
                time.sleep(PAUSE_S)
            else:
                return
    finally:
        engine.dispose()


def prepare(url: str) -> None:
    """Make what has to be there before the first connection: the folder of a file, and its write-ahead log."""
    parts = sa.make_url(url)
    if parts.get_backend_name() == "sqlite" and parts.database:
        Path(parts.database).parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(parts.database)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")  # stays with the file


def beside(url: str) -> str:
    """Where the durable engine keeps its tables: in a file beside SQLite's, in a schema of its own on Postgres."""
    parts = sa.make_url(url)
    if parts.get_backend_name() != "sqlite" or not parts.database:
        return url
    path = Path(parts.database)
    return f"sqlite:///{path.with_name(f'{path.stem}-jobs.sqlite')}"


def inserted(connection: sa.Connection, table: sa.Table, row: dict[str, Any]) -> bool:
    """Insert a row unless there is one with its key; whether there was none."""
    statement = insert(table).on_conflict_do_nothing().returning(sa.literal(1))
    return connection.execute(statement, row).scalar() is not None


def check_lock(url: str) -> None:
    """Raise sqlite3.OperationalError where a file is locked."""
    parts = sa.make_url(url)
    if parts.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(parts.database), timeout=_LOCKED_S, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")


def lock(connection: sa.Connection, *names: str, patiently: bool = False) -> None:
    """Keep names until the transaction ends: whoever else asks for one of them waits until then.

    Who waits patiently waits for as long as it takes, and so for all that the transaction locks later.
    """
    if connection.dialect.name == "postgresql":
        if patiently:
            connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
        for name in sorted(names):
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(lock_number(name))))


def tell_news(connection: sa.Connection, jobs: Collection[str]) -> None:
    """Let nobody else write events of these jobs until the transaction ends, and tell all processes of them then."""
    if connection.dialect.name == "postgresql":
        for job in sorted(jobs):
            alone = sa.func.pg_advisory_xact_lock(lock_number(f"events/{job}"))
            connection.execute(sa.select(alone, sa.func.pg_notify(NEWS, job)))


def notify(connection: sa.Connection, text: str, channel: str = NEWS) -> None:
    """Tell all processes of news when the transaction ends: of a job, by its id, or on another channel."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_notify(channel, text)))


def clock_s(connection: sa.Connection) -> float:
    """Seconds by the database's clock, which is the same for all who work on it; a file's is the machine's."""
    if connection.dialect.name == "postgresql":
        moment = sa.cast(sa.func.extract("epoch", sa.func.clock_timestamp()), sa.Double)
        return float(connection.execute(sa.select(moment)).scalar_one())
    return time.time()


def scrub(engine: sa.Engine, writing: AbstractContextManager[object]) -> bool:
    """Take what was deleted out of the files too; whether it is.

    SQLite overwrites it as it deletes (`_pragmas`), and here empties the log of what was written. For that nothing may
    be written, so it is done while `writing` is held, and those who read are not waited for long. Postgres does what it
    can: the space is free to be written over.
    """
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM (SKIP_LOCKED)")  # another process does it
        return True
    file = str(engine.url.database)
    with writing, closing(sqlite3.connect(file, timeout=_READ_S, isolation_level=None)) as connection:
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def tried_again(work: Callable[[], T]) -> T:
    """What work comes to; done again, in a new transaction, where the connection broke or another one went before."""
    for _ in range(_TRIES - 1):
        try:
            return work()
        except sa.exc.DBAPIError as error:
            if not _is_passing(error):
                raise
    return work()


def _is_passing(error: sa.exc.DBAPIError) -> bool:
    return error.connection_invalidated or getattr(error.orig, "sqlstate", None) in {_DEADLOCK, _NOT_SERIALIZABLE}


def lock_number(name: str) -> int:
    """A signed number of 64 bits that stands for a name."""
    return int.from_bytes(bytes.fromhex(digest("lock", name))[:8], signed=True)


class _SQLiteConnection(Protocol):
    isolation_level: str | None

    def execute(self, sql: str) -> object: ...


def _pragmas(connection: _SQLiteConnection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver
    for pragma in (
        f"busy_timeout={BUSY_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        f"soft_heap_limit={_PAGES_BYTES}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN")
