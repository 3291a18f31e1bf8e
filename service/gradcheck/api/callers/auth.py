"""Who may call what: the check of bearer keys and of what they open, and what stands for it where there are no keys.

Without keys the service is on loopback, where every page in a browser can reach it: the request must be meant for this
machine, come from no other site or origin, and hold a body that a page cannot send unasked.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from gradcheck.access.authenticator import ANYONE, Authenticator
from gradcheck.access.caller import ApiCaller
from gradcheck.access.rates import RequestRates
from gradcheck.errors import (
    ForbiddenOriginError,
    MediaTypeError,
    MissingScopeError,
    NotFoundError,
    UnauthorizedError,
)

# Every route has one of these among its options: the scope that opens it. One that has none is open to nobody.
SCOPE = "scope"
PUBLIC = {SCOPE: "public"}
READ = {SCOPE: "read"}
RUN = {SCOPE: "run"}
METRICS = {SCOPE: "metrics"}
ADMIN = {SCOPE: "admin"}
SESSION_COOKIE = "gradcheck_session"
_LOOPBACK = re.compile(r"(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])(?::[0-9]{1,5})?", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}
_ELSEWHERE = {"cross-site", "same-site"}

Connection = ASGIConnection[Any, Any, Any, Any]


async def guard(connection: Connection, handler: BaseRouteHandler) -> None:
    """Let pass what is public or has a key that opens it, and note who calls.

    Raises Unauthorized-, MissingScope-, RateLimited-, ForbiddenOrigin- and MediaTypeError, and NotFoundError for what
    has no rule, as the framework's own pages.
    """
    authenticator: Authenticator = connection.app.state.service.authenticator
    scope, is_options = handler.opt.get(SCOPE), connection.scope.get("method") == "OPTIONS"
    if scope is None and not is_options:
        raise NotFoundError("there is nothing here")
    if not authenticator.asks_for_keys and (given := _bearer(connection)):
        await authenticator.caller(given)  # the first stored key closes the service when it is first used
    if not authenticator.asks_for_keys:
        _check_sender(connection)
        _check_body(connection, handler)
        connection.state.caller = ANYONE
    elif scope != PUBLIC[SCOPE]:
        caller = await _known(connection, handler)
        if not is_options and scope not in caller.scopes:
            raise MissingScopeError(f"this key does not open it; one with the scope `{scope}` does")
        connection.state.caller = caller
        if caller.key_id is not None and caller.quotas.requests_per_minute is not None:
            rates: RequestRates = connection.app.state.service.request_rates
            await rates.take(caller.key_id, caller.quotas.requests_per_minute)


def caller_of(connection: Connection) -> ApiCaller:
    """Who calls a route that is not public."""
    found: ApiCaller = connection.state.caller
    return found


def _bearer(connection: Connection) -> str:
    """The key that a caller gives; empty where it gives none."""
    scheme, _, given = connection.headers.get("authorization", "").partition(" ")
    return given.strip() if scheme.lower() == "bearer" else ""


async def _known(connection: Connection, handler: BaseRouteHandler) -> ApiCaller:
    service = connection.app.state.service
    found: ApiCaller | None = None
    if given := _bearer(connection):
        found = await service.authenticator.caller(given)
    elif handler.opt.get("streams") and "token" in connection.query_params:
        (job_id,) = connection.path_params.values()
        found = await service.stream_tokens.caller(connection.query_params["token"], job_id)
    elif SESSION_COOKIE in connection.cookies:
        check_same_origin(connection)
        found = await service.page_sessions.caller(connection.cookies[SESSION_COOKIE])
    if found is None:
        raise UnauthorizedError("send a key as `Authorization: Bearer KEY` that is known, not expired and not revoked")
    return found


def check_same_origin(connection: Connection) -> None:
    """Raise ForbiddenOriginError where a browser says that another site or origin sends this, or that nobody knows who.

    A cookie is sent without being asked, so what changes something has to say that a page of ours sends it.
    """
    headers, is_read = connection.headers, connection.scope.get("method") in {"GET", "HEAD"}
    site = headers.get("sec-fetch-site")
    followed = is_read and headers.get("sec-fetch-mode") == "navigate"
    if site in _ELSEWHERE and not followed:
        raise ForbiddenOriginError("a page of another site cannot use the session of this one")
    origins = headers.getall("origin", [])
    if any(urlsplit(origin).netloc != headers.get("host") for origin in origins):
        raise ForbiddenOriginError("a page of another origin cannot use the session of this one")
    if not is_read and not origins and site != "same-origin":
        raise ForbiddenOriginError("what a session changes is asked for by a page of the service, which says so")


def _check_sender(connection: Connection) -> None:
    """Raise ForbiddenOriginError for another host's name, and for a page of another site or origin.

    Origins that the settings declare are let in. A link from another site is followed: a browser shows what it leads
    to and tells the site nothing.
    """
    headers, declared = connection.headers, connection.app.state.service.settings.cors_origins
    hosts = headers.getall("host", [])
    if len(hosts) != 1 or not _LOOPBACK.fullmatch(hosts[0]):
        raise ForbiddenOriginError("without keys the service is called as localhost, 127.0.0.1 or [::1] only")
    origins = headers.getall("origin", [])
    if origins and all(origin in declared for origin in origins):
        return
    followed = connection.scope.get("method") in {"GET", "HEAD"} and headers.get("sec-fetch-mode") == "navigate"
    if headers.get("sec-fetch-site") in _ELSEWHERE and not followed:
        raise ForbiddenOriginError("without keys the service answers no page of another site")
    if any(not _is_own(origin, connection) for origin in origins):
        raise ForbiddenOriginError("without keys the service answers no page of another origin")


def _is_own(origin: str, connection: Connection) -> bool:
    """Whether an origin is this service: a loopback name with the port that it listens on, whatever the caller says."""
    scheme, _, host = origin.partition("://")
    if scheme not in _PORTS or not _LOOPBACK.fullmatch(host):
        return False
    server = connection.scope.get("server")
    return server is not None and (urlsplit(origin).port or _PORTS[scheme]) == (server[1] or _PORTS["http"])


def _check_body(connection: Connection, handler: BaseRouteHandler) -> None:
    """Raise MediaTypeError for a body that is not said to be JSON: any other a page may send without being asked.

    Where files are taken (`bodies`) they are of the kinds that the handler names. Of these a page may send only a form,
    and then a browser says which page it is.
    """
    headers = connection.headers
    has_body = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if "bodies" in handler.opt:
        if has_body and kind not in handler.opt["bodies"]:
            raise MediaTypeError(
                f"a file says what it is: `Content-Type` is one of {', '.join(sorted(handler.opt['bodies']))}"
            )
    elif has_body and kind != "application/json":
        raise MediaTypeError("without keys a body is JSON that says so: send `Content-Type: application/json`")
