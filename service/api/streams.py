"""Event streams: pages of the events table as server-sent events.

It owns resuming, heartbeats and the end of a stream. A slow client costs nothing to others: each reads its own pages,
and a wake-up is only a hint.
"""

import asyncio
from collections.abc import AsyncIterator

import msgspec
from litestar import Response
from litestar.response import ServerSentEvent, ServerSentEventMessage

from service.app import Service
from service.errors import Fault, InvalidRequestError
from service.storage.jobs import Kind

_RETRY_MS = 2000
_ENDS = ("_succeeded", "_failed", "_cancelled")


async def stream(
    service: Service, job_id: str, kind: Kind, last_event_id: str | None, after: int | None
) -> Response[None] | ServerSentEvent:
    """The events after a number; 204 when the stream has been read to its end. Raises NotFoundError."""
    await service.jobs.get(job_id, kind)
    start = _start(last_event_id, after)
    if start > 0 and not await service.events.page(job_id, after=start, limit=1):
        last = await service.events.page(job_id, after=start - 1, limit=1)
        if last and last[0].type.endswith(_ENDS):
            return Response(None, status_code=204)
    return ServerSentEvent(_messages(service, job_id, start))


def _start(last_event_id: str | None, after: int | None) -> int:
    if after is not None:
        return after
    if last_event_id is None:
        return 0
    if not last_event_id.isdigit():
        raise InvalidRequestError.of(Fault("Last-Event-ID", "is no event number"))
    return int(last_event_id)


async def _messages(service: Service, job_id: str, after: int) -> AsyncIterator[ServerSentEventMessage]:
    service.telemetry.streams.inc()
    try:
        yield ServerSentEventMessage(data=None, retry=_RETRY_MS, comment="stream")
        while True:
            news = service.events.news(job_id)
            page = await service.events.page(job_id, after=after)
            for event in page:
                yield ServerSentEventMessage(
                    data=msgspec.json.encode(event).decode(), event=event.type, id=str(event.seq)
                )
                after = event.seq
                if event.type.endswith(_ENDS):
                    return
            if not page:
                try:
                    async with asyncio.timeout(service.settings.heartbeat_s):
                        await news.wait()
                except TimeoutError:
                    yield ServerSentEventMessage(data=None, comment="heartbeat")
    finally:
        service.telemetry.streams.dec()
