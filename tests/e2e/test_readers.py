"""Readers of one event stream that stall, leave or are cut off: what they cost the others and the service."""

import asyncio
import contextlib
import json
import re
import signal
import socket
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from structlog.testing import capture_logs

from tests.api.server import Server, until
from tests.support import databases, world
from tests.support.processes import provider_process, service_process

READERS = 48
PROMPT = {"user": "x" * 30_000 + "\n\n{text}", "max_length": 100_000}  # more events than all buffers hold
METHOD = {"name": "improve", "rounds": 2, "candidates": 8}


@pytest.fixture
def server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Server]:
    running = Server(tmp_path, GRADCHECK_HEARTBEAT_S=getattr(request, "param", "0.1"))
    running.start()
    listening = running._server.servers[0].sockets[0]
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16_384)  # and so has every connection
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
def quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nobody sees a stack trace."""
    yield
    assert not [record for phase in ("setup", "call") for record in caplog.get_records(phase) if record.exc_info]


def asking(run_id: str) -> bytes:
    """The request for a stream that ends with its connection."""
    return f"GET /runs/{run_id}/events HTTP/1.0\r\nHost: localhost\r\n\r\n".encode()


def address(where: str) -> tuple[str, int]:
    url = urlsplit(where)
    return str(url.hostname), int(url.port or 0)


@contextlib.contextmanager
def stalled(where: str, run_id: str) -> Iterator[None]:
    """A reader that never reads."""
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        client.connect(address(where))
        client.sendall(asking(run_id))
        yield


async def leave(server: Server, run_id: str) -> None:
    reader, writer = await asyncio.open_connection(*address(server.url))
    writer.write(asking(run_id))
    await reader.readuntil(b"run_started")
    writer.close()


async def read(server: Server, run_id: str) -> list[int]:
    """The numbers of the events until the end of the stream."""
    reader, writer = await asyncio.open_connection(*address(server.url))
    writer.write(asking(run_id))
    text = await reader.read()
    writer.close()
    return [int(number) for number in re.findall(rb"^id: (\d+)", text, re.MULTILINE)]


def streams(server: Server) -> float:
    return server.gauge("gradcheck_event_streams")


def start(server: Server) -> str:
    run_id: str = server.http.post("/optimize", json=world.request(prompt=PROMPT, method=METHOD)).json()["id"]
    return run_id


@pytest.mark.usefixtures("quiet")
async def test_one_that_stalls_and_one_that_leaves_take_nothing_from_the_others(server: Server) -> None:
    before = server.tasks()
    with contextlib.ExitStack() as stall:
        with server.world.held():
            run_id = start(server)
            stall.enter_context(stalled(server.url, run_id))
            others = [asyncio.create_task(read(server, run_id)) for _ in range(READERS)]
            leaving = asyncio.create_task(leave(server, run_id))
            await asyncio.to_thread(until, lambda: leaving.done() and streams(server) == READERS + 1)
        found = await asyncio.gather(*others)
        run = await asyncio.to_thread(server.ended, run_id)
        await asyncio.to_thread(until, lambda: streams(server) == 0)
    assert run["status"] == "succeeded"
    assert found == [list(range(1, len(found[0]) + 1))] * READERS
    await asyncio.to_thread(until, lambda: server.tasks() <= before)


@pytest.mark.usefixtures("quiet")
def test_one_that_never_reads_is_let_go_some_time_after_the_end(server: Server) -> None:
    before = server.tasks()
    run_id = start(server)
    server.ended(run_id)
    with capture_logs() as logs, stalled(server.url, run_id):
        until(lambda: {"event": "reader_let_go", "path": f"/runs/{run_id}/events", "log_level": "info"} in logs)
        until(lambda: streams(server) == 0 and server.tasks() <= before, 5)


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("server", ["60"], indirect=True)
async def test_one_that_leaves_while_it_stalls_is_gone_at_once(server: Server) -> None:
    before = server.tasks()
    run_id = await asyncio.to_thread(start, server)
    await asyncio.to_thread(server.ended, run_id)
    with stalled(server.url, run_id):
        await asyncio.to_thread(until, lambda: streams(server) == 1)
    await asyncio.to_thread(until, lambda: streams(server) == 0 and server.tasks() <= before, 5)


def test_one_whose_events_cannot_be_read_any_more_is_counted_no_longer(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    with server.world.held():
        run_id = start(server)
        with socket.create_connection(address(server.url)) as client:
            client.sendall(asking(run_id))
            text = b""
            while b"run_started" not in text:
                text += client.recv(65_536)
            databases.rows(
                server.service.settings.database_url,
                "INSERT INTO events (job_id, seq, key, at, type, data) "
                "SELECT job_id, seq + 500, 'broken', at, type, :data FROM events WHERE job_id = :job_id AND seq = 1",
                job_id=run_id,
                data=b"{",
            )
            until(lambda: streams(server) == 0)
            until(lambda: any(record.exc_info for record in caplog.records))  # a fault of ours is no secret
    assert server.ended(run_id)["status"] == "succeeded"


def test_a_service_that_stops_lets_one_go_that_never_reads(tmp_path: Path) -> None:
    with provider_process(latency_s=0) as provider, service_process(tmp_path, provider.url, 8) as service:
        run_id = service.optimize(world.request())
        service.finished(run_id)
        with sqlite3.connect(tmp_path / "gradcheck.sqlite", timeout=30) as database:  # more than the system's buffers
            filled = json.dumps({"text": "x" * 1_000_000}).encode()
            database.execute("UPDATE events SET data = ? WHERE job_id = ? AND seq <= 12", (filled, run_id))
        with stalled(service.url, run_id):
            time.sleep(1)  # its buffers fill
            service.kill(signal.SIGTERM)
        log = (tmp_path / "log").read_text()
        service.start()  # what ends it needs it running
    assert "reader_let_go" in log
    assert "Traceback" not in log
