"""What jobs use of a key's quotas, on both databases."""

import asyncio

import pytest

from gradcheck.access.rates import RequestRates
from gradcheck.errors import QuotaExceededError, RateLimitedError
from gradcheck.storage.claims.charges import Allowance, Payer
from gradcheck.storage.database import Database
from gradcheck.storage.jobs import NewJob
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
