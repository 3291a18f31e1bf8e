"""A run of 50,000 calls is erased in seconds, and whoever reads or writes meanwhile waits for a batch of it at most."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import sqlalchemy as sa

from gradcheck.storage.clock import now
from gradcheck.storage.database import Database
from gradcheck.storage.jobs import NewJob
from gradcheck.storage.keeping.erasing import Erasures
from gradcheck.storage.tables import attempts, calls, events, jobs, metadata, rollouts
from tests.support.one_tenant import OneTenantJobs

CALLS = 50_000
TEXT = b"A text of some length, as answers have it. " * 30
MOST_S, LONGEST_S = 120.0, 2.0  # the second is what a request waits for storage before it is a 503


def row(table: sa.Table, job_id: str, n: int) -> dict[str, Any]:
    """The n-th row of a job in a table that has as many as the job has calls."""
    of_calls = {"scope": job_id, "draw": 0, "cached": False, "outcome": TEXT}
    values = {
        "id": f"{job_id}{n}",
        "number": 1,
        "state": "answered",
        "tokens": 9,
        "output_tokens": 2,
        "cost_micro_usd": 1,
        **of_calls,
    }
    values |= {"seq": n, "position": n, "at": now(), "type": "candidate_scored", "data": TEXT}
    values |= {
        "key": f"key/{n}",
        "path": f"step/{n}",
        "stage": "step/1",
        "role": "task",
        "candidate": "c",
        "example": "e",
    }
    return {name: values.get(name, job_id) for name in table.c.keys()}  # noqa: SIM118 - columns are no mapping


async def ended_run(database: Database, job_id: str, size: int) -> None:
    store = OneTenantJobs(database)
    await store.create(NewJob(id=job_id, kind="run", scope=job_id, label="x", plan=b"{}", outline=b"{}"), None)
    await store.finish(job_id, status="succeeded", reason="completed", error=None, result=b"{}")
    for table in (calls, attempts, rollouts, events):
        for first in range(0, size, 5000):
            rows = [row(table, job_id, n) for n in range(first, min(first + 5000, size))]
            await database.transact(lambda c, t=table, r=rows: c.execute(t.insert(), r))  # type: ignore[misc]


async def longest_s(work: Callable[[], Awaitable[object]], done: asyncio.Event) -> float:
    """The longest that a small piece of work takes until the other is done."""
    longest = 0.0
    while not done.is_set():
        began = time.monotonic()
        await work()
        longest = max(longest, time.monotonic() - began)
        await asyncio.sleep(0.01)
    return longest


@pytest.mark.slow
async def test_a_large_run_goes_in_seconds_and_nobody_waits_for_all_of_it(database: Database) -> None:
    await ended_run(database, "large", CALLS)
    await ended_run(database, "other", 10)
    done, store = asyncio.Event(), OneTenantJobs(database)
    renamed = jobs.update().where(jobs.c.id == "other").values(label="y")
    writing = asyncio.create_task(longest_s(lambda: database.transact(lambda c: c.execute(renamed)), done))
    reading = asyncio.create_task(longest_s(lambda: store.get("other", "run"), done))
    began = time.monotonic()
    await store.erase("large", "run", cascade=False)
    await Erasures(database).finish(["large"])
    took_s = time.monotonic() - began
    done.set()
    waited_s = {"write": await writing, "read": await reading}
    print(f"\nerased in {took_s:.1f} s; longest write {waited_s['write']:.3f} s, read {waited_s['read']:.3f} s")  # noqa: T201
    left = await database.read(
        lambda c: {
            name: c.execute(sa.select(sa.func.count()).select_from(table).where(table.c.job_id == "large")).scalar()
            for name, table in metadata.tables.items()
            if "job_id" in table.c and name != "erasures"
        }
    )
    assert set(left.values()) == {0}
    assert took_s < MOST_S
    assert max(waited_s.values()) < LONGEST_S
