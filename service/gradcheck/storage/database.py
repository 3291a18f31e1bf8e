"""One database, read by a few threads and written by one.

What was written while the last transaction went on is the next one, and whoever waits for a write goes on when it is
durable. While the database is away (`outages.py`) what jobs write is kept, in its order, and written when it is back;
that is no more than they had under way, since no call is begun before its intent is durable.
"""

import asyncio
import contextlib
import queue
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

import sqlalchemy as sa
import structlog
from msgspec import Struct, field

from gradcheck.errors import FencedError, StorageUnavailableError
from gradcheck.storage.backend import is_shared, open_engine, prepare, scrub, tell_news, tried_again
from gradcheck.storage.leasing.fencing import Fence, check, held
from gradcheck.storage.migrations.migrating import migrate
from gradcheck.storage.outages import PAUSE_S, Patience, outage_of, patience, unavailable
from gradcheck.storage.tables import jobs

T = TypeVar("T")

_READERS = 4
_START_S = 10.0
_LAST_S = 1.0
_TRIAL_S = 1.0
_SCRUBS = 5
log: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


class Write(Struct, frozen=True):
    """One execution of a statement; `job` is the one whose events are written, if any are."""

    statement: sa.Insert | sa.Update | sa.Delete
    row: dict[str, Any]
    job: str | None = None


class _Pending(Struct):
    writes: tuple[Write, ...]
    action: Callable[[sa.Connection], Any] | None = None
    done: asyncio.Future[Any] | None = None
    then: Callable[[], None] | None = None
    of_request: bool = False
    given_up: bool = False
    fences: tuple[Fence, ...] = ()
    since: float = field(default_factory=time.monotonic)

    @property
    def is_fenced(self) -> bool:
        """Whether this is of a job that was taken over."""
        return any(fence.lost for fence in self.fences)


