"""A key is let through so many times a minute, whichever process it asks."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gradcheck.access.rates import RequestRates
from gradcheck.errors import RateLimitedError
from gradcheck.storage.database import Database


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'rates.sqlite'}")
    await database.start()
    yield database
    await database.stop()


async def let_through(rates: RequestRates, asked: int, per_minute: int, key: str = "k") -> int:
    passed = 0
    for _ in range(asked):
        try:
            await rates.take(key, per_minute)
        except RateLimitedError:
            continue
        passed += 1
    return passed


async def test_a_minutes_number_is_let_through_at_once_and_no_more(database: Database) -> None:
    began = time.monotonic()
    passed = await let_through(RequestRates(database), 500, 60)
    assert 60 <= passed <= 60 + (time.monotonic() - began) + 1


async def test_processes_share_what_a_key_may(database: Database) -> None:
    processes = [RequestRates(database) for _ in range(4)]
    began = time.monotonic()
    passed = sum(await asyncio.gather(*(let_through(one, 300, 120) for one in processes)))
    assert 120 <= passed <= 120 + 2 * (time.monotonic() - began) + 2


async def test_a_refusal_says_when_the_next_is_let_through(database: Database) -> None:
    rates = RequestRates(database)
    await let_through(rates, 300, 240)
    with pytest.raises(RateLimitedError, match="240 times a minute") as refused:
        await rates.take("k", 240)
    assert 0 <= refused.value.retry_after_s <= 0.25
    await asyncio.sleep(refused.value.retry_after_s + 0.05)
    await rates.take("k", 240)


async def test_a_restart_gives_nothing_back_and_takes_nothing_away(database: Database) -> None:
    began = time.monotonic()
    first = await let_through(RequestRates(database), 40, 60)
    second = await let_through(RequestRates(database), 300, 60)
    assert 60 <= first + second <= 60 + (time.monotonic() - began) + 1


async def test_keys_do_not_use_up_what_others_have(database: Database) -> None:
    rates = RequestRates(database)
    await let_through(rates, 100, 10)
    assert await let_through(rates, 10, 10, "other") == 10


async def test_the_database_is_asked_once_for_a_seconds_requests(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, real = 0, database.transact

    async def counted(action: object) -> object:
        nonlocal asked
        asked += 1
        return await real(action)  # type: ignore[arg-type]

    monkeypatch.setattr(database, "transact", counted)
    rates = RequestRates(database)
    await asyncio.gather(*(rates.take("k", 6000) for _ in range(1000)))
    assert asked == 10


async def test_a_key_that_was_used_up_by_a_clock_a_day_ahead_is_let_through_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = time.time()
    monkeypatch.setattr(time, "time", lambda: today + 86_400)
    await let_through(RequestRates(database), 100, 60)
    monkeypatch.setattr(time, "time", lambda: today)
    assert await let_through(RequestRates(database), 10, 60) == 0
    monkeypatch.setattr(time, "time", lambda: today + 10)
    assert await let_through(RequestRates(database), 10, 60) >= 9
