"""A service in this process for programs outside of it: as it is today, and as a later version could be."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.api.server import CLIENT_KEY, Server
from tests.docs.pages import ROOT
from tests.support import world
from tests.support.later import Later


@contextmanager
def served(*, later: bool = False) -> Iterator[Server]:
    """A running service with a key."""
    with TemporaryDirectory() as home:
        server = Server(Path(home), GRADCHECK_API_KEYS=CLIENT_KEY, GRADCHECK_HEARTBEAT_S="0.2")
        if later:
            document = json.loads((ROOT / "openapi.json").read_text("utf-8"))
            server._server.config.app = Later(server.app, document)
        server.start()
        try:
            yield server
        finally:
            server.stop()


def told(url: str) -> dict[str, str]:
    """What the own tests of a client read of the service that they ask."""
    return {"GRADCHECK_URL": url, "GRADCHECK_KEY": CLIENT_KEY, "GRADCHECK_REQUEST": json.dumps(world.request())}
