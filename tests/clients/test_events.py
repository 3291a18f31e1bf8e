"""Event streams survive broken connections: every event comes once."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

import httpx
import pytest

from gradcheck_client import AsyncGradcheck, ProblemError
from gradcheck_client.errors import (
    ConnectionFailedError,
    NotFoundError,
    ServerError,
    UnauthorizedError,
    UnexpectedAnswerError,
)
from gradcheck_client.models import Event
from tests.api.server import Json, Server, until
from tests.clients.conftest import Connect, Handler
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
            asked = await reader.readuntil(b"\r\n\r\n")
            up_writer.write(asked.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
            while left > 0 and (chunk := await up_reader.read(min(left, 1000))):
                writer.write(chunk)
                await writer.drain()
                left -= len(chunk)
        finally:
            for end in (writer, up_writer):
                end.close()
            await asyncio.gather(writer.wait_closed(), up_writer.wait_closed(), return_exceptions=True)


async def read(client: AsyncGradcheck, run_id: str, **options: float) -> list[Event]:
    run = await client.get_run(run_id)
    return [event async for event in run.events(after=int(options.pop("after", 0)), **options)]


async def test_a_stream_is_read_to_its_end(server: Server, connect: Connect, run_id: str) -> None:
    client = connect(server.url)
    found = await read(client, run_id)
    assert [event.seq for event in found] == list(range(1, len(found) + 1))
    assert found[-1].type == "run_succeeded"
    assert [event.seq for event in await read(client, run_id, after=5)] == [event.seq for event in found[5:]]
    assert await read(client, run_id, after=found[-1].seq) == []


async def test_every_event_comes_once_however_often_the_connection_breaks(
    server: Server, connect: Connect, run_id: str
) -> None:
    run = await connect(server.url).get_run(run_id)
    whole = [event async for event in run.events()]
    cutter = Cutter(server, 10**9, 700, 0, 1500, 900, 10**9)
    async with cutter.listening() as url:
        found = await read(connect(url), run_id)
    assert found == whole
    assert cutter.connections == 6


async def test_a_running_job_is_followed_across_breaks(server: Server, connect: Connect) -> None:
    with server.world.held():
        started: str = server.http.post("/optimize", json=world.request()).json()["id"]
        cutter = Cutter(server, 10**9, 500, 10**9)
        async with cutter.listening() as url:
            reading = asyncio.create_task(read(connect(url), started))
            while cutter.connections < 3:
                await asyncio.sleep(0.02)
            server.world.open.set()
            found = await reading
    assert [event.seq for event in found] == list(range(1, len(found) + 1))
    assert found[-1].type == "run_succeeded"


async def test_a_server_that_stays_away_is_given_up_after_the_patience(
    server: Server, connect: Connect, run_id: str
) -> None:
    cutter = Cutter(server, 10**9, 0)
    async with cutter.listening() as url:
        with pytest.raises(ConnectionFailedError):
            await read(connect(url), run_id, patience_s=0.4)
    assert cutter.connections == 3


async def test_a_reader_who_stops_leaves_no_stream_behind(server: Server, connect: Connect) -> None:
    with server.world.held():
        run = await connect(server.url).optimize(**world.request())
        async with contextlib.aclosing(run.events()) as stream:
            assert (await anext(stream)).type == "run_started"
        until(lambda: server.gauge("gradcheck_event_streams") == 0, 5)
    server.ended(run.id)


def message(seq: int, kind: str = "step_started", text: str = "") -> str:
    """An event as it stands in a stream."""
    at = "2026-01-01T00:00:00Z"
    event = {"seq": seq, "at": at, "run_id": "r", "type": kind, "data": {"text": text}}
    return f"id: {seq}\ndata: {json.dumps(event, ensure_ascii=False)}\n\n"


def answering(state: Json, *answers: httpx.Response) -> tuple[Handler, list[str]]:
    """A wire that knows a run and answers its stream in turn; the ids that were given as the last seen."""
    left, asked = list(answers), list[str]()

    def handle(request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith("/events"):
            return httpx.Response(200, json=state)
        asked.append(request.headers["Last-Event-ID"])
        return left.pop(0)

    return handle, asked


def stream(*messages: str) -> httpx.Response:
    headers = {"Content-Type": "text/event-stream"}
    return httpx.Response(200, headers=headers, content="".join([": stream\n\n", *messages]).encode())


async def test_a_resumed_stream_starts_after_the_last_event_and_what_comes_again_is_passed_over(
    server: Server, connect: Connect, run_id: str
) -> None:
    whole = [message(seq) for seq in range(1, 5)]
    cut = message(3)[:40]
    handler, asked = answering(
        server.get(f"/runs/{run_id}"),
        stream(*whole[:2], cut),
        httpx.Response(502, text="<html>"),
        stream(*whole, message(5, "run_succeeded"), message(6)),
    )
    found = await read(connect(handler=handler), run_id)
    assert [event.seq for event in found] == [1, 2, 3, 4, 5]
    assert asked == ["0", "2", "2"]


async def test_text_is_read_as_written(server: Server, connect: Connect, run_id: str) -> None:
    odd = "two lines\u2028or one\u0085? \n \r\n"
    handler, _ = answering(server.get(f"/runs/{run_id}"), stream(message(1, "run_failed", odd)))
    assert [event.data for event in await read(connect(handler=handler), run_id)] == [{"text": odd}]


@pytest.mark.parametrize(("status", "kind"), [(401, UnauthorizedError), (404, NotFoundError), (500, ServerError)])
async def test_a_refusal_is_raised_at_once(
    server: Server, connect: Connect, run_id: str, status: int, kind: type[ProblemError]
) -> None:
    handler, asked = answering(server.get(f"/runs/{run_id}"), httpx.Response(status))
    with pytest.raises(kind):
        await read(connect(handler=handler), run_id)
    assert len(asked) == 1


async def test_an_event_that_cannot_be_read_is_told_and_not_passed_over(
    server: Server, connect: Connect, run_id: str
) -> None:
    handler, _ = answering(server.get(f"/runs/{run_id}"), stream("data: {}\n\n"))
    with pytest.raises(UnexpectedAnswerError, match="seq"):
        await read(connect(handler=handler), run_id)
