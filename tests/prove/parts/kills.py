"""`kill -9` of workers and of APIs at random moments, also while they start.

At work are runs of every method, diagnostics, a study and a measurement of headroom, a third of them side by side in
each trial, most of them hit several times. What was killed is started again, at once or up to two seconds later.
"""

import asyncio
import random
from collections.abc import Mapping

from tests.prove.asking import calling
from tests.prove.ending import Ender
from tests.prove.judging import twin_of
from tests.prove.part import Record
from tests.prove.place import placed
from tests.prove.work import conduct_all, every
from tests.support.processes import ServiceProcess

SERVICE, WORKER, API = "kill -9 of the service", "kill -9 of a worker", "kill -9 of an API"
FAULTS: Mapping[str, Mapping[str, int]] = {"sqlite": {SERVICE: 200}, "postgres": {WORKER: 150, API: 50}}
_BATCHES = 3
_WITHIN_S = 1500


async def trial(fault: str, seed: int, database: str) -> Record:
    """Kill up to 20 times while a third of the works is done."""
    works = every()[seed % _BATCHES :: _BATCHES]
    twin = await twin_of(works)
    with placed(database, apis=2, settings={"max_jobs": 30}, latency_s=0.6, jitter=0.5) as place:
        victims = place.apis if fault == API else place.workers
        ender = Ender(place, victims, random.Random(f"{fault}/{seed}"), _kill, most=20, early=0.2)
        async with calling(place.apis) as caller, asyncio.TaskGroup() as group:
            conducting = group.create_task(conduct_all(caller, works, _WITHIN_S))
            group.create_task(ender.run(conducting))
        return ender.record(conducting.result(), twin)


def _kill(victim: ServiceProcess) -> list[str]:
    victim.kill()
    return []
