"""A process is frozen (SIGSTOP) for 60 s in the middle of its jobs, and goes on.

On Postgres the other worker takes its jobs over meanwhile: the time to recover is until then, and the one that wakes
writes nothing of these jobs and makes no call for them. On SQLite the time is from its waking.
"""

import asyncio
import os
import random
import signal
import time
from collections.abc import Mapping
from functools import partial

from tests.prove.disturbing import Disturbance, disturbed
from tests.prove.part import Record
from tests.prove.place import Epochs, Place, placed
from tests.support import databases
from tests.support.processes import HTTP

FAULT = "a worker is frozen for 60 s"
FAULTS: Mapping[str, Mapping[str, int]] = {"sqlite": {FAULT: 6}, "postgres": {FAULT: 10}}
_FROZEN_S = 60
_AWAKE_S = 5
Attempts = set[tuple[str, str]]


async def trial(fault: str, seed: int, database: str) -> Record:
    """Freeze a worker once."""
    moments = random.Random(f"{fault}/{seed}")
    with placed(database, settings={"max_jobs": 16}, latency_s=0.3, jitter=0.5, slots=8) as place:
        freeze = _on_postgres if database == "postgres" else _on_sqlite
        return await disturbed(place, moments, partial(freeze, place, moments))


async def _on_sqlite(place: Place, _: random.Random) -> Disturbance:
    [service] = place.workers
    os.kill(service.pid, signal.SIGSTOP)
    jobs, before = place.begun(service), place.answers()
    in_flight, asking = place.open_calls(jobs), place.asking(jobs)
    await asyncio.sleep(_FROZEN_S)
    os.kill(service.pid, signal.SIGCONT)
    woke = time.monotonic()
    await place.gone_on(asking, before)
    return Disturbance(in_flight, time.monotonic() - woke)


async def _on_postgres(place: Place, moments: random.Random) -> Disturbance:
    frozen = moments.choice([one for one in place.workers if place.begun(one)])
    os.kill(frozen.pid, signal.SIGSTOP)
    began = time.monotonic()
    jobs = place.begun(frozen)
    in_flight = place.open_calls(jobs)
    own = {attempt.rpartition("-")[0] for attempt, state in _attempts(place, jobs) if state == "intent"}
    await place.taken_up(jobs)
    taken_s = time.monotonic() - began
    await asyncio.sleep(1)  # what it has left open is being settled
    left = _of(own, _attempts(place, jobs))
    await asyncio.sleep(max(_FROZEN_S - (time.monotonic() - began), 0))
    os.kill(frozen.pid, signal.SIGCONT)
    await asyncio.sleep(_AWAKE_S)
    unmet = [] if _of(own, _attempts(place, jobs)) == left else ["the worker that woke wrote of jobs that it had lost"]
    if await asyncio.to_thread(lambda: HTTP.get(f"{frozen.url}/health/ready").status_code) != 200:
        unmet.append(f"the worker that woke is not ready after {_AWAKE_S} s")
    return Disturbance(in_flight, taken_s, unmet)


def _attempts(place: Place, jobs: Epochs) -> Attempts:
    return {
        (row.id, row.state)
        for row in databases.rows(place.url, "SELECT id, job_id, state FROM attempts")
        if row.job_id in jobs
    }


def _of(processes: set[str], attempts: Attempts) -> Attempts:
    return {(attempt, state) for attempt, state in attempts if attempt.rpartition("-")[0] in processes}
