"""When storage is away: which errors say so, and who waits for how long.

A full disk, a locked database or one that restarts is no fault of what was to be written. Jobs wait until it is back.
What a request asks of storage is given up in time to say so.
"""

import asyncio
import contextlib
import math
import sqlite3
import time
from collections.abc import Iterator
from contextvars import ContextVar
from typing import TypeVar

import sqlalchemy as sa

from gradcheck.errors import StorageUnavailableError

T = TypeVar("T")

REQUEST_S = 1.3
"""How long a request waits for storage, for all slow answers one after the other."""
_SLOW_S, _LEAST_S, _FORGOTTEN_S = 0.5, 0.2, 5.0
_TURN_S, _LONGEST_TURN_S = 0.1, 0.25
BUSY_MS = 600
"""How long one attempt waits for a lock, less than half of what a request waits: it may come in the middle of one."""
PAUSE_S = 0.2
"""Between two attempts while storage is away."""
# Of the primary codes of SQLite these say something about the file and what is under it, not about a statement.
_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
}


class Patience:
    """How long a request still waits for storage. Slow answers use it up; some seconds after the last it is whole."""

    def __init__(self) -> None:
        self._left_s = REQUEST_S
        self._slow_at = -math.inf

    @property
    def left_s(self) -> float:
        """For how long the next answer is waited for."""
        return REQUEST_S if time.monotonic() > self._slow_at + _FORGOTTEN_S else self._left_s

    async def answered(self, answer: asyncio.Future[T]) -> T:
        """What storage answers. Raises StorageUnavailableError, and cancels it, where it does not come in time.

        While this process itself stands still storage is not away, so that no turn of the loop counts for long.
        """
        left_s, waited_s = self.left_s, 0.0
        try:
            while waited_s < left_s and not answer.done():
                began = time.monotonic()
                await asyncio.wait((answer,), timeout=min(_TURN_S, left_s - waited_s))
                waited_s += min(time.monotonic() - began, _LONGEST_TURN_S)
            if answer.done():
                return answer.result()
            raise unavailable()
        finally:
            answer.cancel()
            self._waited(waited_s)

    def _waited(self, seconds: float) -> None:
        """An answer, or none, took so long."""
        if seconds > _SLOW_S:
            self._left_s = max(self.left_s - seconds, _LEAST_S)
            self._slow_at = time.monotonic()


_patience: ContextVar[Patience | None] = ContextVar("patience", default=None)


@contextlib.contextmanager
def in_request() -> Iterator[None]:
    """What is asked of storage inside is asked by a request, which does not wait for long."""
    token = _patience.set(Patience())
    try:
        yield
    finally:
        _patience.reset(token)


def patience() -> Patience | None:
    """That of the request that asks storage now; None where it is none."""
    return _patience.get()


def outage_of(error: BaseException | None) -> str | None:
    """What the database or its driver says of its absence, without any values; None for every other error.

    Undoing what failed can fail too, for want of a transaction: what came first counts.
    """
    while error is not None:
        if _is_outage(error):
            return str(getattr(error, "orig", None) or error).strip()[:200]
        error = error.__context__
    return None


def unavailable() -> StorageUnavailableError:
    """The error for whoever does not wait any longer."""
    return StorageUnavailableError("storage does not answer at the moment; try again, with the same Idempotency-Key")


def _is_outage(error: BaseException) -> bool:
    if isinstance(error, sa.exc.TimeoutError):  # all connections are taken
        return True
    said = error.orig if isinstance(error, sa.exc.DBAPIError) else error
    if isinstance(said, sqlite3.Error):
        return getattr(said, "sqlite_errorcode", 0) & 0xFF in _AWAY
    return isinstance(error, (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.InternalError))
