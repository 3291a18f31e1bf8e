"""What a job of any kind works with, and how it ends. It owns no job."""

import asyncio
from collections.abc import Callable
from typing import Any

from service.domain.base import Value
from service.domain.run import JobError, Status
from service.llm.session import Emit, Session
from service.storage.jobs import JobStore
from service.storage.records import Records
from service.telemetry import Telemetry

CANCELLED = "cancelled"


class Ended(Value, frozen=True, kw_only=True):
    """How a job ended; `result` is JSON, `summary` goes into the terminal event."""

    status: Status
    reason: str
    error: JobError | None
    result: bytes | None
    summary: dict[str, object]


class JobContext:
    """A job's session, repositories and voice. A job puts its own report of progress into `progress`."""

    def __init__(self, *, session: Session, records: Records, jobs: JobStore, telemetry: Telemetry, emit: Emit) -> None:
        self.session = session
        self.records = records
        self.jobs = jobs
        self.telemetry = telemetry
        self.emit = emit
        self.progress: Callable[[], dict[str, Any]] = dict


def stopped_by_caller(context: JobContext) -> bool:
    """Whether an interruption is the caller's cancellation, which is then taken as handled.

    Otherwise the process is stopping: nothing is cancelled, and the interruption must be raised on.
    """
    if context.session.stop_reason != CANCELLED:
        return False
    task = asyncio.current_task()
    if task is not None:
        task.uncancel()
    return True
