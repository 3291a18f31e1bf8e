"""Faults that are done to a service on SQLite: its storage is locked, refuses rows, and its queue is held up."""

import itertools
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.operate.callers import Caller
from tests.operate.models import on
from tests.operate.patience import Patience

_LOCKED_S = 4


def opened(home: Path) -> closing[sqlite3.Connection]:
    """The database of a service, by a connection that commits each statement."""
    file = home / "gradcheck.sqlite"
    return closing(sqlite3.connect(file, timeout=30, isolation_level=None))


def lock(database: sqlite3.Connection, caller: Caller, patience: Patience, seen: Callable[[], bool]) -> None:
    """Lock the database for some seconds when a run has come, and refuse another, until that was seen."""
    for seed in itertools.count():
        if seen():
            return
        caller.run(on("world", seed=seed))
        database.execute("BEGIN IMMEDIATE")
        caller.refused(on("world"))
        patience.sleep(_LOCKED_S, "locking the database")
        database.execute("ROLLBACK")


def refuse(database: sqlite3.Connection, caller: Caller) -> None:
    """Have the database refuse rows that nobody waits for."""
    database.execute("CREATE TRIGGER refusing BEFORE INSERT ON candidates BEGIN SELECT RAISE(ABORT, 'no'); END")
    caller.ended(caller.run(on("world")))
    database.execute("DROP TRIGGER refusing")


def hold_up(database: sqlite3.Connection, caller: Caller, turns: int, patience: Patience) -> None:
    """Have more runs than there are turns wait for a provider, and the last of them as if it had for an hour."""
    for seed in range(turns + 1):
        caller.run(on("gone", seed=seed))
    late = "UPDATE jobs SET created_at = datetime('now', '-1 hour') || '.000000' WHERE status = 'queued'"
    patience.until("a job that waits", lambda: database.execute(late).rowcount or None)
