"""Ends processes of a place by a signal, at random moments of their work and their start, and starts them again.

It owns the moments and the counts. It does not own which processes these are, nor what has to be true of their ends.
"""

import asyncio
import contextlib
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.prove.judging import Twin, verdict
from tests.prove.part import Record
from tests.prove.place import WENT_ON_S, Epochs, Place
from tests.prove.work import Outcome
from tests.support.processes import ServiceProcess

_PROGRESS_S = 20


@dataclass
class Ender:
    """Ends one of the `victims` up to `most` times; `early` is the share that is then ended while it starts as well.

    `end` ends a process and says what is wrong with how it did.
    """

    place: Place
    victims: list[ServiceProcess]
    moments: random.Random
    end: Callable[[ServiceProcess], list[str]]
    most: int
    early: float
    times: int = 0
    in_flight: int = 0
    recovered_s: list[float] = field(default_factory=list)
    unmet: list[str] = field(default_factory=list)
    _known: set[tuple[str, int]] = field(default_factory=set)

    def record(self, found: dict[str, Outcome], twin: Twin) -> Record:
        """What was found, once all is over."""
        return verdict(
            self.place,
            found,
            twin,
            times=self.times,
            in_flight=self.in_flight,
            recovered_s=self.recovered_s,
            unmet=self.unmet,
        )

    async def run(self, until: "asyncio.Task[object]") -> None:
        """End until the works are done or it is enough; whatever was ended runs again afterwards."""
        async with asyncio.TaskGroup() as group:
            while self.times < self.most:
                await self._some_progress()
                await asyncio.sleep(self.moments.uniform(0, 2))
                if until.done():
                    return
                victim = self.moments.choice(self.victims)
                began = time.monotonic()
                await self._end(victim, group)
                await asyncio.sleep(max(self.moments.uniform(-2, 2), 0))
                if self.moments.random() < self.early:
                    victim.launch()
                    await asyncio.sleep(10 ** self.moments.uniform(-3, 0.5))
                    await self._end(victim, group)
                await asyncio.to_thread(self.place.start, victim)
                if victim not in self.place.workers:
                    self.recovered_s.append(time.monotonic() - began)

    async def _some_progress(self) -> None:
        """Wait for the provider to be asked again: where nothing goes on, nothing is interrupted."""
        before = await asyncio.to_thread(self.place.provider.counts)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PROGRESS_S):
                while (await asyncio.to_thread(self.place.provider.counts))["requests"] == before["requests"]:
                    await asyncio.sleep(0.05)

    async def _end(self, victim: ServiceProcess, group: asyncio.TaskGroup) -> None:
        began = time.monotonic()
        works = victim in self.place.workers
        jobs, before = (await asyncio.to_thread(self._under_way, victim)) if works else ({}, 0)
        self.unmet += await asyncio.to_thread(self.end, victim)
        self.times += 1
        if not works:
            return
        jobs |= self._new(await asyncio.to_thread(self.place.interrupted, victim))
        after = await asyncio.to_thread(self.place.open_calls, jobs)
        # One that is told to stop settles what it has under way, one that is killed has gone on until then.
        self.in_flight += min(max(before, after), 2 * self.place.slots)
        self._known |= set(jobs.items())
        if jobs:
            group.create_task(self._recovery(jobs, began))

    def _under_way(self, victim: ServiceProcess) -> tuple[Epochs, int]:
        jobs = self._new(self.place.begun(victim))
        return jobs, self.place.open_calls(jobs)

    def _new(self, jobs: Epochs) -> Epochs:
        """Those that were not interrupted before and are waiting still."""
        return {job_id: epoch for job_id, epoch in jobs.items() if (job_id, epoch) not in self._known}

    async def _recovery(self, interrupted: Epochs, began: float) -> None:
        try:
            await self.place.taken_up(interrupted)
        except TimeoutError:
            self.unmet.append(f"{len(interrupted)} jobs were not taken up in {WENT_ON_S:.0f} s")
        else:
            self.recovered_s.append(time.monotonic() - began)
