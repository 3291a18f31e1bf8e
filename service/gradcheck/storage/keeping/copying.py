"""Copies of an SQLite database: taken while it is written, and put where there is none.

The durable engine's file is not copied: a start hands it all jobs that have not ended.
"""

import contextlib
import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from gradcheck.errors import ConfigurationError
from gradcheck.storage.backend import beside
from gradcheck.storage.migrations.migrating import missing_migrations

_PARTS = ("", "-wal", "-shm")


def back_up(database_url: str, copy: Path) -> int:
    """Copy the database as it is at one moment; how many jobs it holds. Nobody waits for it.

    Raises ConfigurationError where it is no SQLite file, `copy` is there, or what was copied is not whole.
    """
    database = _file_of(database_url, "pg_dump")
    if not database.is_file():
        raise ConfigurationError(f"there is no database {database}")
    return _copied(database, copy)


def restore(copy: Path, database_url: str) -> int:
    """Put a copy where the database is to be; how many jobs it holds. The service must not run.

    Raises ConfigurationError where `copy` is no database of this or an earlier version of the service or not whole, and
    where there is a database already.
    """
    database = _file_of(database_url, "pg_restore")
    _check(copy)
    database.parent.mkdir(parents=True, exist_ok=True)
    jobs = _copied(copy, database)
    engine = _file_of(beside(database_url), "")
    for part in _PARTS:
        engine.with_name(engine.name + part).unlink(missing_ok=True)
    return jobs


def _copied(source: Path, target: Path) -> int:
    if target.exists():
        raise ConfigurationError(f"{target} is there already; move it away first")
    partial = target.with_name(f"{target.name}.partial")
    try:
        partial.unlink(missing_ok=True)
        partial.touch(mode=0o600)
        with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(partial)) as there:
            here.backup(there)
            there.execute("PRAGMA journal_mode=DELETE")  # one file
        _check(partial)
        with closing(sqlite3.connect(partial)) as connection:
            (jobs,) = connection.execute("SELECT count(*) FROM jobs").fetchone()
        partial.rename(target)
    except (OSError, sqlite3.Error) as error:
        raise ConfigurationError(f"{source} cannot be copied to {target}: {error}") from None
    finally:
        with contextlib.suppress(OSError):
            for part in (*_PARTS, "-journal"):
                partial.with_name(partial.name + part).unlink(missing_ok=True)
    return int(jobs)


def _check(file: Path) -> None:
    """Raise ConfigurationError where a file is no whole database of this or an earlier version of the service."""
    if not file.is_file():
        raise ConfigurationError(f"there is no file {file}")
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            found = [said for (said,) in connection.execute("PRAGMA integrity_check")]
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    except sqlite3.Error as error:
        raise ConfigurationError(f"{file} is no database that can be read: {error}") from None
    if found != ["ok"]:
        raise ConfigurationError(f"{file} is damaged: {found[0]}")
    if not {"jobs", "alembic_version"} <= tables:
        raise ConfigurationError(f"{file} is no database of this service")
    engine = sa.create_engine(f"sqlite:///{file}")
    try:
        missing_migrations(engine)
    finally:
        engine.dispose()


def _file_of(database_url: str, instead: str) -> Path:
    parts = sa.make_url(database_url)
    if parts.get_backend_name() != "sqlite" or not parts.database:
        raise ConfigurationError(f"the database is no SQLite file; `{instead}` is for this one")
    return Path(parts.database)
