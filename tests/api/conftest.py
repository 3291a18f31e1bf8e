"""One server a module: only one service can run in a process."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.api.server import Json, Server


@pytest.fixture(scope="module")
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A running server with the module's `ENVIRON`."""
    environ: dict[str, str] = getattr(request.module, "ENVIRON", {})
    with TemporaryDirectory() as home:
        running = Server(Path(home), **environ)
        running.start()
        try:
            yield running
        finally:
            running.stop()


@pytest.fixture(scope="module")
def finished(server: Server) -> Json:
    """A run that has ended."""
    return server.run(seed=1)  # one whose gain is large enough to be diagnosed without force
