"""What jobs use of a key's quotas, on both databases."""

import asyncio

import pytest
from msgspec.structs import replace

from gradcheck.access.api_keys import ApiKeyStore
from gradcheck.access.rates import RequestRates
from gradcheck.errors import InvalidRequestError, QuotaExceededError, RateLimitedError
from gradcheck.storage.backend import is_shared
from gradcheck.storage.claims.charges import Allowance, DayQuota, Payer
from gradcheck.storage.database import Database
from gradcheck.storage.jobs import NewJob
from gradcheck.storage.tenant_jobs import TenantJobs
from tests.support.one_tenant import OneTenantJobs

PAYER = Payer(key_id="k", runs=None, calls=100, micro_usd=1_000_000)


def new(job_id: str, calls: int | None, micro_usd: int = 1) -> NewJob:
    budget = Allowance(calls=calls, micro_usd=micro_usd)
    return NewJob(id=job_id, kind="run", scope=job_id, label="x", plan=b"{}", outline=b"{}", payer=PAYER, budget=budget)


async def test_what_jobs_hold_at_once_is_never_more_than_the_quota(database: Database) -> None:
    jobs = OneTenantJobs(database)
    made = await asyncio.gather(*(jobs.create(new(f"j{n}", 30), None) for n in range(9)), return_exceptions=True)
    assert sum(isinstance(one, str) for one in made) == 3
    assert sum(isinstance(one, QuotaExceededError) for one in made) == 6


async def test_a_job_that_ends_gives_back_what_it_did_not_use(database: Database) -> None:
    jobs = OneTenantJobs(database)
    await jobs.create(new("a", None, 900_000), None)
    assert await jobs.most_calls("a") == 100
    for calls, micro_usd in ((1, 1), (None, 1), (1, 200_000)):
        with pytest.raises(QuotaExceededError):
            await jobs.create(new("b", calls, micro_usd), None)
    await jobs.start("a")
    await jobs.finish("a", status="succeeded", reason="completed", error=None, result=None)
    assert await jobs.create(new("b", 100, 1_000_000), None) == "b"
    assert await jobs.cancel("b", "run")
    assert await jobs.create(new("c", 100), None) == "c"


async def test_a_tenants_quota_is_one_for_all_its_keys_and_jobs_without_a_key(database: Database, url: str) -> None:
    other = Database(url) if is_shared(url) else database
    if other is not database:
        await other.start()
    await ApiKeyStore(database).set_quota("t", DayQuota(calls=100))
    payers = [replace(PAYER, calls=1000), replace(PAYER, key_id="other", calls=None), None]
    asked = [
        TenantJobs(process, "t").create(replace(new(f"j{number}", 30), payer=payers[number % 3]), None)
        for number, process in enumerate([database, other] * 6)
    ]
    made = await asyncio.gather(*asked, return_exceptions=True)
    if other is not database:
        await other.stop()
    refused = [one for one in made if isinstance(one, QuotaExceededError)]
    assert (len(made), len(refused)) == (12, 9)
    assert all("10 of this tenant's 100 calls are left today (UTC)" in one.message for one in refused)
    assert await TenantJobs(database, "another").create(replace(new("free", 1000), payer=None), None) == "free"


async def test_a_job_without_a_bound_gets_what_is_left_to_its_key_and_its_tenant(database: Database) -> None:
    keys, jobs = ApiKeyStore(database), OneTenantJobs(database)
    await keys.set_quota("", DayQuota(runs=3, calls=70))
    await jobs.create(new("a", None), None)
    assert await jobs.most_calls("a") == 70
    await keys.set_quota("", DayQuota(runs=3, calls=500))
    await jobs.create(new("b", None), None)
    assert await jobs.most_calls("b") == 30  # of the key's hundred
    await keys.set_quota("", DayQuota(runs=2))
    with pytest.raises(QuotaExceededError, match="this tenant's 2 runs"):
        await jobs.create(replace(new("c", 1), payer=None), None)
    await keys.set_quota("", None)
    await jobs.create(replace(new("c", None), payer=None), None)
    assert await jobs.most_calls("c") is None
    quota, used = await keys.quota("")
    assert (quota, used.runs, used.calls) == (None, 2, 100)


async def test_a_tenants_dollars_have_to_be_in_the_budget(database: Database) -> None:
    await ApiKeyStore(database).set_quota("", DayQuota(micro_usd=1_000_000))
    jobs = OneTenantJobs(database)
    free = replace(new("a", 1), payer=None, budget=Allowance(calls=1))
    with pytest.raises(InvalidRequestError) as found:
        await jobs.create(free, None)
    assert found.value.errors[0].message == "is required: $1.00 of this tenant's $1.00 are left today (UTC)"
    assert await jobs.create(replace(free, budget=Allowance(micro_usd=600_000)), None) == "a"
    with pytest.raises(QuotaExceededError):
        await jobs.create(replace(free, id="b", budget=Allowance(micro_usd=600_000)), None)


async def test_a_rate_is_kept_over_processes(database: Database) -> None:
    async def passed(rates: RequestRates) -> int:
        let_through = 0
        for _ in range(20):
            try:
                await rates.take("k", 20)
            except RateLimitedError:
                continue
            let_through += 1
        return let_through

    found = await asyncio.gather(*(passed(RequestRates(database)) for _ in range(3)))
    assert 20 <= sum(found) <= 24
