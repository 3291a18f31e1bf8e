"""What a connection may take: the bytes of a request's head, and the time in which its head and its body have to come.

uvicorn waits for both without end, so that whoever sends half of a request holds a connection for nothing.
"""

import asyncio
import re
from http import HTTPStatus
from typing import Any

import h11
import msgspec
from uvicorn.protocols.http.h11_impl import H11Protocol

_END_OF_HEAD = re.compile(rb"\n\r?\n")


class BoundedProtocol(H11Protocol):
    """HTTP/1.1 within bounds. A request that does not keep them is answered in words, and its connection closed.

    A head has `head_s` seconds from its first byte, or from the start of the connection; a body `body_s` and a second
    more for every `body_rate` bytes that have come. What waits for the service to read on is not late.
    """

    head_bytes = 32_768
    head_s = 10.0
    body_s = 20.0
    body_rate = 1_000

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - uvicorn's
        super().__init__(*arguments, **options)
        self._asked = False  # anything yet: uvicorn then has a cycle of request and response
        self._awaits: str | None = None
        self._since = 0.0
        self._came = 0
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a head."""
        super().connection_made(transport)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._await(None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what has come, where it is no head without end."""
        if self.conn.their_state is h11.IDLE:
            head = self.conn.trailing_data[0] + data
            if len(head) > self.head_bytes and _END_OF_HEAD.search(head, 0, self.head_bytes) is None:
                self._refuse(
                    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, f"a head has at most {self.head_bytes:,} bytes"
                )
                return
        self._came += len(data)
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """Wait for the next request, where some of it has come."""
        super().on_response_complete()
        self._watch()

    def _watch(self) -> None:
        """Time what is awaited now."""
        state = self.conn.their_state
        if state is h11.IDLE and (not self._asked or self.conn.trailing_data[0]):
            self._await("head")
        else:
            self._asked = True
            self._await("body" if state is h11.SEND_BODY else None)

    def _await(self, what: str | None) -> None:
        if what == self._awaits:
            return
        self._awaits, self._since, self._came = what, self.loop.time(), 0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if what is not None:
            self._timer = self.loop.call_later(self.head_s if what == "head" else self.body_s, self._check)

    def _check(self) -> None:
        """The time for what is awaited may be over."""
        now = self.loop.time()
        if self._awaits == "body":
            if self.flow.read_paused:
                self._since, self._came = now, 0
            left_s = self._since + self.body_s + self._came / self.body_rate - now
            if left_s > 0:
                self._timer = self.loop.call_later(left_s, self._check)
                return
        elif not self.conn.trailing_data[0]:
            self.transport.close()  # nothing was asked, so nothing is answered
            return
        self._refuse(HTTPStatus.REQUEST_TIMEOUT, f"the {self._awaits} of the request did not come in time")

    def _refuse(self, status: HTTPStatus, detail: str) -> None:
        """Say why and close, unless an answer is under way already."""
        self._await(None)
        if self.transport.is_closing():
            return
        if not self._asked or self.cycle.response_complete or not self.cycle.response_started:
            problem = {"title": status.phrase, "status": status, "detail": detail, "code": status.name.lower()}
            body = msgspec.json.encode(problem)
            head = (
                f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: application/problem+json\r\n"
                f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            )
            self.transport.write(head.encode() + body)
        self.transport.close()
