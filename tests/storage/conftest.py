"""A started database of its own, of each kind."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gradcheck.storage.database import Database
from tests.support import databases, homes


@pytest.fixture(params=databases.KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new database; on Postgres its tables are there already."""
    return databases.new_url(request.param, tmp_path, homes.template() if request.param == "postgres" else None)


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    await database.start()
    yield database
    await database.stop()
