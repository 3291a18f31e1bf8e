"""What all processes together have taken of a model's limits, as it is stored: grants, their pace, a pause.

A grant lets its holder start so many calls until it ends. It counts from when it is made until a window after its end,
so that wherever in its time its calls start, none of them is forgotten too early: the calls that start in any window
are those of grants that count at the last of them, which was made only where all of these are within the limit. What
a holder has not used, or its calls have not, is taken off.

So that a window's calls do not all start at its beginning, grants also keep to a pace: a token bucket of a tenth of the
limit which fills with somewhat less than the limit a window.

Times are seconds by the database's clock. Where it was set back, what was granted before counts for a window more.
"""

import math
from collections.abc import Iterable

import msgspec

from gradcheck.domain.base import Value
from gradcheck.llm.limiter.bucket import MINUTE_S, Rates
from gradcheck.llm.limiter.presence import LONGEST_PROBE_S

_BURST = 0.1
_PACE = 0.93
"""Of the limit a window; more than 60 / 64 could not be used, see `Period`."""
_STEPS = 60
_SET_BACK = 5
_SAME_PAUSE_S = 0.02


class Period(Value, frozen=True, kw_only=True):
    """The window of limits, a minute but in tests. All other times are parts of it, of which a step is a sixtieth."""

    window_s: float = MINUTE_S

    @property
    def step_s(self) -> float:
        """What grants are counted by, and what a holder asks for at once."""
        return self.window_s / _STEPS

    @property
    def valid_s(self) -> float:
        """For how long a grant may be used."""
        return 2 * self.step_s

    @property
    def counted_s(self) -> float:
        """For how long a grant counts after the step of its end: one step more, which is on its way to the provider."""
        return self.window_s + self.step_s


class Ask(Value, frozen=True, kw_only=True):
    """Some calls of so many tokens each."""

    calls: int
    tokens: int


class Grant(Value, frozen=True, kw_only=True):
    """What may start: a number of calls and of tokens. It is known by the step in which it ends."""

    calls: int
    tokens: int
    step: int


class Unused(Value, frozen=True, kw_only=True):
    """What of the grants of a step was not used; a negative number of tokens was used beyond them."""

    step: int
    calls: int
    tokens: int


class StepUse(msgspec.Struct, array_like=True):
    """What the grants of a step have taken."""

    step: int
    calls: int
    tokens: int


class Claim(msgspec.Struct, array_like=True):
    """Who waits for more than is left, so that nobody takes it away in pieces, and for how long without asking."""

    worker: str
    until: float


class Levels(msgspec.Struct):
    """The state of a model. `calls` and `tokens` are what its buckets lack at the moment `at`."""

    at: float = 0.0
    calls: float = 0.0
    tokens: float = 0.0
    taken: list[StepUse] = []
    claim: Claim | None = None
    paused_until: float = 0.0

    def pass_time(self, now: float, rates: Rates, period: Period) -> None:
        """Forget what is over."""
        passed = max(now - self.at, 0.0) / period.window_s * _PACE
        self.at = now
        self.calls = max(self.calls - passed * (rates.requests_per_minute or 0), 0.0)
        self.tokens = max(self.tokens - passed * (rates.tokens_per_minute or 0), 0.0)
        self.paused_until = min(self.paused_until, now + LONGEST_PROBE_S)
        newest = _step(now, period)
        for taken in self.taken:
            if taken.step > newest + _SET_BACK:
                taken.step = newest
        self.taken = [taken for taken in self.taken if self._ends(taken, period) > now]

    def pause(self, seconds: float, now: float) -> bool:
        """Let nothing start for so long; whether that is news."""
        until = now + seconds
        if until < self.paused_until + _SAME_PAUSE_S:
            return False
        self.paused_until = until
        return True

    def give_back(self, unused: Iterable[Unused]) -> None:
        """Take off what was not used. What has been forgotten cannot be given back any more."""
        by_step = {taken.step: taken for taken in self.taken}
        for some in unused:
            taken = by_step.get(some.step)
            if taken is not None:
                taken.calls -= some.calls
                taken.tokens -= some.tokens
                self.calls = max(self.calls - some.calls, 0.0)
                self.tokens = max(self.tokens - some.tokens, 0.0)

    def grant(self, ask: Ask, worker: str, rates: Rates, period: Period) -> tuple[Grant | None, float]:
        """As many of the calls as may start now, else none and the seconds until one may.

        Who is told to wait has a claim, and others wait for it to be met: else many calls of few tokens would let no
        call of many start.
        """
        now = self.at
        if self.claim is not None and self.claim.until <= now:
            self.claim = None
        if self.paused_until > now:
            return None, self.paused_until - now
        if self.claim is not None and self.claim.worker != worker:
            return None, period.step_s / 2
        calls = self._room(ask, rates)
        wait_s = 0.0 if calls else self._wait_s(ask.tokens, rates, period)
        if wait_s > 0:
            self.claim = Claim(worker, now + period.valid_s)
            return None, wait_s
        self.claim = None
        grant = Grant(calls=max(calls, 1), tokens=max(calls, 1) * ask.tokens, step=_step(now, period))
        self._take(grant)
        return grant, 0.0

    def _take(self, grant: Grant) -> None:
        self.calls += grant.calls
        self.tokens += grant.tokens
        if not self.taken or self.taken[-1].step != grant.step:
            self.taken.append(StepUse(grant.step, 0, 0))
        self.taken[-1].calls += grant.calls
        self.taken[-1].tokens += grant.tokens

    def _room(self, ask: Ask, rates: Rates) -> int:
        """How many of these calls the limits have room for."""
        room = float(ask.calls)
        if rates.requests_per_minute is not None:
            limit = rates.requests_per_minute
            room = min(room, limit - sum(taken.calls for taken in self.taken), _capacity(limit) - self.calls)
        if rates.tokens_per_minute is not None and ask.tokens:
            limit = rates.tokens_per_minute
            left = min(limit - sum(taken.tokens for taken in self.taken), _capacity(limit) - self.tokens)
            room = min(room, left / ask.tokens)
        return max(math.floor(room), 0)

    def _wait_s(self, tokens: int, rates: Rates, period: Period) -> float:
        """Seconds until one call may start. One of more than a whole limit starts when nothing else counts."""
        wait_s = 0.0
        for limit, lacks, amount, taken in (
            (rates.requests_per_minute, self.calls, 1, [taken.calls for taken in self.taken]),
            (rates.tokens_per_minute, self.tokens, tokens, [taken.tokens for taken in self.taken]),
        ):
            if limit is None:
                continue
            lacking = lacks + min(amount, _capacity(limit)) - _capacity(limit)
            wait_s = max(wait_s, lacking * period.window_s / (_PACE * limit))
            counts = sum(taken)
            for one, at in zip(self.taken, taken, strict=True):
                if counts <= max(limit - amount, 0):
                    break
                counts -= at
                wait_s = max(wait_s, self._ends(one, period) - self.at)
        return wait_s

    def _ends(self, taken: StepUse, period: Period) -> float:
        return taken.step * period.step_s + period.counted_s


def _step(now: float, period: Period) -> int:
    """The step that a grant of this moment ends in."""
    return math.floor((now + period.valid_s) / period.step_s) + 1


def _capacity(limit: int) -> float:
    return max(_BURST * limit, 1.0)
