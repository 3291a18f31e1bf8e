"""Browsers that ask an address of the API for a page are sent to it; programs get JSON as ever."""

from typing import Any
from urllib.parse import quote

from litestar import Request
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.response import Redirect
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from gradcheck.pages.routes.page_answers import prefers_html

# The page of what an operation of the API answers with.
_PAGES = {
    "list_runs": "/ui/runs",
    "get_run": "/ui/runs/{run_id}",
    "list_diagnostics": "/ui/diagnostics",
    "get_diagnostic": "/ui/diagnostics/{diagnostic_id}",
    "list_studies": "/ui/studies",
    "get_study": "/ui/studies/{study_id}",
    "list_headroom": "/ui/headroom",
    "get_headroom": "/ui/headroom/{headroom_id}",
    "list_datasets": "/ui/datasets",
    "get_dataset": "/ui/datasets/{name}",
}


class PagesForBrowsers(ASGIMiddleware):
    """Answers before the handler and its guards do, which the page has too."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Send a browser to the page of an address that has one."""
        place = _PAGES.get(str(getattr(scope.get("route_handler"), "operation_id", None)))
        if place is None or scope["type"] != ScopeType.HTTP or scope["method"] != "GET":
            await next_app(scope, receive, send)
            return
        request = Request[Any, Any, Any](scope)
        if prefers_html(request):
            named = {name: quote(str(value), safe="") for name, value in request.path_params.items()}
            query = request.url.query
            leading = Redirect(place.format(**named) + (f"?{query}" if query else ""), status_code=303)
            leading.headers["Vary"] = "Accept"
            await leading.to_asgi_response(None, request)(scope, receive, send)
            return

        async def varied(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"vary", b"Accept")]
            await send(message)

        await next_app(scope, receive, varied)
