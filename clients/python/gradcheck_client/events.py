"""Event streams that survive broken connections.

It owns reconnecting from the last event seen. It does not own what events mean.
"""

import asyncio
import json
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing

import httpx
from httpx_sse import SSEError, aconnect_sse

from gradcheck_client.rest import AuthenticatedClient, Client
from gradcheck_client.rest.models import Event

_ENDS = {f"{kind}_{end}" for kind in ("run", "diagnostic", "study") for end in ("succeeded", "failed", "cancelled")}
_TIMEOUT = httpx.Timeout(10.0, read=60.0)  # the server sends a heartbeat four times as often
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 10.0
_PASSING = {429, 502, 503, 504}  # what a proxy says while the service is restarted


async def events(
    client: Client | AuthenticatedClient, path: str, *, after: int = 0, patience_s: float = 300.0
) -> AsyncGenerator[Event, None]:
    """Yield a job's events after a number, in order and each once, until the job has ended.

    A broken or ended connection is taken up again from the last event. Raises the last connection's error when no
    event has come in `patience_s` seconds of trying, and `httpx.HTTPStatusError` where the server refuses.
    """
    pause_s, failing_since = _FIRST_PAUSE_S, None
    while True:
        try:
            async with aclosing(_connection(client, path, after)) as connection:
                async for event in connection:
                    after, pause_s, failing_since = event.seq, _FIRST_PAUSE_S, None
                    yield event
                    if event.type_ in _ENDS:
                        return
        except (httpx.TransportError, SSEError, httpx.HTTPStatusError) as error:
            if isinstance(error, httpx.HTTPStatusError) and error.response.status_code not in _PASSING:
                raise
            failing_since = failing_since or time.monotonic()
            if time.monotonic() - failing_since >= patience_s:
                raise
        else:
            return
        await asyncio.sleep(pause_s)
        pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)


async def _connection(client: Client | AuthenticatedClient, path: str, after: int) -> AsyncGenerator[Event, None]:
    """The events of one connection; ends where nothing can follow, and raises where the connection ended early."""
    headers = {"Last-Event-ID": str(after)}
    http = client.get_async_httpx_client()
    async with aconnect_sse(http, "GET", path, headers=headers, timeout=_TIMEOUT) as stream:
        stream.response.raise_for_status()
        if stream.response.status_code == httpx.codes.NO_CONTENT:
            return
        async for message in stream.aiter_sse():
            if message.data:
                yield Event.from_dict(json.loads(message.data))
    raise httpx.RemoteProtocolError("the stream ended before its job")
