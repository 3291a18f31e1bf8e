"""A real local provider around the pure-function model, in its own process: `provider.py PORT`.

It owns a small HTTP/1.1 server, cheap enough to be no part of what is measured, its latency, limits and faults, and the
count of what it was asked. How it behaves is set by `POST /behaviour`; `GET /counts` tells what came, `GET /books` how
often each request was answered, by a digest of its body. It does not own what is answered (`world.py`).
"""

import asyncio
import hashlib
import json
import random
import sys
import time
from collections import Counter, deque

import msgspec

from gradcheck.llm.checking import QUESTION
from tests.support import world
from tests.support.pictures import as_texts

_CHECK = QUESTION.encode()
_END = b"\r\n\r\n"
_REASONS = {
    200: "OK",
    302: "Found",
    400: "Bad Request",
    404: "Not Found",
    429: "Too Many Requests",
    500: "Internal Server Error",
}


class Behaviour(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the provider answers.

    `latency_s` is varied by up to the share `jitter` either way; `answer` is a fixed text, or None for the world's;
    requests beyond `concurrency` at once or `per_minute` in 60 s are refused with 429; `errors` is the share of 500s,
    `drops` that of connections closed instead of an answer, `garbage` that of answers that are none and `hangs` that of
    requests that are never answered. For `away_s` seconds nobody listens.
    """

    latency_s: float = 0.0
    jitter: float = 0.0
    answer: str | None = None
    concurrency: int | None = None
    per_minute: int | None = None
    retry_after: str | None = None
    errors: float = 0.0
    drops: float = 0.0
    garbage: float = 0.0
    hangs: float = 0.0
    away_s: float = 0.0


class Counts(msgspec.Struct, kw_only=True):
    """What came: `answered` are the requests that a provider would charge, `different` those by content."""

    requests: int = 0
    answered: int = 0
    different: int = 0
    throttled: int = 0
    failed: int = 0
    in_flight: int = 0
    most_at_once: int = 0
    most_a_minute: int = 0
    connections: int = 0


class Provider:
    """What all connections share."""

    def __init__(self, seed: int) -> None:
        self.behaviour = Behaviour()
        self.counts = Counts()
        self._random = random.Random(seed)
        self.books: Counter[str] = Counter()
        self._recent: deque[float] = deque()
        self._fixed = b""
        self.leaving = asyncio.Event()
        self.transports: set[asyncio.Transport] = set()

    def behave(self, behaviour: Behaviour) -> None:
        """Answer like this from now on, and count anew."""
        self.change(behaviour)
        self.counts = Counts(in_flight=self.counts.in_flight, connections=self.counts.connections)
        self.books.clear()
        self._recent.clear()

    def change(self, behaviour: Behaviour) -> None:
        """Answer like this from now on."""
        self.behaviour = behaviour
        if behaviour.away_s:
            self.leaving.set()
        if behaviour.answer is not None:
            choice = {"index": 0, "message": {"role": "assistant", "content": behaviour.answer}}
            usage = {"prompt_tokens": 40, "completion_tokens": 2, "total_tokens": 42}
            reply = {"id": "x", "object": "chat.completion", "created": 1, "model": "pure", "usage": usage}
            self._fixed = response(
                200, json.dumps({**reply, "choices": [{**choice, "finish_reason": "stop"}]}).encode()
            )

    def leave(self) -> None:
        """Break all connections off; until it listens again there are none."""
        self.leaving.clear()
        for transport in list(self.transports):
            transport.abort()

    def take(self, body: bytes) -> tuple[float, bytes | None]:
        """Seconds until the answer to a request, and the answer; None closes the connection."""
        counts, how = self.counts, self.behaviour
        if _CHECK in body:  # a run's check of its model is answered at once and not counted
            counts.in_flight += 1
            return 0.0, response(200, json.dumps(world.reply(json.loads(body))).encode())
        counts.requests += 1
        counts.in_flight += 1
        counts.most_at_once = max(counts.most_at_once, counts.in_flight)
        if self._beyond_limits():
            counts.throttled += 1
            headers = f"retry-after: {how.retry_after}\r\n" if how.retry_after is not None else ""
            return 0.0, response(429, b"{}", headers)
        luck = self._random.random()
        failing = response(500, b"{}"), None, self._random.choice(_GARBAGE), _NEVER
        for share, answer in zip((how.errors, how.drops, how.garbage, how.hangs), failing, strict=True):
            if luck < share:
                counts.failed += 1
                return how.latency_s, answer
            luck -= share
        counts.answered += 1
        self.books[hashlib.blake2b(body, digest_size=16).hexdigest()] += 1
        counts.different = len(self.books)
        latency_s = how.latency_s * (1 + how.jitter * (2 * self._random.random() - 1))
        if how.answer is not None:
            return latency_s, self._fixed
        return latency_s, response(200, json.dumps(world.reply(as_texts(json.loads(body)))).encode())

    def _beyond_limits(self) -> bool:
        how, now = self.behaviour, time.monotonic()
        if how.concurrency is not None and self.counts.in_flight > how.concurrency:
            return True
        if how.per_minute is None:
            return False
        while self._recent and self._recent[0] < now - 60:
            self._recent.popleft()
        if len(self._recent) >= how.per_minute:
            return True
        self._recent.append(now)
        self.counts.most_a_minute = max(self.counts.most_a_minute, len(self._recent))
        return False


def response(status: int, body: bytes, headers: str = "") -> bytes:
    """A whole HTTP response."""
    head = f"HTTP/1.1 {status} {_REASONS[status]}\r\ncontent-type: application/json\r\n{headers}"
    return f"{head}content-length: {len(body)}\r\n\r\n".encode() + body


_NEVER = b""
_GARBAGE = (
    response(200, b"<html><head><title>Maintenance</title></head><body>We are back soon.</body></html>"),
    response(200, b'{"id": "x", "object": "chat.completion", "choices": [{"mess'),
    response(200, b""),
    response(200, bytes(range(128, 256))),
    response(404, b"<html><head><title>404 Not Found</title></head><body>nginx</body></html>"),
    response(302, b"", "location: https://login.example/\r\n"),
)


class Connection(asyncio.Protocol):
    """One client; its requests come one after the other."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._transport: asyncio.Transport | None = None
        self._received = b""
        self._under_way = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._provider.transports.add(transport)
        self._provider.counts.connections += 1

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio gives it
        if self._transport is not None:
            self._provider.transports.discard(self._transport)
        self._transport = None
        self._provider.counts.connections -= 1
        self._provider.counts.in_flight -= self._under_way
        self._under_way = 0

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(_END)) >= 0:
            head, length = self._received[:end], 0
            for line in head.split(b"\r\n")[1:]:
                if line[:15].lower() == b"content-length:":
                    length = int(line[15:])
            start = end + len(_END)
            if len(self._received) < start + length:
                return
            body, self._received = self._received[start : start + length], self._received[start + length :]
            self._handle(head.split(b" ", 2)[1], body)

    def _handle(self, path: bytes, body: bytes) -> None:
        if path == b"/counts":
            self._send(response(200, msgspec.json.encode(self._provider.counts)))
        elif path == b"/books":
            self._send(response(200, msgspec.json.encode(self._provider.books)))
        elif path in {b"/behaviour", b"/change"}:
            how = msgspec.json.decode(body, type=Behaviour)
            self._provider.behave(how) if path == b"/behaviour" else self._provider.change(how)
            self._send(response(200, b"{}"))
        else:
            self._under_way += 1
            latency_s, answer = self._provider.take(body)
            asyncio.get_running_loop().call_later(latency_s, self._answer, answer)

    def _answer(self, answer: bytes | None) -> None:
        if self._transport is None:
            return
        self._under_way -= 1
        self._provider.counts.in_flight -= 1
        self._send(answer)

    def _send(self, answer: bytes | None) -> None:
        if self._transport is not None:
            self._transport.abort() if answer is None else self._transport.write(answer)


async def serve(port: int) -> None:
    """Serve until the process is ended."""
    provider = Provider(seed=1)
    while True:
        server = await asyncio.get_running_loop().create_server(
            lambda: Connection(provider), "127.0.0.1", port, backlog=2048
        )
        await provider.leaving.wait()
        server.close()
        provider.leave()
        await asyncio.sleep(provider.behaviour.away_s)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
