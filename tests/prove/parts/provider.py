"""The provider is away, hangs, refuses everything, answers garbage, or fails now and then, for 10 to 40 s.

Garbage is what stands in front of providers: a page of maintenance, half an object, nothing, bytes, a 404 of another
server, a way to a sign-in. Nothing of it may become an answer, and no job may end of it. Where more fails in between
than `retry_share` allows, calls fail and the job says so, which is no part of this. The time to recover is from the end
of the fault until every job went on.
"""

import asyncio
import random
import time
from collections.abc import Mapping
from functools import partial

from tests.prove.disturbing import Disturbance, disturbed
from tests.prove.part import Record
from tests.prove.place import Place, placed

_USUAL: Mapping[str, object] = {"latency_s": 0.2, "jitter": 0.5}
_HOW: Mapping[str, Mapping[str, object]] = {
    "the provider is away": {},
    "the provider hangs": {"hangs": 1.0},
    "the provider answers 500": {"errors": 1.0},
    "the provider answers 429 and 5 s": {"per_minute": 0, "retry_after": "5"},
    "the provider answers 429": {"per_minute": 0},
    "the provider answers garbage": {"garbage": 1.0},
    "one call in twenty fails": {"errors": 0.02, "drops": 0.01, "garbage": 0.01, "hangs": 0.01},
}
FAULTS: Mapping[str, Mapping[str, int]] = dict.fromkeys(("sqlite", "postgres"), dict.fromkeys(_HOW, 3))


async def trial(fault: str, seed: int, database: str) -> Record:
    """One fault of the provider's, in the middle of jobs."""
    moments = random.Random(f"{fault}/{seed}")
    settings = {"max_jobs": 16, "declared": "timeout_s = 3\n"}
    with placed(database, settings=settings, slots=8, latency_s=0.2, jitter=0.5) as place:
        return await disturbed(place, moments, partial(_fail, place, fault, moments.uniform(10, 40)))


async def _fail(place: Place, fault: str, seconds: float) -> Disturbance:
    jobs = place.under_way()
    how = {"away_s": seconds} if not _HOW[fault] else _HOW[fault]
    await asyncio.to_thread(place.provider.change, **_USUAL, **how)
    in_flight, asking = await asyncio.to_thread(place.open_calls, jobs), await asyncio.to_thread(place.asking, jobs)
    await asyncio.sleep(seconds)
    before, ended = await asyncio.to_thread(place.answers), time.monotonic()
    if _HOW[fault]:
        await asyncio.to_thread(place.provider.change, **_USUAL)
    await place.gone_on(asking, before)
    return Disturbance(in_flight, time.monotonic() - ended)
