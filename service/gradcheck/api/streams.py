"""Event streams: pages of the events table as server-sent events.

A slow client costs nothing to others: it falls behind the pages they share and reads its own, and a wake-up is only a
hint. One that takes nothing for so long that it has missed several heartbeats is let go.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from typing import Any

import msgspec
import structlog
from litestar import Litestar, Request, Response
from litestar.response import Stream
from litestar.response.base import ASGIResponse
from litestar.response.streaming import ASGIStreamingResponse
from litestar.types import Message, Receive, Scope, Send

from gradcheck.api.callers.tenant import JobEvents, TenantService
from gradcheck.api.inputs import EventPosition
from gradcheck.domain.run import ENDED, Event
from gradcheck.errors import FieldError, InvalidRequestError, StorageUnavailableError, TooManyStreamsError
from gradcheck.storage.jobs import Kind

_RETRY_MS = 2000
_PACE_S = 0.1  # events of a busy job are sent together
_AWAY_S = 1.0  # between two looks while storage is away
_HEADERS = {"cache-control": "no-cache", "x-accel-buffering": "no"}


log: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


class _LetGoError(Exception):
    """A reader took nothing for too long. It never leaves this module."""


class EventStream(Stream):
    """The messages of one reader."""

    def __init__(self, service: TenantService, messages: AsyncGenerator[bytes, None]) -> None:
        super().__init__(messages, media_type="text/event-stream", headers=_HEADERS)
        self._service = service
        self._messages = messages

    def to_asgi_response(
        self,
        app: Litestar | None,  # noqa: ARG002 - the framework's signature
        request: Request[Any, Any, Any],  # noqa: ARG002 - the same
        **made: Any,  # noqa: ANN401 - the same
    ) -> ASGIResponse:
        """The response that sends them."""
        return _Sending(self._service, self._messages, {**(made["headers"] or {}), **self.headers})


class _Sending(ASGIStreamingResponse):
    """Closes its messages however it ends: a generator that is left to the garbage collector is open until then."""

    def __init__(self, service: TenantService, messages: AsyncGenerator[bytes, None], headers: dict[str, str]) -> None:
        super().__init__(iterator=messages, media_type="text/event-stream", headers=headers, status_code=200)
        self._service = service
        self._messages = messages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until the end, the reader's leaving, or its being let go: the server then closes the connection."""

        async def bounded(message: Message) -> None:
            try:
                async with self._service.patience():
                    await send(message)
            except TimeoutError:
                raise _LetGoError from None

        self._service.open_streams += 1
        self._service.telemetry.streams.inc()  # until the last is taken: a reader that stalls at the end is there still
        try:
            async with contextlib.aclosing(self._messages):
                await super().__call__(scope, receive, bounded)
        except* _LetGoError:
            log.info("reader_let_go", path=scope["path"])
        finally:
            self._service.open_streams -= 1
            self._service.telemetry.streams.dec()


async def stream(
    service: TenantService, job_id: str, kind: Kind, position: EventPosition
) -> Response[None] | EventStream:
    """The events after a number; 204 when the stream has been read to its end.

    What a client sends that reconnects is later than the `after` of its address. Raises NotFoundError, and
    InvalidRequestError where the number is beyond the newest event of a job that goes on, and TooManyStreamsError.
    """
    job = await service.jobs.get(job_id, kind)
    events = service.events(job)
    start = position.after or 0 if position.last_event_id is None else position.last_event_id
    if start > 0 and not await events.page(after=start, limit=1):
        seen = await events.page(after=start - 1, limit=1)
        if (seen and seen[0].is_last) or (not seen and job.status in ENDED):
            return Response(None, status_code=204)
        if not seen:
            field = "after" if position.last_event_id is None else "Last-Event-ID"
            raise InvalidRequestError.of(FieldError(field, f"there is no event {start} yet"))
    most = service.settings.max_streams
    if service.open_streams >= most:
        raise TooManyStreamsError(
            f"{most} event streams are open, the most of a process; ask for the job's state instead"
        )
    return EventStream(service, _messages(service, events, start))


async def _messages(service: TenantService, events: JobEvents, after: int) -> AsyncGenerator[bytes, None]:
    yield f"retry: {_RETRY_MS}\n: stream\n\n".encode()
    tail = events.tail()
    while not service.closing:
        news = events.news()
        try:
            page = await tail.after(after)
        except StorageUnavailableError:
            yield b": heartbeat\n\n"
            await asyncio.sleep(_AWAY_S)
            continue
        if page:
            yield b"".join(map(_message, page))
            after = page[-1].seq
            if page[-1].is_last:
                return
            await asyncio.sleep(_PACE_S)
        elif not await _came(news, service.settings.heartbeat_s):
            yield b": heartbeat\n\n"


def _message(event: Event) -> bytes:
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (event.seq, event.type.encode(), msgspec.json.encode(event))


async def _came(news: asyncio.Event, within_s: float) -> bool:
    """Whether news came in time."""
    try:
        async with asyncio.timeout(within_s):
            return await news.wait()
    except TimeoutError:
        return False
