"""One server a module."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.api.server import CLIENT_KEY, Server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A running server with a key."""
    with TemporaryDirectory() as home:
        running = Server(Path(home), GRADCHECK_API_KEYS=CLIENT_KEY, GRADCHECK_HEARTBEAT_S="0.2")
        running.start()
        running.http.headers["Authorization"] = f"Bearer {CLIENT_KEY}"
        try:
            yield running
        finally:
            running.stop()
