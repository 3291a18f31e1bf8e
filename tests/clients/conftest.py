"""One server a module, and clients of both kinds that a test asks in one way."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import httpx
import pytest

from gradcheck_client import AsyncGradcheck, Gradcheck, Retries
from gradcheck_client.jobs import Job
from tests.api.server import CLIENT_KEY, Server

Handler = Callable[[httpx.Request], httpx.Response]
Connect = Callable[..., AsyncGradcheck]
QUICK = Retries(first_pause_s=0.01)


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


@pytest.fixture(params=["asynchronous", "synchronous"])
async def connect(request: pytest.FixtureRequest) -> AsyncIterator[Connect]:
    """Makes clients: of a URL, or of a handler that answers on the wire. The synchronous one is asked in threads."""
    opened: list[AsyncGradcheck] = []

    def make(
        url: str = "http://service", handler: Handler | None = None, retries: Retries = QUICK, api_key: str = CLIENT_KEY
    ) -> AsyncGradcheck:
        wire = None if handler is None else httpx.MockTransport(handler)
        if request.param == "asynchronous":
            http = None if wire is None else httpx.AsyncClient(transport=wire)
            client = AsyncGradcheck(url, api_key=api_key, retries=retries, http=http)
        else:
            plain = None if wire is None else httpx.Client(transport=wire)
            patient = _Patient(Gradcheck(url, api_key=api_key, retries=retries, http=plain))
            client = cast("AsyncGradcheck", patient)
        opened.append(client)
        return client

    yield make
    for client in opened:
        await client.close()


class _Patient:
    """A synchronous object whose methods are awaited and whose generators are read in threads."""

    def __init__(self, inner: Any) -> None:  # noqa: ANN401 - a client or a handle
        self._inner = inner

    def __repr__(self) -> str:
        return repr(self._inner)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        value = getattr(self._inner, name)
        if not callable(value):
            return value
        if name.startswith("iter_") or name in {"events", "entries"}:
            return lambda *args, **kwargs: _read(value(*args, **kwargs))

        async def call(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
            found = await asyncio.to_thread(value, *args, **kwargs)
            return _Patient(found) if isinstance(found, Job) else found

        return call


async def _read(entries: Any) -> AsyncIterator[Any]:  # noqa: ANN401 - a generator
    end = object()
    try:
        while (entry := await asyncio.to_thread(next, entries, end)) is not end:
            yield entry
    finally:
        await asyncio.to_thread(entries.close)
