"""`keys`: the keys that callers send are made, listed and revoked, and tenants get quotas."""

import asyncio
from argparse import Namespace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from gradcheck.access.api_keys import ApiKey, NewApiKey, parts, stored_keys
from gradcheck.access.caller import ONE_TENANT, TENANT, Quotas
from gradcheck.cli.output import table, tell
from gradcheck.domain.call import MICRO
from gradcheck.errors import FieldError, InvalidRequestError
from gradcheck.settings import load
from gradcheck.storage.claims.charges import DayQuota, DayUse
from gradcheck.texts.numbers import count, dollars

_LONGEST_NAME, _LONGEST_DAYS = 100, 36_500
_MOST, _MOST_MICRO_USD = 1_000_000_000, 10**15


def create(arguments: Namespace) -> int:
    """Make a key and show it; the exit code. Raises InvalidRequestError."""
    return asyncio.run(_create(arguments))


def list_keys(arguments: Namespace) -> int:
    """List the keys; the exit code."""
    return asyncio.run(_list(arguments))


def revoke(arguments: Namespace) -> int:
    """Revoke a key; the exit code. Raises NotFoundError."""
    return asyncio.run(_revoke(arguments))


def quota(arguments: Namespace) -> int:
    """Set or show a tenant's quota; the exit code. Raises InvalidRequestError."""
    return asyncio.run(_quota(arguments))


async def _create(arguments: Namespace) -> int:
    new = _asked_for(arguments)
    async with stored_keys(load().database_url) as keys:
        key_id, key = await keys.create(new)
    tell(arguments, {"id": key_id, "key": key}, lambda: f"{key}\n\nIt is shown this once. Its id is {key_id}.")
    return 0


async def _list(arguments: Namespace) -> int:
    async with stored_keys(load().database_url) as keys:
        found = await keys.all()
    heads = ("id", "name", "tenant", "scopes", "state", "expires", "last used")
    lines = [
        (key.id, key.name, key.tenant, " ".join(sorted(key.scopes)), _state(key), key.expires_at, key.last_used_at)
        for key in found
    ]
    tell(arguments, [_shown(key) for key in found], lambda: table(heads, lines) if found else "there are no keys")
    return 0


async def _revoke(arguments: Namespace) -> int:
    key_id, _ = parts(arguments.id) or (arguments.id, "")
    async with stored_keys(load().database_url) as keys:
        was_open = await keys.revoke(key_id)
    said = "is revoked: running services refuse it within seconds" if was_open else "was revoked before"
    tell(arguments, {"id": key_id, "revoked": True}, lambda: f"{key_id} {said}")
    return 0


async def _quota(arguments: Namespace) -> int:
    faults = [*_faults_of_tenant("TENANT", arguments.tenant), *_faults_of_day(arguments)]
    wanted = DayQuota(runs=arguments.runs_per_day, calls=arguments.calls_per_day, micro_usd=_micro_usd(arguments))
    if arguments.unlimited and wanted != DayQuota():
        faults.append(FieldError("--unlimited", "goes with no limit"))
    if faults:
        raise InvalidRequestError.of(*faults)
    async with stored_keys(load().database_url) as keys:
        if arguments.unlimited or wanted != DayQuota():
            await keys.set_quota(arguments.tenant, None if arguments.unlimited else wanted)
        found, used = await keys.quota(arguments.tenant)
    shown = {"tenant": arguments.tenant, "quota": msgspec.to_builtins(found), "used": msgspec.to_builtins(used)}
    tell(arguments, shown, lambda: _told(arguments.tenant, found, used))
    return 0


def _told(tenant: str, quota: DayQuota | None, used: DayUse) -> str:
    if quota is None:
        return f"the tenant {tenant!r} has no quota"
    dollars_a_day = "" if quota.micro_usd is None else dollars(quota.micro_usd / MICRO)
    lines = [
        ("runs", _shown_limit(quota.runs), count(used.runs)),
        ("calls", _shown_limit(quota.calls), count(used.calls)),
        ("dollars", dollars_a_day, dollars(used.micro_usd / MICRO)),
    ]
    return table(("a day", "at most", "used or held today"), lines)


def _shown_limit(limit: int | None) -> str:
    return "" if limit is None else count(limit)


def _faults_of_tenant(field: str, tenant: str) -> list[FieldError]:
    if tenant == ONE_TENANT or TENANT.fullmatch(tenant) is not None:
        return []
    written = "is 1 to 64 lower-case letters, digits and `._-`, and begins and ends with a letter or digit"
    return [FieldError(field, written)]


def _faults_of_day(arguments: Namespace, *further: str) -> list[FieldError]:
    faults = [
        FieldError(f"--{flag.replace('_', '-')}", f"is at most {count(_MOST)}")
        for flag in ("runs_per_day", "calls_per_day", *further)
        if (getattr(arguments, flag) or 0) > _MOST
    ]
    usd = arguments.usd_per_day
    if usd is not None and not 0.5 < usd * MICRO <= _MOST_MICRO_USD:
        faults.append(FieldError("--usd-per-day", "is a millionth of a dollar to a billion dollars"))
    return faults


def _micro_usd(arguments: Namespace) -> int | None:
    return None if arguments.usd_per_day is None else round(arguments.usd_per_day * MICRO)


def _asked_for(arguments: Namespace) -> NewApiKey:
    faults = []
    if not arguments.name.isprintable() or not 1 <= len(arguments.name.strip()) <= _LONGEST_NAME:
        faults.append(FieldError("NAME", f"is 1 to {_LONGEST_NAME} printable characters"))
    faults += _faults_of_tenant("--tenant", arguments.tenant)
    if (arguments.days or 0) > _LONGEST_DAYS:
        faults.append(FieldError("--days", f"is at most {_LONGEST_DAYS}"))
    faults += _faults_of_day(arguments, "requests_per_minute")
    if faults:
        raise InvalidRequestError.of(*faults)
    return NewApiKey(
        name=arguments.name.strip(),
        tenant=arguments.tenant,
        scopes=frozenset(arguments.scope or ("run", "read")),
        expires_at=None if arguments.days is None else datetime.now(UTC) + timedelta(days=arguments.days),
        quotas=Quotas(
            runs_per_day=arguments.runs_per_day,
            calls_per_day=arguments.calls_per_day,
            micro_usd_per_day=_micro_usd(arguments),
            requests_per_minute=arguments.requests_per_minute,
        ),
    )


def _state(key: ApiKey) -> str:
    return "open" if key.opens else "expired" if key.revoked_at is None else "revoked"


def _shown(key: ApiKey) -> dict[str, Any]:
    """A key as machines are told of it, without the digest of its secret."""
    shown: dict[str, Any] = msgspec.to_builtins(key)
    del shown["secret_sha256"]
    return shown | {"state": _state(key)}
