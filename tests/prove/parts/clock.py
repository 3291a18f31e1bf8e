"""A clock is set by a day or by an hour in the middle of jobs: that of a worker, of an API, of the database's server.

On SQLite it is the one that service and database share. Nothing of it interrupts a job, so nothing may be paid twice
and no worker may lose one; runs have `max_seconds` of which a day that did not pass uses nothing up, and limits by the
minute, whose levels are stored with times. The time to recover is from each setting until every job went on.
"""

import asyncio
import contextlib
import random
import time
from collections.abc import Mapping
from functools import partial

from tests.prove.clocks import Clock
from tests.prove.disturbing import Disturbance, disturbed
from tests.prove.own_postgres import own_postgres, servers_folder
from tests.prove.part import Record
from tests.prove.place import Place, placed
from tests.prove.work import bounded, some

_DAY_S, _HOUR_S = 86_400, 3_600
_SET: Mapping[str, tuple[int, ...]] = {
    "a day ahead": (_DAY_S,),
    "a day back": (-_DAY_S,),
    "an hour ahead, back and right": (_HOUR_S, -_HOUR_S, 0),
}
ONE, WORKER, API, SERVER = "the clock", "a worker's clock", "an API's clock", "the database's clock"
_PLACES = {"sqlite": (ONE,), "postgres": (WORKER, API, SERVER)}
FAULTS: Mapping[str, Mapping[str, int]] = {
    database: {f"{whose} is set {how}": 4 if whose == ONE else 2 for whose in places for how in _SET}
    for database, places in _PLACES.items()
}
_MOST_S = 400
"""What a run may take: more than any does, less than what clocks are set by."""
_WENT_ON_S = 20.0
_LIMIT = "limits.pure = { requests_per_minute = 3000 }\n"


async def trial(fault: str, seed: int, database: str) -> Record:
    """Set one clock, once or three times."""
    moments, (whose, how) = random.Random(f"{fault}/{seed}"), fault.split(" is set ")
    with servers_folder() as folder, contextlib.ExitStack() as stack:
        clock = Clock(folder / "clock")
        url = None
        if whose == SERVER:
            url = stack.enter_context(own_postgres(folder / "server", **clock.environment)).make("proved")
        settings = {"max_jobs": 16, "declared": _LIMIT} | ({"environment": clock.environment} if whose == ONE else {})
        place = stack.enter_context(
            placed(database, workers=1, url=url, settings=settings, latency_s=0.2, jitter=0.5, slots=8)
        )
        if database == "postgres":
            role = "api" if whose == API else "worker"
            own = {} if whose == SERVER else {"environment": clock.environment}
            await asyncio.to_thread(place.start, place.add(role, **own))
        works = [bounded(work, _MOST_S) for work in some()]
        return await disturbed(place, moments, partial(_set, place, clock, _SET[how]), works)


async def _set(place: Place, clock: Clock, ahead_s: tuple[int, ...]) -> Disturbance:
    unmet, recovered_s = [], []
    for seconds in ahead_s:
        jobs = await asyncio.to_thread(place.under_way)
        before = await asyncio.to_thread(place.answers)
        asking = await asyncio.to_thread(place.asking, jobs)
        began = time.monotonic()
        clock.set(seconds)
        await place.gone_on(asking, before)
        recovered_s.append(time.monotonic() - began)
        if recovered_s[-1] > _WENT_ON_S:
            unmet.append(f"jobs stand still for {recovered_s[-1]:.0f} s once the clock is set by {seconds} s")
        await asyncio.sleep(3)
        now = await asyncio.to_thread(place.under_way)
        if moved := [job_id for job_id, epoch in now.items() if jobs.get(job_id, epoch) != epoch]:
            unmet.append(f"{len(moved)} jobs were begun again once the clock is set by {seconds} s")
    return Disturbance(0, max(recovered_s), unmet)
