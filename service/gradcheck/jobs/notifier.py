"""Tells webhooks of jobs' ends: at least once, by an id that stays, with waits that grow, also across restarts."""

import asyncio
import contextlib
from collections.abc import Sequence

import msgspec
import sqlalchemy as sa
import structlog

from gradcheck.domain.results.notice import JobEnded
from gradcheck.errors import AttemptError, StorageUnavailableError
from gradcheck.outbound.targets import Targets
from gradcheck.storage.jobs import Job, JobStore, Kind
from gradcheck.storage.notices import LONGEST_WAIT, DueNotice, NoticeStore

WAITS_S = (5.0, 30.0, 120.0, 600.0, 1800.0, 3600.0, 7200.0, 14400.0, LONGEST_WAIT.total_seconds())
"""Between one attempt and the next; after the last of them a notice is given up."""
PLACES: dict[Kind, str] = {
    "run": "/runs",
    "diagnostic": "/diagnostics",
    "study": "/studies",
    "headroom": "/headroom",
}
_AT_ONCE = 4  # to one webhook
_TICK_S = 1.0
_TAKEN_S = 300.0  # longer than an attempt, with the seconds that a target may be given
_LONGEST_ERROR = 500
log: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


class _Judged(msgspec.Struct):
    verdict: str | None = None


class _Found(msgspec.Struct):
    """What results of all kinds of jobs hold of verdicts."""

    verdict: str | None = None
    test: _Judged | None = None
    findings: dict[str, _Judged] = {}


class Notifier:
    """Sends what is due as long as it runs; up to four notices to one webhook are under way."""

    def __init__(
        self,
        targets: Targets,
        jobs: JobStore,
        notices: NoticeStore,
        waits_s: Sequence[float] = WAITS_S,
        *,
        among_others: bool = False,
    ) -> None:
        self._taken_for_s = _TAKEN_S if among_others else 0.0
        self._targets = targets
        self._jobs = jobs
        self._notices = notices
        self._waits_s = waits_s

    async def run(self) -> None:
        """Send until cancelled; what is under way then is sent again after the next start."""
        under_way: dict[str, asyncio.Task[None]] = {}
        try:
            while True:
                for notice in await self._due():
                    if notice.job_id not in under_way:
                        under_way[notice.job_id] = asyncio.create_task(self._send(notice))
                await asyncio.sleep(_TICK_S)
                under_way = {job_id: task for job_id, task in under_way.items() if not task.done()}
        finally:
            for task in under_way.values():
                task.cancel()
            await asyncio.gather(*under_way.values(), return_exceptions=True)
            await self._targets.close()

    async def _due(self) -> list[DueNotice]:
        try:
            return await self._notices.due(_AT_ONCE, self._taken_for_s)
        except (sa.exc.SQLAlchemyError, StorageUnavailableError) as error:
            log.error("webhooks_not_read", error=type(error).__name__)  # noqa: TRY400 - its text may quote a row
            return []

    async def _send(self, notice: DueNotice) -> None:
        """One attempt, and what became of it."""
        try:
            event = await self._event(notice.job_id)
            await self._targets.client(f"webhook:{notice.webhook}").deliver(event.id, event)
            await self._notices.delivered(notice.job_id)
        except AttemptError as error:
            await self._fail(notice, error.cause, str(error), error.retry_after_s or 0.0)
        except Exception as error:  # noqa: BLE001 - whatever it is, the next attempt has to wait
            await self._fail(notice, type(error).__name__, f"an unexpected {type(error).__name__}", 0.0)
        else:
            log.info("webhook_delivered", job_id=notice.job_id, webhook=notice.webhook, attempts=notice.attempts + 1)

    async def _fail(self, notice: DueNotice, cause: str, error: str, asked_s: float) -> None:
        """Note a failed attempt; a receiver's own wish to wait is granted up to the longest wait."""
        attempts, wait_s = notice.attempts + 1, None
        if notice.attempts < len(self._waits_s):
            wait_s = max(self._waits_s[notice.attempts], min(asked_s, self._waits_s[-1]))
        with contextlib.suppress(sa.exc.SQLAlchemyError, StorageUnavailableError):  # it is still due then
            await self._notices.failed(notice.job_id, error[:_LONGEST_ERROR].replace("\0", ""), wait_s)
        said = {"job_id": notice.job_id, "webhook": notice.webhook, "attempts": attempts, "cause": cause}
        if wait_s is None:
            log.error("webhook_given_up", **said)
        else:
            log.warning("webhook_failed", **said, wait_s=wait_s)

    async def _event(self, job_id: str) -> JobEnded:
        return event_of(await self._jobs.get(job_id, await self._jobs.kind(job_id)))


def event_of(job: Job) -> JobEnded:
    """What is said of a job that has ended."""
    assert job.ended_at is not None  # noqa: S101 - a notice is due from then on
    found = _Found() if job.result is None else msgspec.json.decode(job.result, type=_Found)
    return JobEnded(
        id=f"evt_{job.id}",
        kind=job.kind,
        job_id=job.id,
        status=job.status,
        finish_reason=job.finish_reason,
        verdict=found.verdict if found.test is None else found.test.verdict,
        verdicts={test: finding.verdict for test, finding in found.findings.items() if finding.verdict is not None},
        path=f"{PLACES[job.kind]}/{job.id}",
        at=job.ended_at,
    )
