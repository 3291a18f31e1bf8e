"""Connections that take their time or send without end: they are let go, in words, and cost the others nothing."""

import asyncio
import select
import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from structlog.testing import capture_logs

from gradcheck.api.wire.connections import BoundedProtocol
from tests.api.server import Server
from tests.support import world

HOST = b"Host: localhost\r\n"
JSON = b"Content-Type: application/json\r\n"


class Hasty(BoundedProtocol):
    head_s = 0.5
    body_s = 1.0
    body_rate = 1_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("home"), GRADCHECK_MAX_STREAMS="2", GRADCHECK_HEARTBEAT_S="0.1")
    running._server.config.http = Hasty
    running.start()
    try:
        yield running
    finally:
        running.stop()


def connected(server: Server) -> socket.socket:
    url = urlsplit(server.url)
    client = socket.create_connection((str(url.hostname), int(url.port or 0)))
    client.settimeout(10)
    return client


def said(client: socket.socket) -> bytes:
    """All that comes until the connection is closed."""
    parts = []
    while part := client.recv(65_536):
        parts.append(part)
    return b"".join(parts)


def closed(client: socket.socket) -> bool:
    """Whether the other side has closed a connection, or has something to say before it does."""
    return bool(select.select([client], [], [], 0)[0])


@pytest.mark.parametrize("sent", [b"GET / HTT", b"GET /runs HTTP/1.1\r\n", b"GET /runs HTTP/1.1\r\n" + HOST + b"X-A"])
def test_a_head_that_does_not_come_is_answered_in_words_and_closed(server: Server, sent: bytes) -> None:
    with connected(server) as client:
        began = time.monotonic()
        client.sendall(sent)
        answer = said(client)
    assert time.monotonic() - began < 5
    assert answer.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert b'"code":"request_timeout"' in answer


def test_a_head_that_comes_byte_by_byte_has_no_more_time(server: Server) -> None:
    with connected(server) as client:
        began = time.monotonic()
        while not closed(client):
            client.sendall(b"G")
            time.sleep(0.05)
        assert time.monotonic() - began < 5


def test_a_connection_that_asks_nothing_is_closed_without_a_word(server: Server) -> None:
    with connected(server) as client:
        assert said(client) == b""


def test_a_second_head_of_a_connection_is_bounded_too(server: Server) -> None:
    with connected(server) as client:
        client.sendall(b"GET /health/live HTTP/1.1\r\n" + HOST + b"\r\n")
        assert b"200 OK" in client.recv(65_536)
        time.sleep(1)  # it may wait with the next
        client.sendall(b"GET /health/live HTTP/1.1\r\n")
        assert b"HTTP/1.1 408 Request Timeout" in said(client)


def test_a_body_that_does_not_come_is_answered_in_words_and_closed(server: Server) -> None:
    with capture_logs() as logs, connected(server) as client:
        client.sendall(b"POST /optimize HTTP/1.1\r\n" + HOST + JSON + b"Content-Length: 100\r\n\r\n{")
        answer = said(client)
        time.sleep(0.2)
    assert answer.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert answer.count(b"HTTP/1.1") == 1
    assert "request_crashed" not in {one["event"] for one in logs}


def test_a_body_that_comes_steadily_has_all_the_time_it_needs(server: Server) -> None:
    body = b'{"prompt": "' + b"x" * 9_000
    with connected(server) as client:
        client.sendall(b"POST /optimize HTTP/1.1\r\n" + HOST + JSON + b"Content-Length: 9999\r\n\r\n")
        for first in range(0, len(body), 500):
            client.sendall(body[first : first + 500])
            time.sleep(0.12)
        client.sendall(b"x" * (9999 - len(body)))
        assert client.recv(65_536).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("ended", [b"", b"\r\n\r\n"])
def test_a_head_without_end_is_refused_in_words(server: Server, ended: bytes) -> None:
    with connected(server) as client:
        client.sendall(b"GET / HTTP/1.1\r\n" + HOST + b"X-Long: " + b"x" * 40_000 + ended)
        answer = said(client)
    assert answer.split(b" ")[1] in {b"431", b"400"}
    if b" 431 " in answer[:20]:
        assert b"32,768" in answer


def test_a_head_within_the_bound_is_served(server: Server) -> None:
    answer = server.http.get("/health/live", headers={"X-Long": "x" * 8_000})
    assert answer.status_code == 200


async def test_three_hundred_half_sent_requests_hold_nobody_up_and_are_let_go(server: Server) -> None:
    url = urlsplit(server.url)
    half = b"POST /optimize HTTP/1.1\r\n" + HOST + JSON + b"Content-Length: 100\r\n\r\n{"
    opened = []
    for number in range(300):
        opened.append(await asyncio.open_connection(url.hostname, url.port))
        opened[-1][1].write(half if number % 2 else half[:30])  # who says nothing for long is let go without a word
    began = time.monotonic()
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as client:
        assert (await client.get("/health/live")).status_code == 200
        taken_s = time.monotonic() - began
        async with asyncio.timeout(20):
            answers = await asyncio.gather(*(reader.read() for reader, _ in opened))
    for _, writer in opened:
        writer.close()
    assert taken_s < 2
    assert {answer[:13] for answer in answers} == {b"HTTP/1.1 408 "}


def test_no_more_event_streams_are_opened_than_the_settings_say(server: Server) -> None:
    with server.world.held():
        run_id = server.http.post("/optimize", json=world.request()).json()["id"]
        path = f"/runs/{run_id}/events"
        with server.http.stream("GET", path) as first, server.http.stream("GET", path) as second:
            assert first.status_code == second.status_code == 200
            refused = server.http.get(path)
        assert refused.status_code == 503
        assert refused.json()["code"] == "too_many_streams"
        assert "2 event streams" in refused.json()["detail"]
        assert int(refused.headers["retry-after"]) > 0
        end = time.monotonic() + 10
        while server.service.open_streams:
            assert time.monotonic() < end
            time.sleep(0.02)
        with server.http.stream("GET", path) as third:
            assert third.status_code == 200
    server.ended(run_id)