class Database:
    """SQLite in WAL mode, or Postgres. `start` migrates it, `stop` writes what is queued and closes it.

    What a request reads or writes raises StorageUnavailableError where the database is away. All else waits for it,
    and meets that error only when the process ends. `on_loss` is called for each write that failed although nobody
    waited for it, `on_write` with the seconds that the oldest write of each transaction has waited. A write of a job
    that was taken over changes nothing and raises FencedError (`fencing.py`).
    """

    def __init__(
        self, url: str, on_loss: Callable[[], None] = lambda: None, on_write: Callable[[float], None] = lambda _: None
    ) -> None:
        self._on_loss = on_loss
        self._on_write = on_write
        self._url = url
        self._engine = open_engine(url, _READERS + 2)
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="reader")
        self._second = ThreadPoolExecutor(1, thread_name_prefix="second") if is_shared(url) else None
        self._queue: queue.SimpleQueue[list[_Pending] | None] = queue.SimpleQueue()
        self._turn: list[_Pending] = []
        self._writer: threading.Thread | None = None
        self._oldest: float | None = None
        self._away_since: float | None = None
        self._away_before_s = 0.0
        self._ends_at = float("inf")
        self._trying = asyncio.Lock()
        self._writing = threading.Lock()
        self._scrubbing = asyncio.Lock()
        self._scrubs_begun = self._scrubbed = 0
        self._tried_at = 0.0
        self._takes_writes = False

    @property
    def away_s(self) -> float:
        """Seconds that the database has been away so far, an absence that goes on included."""
        since = self._away_since
        return self._away_before_s + (0.0 if since is None else time.monotonic() - since)

    @property
    def lag_s(self) -> float:
        """For how many seconds the oldest write has been waiting to become durable."""
        oldest = self._oldest
        return 0.0 if oldest is None else time.monotonic() - oldest

    async def start(self) -> None:
        """Make what is missing, migrate, start the writer. Raises StorageUnavailableError where it cannot be opened."""
        until = time.monotonic() + _START_S
        while True:
            try:
                await asyncio.to_thread(prepare, self._url)
                await asyncio.to_thread(migrate, self._engine)
                break
            except Exception as error:
                said = outage_of(error)
                if said is None:
                    raise
                if time.monotonic() > until:
                    raise StorageUnavailableError(f"the database cannot be opened: {said}") from None
            await asyncio.sleep(PAUSE_S)
        work = partial(self._write_groups, asyncio.get_running_loop())
        self._writer = threading.Thread(target=work, name="writer", daemon=True)
        self._writer.start()

    def hurry(self) -> None:
        """The process ends: from now on nobody waits long for a database that is away."""
        self._ends_at = time.monotonic() + _LAST_S

    async def stop(self) -> None:
        """Write what is queued, then close. What cannot be written in a second is lost, and logged."""
        self.hurry()
        if self._writer is not None:
            self._end_turn()
            self._queue.put(None)
            await asyncio.to_thread(self._writer.join)
            self._writer = None
        self._readers.shutdown()
        if self._second is not None:
            self._second.shutdown()
        self._engine.dispose()

    async def read(self, query: Callable[[sa.Connection], T]) -> T:
        """Run a query in a reader's thread."""
        patient, reading = patience(), self._read(query)
        return await (reading if patient is None else patient.answered(asyncio.ensure_future(reading)))

    async def takes_writes(self) -> bool:
        """Whether a write becomes durable now: shown by one that changes nothing, one a second at most."""
        async with self._trying:
            if time.monotonic() - self._tried_at > _TRIAL_S:
                try:
                    await self.transact(_try)
                    self._takes_writes = True
                except (StorageUnavailableError, sa.exc.SQLAlchemyError):
                    self._takes_writes = False
                self._tried_at = time.monotonic()
        return self._takes_writes

    def write(self, *writes: Write) -> asyncio.Future[None]:
        """Write rows; what is returned is done when they are durable, which is before any later write is."""
        return self._submit(writes, None)

    def post(self, *writes: Write, then: Callable[[], None] | None = None) -> None:
        """Write rows without waiting, durable before any later write returns, and then do this; a loss is logged."""
        self._put(_Pending(writes, then=then, fences=held()))

    async def transact(self, action: Callable[[sa.Connection], T]) -> T:
        """Run an action in the writer's transaction; its result or its error is given when durable."""
        result: T = await self._submit((), action)
        return result

    async def transact_apart(self, action: Callable[[sa.Connection], T]) -> T:
        """Run an action in a transaction of its own, so that what it locks is locked for no longer than it takes.

        It is not tried again: one whose outcome nobody knows may have been made. Raises StorageUnavailableError where
        the database is away. On SQLite, which has one writer, it is in the writer's transaction.
        """
        if self._second is None:
            return await self.transact(action)

        def work() -> T:
            with self._engine.begin() as connection:
                return action(connection)

        try:
            return await asyncio.get_running_loop().run_in_executor(self._second, work)
        except Exception as error:
            if outage_of(error) is None:
                raise
            raise unavailable() from None

    async def scrub(self) -> None:
        """What was deleted is not in the files any more. Raises StorageUnavailableError while others go on reading.

        Of those who ask while one goes on, the next does it for all.
        """
        asked = self._scrubs_begun
        async with self._scrubbing:
            if self._scrubbed <= asked:
                self._scrubs_begun = mine = self._scrubs_begun + 1
                await asyncio.get_running_loop().run_in_executor(self._readers, _scrub, self._engine, self._writing)
                self._scrubbed = mine

    async def _read(self, query: Callable[[sa.Connection], T]) -> T:
        def work() -> T:
            with self._engine.connect() as connection:
                return query(connection)

        while True:
            try:
                return await asyncio.get_running_loop().run_in_executor(self._readers, tried_again, work)
            except Exception as error:
                if outage_of(error) is None:
                    raise
            if time.monotonic() > self._ends_at:
                raise unavailable()
            await asyncio.sleep(PAUSE_S)

    def _submit(self, writes: tuple[Write, ...], action: Callable[[sa.Connection], Any] | None) -> asyncio.Future[Any]:
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        patient = patience()
        pending = _Pending(writes, action, done, of_request=patient is not None, fences=held())
        self._put(pending)
        return done if patient is None else asyncio.ensure_future(_patiently(patient, pending, done))

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
        open_, waiting = True, list[_Pending]()
        while open_ or waiting:
            turns = [] if waiting else [self._queue.get()]
            with contextlib.suppress(queue.Empty):
                while True:
                    turns.append(self._queue.get_nowait())
            open_ = open_ and None not in turns
            waiting += [pending for turn in turns if turn is not None for pending in turn]
            waiting = [pending for pending in waiting if not pending.given_up]
            oldest = self._oldest = _since(waiting)
            with self._writing:
                outcomes, outage = self._commit(waiting)
            if outcomes and oldest is not None:
                self._on_write(time.monotonic() - oldest)
            done, waiting = waiting[: len(outcomes)], waiting[len(outcomes) :]
            self._note(outage, len(waiting))
            ends = time.monotonic() > self._ends_at
            left = [pending for pending in waiting if ends or pending.of_request]
            waiting = [pending for pending in waiting if not (ends or pending.of_request)]
            self._oldest = _since(waiting)
            loop.call_soon_threadsafe(_resolve, done + left, outcomes + [unavailable() for _ in left], self._on_loss)
            if waiting:
                time.sleep(PAUSE_S)

    def _note(self, outage: str | None, waiting: int) -> None:
        """Remember and tell that the database is away, or that it is back."""
        if outage is not None and self._away_since is None:
            self._away_since = time.monotonic()
            log.error("storage_away", error=outage, waiting=waiting)
        elif outage is None and self._away_since is not None:
            away_s = time.monotonic() - self._away_since
            self._away_before_s += away_s
            self._away_since = None
            log.warning("storage_back", away_s=round(away_s, 1))

    def _commit(self, group: list[_Pending]) -> tuple[list[Any], str | None]:
        """One transaction for the group; what fails it is found by writing each of the group on its own.

        Gives the outcomes of the first of the group, and the outage that has kept the others from being written.
        """
        try:
            return tried_again(partial(self._transaction, group)), None
        except Exception as error:  # noqa: BLE001 - handed to whoever waits for the write
            outage = outage_of(error)
            if outage is not None or len(group) == 1:
                return [error] if outage is None else [], outage
        outcomes: list[Any] = []
        for pending in group:
            outcome, outage = self._commit([pending])
            if outage is not None:
                return outcomes, outage
            outcomes += outcome
        return outcomes, None

    def _transaction(self, group: list[_Pending]) -> list[Any]:
        """Rows of one statement go out together, in the order of their table, then actions, each in a savepoint.

        Whatever is of a job that was taken over is left out. Nothing is kept where a request has given up meanwhile.
        """
        told = {write.job for pending in group for write in pending.writes if write.job is not None}
        with self._engine.begin() as connection:
            tell_news(connection, told)
            check(connection, {fence for pending in group for fence in pending.fences})
            for statement, rows in _batches(pending for pending in group if not pending.is_fenced):
                connection.execute(statement, rows if any(rows) else None)
            outcomes = [
                FencedError("the job was taken over") if pending.is_fenced else _act(connection, pending.action)
                for pending in group
            ]
            if any(pending.given_up for pending in group):
                raise unavailable()  # who asked for it has been told so meanwhile, and nothing of it is kept
            return outcomes


