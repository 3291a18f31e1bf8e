"""How long requests take, by operation. Streams are left out: they last as long as their job."""

import time

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

_UNMEASURED = ("stream_",)


class MeasureMiddleware(ASGIMiddleware):
    """Observes duration and status of every routed request."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Time a request from its first byte to its last."""
        operation = str(getattr(scope.get("route_handler"), "operation_id", None) or "other")
        if operation.startswith(_UNMEASURED):
            await next_app(scope, receive, send)
            return
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
