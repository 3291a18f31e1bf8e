"""Commands that are run here, against a server in a thread."""

import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from structlog.testing import capture_logs

from gradcheck.cli import main
from tests.api.server import CLIENT_KEY, Json, Server


class Done(NamedTuple):
    """A command that has ended."""

    code: int
    out: str
    err: str


Command = Callable[..., Done]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A running server with a key."""
    with TemporaryDirectory() as home, capture_logs():  # what it logs is no output of a command
        running = Server(Path(home), GRADCHECK_API_KEYS=CLIENT_KEY, GRADCHECK_HEARTBEAT_S="0.2")
        running.start()
        running.http.headers["Authorization"] = f"Bearer {CLIENT_KEY}"
        try:
            yield running
        finally:
            running.stop()


@pytest.fixture(scope="module")
def finished(server: Server) -> Json:
    """A run that has ended."""
    return server.run()


@pytest.fixture
def gradcheck(server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command in this process, with the server's address and key in the environment."""
    monkeypatch.setenv("GRADCHECK_URL", server.url)
    monkeypatch.setenv("GRADCHECK_API_KEY", CLIENT_KEY)

    def run(*arguments: str) -> Done:
        handlers = list(logging.getLogger().handlers)
        monkeypatch.setattr(sys, "argv", ["gradcheck", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        assert logging.getLogger().handlers == handlers, "a server's command owns its process: run it in another one"
        printed = capsys.readouterr()
        return Done(int(ended.value.code or 0), printed.out, printed.err)

    return run
