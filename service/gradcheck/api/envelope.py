"""What every request gets, whatever answers it: an id, in its answer and its logs, and HEAD wherever there is GET.

It owns no route. HEAD of an event stream stays refused: a stream has no length, and its events are all it holds.
"""

import re
import uuid

import structlog
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Send

_HEADER = b"x-request-id"
_WELL_FORMED = re.compile(rb"[A-Za-z0-9._:/+=-]{1,128}")
_STREAMS = "/events"


async def envelop(app: ASGIApp, scope: HTTPScope, receive: Receive, send: Send) -> None:
    """Serve a request with an id of its own, or the caller's where that is well-formed."""
    given = [value for name, value in scope["headers"] if name == _HEADER]
    known = given[0] if len(given) == 1 and _WELL_FORMED.fullmatch(given[0]) else uuid.uuid4().hex.encode()
    bodiless = scope["method"] == "HEAD" and not scope["path"].endswith(_STREAMS)

    async def marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], (_HEADER, known)]
        elif bodiless and message["type"] == "http.response.body":
            message["body"] = b""
        await send(message)

    state = {**scope.get("state", {}), "request_id": known.decode()}
    inner: HTTPScope = {**scope, "method": "GET" if bodiless else scope["method"], "state": state}
    with structlog.contextvars.bound_contextvars(request_id=known.decode()):
        await app(inner, receive, marked)
