"""Stored keys: what is kept of one, and the repository. Of a key's secret only a digest is kept."""

import contextlib
import hashlib
import secrets
import string
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from gradcheck.access.caller import Quotas, Scope
from gradcheck.domain.base import Value
from gradcheck.errors import NotFoundError
from gradcheck.storage.claims.charges import DayQuota, DayUse, quota_of, set_quota, used_today
from gradcheck.storage.clock import aware, now
from gradcheck.storage.database import Database, Write
from gradcheck.storage.tables import api_keys, charges

_PREFIX = "gc"
_ID_BYTES = 8
_SECRET_LENGTH = 43  # of 62 characters: 256 bits
_LETTERS = string.ascii_letters + string.digits
_scopes = msgspec.json.Decoder(frozenset[Scope])


class NewApiKey(Value, frozen=True, kw_only=True):
    """What a key is to be."""

    name: str
    tenant: str
    scopes: frozenset[Scope]
    expires_at: datetime | None = None
    quotas: Quotas = Quotas()


class ApiKey(NewApiKey, frozen=True, kw_only=True):
    """A key as it is kept, without its secret; `last_used_at` is right to the hour."""

    id: str
    created_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None
    secret_sha256: str

    @property
    def opens(self) -> bool:
        """Whether it is neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > aware(now()))


def sha256(secret: str) -> str:
    """What is kept of a secret. It has 256 random bits, so nobody finds it by guessing, however fast the digest is."""
    return hashlib.sha256(secret.encode()).hexdigest()


def parts(key: str) -> tuple[str, str] | None:
    """The id and the secret of a key of the form `gc_ID_SECRET`; None where it has another."""
    match key.split("_", 2):
        case [prefix, key_id, secret] if prefix == _PREFIX:
            return key_id, secret
        case _:
            return None


class ApiKeyStore:
    """The repository of keys."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, new: NewApiKey) -> tuple[str, str]:
        """Store a new key: its id, and the whole key, which is nowhere to be had again."""
        key_id = secrets.token_hex(_ID_BYTES)
        secret = "".join(secrets.choice(_LETTERS) for _ in range(_SECRET_LENGTH))
        row = {
            "id": key_id,
            "secret_sha256": sha256(secret),
            "name": new.name,
            "tenant": new.tenant,
            "scopes": msgspec.json.encode(sorted(new.scopes)),
            "created_at": now(),
            "expires_at": new.expires_at and new.expires_at.replace(tzinfo=None),
            **msgspec.structs.asdict(new.quotas),
        }
        await self._database.transact(lambda connection: connection.execute(api_keys.insert(), row))
        return key_id, f"{_PREFIX}_{key_id}_{secret}"

    async def all(self) -> list[ApiKey]:
        """All keys, the oldest first, revoked and expired ones too."""
        query = sa.select(api_keys).order_by(api_keys.c.created_at, api_keys.c.id)
        return [_key(row) for row in await self._database.read(lambda c: c.execute(query).mappings().all())]

    async def revoke(self, key_id: str) -> bool:
        """Revoke a key for good; false if it was already. Raises NotFoundError."""

        def action(connection: sa.Connection) -> bool:
            if connection.execute(sa.select(api_keys.c.id).where(api_keys.c.id == key_id)).first() is None:
                raise NotFoundError(f"there is no key {key_id}")
            live = api_keys.update().where(api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
            return connection.execute(live.values(revoked_at=now())).rowcount == 1

        return await self._database.transact(action)

    async def set_quota(self, tenant: str, quota: DayQuota | None) -> None:
        """Let all jobs of a tenant use so much in a day; None takes its limits away."""
        await self._database.transact(lambda connection: set_quota(connection, tenant, quota))

    async def quota(self, tenant: str) -> tuple[DayQuota | None, DayUse]:
        """What all jobs of a tenant may use in a day, and what they have used today since that was so."""
        whose = charges.c.tenant == tenant
        return await self._database.read(lambda c: (quota_of(c, tenant), used_today(c, whose)))

    def used(self, key_id: str) -> None:
        """Note that a key was used just now."""
        self._database.post(Write(api_keys.update().where(api_keys.c.id == key_id).values(last_used_at=now()), {}))


@contextlib.asynccontextmanager
async def stored_keys(database_url: str) -> AsyncIterator[ApiKeyStore]:
    """The keys of a database, which is made where there is none yet, whether a service runs on it or not."""
    database = Database(database_url)
    await database.start()
    try:
        yield ApiKeyStore(database)
    finally:
        await database.stop()


def _key(row: sa.RowMapping) -> ApiKey:
    times: dict[str, Any] = {
        name: row[name] and aware(row[name]) for name in ("created_at", "expires_at", "revoked_at", "last_used_at")
    }
    return ApiKey(
        **{name: row[name] for name in ("id", "name", "tenant", "secret_sha256")},
        **times,
        scopes=_scopes.decode(row["scopes"]),
        quotas=Quotas(**{name: row[name] for name in Quotas.__struct_fields__}),
    )
