"""Who may call. It owns the check of bearer keys; where no key is configured the service is on loopback only."""

import hmac
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from service.domain.seeds import digest
from service.errors import UnauthorizedError

PUBLIC = {"public": True}


def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Let pass what is public, or comes with a known key. Raises UnauthorizedError."""
    keys: tuple[str, ...] = connection.app.state.service.settings.api_keys
    if handler.opt.get("public") or not keys:
        return
    scheme, _, given = connection.headers.get("authorization", "").partition(" ")
    known = [hmac.compare_digest(given.encode(), key.encode()) for key in keys]
    if scheme.lower() != "bearer" or not any(known):
        raise UnauthorizedError("send a known key as `Authorization: Bearer KEY`")


def principal(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """Who calls, as a digest of the key."""
    return digest(connection.headers.get("authorization", ""))
