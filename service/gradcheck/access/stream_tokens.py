"""Tokens that open the events of one job for some minutes: what a page's `EventSource` sends in the place of a key.

A token says for whom it was made and is signed with a secret that the processes of one database share. It is checked
where a stream begins, and so is the key that asked for it.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import time
from datetime import UTC, datetime

import msgspec
import sqlalchemy as sa

from gradcheck.access.authenticator import Authenticator
from gradcheck.access.caller import ApiCaller
from gradcheck.domain.base import Value
from gradcheck.storage.backend import insert
from gradcheck.storage.database import Database
from gradcheck.storage.tables import signing_secrets

_PURPOSE = "stream-tokens"
_LIFE_S = 300
_LONGEST = 1000


class IssuedToken(Value, frozen=True, kw_only=True):
    """A token and until when it opens."""

    token: str
    expires_at: datetime


class _Claims(msgspec.Struct, frozen=True):
    """What a token says."""

    key_id: str | None
    tenant: str
    job_id: str
    expires: int


class StreamTokens:
    """Makes tokens and knows callers by them."""

    def __init__(self, database: Database, authenticator: Authenticator) -> None:
        self._database = database
        self._authenticator = authenticator
        self._secret: bytes | None = None

    async def issue(self, caller: ApiCaller, job_id: str) -> IssuedToken:
        """A token for the events of a job of the caller's tenant."""
        expires = int(time.time()) + _LIFE_S
        claims = msgspec.json.encode(_Claims(caller.key_id, caller.tenant, job_id, expires))
        token = f"{_text(claims)}.{_text(await self._signature(claims))}"
        return IssuedToken(token=token, expires_at=datetime.fromtimestamp(expires, UTC))

    async def caller(self, token: str, job_id: str) -> ApiCaller | None:
        """Whom a token was made for; None where it is not ours, of another job, too old, or its key opens no more."""
        said, _, signature = token.partition(".")
        try:
            claims, signed = _bytes(said), _bytes(signature)
        except (binascii.Error, ValueError):
            return None
        if len(token) > _LONGEST or not hmac.compare_digest(signed, await self._signature(claims)):
            return None
        found = msgspec.json.decode(claims, type=_Claims)
        if found.job_id != job_id or found.expires < time.time():
            return None
        return self._authenticator.holder(found.key_id, found.tenant)

    async def _signature(self, claims: bytes) -> bytes:
        return hmac.digest(await self._known_secret(), claims, hashlib.sha256)

    async def _known_secret(self) -> bytes:
        """The secret of the database, made by whoever needs it first."""
        if self._secret is None:
            self._secret = await self._database.transact(_secret)
        return self._secret


def _secret(connection: sa.Connection) -> bytes:
    row = {"purpose": _PURPOSE, "secret": secrets.token_bytes(32)}
    connection.execute(insert(signing_secrets).on_conflict_do_nothing(), row)
    query = sa.select(signing_secrets.c.secret).where(signing_secrets.c.purpose == _PURPOSE)
    secret: bytes = connection.execute(query).scalar_one()
    return secret


def _text(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).decode().rstrip("=")


def _bytes(part: str) -> bytes:
    return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
