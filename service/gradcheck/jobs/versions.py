"""Jobs of an older version that had not ended: they would make other calls than were recorded, so they end.

Where several processes share a database, they end only once no worker of their version is there.
"""

from collections.abc import Collection

import structlog

from gradcheck.concurrency import all_of
from gradcheck.domain.events.others import job_ended
from gradcheck.domain.run import JobError, Status
from gradcheck.domain.version import VERSION
from gradcheck.jobs.context import CANCELLED
from gradcheck.storage.events import EventStore
from gradcheck.storage.jobs import Job, JobStore
from gradcheck.storage.ledger import Ledger

CODE = "older_version"
_log: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


async def end_older(
    jobs: JobStore, ledger: Ledger, events: EventStore, versions: Collection[str] | None = None
) -> list[str]:
    """End every unfinished job of these other versions, or of all, also those that were still queued; their ids.

    Nobody may work them. A process that dies in the middle leaves the rest to the next. Parts of a job end before it,
    each by itself.
    """
    older = [job for job in await jobs.of_other_versions() if versions is None or job.version in versions]
    for first in (True, False):
        await all_of(_end(jobs, ledger, events, job) for job in older if (job.kind in {"run", "block"}) is first)
    if older:
        _log.warning("older_jobs_ended", jobs=len(older))
    return [job.id for job in older]


async def _end(jobs: JobStore, ledger: Ledger, events: EventStore, job: Job) -> None:
    """Tell, and then end: whoever finds the job ended finds it told. A cancellation that was accepted stands."""
    status: Status = "failed"
    reason = CODE
    error: JobError | None = JobError(code=CODE, message=_words(job))
    if job.stop_reason == CANCELLED:
        status, reason, error = "cancelled", CANCELLED, None
    await jobs.take(job.id)
    await ledger.recover(job.id)
    if job.kind != "block":
        await events.append(job.id, "ended", job_ended(job.kind, status, reason, error))
    await jobs.finish(job.id, status=status, reason=reason, error=error, result=None)


def _words(job: Job) -> str:
    had = "was under way" if job.status == "running" else "was waiting"
    begun = f"the {job.kind} {had} when version {job.version} of the service ended; version {VERSION} works otherwise"
    if job.kind == "run":
        return f"{begun}, so it cannot go on: continue it, and what it has paid for is not paid again"
    return f"{begun}, so it cannot go on: ask for the {job.kind} again"
