"""A disk that is full, and freed: a real one of few megabytes, which takes the rights of root.

On SQLite it is the home's, which runs fill by themselves, and which then grows. On Postgres it is that of the
database's tables, or of the whole server, which ends without room for its log and is started again.
"""

import contextlib
import random
import shutil
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from tests.prove.disks import filled, grow, small_disk
from tests.prove.outlasting import Outage, outlasted, works_of_some
from tests.prove.own_postgres import OwnPostgres, own_postgres, servers_folder
from tests.prove.part import Record
from tests.prove.place import placed

HOME, TABLES, SERVER = "the disk is full", "the tables' disk is full", "the server's disk is full"
FAULTS: Mapping[str, Mapping[str, int]] = {"sqlite": {HOME: 6}, "postgres": {TABLES: 4, SERVER: 4}}
_WITHIN_S = 240
_HOME_MB, _TABLES_MB, _SERVER_MB, _FREED_MB = 3, 60, 200, 200
_placed = partial(placed, settings={"max_jobs": 8}, slots=12, latency_s=0.1, jitter=0.5, apis=1, workers=1)


async def trial(fault: str, seed: int, database: str) -> Record:
    """One full disk, for 5 to 40 s."""
    works, seconds = works_of_some(), random.Random(f"{fault}/{seed}").uniform(5, 40)
    with servers_folder() as folder, contextlib.ExitStack() as stack:
        if fault == HOME:
            home = stack.enter_context(small_disk(folder / "home", _HOME_MB))
            place = stack.enter_context(_placed(database, folder=home))
            return await outlasted(works, Outage(place, lambda: _grown(home), seconds), _WITHIN_S)
        disk = stack.enter_context(small_disk(folder / "disk", _TABLES_MB if fault == TABLES else _SERVER_MB))
        server = stack.enter_context(own_postgres((folder if fault == TABLES else disk) / "server"))
        if fault == TABLES:
            shutil.chown(disk, "pgserver")
        url = server.make("proved", disk if fault == TABLES else None)
        place = stack.enter_context(_placed(database, url=url))
        away = (lambda: filled(disk)) if fault == TABLES else (lambda: _ended(server, disk))
        refuses = None if fault == TABLES else True  # what has room in a page is kept
        return await outlasted(works, Outage(place, away, seconds, refuses=refuses), _WITHIN_S)


@contextlib.contextmanager
def _grown(home: Path) -> Iterator[None]:
    """What is written meanwhile fills the disk; afterwards it is larger."""
    yield
    grow(home, _FREED_MB)


@contextlib.contextmanager
def _ended(server: OwnPostgres, disk: Path) -> Iterator[None]:
    """The server has no room for its log and ends; it is started again once there is room."""
    with filled(disk):
        server.use_up_log()
        yield
    if server.pid is None:
        server.start_again()
