"""When a call may start: slots, windows, pauses and rates of all models, and fair shares between jobs."""

import asyncio
import time
from collections.abc import Callable
from functools import partial

from gradcheck.domain.events.outage import Outage
from gradcheck.llm.base import JobStopped
from gradcheck.llm.limiter.bucket import MINUTE_S, Quota, Rates
from gradcheck.llm.limiter.capacity import ProviderSlots, ServiceSlots
from gradcheck.llm.limiter.grants import Grants, Started
from gradcheck.llm.limiter.levels import Ask
from gradcheck.llm.limiter.pause import Pause
from gradcheck.llm.limiter.sharing import Sharing
from gradcheck.llm.limiter.turns import Queue, Waiter
from gradcheck.llm.limiter.window import Window

# A loop may run a timer a little before its time; what is still closed then is looked at again no sooner than this.
_TICK_S = 0.001


class LimiterRegistry:
    """All limiters of a process, whose calls share its slots. `clock` gives seconds.

    What others keep too, or a process that comes after this one, is kept with them by `sharing`.
    """

    def __init__(self, slots: int, clock: Callable[[], float] = time.monotonic, sharing: Sharing | None = None) -> None:
        self._clock = clock if sharing is None else sharing.clock
        self._sharing = sharing
        self._service = ServiceSlots(slots)
        self._providers: dict[str, ProviderSlots] = {}
        self._limiters: dict[tuple[str, str], Limiter] = {}
        if sharing is not None:
            sharing.on_change(self._service.dispatch)

    def limiter(self, provider: str, model: str, rates: Rates) -> "Limiter":
        """The limiter of a model, made with these rates when it is first asked for."""
        limiter = self._limiters.get((provider, model))
        if limiter is None:
            sharing = self._sharing if rates.shared else None
            if provider not in self._providers:
                self._providers[provider] = self._slots(provider, rates.slots, sharing)
            grants, paused_s = (None, 0.0) if sharing is None else sharing.model((provider, model), rates)
            name, slots = (provider, model), self._providers[provider]
            limiter = self._limiters[name] = Limiter(name, self._service, slots, rates, self._clock, grants)
            limiter.hear_pause(paused_s)
        return limiter

    def of(self, provider: str) -> "list[Limiter]":
        """The limiters of a provider's models."""
        return [limiter for (name, _), limiter in self._limiters.items() if name == provider]

    def _slots(self, provider: str, slots: int, sharing: Sharing | None) -> ProviderSlots:
        if sharing is None:
            return ProviderSlots(self._service, slots)
        return sharing.slots(provider, self._service, slots, partial(self._waiting, provider))

    def _waiting(self, provider: str) -> int:
        return sum(limiter.waiting for limiter in self.of(provider))


