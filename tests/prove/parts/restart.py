"""The database server is ended in the middle of jobs and started again after up to 20 s.

A restart breaks off all connections and writes everything down; after a crash the server recovers from its log. The
time to recover is from the moment at which it accepts connections again.
"""

import asyncio
import random
import signal
import time
from collections.abc import Mapping
from functools import partial

from tests.prove.disturbing import Disturbance, disturbed
from tests.prove.part import Record
from tests.prove.place import Place, placed
from tests.support import databases

FAULTS: Mapping[str, Mapping[str, int]] = {
    "postgres": {"the database is restarted": 10, "the database crashes and is started": 10}
}
_HOW = dict(zip(FAULTS["postgres"], (signal.SIGINT, signal.SIGQUIT), strict=True))


async def trial(fault: str, seed: int, database: str) -> Record:
    """Restart the server once."""
    moments = random.Random(f"{fault}/{seed}")
    with placed(database, settings={"max_jobs": 16}, latency_s=0.2, jitter=0.5, slots=8) as place:
        return await disturbed(place, moments, partial(_restart, place, moments, _HOW[fault]))


async def _restart(place: Place, moments: random.Random, how: signal.Signals) -> Disturbance:
    jobs = place.under_way()
    before, in_flight, asking = place.answers(), place.open_calls(jobs), place.asking(jobs)
    await asyncio.to_thread(databases.stop, how)
    await asyncio.sleep(moments.uniform(0, 20))
    await asyncio.to_thread(databases.start)
    back = time.monotonic()
    await place.gone_on(asking, before)
    return Disturbance(in_flight, time.monotonic() - back)
