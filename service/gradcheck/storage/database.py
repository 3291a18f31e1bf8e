"""One database, read by a few threads and written by one.

What was written while the last transaction went on is the next one, and whoever waits for a write goes on when it is
durable.
"""

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
import structlog
from alembic import command
from alembic.config import Config
from msgspec import Struct
from sqlalchemy.pool import ConnectionPoolEntry

T = TypeVar("T")

_READERS = 4
log: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


class Write(Struct, frozen=True):
    """One execution of a statement."""

    statement: sa.Insert | sa.Update | sa.Delete
    row: dict[str, Any]


class _Pending(Struct):
    writes: tuple[Write, ...]
    action: Callable[[sa.Connection], Any] | None = None
    done: asyncio.Future[Any] | None = None
    then: Callable[[], None] | None = None


class _DBAPIConnection(Protocol):
    isolation_level: str | None

    def execute(self, sql: str) -> object: ...


class Database:
    """An SQLite database in WAL mode. `start` migrates it, `stop` writes what is queued and closes it."""

    def __init__(self, url: str) -> None:
        self._engine = sa.create_engine(url, pool_size=_READERS + 1)
        # The driver lets go of the interpreter at every statement and then waits 5 ms for it where the loop is busy. So
        # many rows go out as one statement. One that looks at the rows before its own asks for a page of one.
        self._engine.dialect.use_insertmanyvalues_wo_returning = True
        sa.event.listen(self._engine, "connect", _pragmas)
        sa.event.listen(self._engine, "begin", _begin)
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="reader")
        self._queue: queue.SimpleQueue[list[_Pending] | None] = queue.SimpleQueue()
        self._turn: list[_Pending] = []
        self._writer: threading.Thread | None = None

    async def start(self) -> None:
        """Create the folder, migrate, start the writer."""
        if self._engine.url.database:
            Path(self._engine.url.database).parent.mkdir(parents=True, exist_ok=True)
        await asyncio.to_thread(self._migrate)
        work = partial(self._write_groups, asyncio.get_running_loop())
        self._writer = threading.Thread(target=work, name="writer", daemon=True)
        self._writer.start()

    async def stop(self) -> None:
        """Write what is queued, then close."""
        if self._writer is not None:
            self._end_turn()
            self._queue.put(None)
            await asyncio.to_thread(self._writer.join)
            self._writer = None
        self._readers.shutdown()
        self._engine.dispose()

    async def read(self, query: Callable[[sa.Connection], T]) -> T:
        """Run a query in a reader's thread."""

        def work() -> T:
            with self._engine.connect() as connection:
                return query(connection)

        return await asyncio.get_running_loop().run_in_executor(self._readers, work)

    def write(self, *writes: Write) -> asyncio.Future[None]:
        """Write rows; what is returned is done when they are durable, which is before any later write is."""
        return self._submit(writes, None)

    def post(self, *writes: Write, then: Callable[[], None] | None = None) -> None:
        """Write rows without waiting, durable before any later write returns, and then do this; a loss is logged."""
        self._put(_Pending(writes, then=then))

    async def transact(self, action: Callable[[sa.Connection], T]) -> T:
        """Run an action in the writer's transaction; its result or its error is given when durable."""
        result: T = await self._submit((), action)
        return result

    def _submit(self, writes: tuple[Write, ...], action: Callable[[sa.Connection], Any] | None) -> asyncio.Future[Any]:
        done = asyncio.get_running_loop().create_future()
        self._put(_Pending(writes, action, done))
        return done

    def _put(self, pending: _Pending) -> None:
        """Queue a write. Those of one turn of the loop go out together, without a moment to wait for more."""
        if not self._turn:
            asyncio.get_running_loop().call_soon(self._end_turn)
        self._turn.append(pending)

    def _end_turn(self) -> None:
        self._queue.put(self._turn)
        self._turn = []

    def _write_groups(self, loop: asyncio.AbstractEventLoop) -> None:
        """The writer's thread: all that has come while it wrote is one transaction; None is the last that comes."""
        open_ = True
        while open_:
            turns = [self._queue.get()]
            with contextlib.suppress(queue.Empty):
                while True:
                    turns.append(self._queue.get_nowait())
            open_ = None not in turns
            group = [pending for turn in turns if turn is not None for pending in turn]
            loop.call_soon_threadsafe(_resolve, group, self._commit(group))

    def _commit(self, group: list[_Pending]) -> list[Any]:
        """One transaction for the group; what fails it is found by writing each of the group on its own."""
        try:
            return self._transaction(group)
        except Exception as error:  # noqa: BLE001 - handed to whoever waits for the write
            return [error] if len(group) == 1 else [self._commit([pending])[0] for pending in group]

    def _transaction(self, group: list[_Pending]) -> list[Any]:
        """Rows of one statement go out together, in the order of their table, then actions, each in a savepoint."""
        batches: list[tuple[sa.Executable, list[dict[str, Any]]]] = []
        newest: dict[object, int] = {}  # of each table
        for write in (write for pending in group for write in pending.writes):
            index = newest.get(write.statement.table)
            if index is None or batches[index][0] is not write.statement:
                index = newest[write.statement.table] = len(batches)
                batches.append((write.statement, []))
            batches[index][1].append(write.row)
        with self._engine.begin() as connection:
            for statement, rows in batches:
                connection.execute(statement, rows if any(rows) else None)
            return [_act(connection, pending.action) for pending in group]

    def _migrate(self) -> None:
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        with self._engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _act(connection: sa.Connection, action: Callable[[sa.Connection], Any] | None) -> Any:  # noqa: ANN401
    if action is None:
        return None
    try:
        with connection.begin_nested():
            return action(connection)
    except Exception as error:  # noqa: BLE001 - handed to whoever waits for this action
        return error


def _resolve(group: list[_Pending], outcomes: list[Any]) -> None:
    """Tell whoever waits what became of a write; a loss that nobody waits for is logged, without its text."""
    for pending, outcome in zip(group, outcomes, strict=True):
        if pending.done is None:
            if isinstance(outcome, Exception):
                log.error("write_lost", error=type(outcome).__name__)
            elif pending.then is not None:
                pending.then()
        elif not pending.done.done():  # or whoever waited was interrupted
            if isinstance(outcome, Exception):
                pending.done.set_exception(outcome)
            else:
                pending.done.set_result(outcome)


def _pragmas(connection: _DBAPIConnection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN")
