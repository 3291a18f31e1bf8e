"""`kill -9` of workers and of APIs at random moments, also while they start.

At work are runs of every method, diagnostics, a study and a measurement of headroom, side by side, most of them hit
several times. What was killed is started again, at once or up to two seconds later.
"""

import asyncio
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.prove.asking import calling
from tests.prove.judging import twin_of, verdict
from tests.prove.part import Record
from tests.prove.place import Epochs, Place, placed
from tests.prove.work import conduct_all, every
from tests.support.processes import ServiceProcess

SERVICE, WORKER, API = "kill -9 of the service", "kill -9 of a worker", "kill -9 of an API"
FAULTS: Mapping[str, Mapping[str, int]] = {"sqlite": {SERVICE: 200}, "postgres": {WORKER: 150, API: 50}}
VARIANTS = 3
"""So many batches of works there are; the twins of each are made once."""
_KILLS = 20
_WITHIN_S = 420


async def trial(fault: str, seed: int, database: str) -> Record:
    """Kill up to 20 times while a batch of works is done."""
    works = every(seed % VARIANTS)
    twin = await twin_of(works)
    with placed(database, apis=2, slots=16, settings={"max_jobs": 30}, latency_s=0.1, jitter=0.5) as place:
        async with calling(place.apis) as caller, asyncio.TaskGroup() as group:
            conducting = group.create_task(conduct_all(caller, works, _WITHIN_S))
            killer = _Killer(fault, place, random.Random(f"{fault}/{seed}"))
            group.create_task(killer.run(conducting))
        return verdict(
            place,
            conducting.result(),
            twin,
            times=killer.kills,
            in_flight=killer.in_flight,
            recovered_s=killer.recovered_s,
            unmet=killer.unmet,
        )


@dataclass
class _Killer:
    """Kills, starts again, and counts what it has interrupted."""

    fault: str
    place: Place
    moments: random.Random
    kills: int = 0
    in_flight: int = 0
    recovered_s: list[float] = field(default_factory=list)
    unmet: list[str] = field(default_factory=list)
    _known: set[tuple[str, int]] = field(default_factory=set)

    async def run(self, until: "asyncio.Task[object]") -> None:
        """Kill until the works are done or it is enough; whatever was killed runs again in the end."""
        victims = self.place.apis if self.fault == API else self.place.workers
        async with asyncio.TaskGroup() as group:
            while self.kills < _KILLS:
                await asyncio.sleep(self.moments.uniform(0, 3))
                if until.done():
                    return
                victim = self.moments.choice(victims)
                began = time.monotonic()
                await self._kill(victim, group)
                await asyncio.sleep(max(self.moments.uniform(-2, 2), 0))
                if self.moments.random() < 0.2:
                    victim.launch()
                    await asyncio.sleep(self.moments.uniform(0, 2))
                    await self._kill(victim, group)
                await asyncio.to_thread(self.place.start, victim)
                if self.fault == API:
                    self.recovered_s.append(time.monotonic() - began)

    async def _kill(self, victim: ServiceProcess, group: asyncio.TaskGroup) -> None:
        began = time.monotonic()
        await asyncio.to_thread(victim.kill)
        self.kills += 1
        if self.fault == API:
            return
        found = await asyncio.to_thread(self.place.interrupted, victim)
        new = {job_id: epoch for job_id, epoch in found.items() if (job_id, epoch) not in self._known}
        self._known |= set(new.items())
        self.in_flight += await asyncio.to_thread(self.place.open_calls, new)
        group.create_task(self._recovery(new, began))

    async def _recovery(self, interrupted: Epochs, began: float) -> None:
        try:
            await self.place.taken_up(interrupted)
        except TimeoutError:
            self.unmet.append(f"{len(interrupted)} jobs were not taken up in 90 s")
        else:
            self.recovered_s.append(time.monotonic() - began)
