"""A started database in a file of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gradcheck.storage.database import Database


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'made' / 'test.sqlite'}")
    await database.start()
    yield database
    await database.stop()
