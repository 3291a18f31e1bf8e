"""When a failed attempt is made again, and how long later.

It owns the policy (tenacity) and a job's budget of retries, so that an outage burns no money. An attempt that the
provider throttled costs nothing and takes nothing from the budget. It does not own the attempt.
"""

import tenacity

from service.errors import AttemptError
from service.llm.base import THROTTLED

MAX_ATTEMPTS = 4
MAX_THROTTLED = 8
_BASE_S = 0.5
_LONGEST_S = 20.0
_SHARE = 0.1
_FLOOR = 10


class RetryBudget:
    """At most a tenth of a job's calls, and never fewer than ten, may be made again."""

    def __init__(self) -> None:
        self.calls = 0
        self.retries = 0

    def take(self) -> bool:
        """Use one retry if there is one."""
        if self.retries >= max(_FLOOR, int(_SHARE * self.calls)):
            return False
        self.retries += 1
        return True


def attempts(budget: RetryBudget) -> tenacity.AsyncRetrying:
    """The attempts at one call: full jitter between them, after as long as the provider asked for."""

    def again(state: tenacity.RetryCallState) -> bool:
        error = state.outcome.exception() if state.outcome else None
        if not isinstance(error, AttemptError) or not error.retryable:
            return False
        if error.cause == THROTTLED:
            return state.attempt_number < MAX_THROTTLED
        return state.attempt_number < MAX_ATTEMPTS and budget.take()

    return tenacity.AsyncRetrying(retry=again, wait=_wait, reraise=True)


_jitter = tenacity.wait_random_exponential(multiplier=_BASE_S, max=_LONGEST_S)


def _wait(state: tenacity.RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked_s = error.retry_after_s if isinstance(error, AttemptError) else None
    return (asked_s or 0.0) + _jitter(state)
