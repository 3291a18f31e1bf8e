"""Who may call. It owns the check of bearer keys; where no key is configured the service is on loopback only."""

import hmac
from typing import Any
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from service.domain.seeds import digest
from service.errors import ForbiddenOriginError, UnauthorizedError

PUBLIC = {"public": True}


def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Let pass what is public, or comes with a known key. Raises UnauthorizedError.

    Where no key is needed, a page of another origin must not start anything. Raises ForbiddenOriginError.
    """
    keys = _keys(connection)
    origin = connection.headers.get("origin")
    if not keys and origin is not None and urlsplit(origin).netloc != connection.headers.get("host"):
        raise ForbiddenOriginError("without keys the service answers no page of another origin")
    if handler.opt.get("public") or not keys:
        return
    scheme, given = _credentials(connection)
    known = [hmac.compare_digest(given.encode(), key.encode()) for key in keys]
    if scheme != "bearer" or not any(known):
        raise UnauthorizedError("send a known key as `Authorization: Bearer KEY`")


def principal(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """Who calls, as a digest of the key; where no key is configured everybody is the same."""
    return digest(_credentials(connection)[1] if _keys(connection) else "")


def _keys(connection: ASGIConnection[Any, Any, Any, Any]) -> tuple[str, ...]:
    keys: tuple[str, ...] = connection.app.state.service.settings.api_keys
    return keys


def _credentials(connection: ASGIConnection[Any, Any, Any, Any]) -> tuple[str, str]:
    """The scheme and what comes with it."""
    scheme, _, given = connection.headers.get("authorization", "").partition(" ")
    return scheme.lower(), given.strip()
