"""Who may call: the check of bearer keys, and what stands for it where no key is configured.

Without keys the service is on loopback, where every page in a browser can reach it: the request must be meant for this
machine, come from no other site or origin, and hold a body that a page cannot send unasked.
"""

import hmac
import re
from typing import Any
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from gradcheck.domain.seeds import digest
from gradcheck.errors import ForbiddenOriginError, MediaTypeError, UnauthorizedError

PUBLIC = {"public": True}
_LOOPBACK = re.compile(r"(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])(?::[0-9]{1,5})?", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}
_ELSEWHERE = {"cross-site", "same-site"}

Connection = ASGIConnection[Any, Any, Any, Any]


def guard(connection: Connection, handler: BaseRouteHandler) -> None:
    """Let pass what is public or has a known key. Raises Unauthorized-, ForbiddenOrigin- and MediaTypeError."""
    keys = _keys(connection)
    if not keys:
        _check_sender(connection)
        _check_body(connection, handler)
    if handler.opt.get("public") or not keys:
        return
    scheme, given = _credentials(connection)
    known = [hmac.compare_digest(given.encode(), key.encode()) for key in keys]
    if scheme != "bearer" or not any(known):
        raise UnauthorizedError("send a known key as `Authorization: Bearer KEY`")


def _check_sender(connection: Connection) -> None:
    """Raise ForbiddenOriginError for another host's name, and for a page of another site or origin.

    A link from another site is followed: a browser shows what it leads to and tells the site nothing.
    """
    headers = connection.headers
    hosts = headers.getall("host", [])
    if len(hosts) != 1 or not _LOOPBACK.fullmatch(hosts[0]):
        raise ForbiddenOriginError("without keys the service is called as localhost, 127.0.0.1 or [::1] only")
    followed = connection.scope.get("method") in {"GET", "HEAD"} and headers.get("sec-fetch-mode") == "navigate"
    if headers.get("sec-fetch-site") in _ELSEWHERE and not followed:
        raise ForbiddenOriginError("without keys the service answers no page of another site")
    if any(not _is_own(origin, connection) for origin in headers.getall("origin", [])):
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


def principal(connection: Connection) -> str:
    """Who calls, as a digest of the key; where no key is configured everybody is the same."""
    return digest(_credentials(connection)[1] if _keys(connection) else "")


def _keys(connection: Connection) -> tuple[str, ...]:
    keys: tuple[str, ...] = connection.app.state.service.settings.api_keys
    return keys


def _credentials(connection: Connection) -> tuple[str, str]:
    """The scheme and what comes with it."""
    scheme, _, given = connection.headers.get("authorization", "").partition(" ")
    return scheme.lower(), given.strip()
