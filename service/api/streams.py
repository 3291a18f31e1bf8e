"""Event streams: pages of the events table as server-sent events.

It owns resuming, heartbeats, pacing and the end of a stream. A slow client costs nothing to others: it falls behind
the pages they share and reads its own, and a wake-up is only a hint.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import msgspec
from litestar import Response
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.response import Stream
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from service.domain.run import ENDED, Event
from service.errors import Fault, InvalidRequestError
from service.runtime import Service
from service.storage.jobs import Kind

_RETRY_MS = 2000
_PATIENCE = 4
_PACE_S = 0.1  # events of a busy job are sent together
_HEADERS = {"cache-control": "no-cache", "x-accel-buffering": "no"}


class PatienceMiddleware(ASGIMiddleware):
    """Lets a reader go that takes nothing for so long that it has missed several heartbeats."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Bound the time of every send; the server closes the connection of a response that was not finished."""
        patience_s = _PATIENCE * scope["litestar_app"].state.service.settings.heartbeat_s

        async def bounded(message: Message) -> None:
            async with asyncio.timeout(patience_s):
                await send(message)

        with contextlib.suppress(TimeoutError):
            await next_app(scope, receive, bounded)


async def stream(
    service: Service, job_id: str, kind: Kind, last_event_id: int | None, after: int | None
) -> Response[None] | Stream:
    """The events after a number; 204 when the stream has been read to its end.

    `last_event_id` is what a client sends that reconnects, so it is later than the `after` of its address. Raises
    NotFoundError, and InvalidRequestError where the number is beyond the newest event of a job that goes on.
    """
    job = await service.jobs.get(job_id, kind)
    start = after or 0 if last_event_id is None else last_event_id
    if start > 0 and not await service.events.page(job_id, after=start, limit=1):
        seen = await service.events.page(job_id, after=start - 1, limit=1)
        if (seen and seen[0].is_last) or (not seen and job.status in ENDED):
            return Response(None, status_code=204)
        if not seen:
            field = "after" if last_event_id is None else "Last-Event-ID"
            raise InvalidRequestError.of(Fault(field, f"there is no event {start} yet"))
    return Stream(_messages(service, job_id, start), media_type="text/event-stream", headers=_HEADERS)


async def _messages(service: Service, job_id: str, after: int) -> AsyncIterator[bytes]:
    service.telemetry.streams.inc()
    try:
        yield f"retry: {_RETRY_MS}\n: stream\n\n".encode()
        tail = service.events.tail(job_id)
        while not service.closing:
            news = service.events.news(job_id)
            page = await tail.after(after)
            if page:
                yield b"".join(map(_message, page))
                after = page[-1].seq
                if page[-1].is_last:
                    return
                await asyncio.sleep(_PACE_S)
            elif not await _came(news, service.settings.heartbeat_s):
                yield b": heartbeat\n\n"
    finally:
        service.telemetry.streams.dec()


def _message(event: Event) -> bytes:
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (event.seq, event.type.encode(), msgspec.json.encode(event))


async def _came(news: asyncio.Event, within_s: float) -> bool:
    """Whether news came in time."""
    try:
        async with asyncio.timeout(within_s):
            return await news.wait()
    except TimeoutError:
        return False
