"""How many requests a key may send: a bucket of tokens in the database, of which processes lease some at a time.

A bucket holds a minute's tokens and fills evenly, and a process leases a second's worth at once. So a key is let
through no more than its minute's number at once and that number a minute afterwards, whichever processes it asks, but
for what each has leased; and what a process writes is one row a second for a key that uses its rate up.
"""

import asyncio
import math
import time
from functools import partial

import sqlalchemy as sa
from msgspec import Struct

from gradcheck.domain.base import Value
from gradcheck.errors import RateLimitedError
from gradcheck.storage.backend import insert, lock
from gradcheck.storage.database import Database
from gradcheck.storage.tables import key_rates

_MINUTE_S = 60.0


class _Lease(Value, frozen=True):
    """Tokens that were taken, and where there were none the seconds until there is one."""

    tokens: int
    wait_s: float


class _Share(Struct, eq=False):
    """What this process has of a bucket, and until when it is known to be empty."""

    tokens: int = 0
    empty_until: float = 0.0
    leasing: asyncio.Lock = asyncio.Lock()


class RequestRates:
    """The rates of all keys as this process keeps them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._shares: dict[str, _Share] = {}

    async def take(self, key_id: str, per_minute: int) -> None:
        """Let one request of a key through. Raises RateLimitedError."""
        share = self._shares.setdefault(key_id, _Share(leasing=asyncio.Lock()))
        if share.tokens == 0:
            async with share.leasing:
                if share.tokens == 0 and time.monotonic() >= share.empty_until:
                    lease = await self._database.transact(partial(_lease, key_id, per_minute, time.time()))
                    share.tokens, share.empty_until = lease.tokens, time.monotonic() + lease.wait_s
        if share.tokens == 0:
            left_s = max(share.empty_until - time.monotonic(), 0.0)
            raise RateLimitedError(f"this key is let through {per_minute:,} times a minute", retry_after_s=left_s)
        share.tokens -= 1


def _lease(key_id: str, per_minute: int, now: float, connection: sa.Connection) -> _Lease:
    lock(connection, f"rate/{key_id}")
    known = connection.execute(sa.select(key_rates).where(key_rates.c.key_id == key_id)).first()
    tokens, at = (float(per_minute), now) if known is None else (known.tokens, max(known.at, now))
    if at > now + _MINUTE_S:  # written by a clock that was set back since: else nothing would come in until then
        at = now
    if known is not None:
        tokens = min(float(per_minute), tokens + max(at - known.at, 0.0) * per_minute / _MINUTE_S)
    leased = min(int(tokens), math.ceil(per_minute / _MINUTE_S))
    values = {"tokens": tokens - leased, "at": at}
    statement = insert(key_rates).on_conflict_do_update(index_elements=[key_rates.c.key_id], set_=values)
    connection.execute(statement, {"key_id": key_id, **values})
    return _Lease(leased, 0.0 if leased else (1 - tokens) * _MINUTE_S / per_minute)
