"""Readers of one event stream that stall or leave: what they cost the others and the service."""

import asyncio
import contextlib
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.api.server import Server, until
from tests.support import world

pytestmark = pytest.mark.alone

READERS = 48
PROMPT = {"user": "x" * 30_000 + "\n\n{text}", "max_length": 100_000}  # more events than all buffers hold
METHOD = {"name": "improve", "rounds": 2, "candidates": 8}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path, GRADCHECK_HEARTBEAT_S="0.1")
    running.start()
    listening = running._server.servers[0].sockets[0]
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16_384)  # and so has every connection
    try:
        yield running
    finally:
        running.stop()


def asking(run_id: str) -> bytes:
    """The request for a stream that ends with its connection."""
    return f"GET /runs/{run_id}/events HTTP/1.0\r\n\r\n".encode()


def address(server: Server) -> tuple[str, int]:
    url = urlsplit(server.url)
    return str(url.hostname), int(url.port or 0)


@contextlib.contextmanager
def stalled(server: Server, run_id: str) -> Iterator[None]:
    """A reader that never reads."""
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        client.connect(address(server))
        client.sendall(asking(run_id))
        yield


async def leave(server: Server, run_id: str) -> None:
    reader, writer = await asyncio.open_connection(*address(server))
    writer.write(asking(run_id))
    await reader.readuntil(b"run_started")
    writer.close()


async def read(server: Server, run_id: str) -> list[int]:
    """The numbers of the events until the end of the stream."""
    reader, writer = await asyncio.open_connection(*address(server))
    writer.write(asking(run_id))
    text = await reader.read()
    writer.close()
    return [int(number) for number in re.findall(rb"^id: (\d+)", text, re.MULTILINE)]


def streams(server: Server) -> float:
    return server.gauge("gradcheck_event_streams")


def start(server: Server) -> str:
    run_id: str = server.http.post("/optimize", json=world.request(prompt=PROMPT, method=METHOD)).json()["id"]
    return run_id


async def test_one_that_stalls_and_one_that_leaves_take_nothing_from_the_others(server: Server) -> None:
    before = server.tasks()
    with contextlib.ExitStack() as stall:
        with server.world.held():
            run_id = start(server)
            stall.enter_context(stalled(server, run_id))
            others = [asyncio.create_task(read(server, run_id)) for _ in range(READERS)]
            leaving = asyncio.create_task(leave(server, run_id))
            await asyncio.to_thread(until, lambda: leaving.done() and streams(server) == READERS + 1)
        found = await asyncio.gather(*others)
        run = await asyncio.to_thread(server.ended, run_id)
        await asyncio.to_thread(until, lambda: streams(server) == 1)
    assert run["status"] == "succeeded"
    assert found == [list(range(1, len(found[0]) + 1))] * READERS
    await asyncio.to_thread(until, lambda: streams(server) == 0 and server.tasks() <= before)


def test_one_that_never_reads_is_let_go_some_time_after_the_end(server: Server) -> None:
    before = server.tasks()
    run_id = start(server)
    server.ended(run_id)
    with stalled(server, run_id):
        until(lambda: server.tasks() > before)
        until(lambda: server.tasks() <= before, 5)
