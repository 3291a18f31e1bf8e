"""SIGTERM and Ctrl-C at random moments: at work, and from the first milliseconds of a start, also as process 1.

A process has to end within 10 s with the exit code that the documentation names, and what it had goes on: on Postgres
by another worker, on SQLite with the next start. Process 1 of a container hears a signal from the first line that it
runs; what is sent before that, the kernel drops, so there it is sent from then on.
"""

import asyncio
import random
import signal
import time
from collections.abc import Mapping
from functools import partial

from tests.prove.asking import calling
from tests.prove.ending import Ender
from tests.prove.judging import twin_of
from tests.prove.part import Record
from tests.prove.place import placed
from tests.prove.work import conduct_all, some
from tests.support.processes import ServiceProcess

AT_WORK, STARTING, FIRST, TYPED = (
    "SIGTERM at work",
    "SIGTERM at work and while it starts",
    "SIGTERM as process 1, at work and while it starts",
    "Ctrl-C at work",
)
_TIMES = {AT_WORK: 30, STARTING: 60, FIRST: 30, TYPED: 10}
FAULTS: Mapping[str, Mapping[str, int]] = {"sqlite": _TIMES, "postgres": _TIMES}
_WITHIN_S = 1500
_ENDED_S = 10


async def trial(fault: str, seed: int, database: str) -> Record:
    """End processes up to 15 times while a few works are done."""
    works = some()
    twin = await twin_of(works)
    settings = {"max_jobs": 16, "as_first": fault == FIRST}
    with placed(database, slots=8, settings=settings, latency_s=0.2, jitter=0.5) as place:
        how = signal.SIGINT if fault == TYPED else signal.SIGTERM
        victims = list(dict.fromkeys([*place.workers, *place.apis]))
        end = partial(_end, how, 130 if fault == TYPED else 0, is_first=fault == FIRST)
        early = 0.9 if fault in {STARTING, FIRST} else 0.0
        ender = Ender(place, victims, random.Random(f"{fault}/{seed}"), end, most=15, early=early)
        async with calling(place.apis) as caller, asyncio.TaskGroup() as group:
            conducting = group.create_task(conduct_all(caller, works, _WITHIN_S))
            group.create_task(ender.run(conducting))
        return ender.record(conducting.result(), twin)


def _end(how: signal.Signals, right: int, victim: ServiceProcess, *, is_first: bool) -> list[str]:
    """End a process; what is wrong with its end."""
    while not (heard := victim.hears(how)) and is_first:
        time.sleep(0.0005)
    began = time.monotonic()
    victim.kill(how)
    took_s = time.monotonic() - began
    codes = {right} if heard else {right, -how}
    said = [] if victim.returncode in codes else [f"{victim.role} ended with {victim.returncode}, not {right}"]
    return said if took_s < _ENDED_S else [*said, f"{victim.role} took {took_s:.1f} s to end"]
