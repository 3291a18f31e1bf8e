"""When storage is away: which errors say so, and who waits for how long.

A full disk, a locked database or one that restarts is no fault of what was to be written. Jobs wait until it is back.
What a request asks of storage is given up in time to say so.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from contextvars import ContextVar

import sqlalchemy as sa

from gradcheck.errors import StorageUnavailableError

REQUEST_S = 1.6
"""How long a request waits for one answer of storage."""
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
_in_request: ContextVar[bool] = ContextVar("in_request", default=False)


@contextlib.contextmanager
def in_request() -> Iterator[None]:
    """What is asked of storage inside is asked by a request, which does not wait."""
    token = _in_request.set(True)
    try:
        yield
    finally:
        _in_request.reset(token)


def asked_by_request() -> bool:
    """Whether whoever asks storage now is a request."""
    return _in_request.get()


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
