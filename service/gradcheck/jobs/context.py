"""What a job of any kind works with, and how it ends."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from msgspec import Struct

from gradcheck.domain.base import Value
from gradcheck.domain.call import Spend
from gradcheck.domain.events.common import Progress
from gradcheck.domain.run import BUDGET_REASONS, JobError, Status, Usage
from gradcheck.jobs.part_jobs import Parts
from gradcheck.llm.base import Emit, JobStopped
from gradcheck.llm.checking import Checks
from gradcheck.llm.session import Session
from gradcheck.llm.trouble import NO_ANSWER
from gradcheck.storage.jobs import JobStore
from gradcheck.storage.ledger import Ledger
from gradcheck.storage.records import Records
from gradcheck.telemetry import Telemetry

CANCELLED = "cancelled"
_TELLING = 0.01
T = TypeVar("T")


class Ended(Value, frozen=True, kw_only=True):
    """How a job ended; `result` is JSON, `summary` goes into the terminal event."""

    status: Status
    reason: str
    error: JobError | None
    result: bytes | None
    summary: dict[str, object]


def time_left(seconds: float, share: float) -> float | None:
    """The seconds left of what took so many for a share; None before a hundredth is done, which says nothing yet."""
    return seconds * (1 - share) / share if share >= _TELLING else None


class JobContext(Struct, kw_only=True, eq=False):
    """A job's plan, session, repositories and voice.

    `inherited` are the paths at which the jobs that it continues have answers; `parts` are jobs that belong to it, and
    `spent` says what one has cost. A job puts its own report of progress into `progress`: its `share` done, at least.
    """

    job_id: str
    plan: bytes
    session: Session
    checks: Checks
    inherited: frozenset[str]
    records: Records
    jobs: JobStore
    parts: Parts
    spent: Callable[[str], Awaitable[Spend]]
    telemetry: Telemetry
    ledger: Ledger
    emit: Emit
    progress: Callable[[], Progress] = lambda: Progress(share=0.0)
    _work: asyncio.Task[Any] | None = None

    def share_of(self, expected_calls: int) -> float:
        """The share done of a job that makes about so many calls."""
        return round(min(self.session.admission.delivered / max(expected_calls, 1), 1.0), 4)

    async def interruptible(self, work: Coroutine[Any, Any, T]) -> T:
        """Await work that the caller's cancellation interrupts. Raises JobStopped then.

        A process that stops cancels whoever awaits this; nothing of the caller's is cancelled, so that is raised on.
        """
        task: asyncio.Task[T] = asyncio.create_task(work)
        self._work = task
        try:
            return await task
        except asyncio.CancelledError:
            awaiting = asyncio.current_task()
            if self.session.admission.stop_reason != CANCELLED or (awaiting is not None and awaiting.cancelling()):
                raise
            raise JobStopped(CANCELLED) from None
        finally:
            self._work = None

    def cancel(self) -> None:
        """The caller has cancelled the job: no further calls, and those under way are aborted."""
        self.session.admission.stop_reason = CANCELLED
        if self._work is not None:
            self._work.cancel()

    def ended(
        self,
        reason: str,
        error: JobError | None,
        result: bytes,
        summary: dict[str, object],
        *,
        usage: Usage,
        told: str = "",
    ) -> Ended:
        """How the job ended: a cancellation stands above all, then what stopped it as failed.

        Without a single answer a job has failed, unless it came to its own end and asked nothing; `told` are the words
        for it where the job's own calls have none.
        """
        admission = self.session.admission
        if admission.stop_reason == CANCELLED:
            reason, error = CANCELLED, None
        elif self.failure is not None:
            reason, error = self.failure.code, self.failure
        elif error is None and not _answered(usage):
            told = told or admission.trouble.told or (admission.error.message if admission.error else "")
            if told or reason in BUDGET_REASONS:
                ended = f"no call was answered before the end ({reason})"
                reason, error = NO_ANSWER, JobError(code=NO_ANSWER, message=f"{told}; {ended}" if told else ended)
        status: Status = "cancelled" if reason == CANCELLED else "failed" if error else "succeeded"
        return Ended(status=status, reason=reason, error=error, result=result, summary=summary)

    @property
    def failure(self) -> JobError | None:
        """What has stopped the job as failed, if anything has."""
        error = self.session.admission.error
        return None if error is None or error.code == NO_ANSWER else error


def _answered(usage: Usage) -> int:
    return sum(used.calls - used.failed for role, used in usage.items() if role != "check")
