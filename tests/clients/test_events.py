"""Event streams survive broken connections: every event comes once."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

import httpx
import pytest

from gradcheck_client.events import events
from gradcheck_client.rest import AuthenticatedClient
from gradcheck_client.rest.models import Event
from tests.api.server import CLIENT_KEY, Server, until
from tests.support import world


@pytest.fixture(scope="module")
def run_id(server: Server) -> str:
    """A finished run."""
    identity: str = server.run()["id"]
    return identity


class Cutter:
    """A proxy that cuts each connection after so many bytes, the last number for all that follow."""

    def __init__(self, server: Server, *allowed: int) -> None:
        self._server = server
        self._allowed = list(allowed)
        self._passing: list[asyncio.Task[None]] = []
        self.connections = 0

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[str]:
        """The proxy's address."""
        proxy = await asyncio.start_server(self._pass, "127.0.0.1", 0)
        try:
            yield f"http://127.0.0.1:{proxy.sockets[0].getsockname()[1]}"
        finally:
            proxy.close()
            for task in self._passing:
                task.cancel()
            await asyncio.gather(*self._passing, return_exceptions=True)

    def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._passing.append(asyncio.create_task(self._forward(reader, writer)))

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        left = self._allowed.pop(0) if len(self._allowed) > 1 else self._allowed[0]
        up_reader, up_writer = await asyncio.open_connection("127.0.0.1", int(self._server.url.rsplit(":", 1)[1]))
        try:
            up_writer.write(await reader.readuntil(b"\r\n\r\n"))
            while left > 0 and (chunk := await up_reader.read(min(left, 1000))):
                writer.write(chunk)
                await writer.drain()
                left -= len(chunk)
        finally:
            for end in (writer, up_writer):
                end.close()
            await asyncio.gather(writer.wait_closed(), up_writer.wait_closed(), return_exceptions=True)


async def read(url: str, run_id: str, after: int = 0, patience_s: float = 300.0) -> list[Event]:
    async with AuthenticatedClient(url, token=CLIENT_KEY) as client:
        stream = events(client, f"/runs/{run_id}/events", after=after, patience_s=patience_s)
        return [event async for event in stream]


async def test_a_stream_is_read_to_its_end(server: Server, run_id: str) -> None:
    found = await read(server.url, run_id)
    assert [event.seq for event in found] == list(range(1, len(found) + 1))
    assert found[-1].type_ == "run_succeeded"
    assert [event.seq for event in await read(server.url, run_id, after=5)] == [event.seq for event in found[5:]]
    assert await read(server.url, run_id, after=found[-1].seq) == []


async def test_every_event_comes_once_however_often_the_connection_breaks(server: Server, run_id: str) -> None:
    whole = await read(server.url, run_id)
    cutter = Cutter(server, 700, 0, 1500, 900, 10**9)
    async with cutter.listening() as url:
        found = await read(url, run_id)
    assert found == whole
    assert cutter.connections == 5


async def test_a_running_job_is_followed_across_breaks(server: Server) -> None:
    with server.world.held():
        started: str = server.http.post("/optimize", json=world.request()).json()["id"]
        cutter = Cutter(server, 500, 10**9)
        async with cutter.listening() as url:
            reading = asyncio.create_task(read(url, started))
            while cutter.connections < 2:
                await asyncio.sleep(0.02)
            server.world.open.set()
            found = await reading
    assert [event.seq for event in found] == list(range(1, len(found) + 1))
    assert found[-1].type_ == "run_succeeded"


async def test_a_server_that_stays_away_is_given_up_after_the_patience(server: Server, run_id: str) -> None:
    cutter = Cutter(server, 0)
    async with cutter.listening() as url:
        with pytest.raises(httpx.TransportError):
            await read(url, run_id, patience_s=0.4)
    assert cutter.connections == 2


async def test_a_refusal_is_raised_at_once(server: Server) -> None:
    with pytest.raises(httpx.HTTPStatusError) as refused:
        await read(server.url, "run_unknown")
    assert refused.value.response.status_code == 404


async def test_a_reader_who_stops_leaves_no_stream_behind(server: Server) -> None:
    with server.world.held():
        started: str = server.http.post("/optimize", json=world.request()).json()["id"]
        async with AuthenticatedClient(server.url, token=CLIENT_KEY) as client:
            async with contextlib.aclosing(events(client, f"/runs/{started}/events")) as stream:
                assert (await anext(stream)).type_ == "run_started"
            until(lambda: server.gauge("gradcheck_event_streams") == 0, 5)
    server.ended(started)


async def test_a_busy_proxy_is_waited_for_and_text_is_read_as_written() -> None:
    odd = "two lines\u2028or one\u0085? \n \r\n"
    event = {"seq": 1, "at": "2026-01-01T00:00:00Z", "run_id": "r", "type": "run_failed", "data": {"text": odd}}
    body = f": stream\n\nid: 1\ndata: {json.dumps(event, ensure_ascii=False)}\n\n"
    answers = [
        httpx.Response(503),
        httpx.Response(200, headers={"content-type": "text/event-stream"}, content=body.encode()),
    ]
    async with AuthenticatedClient("http://test", token=CLIENT_KEY) as client:
        client.set_async_httpx_client(
            httpx.AsyncClient(base_url="http://test", transport=httpx.MockTransport(lambda _: answers.pop(0)))
        )
        found = [one async for one in events(client, "/runs/r/events")]
    assert [one.to_dict()["data"] for one in found] == [{"text": odd}]
