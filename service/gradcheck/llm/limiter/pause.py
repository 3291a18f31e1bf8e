"""Until when nothing of a model may start, because its provider asked for it or does not answer."""

import math

from gradcheck.domain.events.outage import Outage
from gradcheck.llm.limiter.presence import LONGEST_PROBE_S, Presence

_FIRST_S = 0.1
_LONGEST_THROTTLED_S = 20.0
_LONGEST_FAILING_S = 5.0


class Backoff:
    """Pauses that double with every further episode in which nothing is answered (binary exponential backoff).

    Calls under way when a pause begins belong to its episode and do not lengthen it: hundreds can fail at once. The
    first `spared` refusals after an answer pause nothing.
    """

    __slots__ = ("_before_pause", "_left", "_longest_s", "_next_s", "_spared")

    def __init__(self, longest_s: float, spared: int) -> None:
        self._longest_s = longest_s
        self._spared = spared
        self._before_pause = 0
        self.reset()

    def reset(self) -> None:
        """A call was answered."""
        self._left = self._spared
        self._next_s = _FIRST_S

    def note(self, started: int) -> None:
        """A pause has begun elsewhere, when so many have started here."""
        self._before_pause = started

    def pause_s(self, number: int, started: int) -> float:
        """Seconds to pause after the refusal of a call by its number, when so many have started; 0 for none."""
        if number <= self._before_pause:
            return 0.0
        if self._left:
            self._left -= 1
            return 0.0
        self._before_pause = started
        pause_s = self._next_s
        self._next_s = min(2 * pause_s, self._longest_s)
        return pause_s


class Pause:
    """The pause of one model. A provider's `Retry-After` goes before any backoff; zero counts as none given.

    However long it asks for, it is asked again after a minute: while a model is away one call at a time is its probe.

    Throttled calls back off at once. Failures (5xx, lost connections, timeouts) do so from the second in a row: a
    provider that loses one call in a hundred is not slowed down, an outage is. Any answer resets both, but ends no
    pause that has begun.
    """

    __slots__ = ("_failing", "_presence", "_throttled", "_until")

    def __init__(self) -> None:
        self._throttled = Backoff(_LONGEST_THROTTLED_S, spared=0)
        self._failing = Backoff(_LONGEST_FAILING_S, spared=1)
        self._presence = Presence()
        self._until = -math.inf

    @property
    def away(self) -> bool:
        """Whether the model does not answer at all, so that one call at a time may try."""
        return self._presence.away

    def outage(self, provider: str, model: str, now: float) -> Outage | None:
        """What is known of the model's absence; None where it is there."""
        return self._presence.outage(provider, model, self.delay_s(now), now)

    def delay_s(self, now: float) -> float:
        """Seconds until the pause is over; not above 0 if there is none."""
        return self._until - now

    def answered(self) -> None:
        """A call was answered."""
        self._throttled.reset()
        self._failing.reset()
        self._presence.answered()

    def throttled(
        self, number: int, started: int, retry_after_s: float | None, now: float, words: str = ""
    ) -> float | None:
        """A call was refused for its rate: the seconds of the pause if one begins with it."""
        backoff_s = self._throttled.pause_s(number, started)
        self._presence.refused(words, retry_after_s, now, counts=backoff_s > 0)
        return self._extend(retry_after_s or backoff_s, now)

    def failed(self, number: int, started: int, retry_after_s: float | None, now: float, words: str = "") -> None:
        """A call failed in a way that may be an outage."""
        backoff_s = self._failing.pause_s(number, started)
        self._presence.refused(words, retry_after_s, now)
        self._extend(retry_after_s or backoff_s, now)

    def hear(self, started: int, seconds: float, now: float) -> None:
        """Another process has paused the model. Calls under way here belong to that episode too."""
        self._throttled.note(started)
        self._failing.note(started)
        self._until = max(self._until, now + seconds)

    def _extend(self, seconds: float, now: float) -> float | None:
        seconds = min(seconds, LONGEST_PROBE_S)
        begins = seconds > 0 and self._until <= now
        self._until = max(self._until, now + seconds)
        return seconds if begins else None
