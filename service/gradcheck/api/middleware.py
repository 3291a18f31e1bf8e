"""What every request gets, whatever answers it: an id in its answer and its logs, HEAD where there is GET, a time."""

import re
import time
import uuid

import structlog
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from gradcheck.storage.outages import in_request

_HEADER = b"x-request-id"
_WELL_FORMED = re.compile(rb"[A-Za-z0-9._:/+=-]{1,128}")
_STREAMS = "/events"
# What browsers are told of every answer that says nothing else: it is no page, and is what its type says.
_GUARDS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)


async def envelop(app: ASGIApp, scope: HTTPScope, receive: Receive, send: Send) -> None:
    """Serve a request with an id of its own, or the caller's where that is well-formed."""
    given = [value for name, value in scope["headers"] if name == _HEADER]
    known = given[0] if len(given) == 1 and _WELL_FORMED.fullmatch(given[0]) else uuid.uuid4().hex.encode()
    bodiless = scope["method"] == "HEAD" and not scope["path"].endswith(_STREAMS)

    async def marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            named = {name.lower() for name, _ in message["headers"]}
            guards = [(name, value) for name, value in _GUARDS if name not in named]
            message["headers"] = [*message["headers"], (_HEADER, known), *guards]
        elif bodiless and message["type"] == "http.response.body":
            message["body"] = b""
        await send(message)

    state = {**scope.get("state", {}), "request_id": known.decode()}
    inner: HTTPScope = {**scope, "method": "GET" if bodiless else scope["method"], "state": state}
    with structlog.contextvars.bound_contextvars(request_id=known.decode()), in_request():
        await app(inner, receive, marked)


class MeasureMiddleware(ASGIMiddleware):
    """Observes duration and status of every routed request but streams, which last as long as their job."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Time a request from its first byte to its last."""
        handler = scope.get("route_handler")
        if getattr(handler, "opt", {}).get("streams"):
            await next_app(scope, receive, send)
            return
        operation = str(getattr(handler, "operation_id", None) or "other")
        began, status = time.perf_counter(), 500

        async def watching(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await next_app(scope, receive, watching)
        finally:
            histogram = scope["litestar_app"].state.service.telemetry.http_seconds
            histogram.labels(operation, str(status)).observe(time.perf_counter() - began)
