"""A database that another process keeps locked for 5, 20 and 150 s, and a file of the durable engine's that is.

SQLite: `BEGIN EXCLUSIVE`. Postgres: `LOCK TABLE`, and a session that has changed the rows of all jobs under way and
then sleeps in its transaction. Runs have `max_seconds` of which a lock must use nothing up.
"""

import contextlib
import random
import sqlite3
from collections.abc import Iterator, Mapping
from functools import partial

import sqlalchemy as sa

from gradcheck.storage.backend import beside
from gradcheck.storage.tables import metadata
from tests.prove.outlasting import Outage, outlasted, works_of_some
from tests.prove.part import Record
from tests.prove.place import Place, placed
from tests.prove.work import bounded

_SHORT, _LONGER, _LONG = 5.0, 20.0, 150.0
_MOST_S = 140
"""What a run may take, which is less than the longest lock."""
_WITHIN_S = 200
FILE, BOTH, ENGINE = "the file is locked", "both files are locked", "the engine's file is locked"
TABLE, ROWS, TABLES = "the table of jobs is locked", "a session sleeps on the rows of jobs", "all tables are locked"
FAULTS: Mapping[str, Mapping[str, int]] = {
    "sqlite": {
        f"{FILE} for 5 s": 2,
        f"{BOTH} for 20 s": 2,
        f"{BOTH} for 150 s": 1,
        f"{ENGINE} for 20 s": 1,
    },
    "postgres": {
        f"{TABLE} for 5 s": 2,
        f"{TABLE} for 20 s": 1,
        f"{TABLE} for 150 s": 1,
        f"{TABLES} for 20 s": 1,
        f"{ROWS} for 150 s": 1,
    },
}


async def trial(fault: str, seed: int, database: str) -> Record:
    """One lock."""
    what, seconds = fault.rsplit(" for ", 1)
    moment = random.Random(f"{fault}/{seed}").randrange(10, 60)
    works = [bounded(work, _MOST_S) for work in works_of_some()]
    settings = {"max_jobs": 8}
    with placed(database, apis=1, workers=1, slots=12, settings=settings, latency_s=0.2, jitter=0.5) as place:
        outage = Outage(
            place,
            partial(_locked, place, what),
            float(seconds.removesuffix(" s")),
            refuses={ENGINE: False, ROWS: None}.get(what, True),
            quiet=what not in {ENGINE, TABLE},  # what is written elsewhere is durable
            begins_after=moment,
        )
        return await outlasted(works, outage, _WITHIN_S)


@contextlib.contextmanager
def _locked(place: Place, what: str) -> Iterator[None]:
    if place.database == "postgres":
        with _locked_on_postgres(place.url, what):
            yield
        return
    files = {FILE: [place.url], ENGINE: [beside(place.url)], BOTH: [place.url, beside(place.url)]}[what]
    with contextlib.ExitStack() as stack:
        for file in files:
            name = str(sa.make_url(file).database)
            held = sqlite3.connect(name, timeout=60, isolation_level=None, check_same_thread=False)
            stack.enter_context(contextlib.closing(held)).execute("BEGIN EXCLUSIVE")
        yield


@contextlib.contextmanager
def _locked_on_postgres(url: str, what: str) -> Iterator[None]:
    engine = sa.create_engine(url)
    try:
        with engine.begin() as connection:
            if what == ROWS:
                connection.execute(sa.text("UPDATE jobs SET label = label WHERE status = 'running'"))
            else:
                names = ", ".join(sorted(metadata.tables) if what == TABLES else ["jobs"])
                connection.execute(sa.text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))
            yield
    finally:
        engine.dispose()
