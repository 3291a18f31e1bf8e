"""Event streams: pages of the events table as server-sent events.

It owns resuming, heartbeats and the end of a stream. A slow client costs nothing to others: each reads its own pages,
and a wake-up is only a hint.
"""

import asyncio
from collections.abc import AsyncIterator

import msgspec
from litestar import Response
from litestar.response import ServerSentEvent, ServerSentEventMessage

from service.domain.run import ENDED
from service.errors import Fault, InvalidRequestError
from service.runtime import Service
from service.storage.jobs import Kind

_RETRY_MS = 2000


async def stream(
    service: Service, job_id: str, kind: Kind, last_event_id: int | None, after: int | None
) -> Response[None] | ServerSentEvent:
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
    return ServerSentEvent(_messages(service, job_id, start))


async def _messages(service: Service, job_id: str, after: int) -> AsyncIterator[ServerSentEventMessage]:
    service.telemetry.streams.inc()
    try:
        yield ServerSentEventMessage(data=None, retry=_RETRY_MS, comment="stream")
        while not service.closing:
            news = service.events.news(job_id)
            page = await service.events.page(job_id, after=after)
            for event in page:
                yield ServerSentEventMessage(
                    data=msgspec.json.encode(event).decode(), event=event.type, id=str(event.seq)
                )
                after = event.seq
                if event.is_last:
                    return
            if not page:
                try:
                    async with asyncio.timeout(service.settings.heartbeat_s):
                        await news.wait()
                except TimeoutError:
                    yield ServerSentEventMessage(data=None, comment="heartbeat")
    finally:
        service.telemetry.streams.dec()
