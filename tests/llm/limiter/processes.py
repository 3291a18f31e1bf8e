"""Several processes that keep limits together, in one test: what each of them starts, and when.

`StatesInMemory` stands for the database where time is simulated.
"""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, TypeVar

from gradcheck.domain.base import Value
from gradcheck.errors import StorageUnavailableError
from gradcheck.llm.limiter.bucket import Rates
from gradcheck.llm.limiter.levels import Period
from gradcheck.llm.limiter.limiter import Limiter, LimiterRegistry
from gradcheck.llm.limiter.sharing import Sharing
from gradcheck.storage.leasing.limit_states import Change, LimitStates, Name
from tests.llm.limiter.clock import now

T = TypeVar("T")
_TRIP_S = 0.002


class Start(Value, frozen=True, kw_only=True):
    """A call that was sent, and the tokens it used."""

    at: float
    tokens: int


class StatesInMemory(LimitStates):
    """States that a database would hold, whose clock is that of the simulation and some."""

    def __init__(self) -> None:
        self.data: dict[Name, bytes] = {}
        self.changes = 0
        self.away = False
        self.listeners: list[Callable[[], None]] = []

    async def change(self, changes: Mapping[Name, Change[T]]) -> dict[Name, T]:
        await asyncio.sleep(_TRIP_S)
        if self.away:
            raise StorageUnavailableError("away")
        self.changes += 1
        learnt, is_news = dict[Name, T](), False
        for name, change in changes.items():
            self.data[name], learnt[name], told = change(self.data.get(name), self._now())
            is_news = is_news or told
        for hear in self.listeners if is_news else ():
            hear()
        await asyncio.sleep(_TRIP_S)
        return learnt

    async def states(self) -> tuple[dict[Name, bytes], float]:
        return dict(self.data), self._now()

    async def forget_old(self) -> None:
        pass

    def _now(self) -> float:
        return 1e9 + now()


class Process:
    """One process with a limiter, whose jobs call without end."""

    def __init__(
        self,
        states: LimitStates,
        name: str,
        rates: Rates,
        *,
        slots: bool = True,
        service: int = 256,
        **more: Any,  # noqa: ANN401 - the period and the clock
    ) -> None:
        self.sharing = Sharing(states, name, slots=slots, **more)
        self.limiter: Limiter = LimiterRegistry(service, sharing=self.sharing).limiter("p", "m", rates)
        self.in_flight = 0
        self.starts: list[Start] = []
        self._clock = self.sharing.clock

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator["Process"]:
        task = asyncio.create_task(self.sharing.run())
        try:
            yield self
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def call(self, latency_s: float, estimate: int = 0, used: int = 0) -> None:
        permit = await self.limiter.acquire("job", 1, estimate)
        self.starts.append(Start(at=self._clock(), tokens=used))
        self.in_flight += 1
        try:
            await asyncio.sleep(latency_s)
        finally:
            self.in_flight -= 1
        permit.answered(used)

    async def work(self, calls: int, latency_s: float, estimate: int = 0, used: int = 0) -> None:
        """So many calls at once, each followed by another, until cancelled or killed."""

        async def row() -> None:
            while True:
                varied = latency_s * random.uniform(0.5, 1.5)
                await self.call(varied, estimate, used)

        async with self.running(), asyncio.TaskGroup() as tasks:
            for _ in range(calls):
                tasks.create_task(row())


async def kill(work: "asyncio.Task[None]") -> None:
    """End a process's work, which gives nothing back."""
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)


def most(starts: list[Start], period: Period, *, tokens: bool = False) -> int:
    """The most calls, or tokens, that any window holds, both its ends included."""
    ordered = sorted(starts, key=lambda start: start.at)
    worst = held = first = 0
    for start in ordered:
        held += start.tokens if tokens else 1
        while ordered[first].at < start.at - period.window_s:
            held -= ordered[first].tokens if tokens else 1
            first += 1
        worst = max(worst, held)
    return worst
