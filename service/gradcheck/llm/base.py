"""What a client of a provider is, and how a job's calls can be stopped."""

from collections.abc import Callable
from typing import Protocol

from gradcheck.domain.call import Answer, Call
from gradcheck.domain.events.common import EventData

THROTTLED = "throttled"  # the cause of an attempt that the provider refused for its rate
AWAY = "provider_away"  # the cause of a call that failed because its provider was away for too long

Emit = Callable[[str, EventData], None]
"""Tells an event of a job: its logical key and its data."""


class LLM(Protocol):
    """A client of one provider: one attempt at a call, without retries or limits."""

    async def attempt(self, call: Call) -> Answer:
        """Answer a call. Raises AttemptError."""

    async def close(self) -> None:
        """Close connections; the client is not used again."""


class JobStopped(Exception):  # noqa: N818 - control flow, not an error
    """The job makes no further calls: a cap, the error budget or a cancellation stopped it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
