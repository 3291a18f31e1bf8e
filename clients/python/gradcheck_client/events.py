"""Event streams that survive broken connections.

It owns reconnecting from the last event seen. It does not own what events mean.
"""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
from httpx_sse import SSEError, aconnect_sse

from gradcheck_client.rest import AuthenticatedClient, Client
from gradcheck_client.rest.models import Event

_ENDS = ("_succeeded", "_failed", "_cancelled")
_TIMEOUT = httpx.Timeout(10.0, read=60.0)  # the server sends a heartbeat four times as often
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 10.0
_NO_CONTENT = 204


async def events(
    client: Client | AuthenticatedClient, path: str, *, after: int = 0, patience_s: float = 300.0
) -> AsyncIterator[Event]:
    """Yield a job's events after a number, in order and each once, until the job has ended.

    A broken or ended connection is taken up again from the last event. Raises the transport's error when nothing has
    come for `patience_s` seconds of trying, and `httpx.HTTPStatusError` where the server refuses.
    """
    pause_s = _FIRST_PAUSE_S
    waited_s = 0.0
    while True:
        try:
            headers = {"Last-Event-ID": str(after)}
            http = client.get_async_httpx_client()
            async with aconnect_sse(http, "GET", path, headers=headers, timeout=_TIMEOUT) as stream:
                if stream.response.status_code == _NO_CONTENT:
                    return
                stream.response.raise_for_status()
                async for message in stream.aiter_sse():
                    if not message.data:
                        continue
                    event = Event.from_dict(json.loads(message.data))
                    after, pause_s, waited_s = event.seq, _FIRST_PAUSE_S, 0.0
                    yield event
                    if event.type_.endswith(_ENDS):
                        return
        except (httpx.TransportError, SSEError):
            if waited_s >= patience_s:
                raise
        await asyncio.sleep(pause_s)
        waited_s += pause_s
        pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
