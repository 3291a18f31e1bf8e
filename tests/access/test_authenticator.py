"""Callers are known by their keys, and by nothing else."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gradcheck.access.api_keys import ApiKeyStore, NewApiKey
from gradcheck.access.authenticator import Authenticator
from gradcheck.access.caller import SCOPES, Quotas, Scope
from gradcheck.errors import NotFoundError
from gradcheck.storage.database import Database


@pytest.fixture
async def keys(tmp_path: Path) -> AsyncIterator[ApiKeyStore]:
    database = Database(f"sqlite:///{tmp_path / 'keys.sqlite'}")
    await database.start()
    yield ApiKeyStore(database)
    await database.stop()


def new(*scopes: Scope, tenant: str = "acme", expires_at: datetime | None = None) -> NewApiKey:
    return NewApiKey(name="ci", tenant=tenant, scopes=frozenset(scopes or ("run", "read")), expires_at=expires_at)


def soon(**left: float) -> datetime:
    return datetime.now(UTC) + timedelta(**left)


async def test_a_stored_key_names_its_tenant_and_what_it_opens(keys: ApiKeyStore) -> None:
    key_id, key = await keys.create(new("read"))
    assert key.startswith(f"gc_{key_id}_")
    found = await Authenticator((), keys).caller(key)
    assert found is not None
    assert (found.tenant, set(found.scopes), found.key_id) == ("acme", {"read"}, key_id)


async def test_of_a_secret_only_a_digest_is_kept(keys: ApiKeyStore, tmp_path: Path) -> None:
    _, key = await keys.create(new())
    _, _, secret = key.split("_", 2)
    [stored] = await keys.all()
    assert secret not in repr(stored)
    files = await asyncio.to_thread(lambda: [file.read_bytes() for file in tmp_path.iterdir()])
    assert not any(secret.encode() in file for file in files)


async def test_two_keys_have_nothing_in_common(keys: ApiKeyStore) -> None:
    (one, first), (other, second) = await keys.create(new()), await keys.create(new())
    assert one != other
    assert first.rpartition("_")[2] != second.rpartition("_")[2]
    assert len(first.rpartition("_")[2]) == 43


async def test_a_key_that_is_wrong_in_any_part_is_no_key(keys: ApiKeyStore) -> None:
    key_id, key = await keys.create(new())
    other_id, other = await keys.create(new())
    secret, others = key.rpartition("_")[2], other.rpartition("_")[2]
    known = Authenticator(("configured",), keys)
    for given in (
        "",
        "gc",
        "gc_",
        "gc__",
        f"gc_{key_id}",
        f"gc_{key_id}_",
        f"gc_{key_id}_{secret[:-1]}",
        f"gc_{key_id}_{secret}x",
        f"gc_{key_id}_{others}",
        f"gc_{other_id}_{secret}",
        f"gc__{secret}",
        f"xx_{key_id}_{secret}",
        secret,
        f"GC_{key_id}_{secret}",
        f"gc_{key_id}_{secret.swapcase()}",
        "configured_",
        "\ud800",
        "gc_ü_ü",
    ):
        assert await known.caller(given.encode("utf-8", "replace").decode()) is None, given


async def test_an_expired_key_is_no_key(keys: ApiKeyStore) -> None:
    _, gone = await keys.create(new(expires_at=soon(seconds=-1)))
    _, good = await keys.create(new(expires_at=soon(hours=1)))
    known = Authenticator((), keys)
    assert await known.caller(gone) is None
    assert await known.caller(good) is not None


async def test_a_key_expires_while_the_service_runs(keys: ApiKeyStore) -> None:
    _, key = await keys.create(new(expires_at=soon(seconds=0.3)))
    known = Authenticator((), keys)
    assert await known.caller(key) is not None
    await asyncio.sleep(0.4)
    assert await known.caller(key) is None


async def test_a_key_made_meanwhile_opens_at_once_and_a_revoked_one_within_seconds_no_more(keys: ApiKeyStore) -> None:
    known = Authenticator((), keys)
    await known.read()
    key_id, key = await keys.create(new())
    await asyncio.sleep(0.25)
    watching = asyncio.create_task(known.run())
    assert await known.caller(key) is not None
    assert await keys.revoke(key_id)
    for _ in range(50):
        await asyncio.sleep(0.1)
        if await known.caller(key) is None:
            break
    else:
        pytest.fail("it still opens after 5 s")
    watching.cancel()


async def test_a_key_is_revoked_once_and_for_good(keys: ApiKeyStore) -> None:
    key_id, _ = await keys.create(new())
    assert await keys.revoke(key_id)
    assert not await keys.revoke(key_id)
    with pytest.raises(NotFoundError, match="no key nothing"):
        await keys.revoke("nothing")


async def test_a_service_whose_last_key_is_revoked_still_asks_for_one(keys: ApiKeyStore) -> None:
    known = Authenticator((), keys)
    await known.read()
    assert not known.asks_for_keys
    key_id, _ = await keys.create(new())
    await keys.revoke(key_id)
    await known.read()
    assert known.asks_for_keys


async def test_keys_of_the_environment_open_everything_of_no_tenant(keys: ApiKeyStore) -> None:
    known = Authenticator(("one", "two"), keys)
    found = await known.caller("two")
    assert known.asks_for_keys
    assert found is not None
    assert (found.tenant, set(found.scopes), found.key_id) == ("", set(SCOPES), None)
    assert found.quotas == Quotas()


async def test_unknown_keys_make_no_more_looks_than_five_a_second(
    keys: ApiKeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, looks = Authenticator((), keys), 0
    real = keys.all

    async def counted() -> object:
        nonlocal looks
        looks += 1
        return await real()

    monkeypatch.setattr(keys, "all", counted)
    began = time.monotonic()
    for _ in range(4):
        await asyncio.gather(*(known.caller(f"gc_{number}_x") for number in range(50)))
    assert looks <= 1 + (time.monotonic() - began) / 0.2


async def test_when_a_key_was_used_is_known_to_the_hour(keys: ApiKeyStore) -> None:
    _, key = await keys.create(new())
    known = Authenticator((), keys)
    await known.caller(key)
    await known.read()
    while (first := (await keys.all())[0].last_used_at) is None:
        await asyncio.sleep(0.01)
    assert datetime.now(UTC) - first < timedelta(minutes=1)
    await known.caller(key)
    await known.read()
    assert (await keys.all())[0].last_used_at == first
