"""When a failed attempt is made again, and how long later.

An attempt that the provider throttled costs nothing and takes nothing from a job's budget of retries; neither does one
that fails while the provider is away, which is waited out.
"""

from collections.abc import Awaitable, Callable

import tenacity
from msgspec import Struct

from gradcheck.errors import AttemptError
from gradcheck.llm.base import THROTTLED

MAX_ATTEMPTS = 4
MAX_THROTTLED = 8
_BASE_S = 0.5
_LONGEST_S = 20.0
_FLOOR = 10

_jitter = tenacity.wait_random_exponential(multiplier=_BASE_S, max=_LONGEST_S)  # "full jitter"


class RetryBudget(Struct):
    """At most a share of a job's calls may be made again, and never fewer than ten, unless the share is 0."""

    share: float
    calls: int = 0
    retries: int = 0

    def take(self) -> bool:
        """Use one retry if there is one."""
        if self.share == 0 or self.retries >= max(_FLOOR, int(self.share * self.calls)):
            return False
        self.retries += 1
        return True


class Policy(Struct):
    """What becomes of one call's failed attempts.

    `borne` says whether its model, which is away, is waited for any longer; None where it is there.
    """

    budget: RetryBudget
    borne: Callable[[], bool | None]
    failed: int = 0
    throttled: int = 0
    waiting: bool = False

    def attempts(self, sleep: Callable[[float], Awaitable[None]]) -> tenacity.AsyncRetrying:
        """The attempts: full jitter between them; what a provider asks for, and its absence, the limiter waits for."""
        return tenacity.AsyncRetrying(retry=self._again, wait=self._wait, sleep=sleep, reraise=True)

    def _again(self, state: tenacity.RetryCallState) -> bool:
        error = state.outcome.exception() if state.outcome else None
        if not isinstance(error, AttemptError) or not error.retryable:
            return False
        throttled = error.cause == THROTTLED
        borne = self.borne() if throttled or error.outage else None
        self.waiting = borne is True
        if borne is not None:
            return borne
        if throttled:
            self.throttled += 1
            return self.throttled < MAX_THROTTLED
        self.failed += 1
        return self.failed < MAX_ATTEMPTS and self.budget.take()

    def _wait(self, state: tenacity.RetryCallState) -> float:
        return 0.0 if self.waiting else _jitter(state)
