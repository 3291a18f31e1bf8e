"""One process among others that keep the same limits: what it takes of them, gives back and hears, over the database.

While the database does not answer nothing new may start, and calls wait.
"""

import asyncio
import contextlib
import random
from collections.abc import Callable

import msgspec
import structlog

from gradcheck.errors import StorageUnavailableError
from gradcheck.llm.limiter.bucket import Rates
from gradcheck.llm.limiter.capacity import ProviderSlots, ServiceSlots
from gradcheck.llm.limiter.grants import Grants, GrantsChange, GrantsReply
from gradcheck.llm.limiter.leased_slots import LeasedSlots, SlotsChange
from gradcheck.llm.limiter.levels import Levels, Period
from gradcheck.storage.clock import running_s
from gradcheck.storage.leasing.limit_states import LimitStates, Name

_SLOTS = ""
"""What stands for a provider's slots where a model's name does for its limits."""
_LOOKS_A_STEP, _PAUSES_A_STEP = 4, 40
_AWAY_S = 0.2
log: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


class Sharing:
    """The part of a process in limits that several keep, or that outlive it.

    `worker` is its name among them. `slots` says whether those of providers are divided: not where it is alone.
    """

    def __init__(
        self,
        states: LimitStates,
        worker: str,
        *,
        slots: bool,
        period: Period = Period(),  # noqa: B008 - it is immutable
        clock: Callable[[], float] = running_s,
    ) -> None:
        self.clock = clock
        self._states = states
        self._worker = worker
        self._divides = slots
        self._period = period
        self._models: dict[Name, Grants] = {}
        self._slots: dict[Name, LeasedSlots] = {}
        self._paused_until: dict[Name, float] = {}
        self._dispatch: Callable[[], None] = lambda: None
        self._woken = asyncio.Event()
        self._has_news = False

    def on_change(self, dispatch: Callable[[], None]) -> None:
        """What to do where more may start than before."""
        self._dispatch = dispatch

    def model(self, name: Name, rates: Rates) -> tuple[Grants, float]:
        """The grants of a model, and the seconds for which it is paused."""
        grants = self._models[name] = Grants(rates, self._period, self.clock, self._woken.set)
        return grants, self._paused_until.get(name, 0.0) - self.clock()

    def slots(self, provider: str, service: ServiceSlots, slots: int, waiting: Callable[[], int]) -> ProviderSlots:
        """The slots of a provider, at which so many calls wait."""
        if not self._divides:
            return ProviderSlots(service, slots)
        leased = LeasedSlots(service, slots, waiting, self._period, self.clock, self._woken.set)
        self._slots[provider, _SLOTS] = leased
        return leased

    def hear(self) -> None:
        """Somebody has changed what all should know."""
        self._has_news = True
        self._woken.set()

    async def begin(self) -> None:
        """Learn what is paused before the first call."""
        await self._states.forget_old()
        await self._look()

    async def run(self) -> None:
        """Ask and give back until cancelled."""
        look_s = self._period.step_s / _LOOKS_A_STEP
        while True:
            idle = all(grants.is_idle for grants in self._models.values())
            idle = idle and all(slots.is_idle for slots in self._slots.values())
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(None if idle else look_s * random.uniform(0.8, 1.2)):
                    await self._woken.wait()
            self._woken.clear()
            try:
                if self._has_news:
                    self._has_news = False
                    await self._look()
                await self._exchange()
            except Exception as error:  # noqa: BLE001 - whatever it is, without this nothing would ever start again
                log.warning("limits_not_shared", error=type(error).__name__)
                self._has_news = True
                self._woken.set()
                await asyncio.sleep(_AWAY_S)
            await asyncio.sleep(self._period.step_s / _PAUSES_A_STEP)

    async def end(self) -> None:
        """Give everything back, so that others need not wait for it; they do where that fails."""
        with contextlib.suppress(StorageUnavailableError, TimeoutError):
            async with asyncio.timeout(_AWAY_S):
                await self._exchange(last=True)

    async def _look(self) -> None:
        """Hear what others have changed: pauses, and slots that somebody lacks."""
        states, now = await self._states.states()
        here = self.clock()
        for name, data in states.items():
            if name[1] == _SLOTS:
                continue
            paused_s = msgspec.json.decode(data, type=Levels).paused_until - now
            if paused_s > 0:
                self._paused_until[name] = here + paused_s
                if name in self._models:
                    self._models[name].hear_pause(paused_s)
        for slots in self._slots.values():
            slots.look()

    async def _exchange(self, *, last: bool = False) -> None:
        grants = {name: part.change(self._worker, last=last) for name, part in self._models.items()}
        slots = {name: part.change(self._worker, last=last) for name, part in self._slots.items()}
        changes: dict[Name, GrantsChange | SlotsChange] = {
            name: change for name, change in (*grants.items(), *slots.items()) if change is not None
        }
        if not changes:
            return
        replies = await self._states.change(changes)
        for name, reply in replies.items():
            change = changes[name]
            if isinstance(reply, GrantsReply) and isinstance(change, GrantsChange):
                self._models[name].hear(change, reply)
            elif isinstance(reply, int) and isinstance(change, SlotsChange):
                self._slots[name].hear(change, reply)
        self._dispatch()
