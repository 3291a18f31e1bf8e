"""What this process may start of one model by what all have agreed on (`levels.py`): the grants that it has in hand."""

import math
from collections import deque
from collections.abc import Callable
from typing import Protocol

import msgspec

from gradcheck.domain.base import Value
from gradcheck.llm.limiter.bucket import Rates
from gradcheck.llm.limiter.levels import Ask, Grant, Levels, Period, Unused

_LOOKS_A_STEP = 4


class GrantsReply(Value, frozen=True, kw_only=True):
    """What the others' state comes to: a grant or the seconds until there may be one, and those of a pause."""

    grant: Grant | None = None
    wait_s: float = 0.0
    paused_s: float = 0.0


class WaitingCalls(Protocol):
    """Where calls of a model wait."""

    def ready(self) -> Ask | None:
        """The calls that nothing else holds back, each taken for one of the next one's tokens."""

    def hear_pause(self, seconds: float) -> None:
        """Somebody was told that nothing should start for so long."""


class _Held(msgspec.Struct):
    calls: int
    tokens: int
    step: int
    until: float


class Started(Value, frozen=True, kw_only=True):
    """A call that was started on a grant of this step; it has to be under way by then."""

    step: int
    until: float


class Grants:
    """The grants of one model that are in hand, what of them comes back, a pause that others should know of.

    Times are seconds of this process, but for those of a stored state. A grant ends here no later than there: it is
    counted from before it was asked for.
    """

    def __init__(self, rates: Rates, period: Period, clock: Callable[[], float], wake: Callable[[], None]) -> None:
        self._rates = rates
        self._period = period
        self._clock = clock
        self._wake = wake
        self._waiting: WaitingCalls | None = None
        self._held: deque[_Held] = deque()
        self._unused: dict[int, tuple[int, int]] = {}
        self._recent: deque[float] = deque()
        self._tokens = 0
        self._pause_until = -math.inf
        self._again_at = self._sent_at = -math.inf

    @property
    def window_s(self) -> float:
        """The seconds of a window."""
        return self._period.window_s

    def attach(self, waiting: WaitingCalls) -> None:
        """From now on grants are asked for what waits here."""
        self._waiting = waiting

    def may_start(self, tokens: int) -> bool:
        """Whether a grant in hand has room for a call. What is left of those that have none is given back.

        Nobody overtakes that call, so it would be of no use.
        """
        if not self._rates.has_limits:
            return True
        self._drop_late()
        while self._held:
            held = self._held[0]
            if held.calls and (self._rates.tokens_per_minute is None or held.tokens >= tokens):
                return True
            self._drop()
        self._wake()
        return False

    def take(self, tokens: int) -> Started | None:
        """A call starts for which there is room; None where no grant is needed."""
        if not self._rates.has_limits:
            return None
        held = self._held[0]
        held.calls -= 1
        held.tokens -= tokens
        self._recent.append(self._clock())
        self._tokens = tokens
        self._wake()
        return Started(step=held.step, until=held.until + self._period.step_s / 2)

    def give_back(self, started: Started, calls: int, tokens: int) -> None:
        """A call did not use so much of what it was started with."""
        tokens = 0 if self._rates.tokens_per_minute is None else tokens
        if calls or tokens:
            known = self._unused.get(started.step, (0, 0))
            self._unused[started.step] = (known[0] + calls, known[1] + tokens)
            self._wake()

    def pause(self, seconds: float) -> None:
        """The provider has asked for a pause, or does not answer: all have it."""
        self._pause_until = max(self._pause_until, self._clock() + seconds)
        self._wake()

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to ask for or to tell others later: no call waits for a grant alone either."""
        waits = self._waiting is not None and self._rates.has_limits and self._waiting.ready() is not None
        return not (waits or self._held or self._unused or self._pause_until > self._clock())

    def change(self, worker: str, *, last: bool = False) -> "GrantsChange | None":
        """What to change of the stored state now, if there is anything; at the end everything is given back."""
        now = self._clock()
        self._drop_late()
        while last and self._held:
            self._drop()
        ask = None if last else self._ask(now)
        pause_s = max(self._pause_until - now, 0.0)
        late = last or now >= self._sent_at + self._period.step_s / _LOOKS_A_STEP
        if ask is None and not pause_s and not (self._unused and late):
            return None
        unused = [Unused(step=step, calls=calls, tokens=tokens) for step, (calls, tokens) in self._unused.items()]
        self._unused = {}
        self._sent_at = now
        return GrantsChange(worker, self._rates, self._period, ask=ask, unused=unused, pause_s=pause_s, asked_at=now)

    def hear(self, change: "GrantsChange", reply: GrantsReply) -> None:
        """What became of a change."""
        if self._pause_until <= change.asked_at + change.pause_s:
            self._pause_until = -math.inf
        look_s = self._period.step_s / _LOOKS_A_STEP
        if reply.grant is not None:
            until = change.asked_at + self._period.valid_s
            self._held.append(_Held(reply.grant.calls, reply.grant.tokens, reply.grant.step, until))
            partial = change.ask is not None and reply.grant.calls < change.ask.calls
            self._again_at = change.asked_at + look_s if partial else -math.inf
        elif change.ask is not None:
            self._again_at = self._clock() + min(reply.wait_s, self._period.step_s)
        if reply.paused_s > 0:
            self.hear_pause(reply.paused_s)

    def hear_pause(self, seconds: float) -> None:
        """Somebody was told that nothing should start for so long."""
        if self._waiting is not None:
            self._waiting.hear_pause(seconds)

    def _ask(self, now: float) -> Ask | None:
        """The calls to ask for: those that wait for nothing else, and as many as have started in the last step."""
        if not self._rates.has_limits or self._waiting is None or now < self._again_at:
            return None
        while self._recent and self._recent[0] < now - self._period.step_s:
            self._recent.popleft()
        ready, ahead = self._waiting.ready(), len(self._recent)
        in_hand = sum(held.calls for held in self._held)
        waiting, tokens = (0, self._tokens) if ready is None else (ready.calls, ready.tokens)
        if in_hand >= waiting and in_hand * 2 > ahead:
            return None
        calls = min(waiting + ahead, self._most(tokens)) - in_hand
        return Ask(calls=calls, tokens=tokens if self._rates.tokens_per_minute else 0) if calls > 0 else None

    def _most(self, tokens: int) -> int:
        """The calls that the limits have in a step."""
        per_step = 1 / self._period.window_s * self._period.step_s
        most = math.inf
        if self._rates.requests_per_minute is not None:
            most = self._rates.requests_per_minute * per_step
        if self._rates.tokens_per_minute is not None and tokens:
            most = min(most, self._rates.tokens_per_minute * per_step / tokens)
        return math.ceil(min(most, 1e9))

    def _drop_late(self) -> None:
        while self._held and self._held[0].until <= self._clock():
            self._drop()

    def _drop(self) -> None:
        held = self._held.popleft()
        self.give_back(Started(step=held.step, until=0.0), held.calls, held.tokens)


class GrantsChange:
    """What a process changes of a model's state: it gives back, asks, tells of a pause."""

    def __init__(
        self,
        worker: str,
        rates: Rates,
        period: Period,
        *,
        ask: Ask | None,
        unused: list[Unused],
        pause_s: float,
        asked_at: float,
    ) -> None:
        self._worker = worker
        self._rates = rates
        self._period = period
        self._unused = unused
        self.ask = ask
        self.pause_s = pause_s
        self.asked_at = asked_at

    def __call__(self, data: bytes | None, now: float) -> tuple[bytes, GrantsReply, bool]:
        """The state after this, what it comes to, whether all should know."""
        levels = Levels() if data is None else msgspec.json.decode(data, type=Levels)
        levels.pass_time(now, self._rates, self._period)
        levels.give_back(self._unused)
        is_news = self.pause_s > 0 and levels.pause(self.pause_s, now)
        grant, wait_s = None, 0.0
        if self.ask is not None:
            grant, wait_s = levels.grant(self.ask, self._worker, self._rates, self._period)
        reply = GrantsReply(grant=grant, wait_s=wait_s, paused_s=max(levels.paused_until - now, 0.0))
        return msgspec.json.encode(levels), reply, is_news
