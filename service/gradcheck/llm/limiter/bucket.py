"""How much of a model may start in a minute: token buckets."""

from gradcheck.domain.base import Value

MINUTE_S = 60.0
_BURST = 0.1


class Rates(Value, frozen=True, kw_only=True):
    """What an operator declares: slots of the provider, and what a model may start in 60 seconds; None is no limit.

    `shared` are those that all processes of the service keep together.
    """

    slots: int
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None
    shared: bool = False

    @property
    def has_limits(self) -> bool:
        """Whether anything is declared by the minute."""
        return self.requests_per_minute is not None or self.tokens_per_minute is not None


class TokenBucket:
    """A token bucket that lets no 60 seconds exceed `limit`, wherever they begin.

    In T seconds a bucket lets through at most its capacity and its rate times T (RFC 2215, section 3.6), so for 60
    seconds both together are the limit: a tenth is capacity, at least one unit, and the rest flows in evenly. (A limit
    of one has nothing left to flow in: it gets one unit a minute.)

    An amount above the capacity starts when the bucket is full and leaves a debt. Between any two starts less than 60
    seconds apart, both included, what was taken, less what was given back, is therefore at most the limit and what the
    second amount has above the capacity. So where estimates are never too low, the calls of 60 seconds use at most
    that and what the calls under way at their beginning did not use of their own estimates.

    Times are seconds of one monotonic clock.
    """

    __slots__ = ("_at", "_capacity", "_level", "_per_s")

    def __init__(self, limit: int, now: float, window_s: float = MINUTE_S) -> None:
        self._capacity = max(_BURST * limit, 1.0)
        self._per_s = max(limit - self._capacity, 1.0) / window_s
        self._level = self._capacity
        self._at = now

    def delay_s(self, amount: float, now: float) -> float:
        """Seconds until this much may start; none if it may start now."""
        self._refill(now)
        lacking = min(amount, self._capacity) - self._level
        return lacking / self._per_s if lacking > 0 else 0.0

    def take(self, amount: float, now: float) -> None:
        """This much starts. A negative amount is given back; it fills the bucket no further than to its capacity."""
        self._refill(now)
        self._level -= amount

    def _refill(self, now: float) -> None:
        self._level = min(self._level + (now - self._at) * self._per_s, self._capacity)
        self._at = now


class Quota:
    """What a model may start in any 60 seconds: requests and tokens, each without limit where it is None."""

    __slots__ = ("_requests", "_tokens")

    def __init__(self, requests: int | None, tokens: int | None, now: float, window_s: float = MINUTE_S) -> None:
        self._requests = None if requests is None else TokenBucket(requests, now, window_s)
        self._tokens = None if tokens is None else TokenBucket(tokens, now, window_s)

    def delay_s(self, tokens: int, now: float) -> float:
        """Seconds until a call estimated at so many tokens may start; none if it may start now."""
        requests_s = 0.0 if self._requests is None else self._requests.delay_s(1, now)
        tokens_s = 0.0 if self._tokens is None else self._tokens.delay_s(tokens, now)
        return max(requests_s, tokens_s)

    def take(self, requests: int, tokens: int, now: float) -> None:
        """A call starts; negative amounts are what a call that ended did not use."""
        if self._requests is not None:
            self._requests.take(requests, now)
        if self._tokens is not None:
            self._tokens.take(tokens, now)
