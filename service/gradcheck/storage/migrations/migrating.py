"""Brings the tables of a database to what this version of the service works with."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.script.revision import RevisionError

from gradcheck.domain.base import Value
from gradcheck.errors import ConfigurationError
from gradcheck.storage.backend import lock


class Migration(Value, frozen=True, kw_only=True):
    """One change of the tables."""

    number: str
    says: str


def migrate(engine: sa.Engine) -> list[Migration]:
    """Do what is missing, in one transaction and one process at a time; what was done.

    Raises ConfigurationError where a later version of the service has been here: it has tables that this one lacks.
    """
    config = _config()
    with engine.begin() as connection:
        lock(connection, "migrations", patiently=True)
        missing = _missing(connection, config)
        if missing:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    return missing


def missing_migrations(engine: sa.Engine) -> list[Migration]:
    """What `migrate` would do."""
    with engine.connect() as connection:
        return _missing(connection, _config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


def _missing(connection: sa.Connection, config: Config) -> list[Migration]:
    at = MigrationContext.configure(connection).get_current_revision()
    try:
        newest_first = list(ScriptDirectory.from_config(config).iterate_revisions("head", at or "base"))
    except RevisionError:
        raise ConfigurationError(
            f"the database was used by a later version of the service (its tables are at {at}): "
            "start that version, or give this one a database of its own"
        ) from None
    return [Migration(number=one.revision, says=one.doc) for one in reversed(newest_first)]
