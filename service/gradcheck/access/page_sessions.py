"""Sessions of people who have signed in on a page: what their browser keeps in the place of a key, for some hours.

Of a session's token a digest is kept. It opens what the key opens that it was begun with, as long as that key does.
"""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from gradcheck.access.api_keys import sha256
from gradcheck.access.authenticator import Authenticator
from gradcheck.access.caller import ApiCaller
from gradcheck.domain.base import Value
from gradcheck.storage.clock import aware, now
from gradcheck.storage.database import Database
from gradcheck.storage.tables import page_sessions

LIFE = timedelta(hours=8)


class PageSession(Value, frozen=True, kw_only=True):
    """A session's token, which is nowhere to be had again, who has it, and until when it opens."""

    token: str
    caller: ApiCaller
    expires_at: datetime


class PageSessions:
    """Begins and ends sessions, and knows callers by them."""

    def __init__(self, database: Database, authenticator: Authenticator) -> None:
        self._database = database
        self._authenticator = authenticator

    async def begin(self, key: str) -> PageSession | None:
        """A new session for whoever has this key; None for one that is unknown, expired or revoked."""
        caller = await self._authenticator.caller(key)
        if caller is None:
            return None
        token, began_at = secrets.token_urlsafe(32), now()
        row = {
            "token_sha256": sha256(token),
            "key_id": caller.key_id,
            "principal": caller.principal,
            "expires_at": began_at + LIFE,
        }

        def action(connection: sa.Connection) -> None:
            connection.execute(page_sessions.delete().where(page_sessions.c.expires_at <= began_at))
            connection.execute(page_sessions.insert(), row)

        await self._database.transact(action)
        return PageSession(token=token, caller=caller, expires_at=aware(began_at + LIFE))

    async def caller(self, token: str) -> ApiCaller | None:
        """Whose session this is; None where there is none, it is over, or its key opens no more."""
        query = sa.select(page_sessions).where(
            page_sessions.c.token_sha256 == sha256(token), page_sessions.c.expires_at > now()
        )
        row = await self._database.read(lambda connection: connection.execute(query).first())
        return None if row is None else self._authenticator.known_before(row.key_id, row.principal)

    async def end(self, token: str) -> None:
        """End a session, if there is one."""
        ended = page_sessions.delete().where(page_sessions.c.token_sha256 == sha256(token))
        await self._database.transact(lambda connection: connection.execute(ended))