async def _patiently(patient: Patience, pending: _Pending, done: asyncio.Future[T]) -> T:
    """What became of a request's write. One that it waits for no longer is not written any more."""
    try:
        return await patient.answered(done)
    except StorageUnavailableError:
        pending.given_up = True
        raise


def _since(waiting: list[_Pending]) -> float | None:
    """When the oldest of what waits came, which stands first."""
    return waiting[0].since if waiting else None


def _batches(group: Iterable[_Pending]) -> list[tuple[sa.Executable, list[dict[str, Any]]]]:
    """The rows of a group by their statements, in the order of each table."""
    batches: list[tuple[sa.Executable, list[dict[str, Any]]]] = []
    newest: dict[object, int] = {}  # of each table
    for write in (write for pending in group for write in pending.writes):
        index = newest.get(write.statement.table)
        if index is None or batches[index][0] is not write.statement:
            index = newest[write.statement.table] = len(batches)
            batches.append((write.statement, []))
        batches[index][1].append(write.row)
    return batches


def _scrub(engine: sa.Engine, writing: threading.Lock) -> None:
    for _ in range(_SCRUBS):
        try:
            if scrub(engine, writing):
                return
        except Exception as error:
            if outage_of(error) is None:
                raise
        time.sleep(PAUSE_S)
    raise unavailable()


def _try(connection: sa.Connection) -> None:
    connection.exec_driver_sql("UPDATE alembic_version SET version_num = version_num")
    connection.execute(jobs.update().where(sa.false()).values(label=jobs.c.label))  # without them nothing is done


def _act(connection: sa.Connection, action: Callable[[sa.Connection], Any] | None) -> Any:  # noqa: ANN401
    if action is None:
        return None
    try:
        with connection.begin_nested():
            return action(connection)
    except Exception as error:
        if outage_of(error) is not None:
            raise
        return error


def _resolve(group: list[_Pending], outcomes: list[Any], on_loss: Callable[[], None]) -> None:
    """Tell whoever waits what became of a write; a loss that nobody waits for is logged, without its text."""
    for pending, outcome in zip(group, outcomes, strict=True):
        for fence in pending.fences:
            if fence.lost:
                fence.lose()
        if pending.done is None:
            if isinstance(outcome, FencedError):
                continue
            if isinstance(outcome, Exception):
                log.error("write_lost", error=type(outcome).__name__)
                on_loss()
            elif pending.then is not None:
                pending.then()
        elif not pending.done.done():  # or whoever waited was interrupted
            if isinstance(outcome, Exception):
                pending.done.set_exception(outcome)
            else:
                pending.done.set_result(outcome)
