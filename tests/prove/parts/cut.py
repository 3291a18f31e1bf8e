"""The network between one of two workers and the database is cut for 5, 12 or 40 s, or resets all connections.

While it is cut nothing arrives and nobody is told. The time to recover is until every job of the worker that was cut
off went on, there or at the other one: after a short cut from its beginning on at the same one, after a long one where
it was taken over.
"""

import asyncio
import random
import time
from collections.abc import Mapping
from functools import partial

import sqlalchemy as sa

from tests.prove.disturbing import Disturbance, disturbed
from tests.prove.network import Network, network
from tests.prove.part import Record
from tests.prove.place import Place, placed
from tests.support.processes import ServiceProcess

_CUTS = {f"a worker is cut off from the database for {seconds} s": seconds for seconds in (5, 12, 40)}
RESET = "a worker's connections to the database are reset"
FAULTS: Mapping[str, Mapping[str, int]] = {"postgres": {**dict.fromkeys(_CUTS, 6), RESET: 6}}


async def trial(fault: str, seed: int, database: str) -> Record:
    """Cut one worker off, once."""
    moments = random.Random(f"{fault}/{seed}")
    with placed(database, workers=1, settings={"max_jobs": 16}, latency_s=0.2, jitter=0.5, slots=8) as place:
        whole = sa.make_url(place.url)
        host = str(whole.host or whole.query["host"])
        async with network(host, int(whole.port or 5432)) as line:
            through = whole.set(host="127.0.0.1", port=line.port, query={})
            victim = place.add("worker", database_url=through.render_as_string(hide_password=False))
            await asyncio.to_thread(place.start, victim)
            return await disturbed(place, moments, partial(_cut, place, line, victim, _CUTS.get(fault)))


async def _cut(place: Place, line: Network, victim: ServiceProcess, seconds: float | None) -> Disturbance:
    while not (jobs := await asyncio.to_thread(place.begun, victim)):
        await asyncio.sleep(0.05)
    began = time.monotonic()
    if seconds is None:
        line.reset()
    else:
        line.cut()
    await asyncio.sleep(0.2)  # what was on its way to the server has arrived
    before, in_flight = await asyncio.to_thread(place.answers), await asyncio.to_thread(place.open_calls, jobs)
    jobs = await asyncio.to_thread(place.asking, jobs)
    mending = asyncio.get_running_loop().call_later(seconds or 0, line.mend)
    await place.gone_on(jobs, before)
    recovered_s = time.monotonic() - began
    await asyncio.sleep(max(mending.when() - asyncio.get_running_loop().time(), 0))
    return Disturbance(in_flight, recovered_s)
