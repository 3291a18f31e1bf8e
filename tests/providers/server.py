"""A real HTTP server on loopback whose providers behave as documented; each has a path of its own.

It owns HTTP and counting: `http://127.0.0.1:PORT/NAME/…` is answered by the behaviour of that name. It does not own
what a behaviour is (`behaviours.py`).
"""

import asyncio
import contextlib
import json
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

_REASON = "As It Is"


class Ask(NamedTuple):
    """A request: the path behind the provider's name, and how many came before it."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: dict[str, Any]
    before: int


class Reply(NamedTuple):
    """A response; a body that is no bytes is sent as JSON. `chunked` sends it piece by piece."""

    body: Any = b""
    status: int = 200
    headers: Mapping[str, str] = {}
    chunked: bool = False


class Providers:
    """The server, in a thread; `port` is the one it listens at, in both versions of the protocol."""

    def __init__(self, behaviours: Mapping[str, Any]) -> None:
        self._behaviours = behaviours
        self.asked: Counter[str] = Counter()
        self.port = 0
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="providers")

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._end = asyncio.Event()
        server = await asyncio.start_server(self._connection, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        six = await asyncio.start_server(self._connection, "::1", self.port)
        self._ready.set()
        await self._end.wait()
        for one in (server, six):
            one.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                await self._send(writer, self._reply(head[0].split(" ")[1], headers, body))
        writer.close()

    def _reply(self, target: str, headers: dict[str, str], body: bytes) -> Reply:
        url = urlsplit(target)
        _, name, *rest = url.path.split("/")
        before = self.asked[name]
        self.asked[name] += 1
        ask = Ask("/" + "/".join(rest), dict(parse_qsl(url.query)), headers, json.loads(body), before)
        reply: Reply = self._behaviours[name](ask)
        return reply

    async def _send(self, writer: asyncio.StreamWriter, reply: Reply) -> None:
        body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        headers = {"content-type": "application/json", **reply.headers}
        headers["transfer-encoding" if reply.chunked else "content-length"] = (
            "chunked" if reply.chunked else str(len(body))
        )
        lines = [f"HTTP/1.1 {reply.status} {_REASON}", *(f"{name}: {value}" for name, value in headers.items())]
        writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
        if reply.chunked:
            for start in range(0, len(body), 7):
                piece = body[start : start + 7]
                writer.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            writer.write(b"0\r\n\r\n")
        else:
            writer.write(body)
        await writer.drain()

    @contextlib.contextmanager
    def running(self) -> Iterator["Providers"]:
        """The server for the time of a test."""
        self._thread.start()
        self._ready.wait(10)
        try:
            yield self
        finally:
            self._loop.call_soon_threadsafe(self._end.set)
            self._thread.join(10)
