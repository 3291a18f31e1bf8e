"""When a call may start: slots, windows, pauses and rates of all models, and fair shares between jobs."""

import asyncio
import time
from collections.abc import Callable

from gradcheck.domain.base import Value
from gradcheck.domain.events.outage import Outage
from gradcheck.llm.base import JobStopped
from gradcheck.llm.limiter.bucket import Quota
from gradcheck.llm.limiter.capacity import ProviderSlots, ServiceSlots
from gradcheck.llm.limiter.pause import Pause
from gradcheck.llm.limiter.turns import Queue, Waiter
from gradcheck.llm.limiter.window import Window

# A loop may run a timer a little before its time; what is still closed then is looked at again no sooner than this.
_TICK_S = 0.001


class Rates(Value, frozen=True, kw_only=True):
    """What an operator declares: slots of the provider, and what a model may start in 60 seconds; None is no limit."""

    slots: int
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None


class LimiterRegistry:
    """All limiters of a service, whose calls share its slots. `clock` gives seconds."""

    def __init__(self, slots: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._service = ServiceSlots(slots)
        self._providers: dict[str, ProviderSlots] = {}
        self._limiters: dict[tuple[str, str], Limiter] = {}

    def limiter(self, provider: str, model: str, rates: Rates) -> "Limiter":
        """The limiter of a model, made with these rates when it is first asked for."""
        limiter = self._limiters.get((provider, model))
        if limiter is None:
            shared = self._providers.setdefault(provider, ProviderSlots(self._service, rates.slots))
            limiter = self._limiters[provider, model] = Limiter(
                (provider, model), self._service, shared, rates, self._clock
            )
        return limiter

    def of(self, provider: str) -> "list[Limiter]":
        """The limiters of a provider's models."""
        return [limiter for (name, _), limiter in self._limiters.items() if name == provider]


class Limiter:
    """The way to one model of one provider.

    A call starts when the service, the provider and the model's window have room, the model is not paused and its
    rates allow it; until then it holds nothing. Nobody overtakes the call whose turn it is at a model, so that calls of
    few tokens do not starve one of many.

    Jobs that wait at a model share it by their weights. Where several models compete, for slots of their provider or of
    the service, a model's turn is one call for every unit of weight that waits there: each job has a share by its
    weight at every model it waits at. Shares are of calls started, however long these take.

    While the model is away (`presence.py`) one call at a time may start, as its probe.
    """

    def __init__(
        self,
        name: tuple[str, str],
        service: ServiceSlots,
        provider: ProviderSlots,
        rates: Rates,
        clock: Callable[[], float],
    ) -> None:
        self._name = name
        self._service = service
        self._provider = provider
        self._clock = clock
        self._window = Window(rates.slots)
        self._pause = Pause()
        self._quota = Quota(rates.requests_per_minute, rates.tokens_per_minute, clock())
        self._queue: Queue[Permit] = Queue()
        self._timer: asyncio.TimerHandle | None = None

    @property
    def window(self) -> int:
        """How many calls may be in flight."""
        return self._window.limit

    @property
    def in_flight(self) -> int:
        """How many calls are."""
        return self._window.in_flight

    @property
    def waiting(self) -> int:
        """How many calls wait to start."""
        return self._queue.size

    @property
    def outage(self) -> Outage | None:
        """What is known of the model's absence; None where it answers."""
        return self._pause.outage(*self._name, self._clock())

    def dismiss(self, job: str, reason: str) -> None:
        """Those of a job's calls that wait here wait no longer: `acquire` raises JobStopped."""
        for waiter in self._queue.of(job):
            self._queue.remove(waiter)
            waiter.granted.set_exception(JobStopped(reason))
        self._cancel_timer()
        self._service.dispatch()

    async def acquire(self, job: str, weight: int, tokens: int) -> "Permit":
        """Wait until a call of a job, estimated at so many tokens, may start. The caller ends the permit.

        A job starts up to `weight` calls, at least one, before the next job that waits has its turn. What counts is the
        weight with which the job began to wait.
        """
        if not self._queue.size and self._has_room():
            now = self._clock()
            if self._delay_s(tokens, now) <= 0:
                return self._start(tokens, now)
        waiter: Waiter[Permit] = Waiter(job, tokens, asyncio.get_running_loop().create_future())
        self._queue.push(waiter, weight)
        if self._queue.size == 1:
            self._service.turns.join(self, self._queue.weight)
            self.start_next()
        try:
            return await waiter.granted
        except asyncio.CancelledError:
            self._give_up(waiter)
            raise

    def start_next(self) -> bool:
        """Start the call whose turn it is, if it may; where only time is in the way, look again when it has passed."""
        if self._timer is not None:
            return False
        waiter = self._queue.first()
        if waiter is None:
            self._service.turns.leave(self)
            return False
        if not self._has_room():
            return False
        now = self._clock()
        delay_s = self._delay_s(waiter.tokens, now)
        if delay_s > 0:
            self._timer = asyncio.get_running_loop().call_later(max(delay_s, _TICK_S), self._wake)
            return False
        self._queue.serve(waiter)
        if self._queue.size:
            self._service.turns.served(self, self._queue.weight)
        waiter.granted.set_result(self._start(waiter.tokens, now))
        return True

    def answered(self) -> None:
        """A call was answered."""
        self._window.answered()
        self._pause.answered()

    def throttled(self, number: int, retry_after_s: float | None, words: str) -> float | None:
        """A call was refused for its rate: the seconds of the pause if one begins with it."""
        self._window.throttled(number)
        return self._pause.throttled(number, self._window.started, retry_after_s, self._clock(), words)

    def failed(self, number: int, retry_after_s: float | None, words: str) -> None:
        """A call failed in a way that may be an outage."""
        self._pause.failed(number, self._window.started, retry_after_s, self._clock(), words)

    def end(self, unused: int, requests: int = 0) -> None:
        """A call is over. It used so many tokens less than it was estimated at, and perhaps not even its request."""
        self._quota.take(-requests, -unused, self._clock())
        self._window.end()
        self._provider.give()
        self._cancel_timer()
        self._service.dispatch()

    def _has_room(self) -> bool:
        room = self._window.in_flight == 0 if self._pause.away else self._window.has_room
        return room and self._provider.has_room

    def _delay_s(self, tokens: int, now: float) -> float:
        """Seconds until the pause and the rates let a call start; not above 0 if they do."""
        return max(self._pause.delay_s(now), self._quota.delay_s(tokens, now))

    def _start(self, tokens: int, now: float) -> "Permit":
        self._quota.take(1, tokens, now)
        self._provider.take()
        return Permit(self, self._window.start(), tokens)

    def _give_up(self, waiter: Waiter["Permit"]) -> None:
        """The caller of a waiter was cancelled, perhaps after its call was started and before it could know."""
        if waiter.granted.done() and not waiter.granted.cancelled():
            if waiter.granted.exception() is None:
                waiter.granted.result().revoked()
            return
        self._queue.remove(waiter)
        self._cancel_timer()
        self._service.dispatch()

    def _wake(self) -> None:
        self._timer = None
        self._service.dispatch()

    def _cancel_timer(self) -> None:
        """What the timer was set for may be different now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class Permit:
    """One call that was started. It is ended exactly once, by what became of the call."""

    __slots__ = ("_limiter", "_number", "_tokens", "limiter")

    def __init__(self, limiter: Limiter, number: int, tokens: int) -> None:
        self.limiter = limiter
        self._limiter: Limiter | None = limiter
        self._number = number
        self._tokens = tokens

    def answered(self, tokens: int) -> None:
        """The provider answered and used so many tokens."""
        limiter = self._close()
        limiter.answered()
        limiter.end(self._tokens - tokens)

    def throttled(self, retry_after_s: float | None, words: str = "") -> float | None:
        """The provider refused for its rate (429): the seconds of the pause if one begins with it, else None.

        The call's tokens are given back; its request counts. `words` say what came.
        """
        limiter = self._close()
        pause_s = limiter.throttled(self._number, retry_after_s, words)
        limiter.end(self._tokens)
        return pause_s

    def failed(self, retry_after_s: float | None, tokens: int, words: str = "") -> None:
        """A 5xx, a lost connection or a timeout, charged with so many tokens. `words` say what came."""
        limiter = self._close()
        limiter.failed(self._number, retry_after_s, words)
        limiter.end(self._tokens - tokens)

    def withdrawn(self) -> None:
        """Nothing was sent, the caller was interrupted, or the outcome says nothing about load.

        The call's tokens are given back; its request counts, because it may have been sent.
        """
        self._close().end(self._tokens)

    def revoked(self) -> None:
        """Nobody ever held this permit: it takes nothing."""
        self._close().end(self._tokens, requests=1)

    def _close(self) -> Limiter:
        limiter, self._limiter = self._limiter, None
        if limiter is None:
            raise RuntimeError("a permit is ended once")
        return limiter
