"""When a failed attempt is made again, and how long later.

It owns the policy (tenacity) and a job's budget of retries, so that an outage burns no money. An attempt that the
provider throttled costs nothing and takes nothing from the budget. It does not own the attempt, nor the pauses of a
provider, which hold for all its calls (`limiter.py`).
"""

import tenacity

from service.errors import AttemptError
from service.llm.base import THROTTLED

MAX_ATTEMPTS = 4
MAX_THROTTLED = 8
_BASE_S = 0.5
_LONGEST_S = 20.0
_FLOOR = 10


class RetryBudget:
    """At most a share of a job's calls may be made again, and never fewer than ten, unless the share is 0."""

    def __init__(self, share: float) -> None:
        self._share = share
        self.calls = 0
        self.retries = 0

    def take(self) -> bool:
        """Use one retry if there is one."""
        if self._share == 0 or self.retries >= max(_FLOOR, int(self._share * self.calls)):
            return False
        self.retries += 1
        return True


def attempts(budget: RetryBudget) -> tenacity.AsyncRetrying:
    """The attempts at one call: full jitter between them; what the provider asked for is waited in the limiter."""

    def again(state: tenacity.RetryCallState) -> bool:
        error = state.outcome.exception() if state.outcome else None
        if not isinstance(error, AttemptError) or not error.retryable:
            return False
        if error.cause == THROTTLED:
            return state.attempt_number < MAX_THROTTLED
        return state.attempt_number < MAX_ATTEMPTS and budget.take()

    return tenacity.AsyncRetrying(retry=again, wait=_jitter, reraise=True)


_jitter = tenacity.wait_random_exponential(multiplier=_BASE_S, max=_LONGEST_S)  # "full jitter"