class Limiter:
    """The way to one model of one provider.

    A call starts when the service, the provider and the model's window have room, the model is not paused, its rates
    allow it and, where others keep these too, a grant is in hand; until then it holds nothing. Nobody overtakes the
    call whose turn it is at a model, so that calls of few tokens do not starve one of many.

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
        grants: Grants | None = None,
    ) -> None:
        self._name = name
        self._service = service
        self._provider = provider
        self._clock = clock
        self._window = Window(rates.slots)
        self._pause = Pause()
        window_s = MINUTE_S if grants is None else grants.window_s
        self._quota = Quota(rates.requests_per_minute, rates.tokens_per_minute, clock(), window_s)
        self._grants = grants
        if grants is not None:
            grants.attach(self)
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

    def now(self) -> float:
        """Seconds by the clock of its limits."""
        return self._clock()

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
            if self._delay_s(tokens, now) <= 0 and self._is_granted(tokens):
                return self._start(tokens, now)
        waiter: Waiter[Permit] = Waiter(job, tokens, asyncio.get_running_loop().create_future())
        self._queue.push(waiter, weight)
        self._provider.want()
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
        if not self._is_granted(waiter.tokens):
            return False
        self._queue.serve(waiter)
        if self._queue.size:
            self._service.turns.served(self, self._queue.weight)
        waiter.granted.set_result(self._start(waiter.tokens, now))
        return True

    def ready(self) -> Ask | None:
        """The calls that only a grant is lacking for, each taken for one of the next one's tokens."""
        waiter = self._queue.first()
        if waiter is None or not self._has_room() or self._delay_s(waiter.tokens, self._clock()) > 0:
            return None
        room = min(self._window.limit - self._window.in_flight, self._provider.room, self._queue.size)
        return Ask(calls=room, tokens=waiter.tokens)

    def hear_pause(self, seconds: float) -> None:
        """Another process was told that nothing of the model should start for so long, or this one's predecessor."""
        if seconds > 0:
            self._pause.hear(self._window.started, seconds, self._clock())

    def answered(self) -> None:
        """A call was answered."""
        self._window.answered()
        self._pause.answered()

    def throttled(self, number: int, retry_after_s: float | None, words: str) -> float | None:
        """A call was refused for its rate: the seconds of the pause if one begins with it."""
        self._window.throttled(number)
        pause_s = self._pause.throttled(number, self._window.started, retry_after_s, self._clock(), words)
        self._tell_pause()
        return pause_s

    def failed(self, number: int, retry_after_s: float | None, words: str) -> None:
        """A call failed in a way that may be an outage."""
        self._pause.failed(number, self._window.started, retry_after_s, self._clock(), words)
        self._tell_pause()

    def end(self, unused: int, requests: int = 0, started: Started | None = None) -> None:
        """A call is over. It used so many tokens less than it was estimated at, and perhaps not even its request.

        `started` is the grant that it was started on.
        """
        self._quota.take(-requests, -unused, self._clock())
        if self._grants is not None and started is not None:
            self._grants.give_back(started, requests, unused)
        self._window.end()
        self._provider.give()
        self._cancel_timer()
        self._service.dispatch()

    def _has_room(self) -> bool:
        room = self._window.in_flight == 0 if self._pause.away else self._window.has_room
        return room and self._provider.room > 0

    def _is_granted(self, tokens: int) -> bool:
        return self._grants is None or self._grants.may_start(tokens)

    def _tell_pause(self) -> None:
        seconds = self._pause.delay_s(self._clock())
        if self._grants is not None and seconds > 0:
            self._grants.pause(seconds)

    def _delay_s(self, tokens: int, now: float) -> float:
        """Seconds until the pause and the rates let a call start; not above 0 if they do."""
        return max(self._pause.delay_s(now), self._quota.delay_s(tokens, now))

    def _start(self, tokens: int, now: float) -> "Permit":
        self._quota.take(1, tokens, now)
        self._provider.take()
        started = None if self._grants is None else self._grants.take(tokens)
        return Permit(self, self._window.start(), tokens, started)

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

    __slots__ = ("_limiter", "_number", "_started", "_tokens", "limiter")

    def __init__(self, limiter: Limiter, number: int, tokens: int, started: Started | None) -> None:
        self.limiter = limiter
        self._limiter: Limiter | None = limiter
        self._number = number
        self._tokens = tokens
        self._started = started

    @property
    def late(self) -> bool:
        """Whether the call may not go out any more, because the process stood still since it was started."""
        return self._started is not None and self.limiter.now() > self._started.until

    def answered(self, tokens: int) -> None:
        """The provider answered and used so many tokens."""
        limiter = self._close()
        limiter.answered()
        limiter.end(self._tokens - tokens, started=self._started)

    def throttled(self, retry_after_s: float | None, words: str = "") -> float | None:
        """The provider refused for its rate (429): the seconds of the pause if one begins with it, else None.

        The call's tokens are given back; its request counts. `words` say what came.
        """
        limiter = self._close()
        pause_s = limiter.throttled(self._number, retry_after_s, words)
        limiter.end(self._tokens, started=self._started)
        return pause_s

    def failed(self, retry_after_s: float | None, tokens: int, words: str = "") -> None:
        """A 5xx, a lost connection or a timeout, charged with so many tokens. `words` say what came."""
        limiter = self._close()
        limiter.failed(self._number, retry_after_s, words)
        limiter.end(self._tokens - tokens, started=self._started)

    def withdrawn(self) -> None:
        """Nothing was sent, the caller was interrupted, or the outcome says nothing about load.

        The call's tokens are given back; its request counts, because it may have been sent.
        """
        self._close().end(self._tokens, started=self._started)

    def revoked(self) -> None:
        """Nothing was sent and nothing will be: it takes nothing."""
        self._close().end(self._tokens, requests=1, started=self._started)

    def _close(self) -> Limiter:
        limiter, self._limiter = self._limiter, None
        if limiter is None:
            raise RuntimeError("a permit is ended once")
        return limiter
