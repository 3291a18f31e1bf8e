"""How a caller is known by a key.

Stored keys are held in memory and read again every other second, so that a request costs no look into the database and
a revoked key is refused within seconds in every process. One that is not known yet is looked for at once.
"""

import asyncio
import contextlib
import hmac
import time
from collections.abc import Sequence
from datetime import timedelta

from gradcheck.access.api_keys import ApiKey, ApiKeyStore, parts, sha256
from gradcheck.access.caller import ONE_TENANT, SCOPES, ApiCaller, Scope
from gradcheck.domain.seeds import digest
from gradcheck.errors import StorageUnavailableError
from gradcheck.storage.clock import aware, now
from gradcheck.storage.outages import in_request

_EVERY_S = 2.0
_AT_MOST_EVERY_S = 0.2  # whoever calls with unknown keys makes no more work than this
_USE_NOTED_EVERY = timedelta(hours=1)

READING: frozenset[Scope] = frozenset({"read"})
ANYONE = ApiCaller(tenant=ONE_TENANT, scopes=frozenset(SCOPES), principal=digest(""))
"""Whoever calls a service without keys."""


class Authenticator:
    """Knows callers by their keys: those of the environment (`configured`), and stored ones."""

    def __init__(self, configured: Sequence[str], keys: ApiKeyStore) -> None:
        self._configured = tuple(configured)
        self._keys = keys
        self._known: dict[str, ApiKey] = {}
        self._used: set[str] = set()
        self._read_at = float("-inf")
        self._reading = asyncio.Lock()

    @property
    def asks_for_keys(self) -> bool:
        """Whether there are keys; a service that ever had a stored one is never open to anyone again."""
        return bool(self._configured or self._known)

    async def run(self) -> None:
        """Read the stored keys again and again, until cancelled."""
        while True:
            await asyncio.sleep(_EVERY_S)
            with contextlib.suppress(StorageUnavailableError), in_request():  # or whoever asks next would wait with it
                await self.read()

    async def read(self, since: float = float("inf")) -> None:
        """Read the stored keys unless that was done since, and write down which ones were used."""
        async with self._reading:
            if self._read_at > since:
                return
            began_at = time.monotonic()
            self._known = {key.id: key for key in await self._keys.all()}
            self._read_at = began_at
            used, self._used = self._used, set()
            for key in filter(None, map(self._known.get, used)):
                if key.last_used_at is None or aware(now()) - key.last_used_at > _USE_NOTED_EVERY:
                    self._keys.used(key.id)

    async def caller(self, given: str) -> ApiCaller | None:
        """Who calls with this key; None for one that is unknown, expired or revoked.

        Secrets are compared in a time that does not depend on where they differ, and whether an id exists makes none.
        """
        matches = [hmac.compare_digest(given.encode(), key.encode()) for key in self._configured]
        if any(matches):
            return ApiCaller(tenant=ONE_TENANT, scopes=frozenset(SCOPES), principal=digest(given))
        key_id, secret = parts(given) or ("", given)
        if key_id and key_id not in self._known:
            asked_at = time.monotonic()
            await asyncio.sleep(self._read_at + _AT_MOST_EVERY_S - asked_at)
            await self.read(asked_at)
        key = self._known.get(key_id)
        is_same = hmac.compare_digest(sha256(secret), key.secret_sha256 if key is not None else sha256(""))
        if key is None or not is_same or not key.opens:
            return None
        self._used.add(key.id)
        return _caller(key, key.scopes)

    def known_before(self, key_id: str | None, principal: str) -> ApiCaller | None:
        """Whoever was known by a key before: a stored one, or one of the environment; None where it opens no more."""
        if key_id is None:
            known = any(digest(key) == principal for key in self._configured)
            return ApiCaller(tenant=ONE_TENANT, scopes=frozenset(SCOPES), principal=principal) if known else None
        key = self._known.get(key_id)
        return _caller(key, key.scopes) if key is not None and key.opens else None

    def holder(self, key_id: str | None, tenant: str) -> ApiCaller | None:
        """Whoever may read by what a key was given before; None where that key, or its tenant, is there no more."""
        if key_id is None:
            return ApiCaller(tenant=ONE_TENANT, scopes=READING, principal="") if tenant == ONE_TENANT else None
        key = self._known.get(key_id)
        return _caller(key, READING & key.scopes) if key is not None and key.opens and key.tenant == tenant else None


def _caller(key: ApiKey, scopes: frozenset[Scope]) -> ApiCaller:
    principal = digest("tenant", key.tenant)
    return ApiCaller(tenant=key.tenant, scopes=scopes, principal=principal, key_id=key.id, quotas=key.quotas)
