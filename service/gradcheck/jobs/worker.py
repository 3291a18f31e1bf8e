"""Works jobs off: builds a job's session with what is recorded of it, watches over it, writes its end down."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractContextManager
from functools import partial
from importlib import import_module

import msgspec
import structlog
from msgspec import UNSET
from msgspec.structs import replace

from gradcheck.domain.call import Spend
from gradcheck.domain.events.common import EventData, ProviderAway, ProviderBack
from gradcheck.domain.events.others import job_ended
from gradcheck.domain.events.outage import Outage
from gradcheck.domain.run import Budget, JobError
from gradcheck.errors import FencedError, NotFoundError, StorageUnavailableError
from gradcheck.jobs.context import CANCELLED, Ended, JobContext, time_left
from gradcheck.jobs.part_jobs import Parts, Workforce
from gradcheck.llm.admission import Admission
from gradcheck.llm.attempts import Attempts, Caller
from gradcheck.llm.base import Emit
from gradcheck.llm.budget import ActualAccount, Caps
from gradcheck.llm.checking import Checks
from gradcheck.llm.gateway import Gateway
from gradcheck.llm.inheritance import inherit
from gradcheck.llm.retry import RetryBudget
from gradcheck.llm.session import Session
from gradcheck.llm.shared_flights import SharedFlights
from gradcheck.storage.claims.flights import FlightStore
from gradcheck.storage.events import EventStore
from gradcheck.storage.image_store import ImageStore
from gradcheck.storage.jobs import Job, JobStore, Kind
from gradcheck.storage.leasing.fencing import Holdings
from gradcheck.storage.ledger import Ledger
from gradcheck.storage.records import Records
from gradcheck.telemetry import Telemetry
from gradcheck.telemetry.logs import places

# What jobs compute with. A service is ready sooner without it; loaded on the event loop it would hold everything up.
_LATE = ("optuna", "scipy.optimize", "scipy.special", "scipy.stats")
_TICK_S = 0.5
_PREPARED_BY_BLOCK = 8  # there are many of one job
_TICKS_AWAY = 10  # between two reports of an absence that goes on
log: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)

Execute = Callable[[JobContext], Awaitable[Ended]]


class _Budgeted(msgspec.Struct):
    """What every plan has."""

    budget: Budget


class Worker(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Works one job at a time per call of `execute`; `kinds` says how each kind of job is carried out.

    `name` is what this process has its jobs by, `holdings` those that it works now; a call is sent once `leased`
    returns. `suspended_s` is for how long jobs have had to wait for storage so far.
    """

    name: str
    gateway: Gateway
    ledger: Ledger
    flights: FlightStore
    images: ImageStore
    jobs: JobStore
    events: EventStore
    records: Records
    telemetry: Telemetry
    kinds: Mapping[Kind, Execute]
    suspended_s: Callable[[], float]
    holdings: Holdings
    leased: Callable[[], Awaitable[None]]
    workforce: Workforce

    async def execute(self, job_id: str) -> None:
        """Work a job off, from the top. What has ended stays as it is, and is told again in case nobody heard.

        Raises FencedError where another worker takes the job over; then nothing more is done or written about it here.
        """
        begun = await self.jobs.start(job_id, self.name)
        if begun is None:
            with contextlib.suppress(NotFoundError):  # it was erased
                await self._tell_end(await self.jobs.get(job_id, await self.jobs.kind(job_id)), {})
            return
        job = begun.job
        with (
            structlog.contextvars.bound_contextvars(job_id=job.id, kind=job.kind),
            self.holdings.holding(job.id, begun.epoch),
        ):
            log.info("job_started")
            async with contextlib.aclosing(Parts(job.id, self.jobs, self.events, self.workforce)) as parts:
                with self.telemetry.job(job.kind, job.id), self._span(job):
                    ended = await self._work(job, parts)
                await parts.leave_none()
            await self.jobs.finish(
                job.id, status=ended.status, reason=ended.reason, error=ended.error, result=ended.result
            )
            if job.target is not None:
                self.events.wake(job.target)
            try:
                job = await self.jobs.get(job.id, job.kind)
            except NotFoundError:  # it was erased just now
                return
            self.telemetry.jobs.labels(job.kind, job.status).inc()
            if job.kind == "run" and job.status == "succeeded" and job.ended_at is not None:
                seconds = (job.ended_at - job.created_at).total_seconds()
                self.telemetry.result_seconds.labels(job.label).observe(seconds, {"job_id": job.id})
            log.info("job_ended", status=job.status, reason=job.finish_reason)
            await self._tell_end(job, ended.summary)

    def _span(self, job: Job) -> AbstractContextManager[object]:
        """The job in its traces; a job that goes on elsewhere or again is another span of the same trace."""
        attributes = {"gradcheck.job": job.id, "gradcheck.label": job.label}
        return self.telemetry.tracer.span(f"job {job.kind}", parent=job.trace, attributes=attributes)

    async def spent(self, job_id: str) -> Spend:
        """What a job's attempts have cost so far, lost ones at their reservation."""
        return sum((total.spend for total in await self.ledger.totals(job_id)), Spend())

    async def _context(self, job: Job, parts: Parts) -> JobContext:
        """The job's session with all that earlier processes left behind."""
        await self.ledger.recover(job.id)
        spent = await self.spent(job.id)
        plan = await self.jobs.plan(job.id)
        budget = msgspec.json.decode(plan, type=_Budgeted).budget
        is_block = job.kind == "block"
        # What happens in a block is told of the job that it belongs to.
        emit = partial(self.events.tell, str(job.target) if is_block else job.id)
        replay = await self.ledger.scope(job.scope, [job.id, str(job.target)] if is_block else None)
        inheritance = await inherit(self.jobs, self.ledger, job.id)
        admission = Admission(
            account=ActualAccount(Caps.of(budget).within(await self.jobs.most_calls(job.id)), spent),
            stop_reason=job.stop_reason,
            earlier_s=job.active_s,
            decide_stop=partial(self.jobs.decide_stop, job.id),
            error=job.error,
            suspended_s=self.suspended_s,
            leased=self.leased,
        )
        caller = Caller(job_id=job.id, scope=job.scope, weight=budget.weight)
        caller = replace(caller, prepared=_PREPARED_BY_BLOCK) if is_block else caller
        attempts = Attempts(
            caller,
            admission=admission,
            gateway=self.gateway,
            ledger=self.ledger,
            images=self.images,
            telemetry=self.telemetry,
            retries=RetryBudget(budget.retry_share),
            emit=emit,
        )
        session = Session(
            caller,
            attempts=attempts,
            admission=admission,
            ledger=self.ledger,
            telemetry=self.telemetry,
            replay=replay,
            inheritance=inheritance,
            emit=emit,
        )
        if is_block:
            session.share(SharedFlights(job.id, job.scope, self.flights, lambda: admission.stop_reason))
        return JobContext(
            job_id=job.id,
            plan=plan,
            session=session,
            checks=Checks(f"{job.id}/check", attempts, admission, self.ledger),
            inherited=inheritance.paths,
            records=self.records,
            jobs=self.jobs,
            parts=parts,
            spent=self.spent,
            telemetry=self.telemetry,
            ledger=self.ledger,
            emit=emit,
        )

    async def _work(self, job: Job, parts: Parts) -> Ended:
        try:
            await asyncio.to_thread(_load)
            context = await self._context(job, parts)
            async with self._watched(context, job):
                return await self.kinds[job.kind](context)
        except (StorageUnavailableError, FencedError):  # the process ends, or its hold on the job; the job has not
            raise
        except Exception as error:  # noqa: BLE001 - a job that crashes ends as failed
            # The message may quote a prompt, so only the type and the places are logged.
            log.error("job_crashed", error=type(error).__name__, places=places(error))  # noqa: TRY400
            crash = JobError(code="internal_error", message=f"an unexpected {type(error).__name__}")
            return Ended(status="failed", reason="internal_error", error=crash, result=None, summary={})

    @contextlib.asynccontextmanager
    async def _watched(self, context: JobContext, job: Job) -> AsyncIterator[None]:
        """Count the time, tell of progress but a block's, and interrupt the job when it was cancelled."""
        emit = _tell_nobody if job.kind == "block" else context.emit
        watcher = asyncio.create_task(self._watch(context, job.id, emit))
        try:
            yield
        finally:
            watcher.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watcher

    async def _watch(self, context: JobContext, job_id: str, emit: Emit) -> None:
        counted_s, reported, ticks = 0.0, -1, 0
        admission, away = context.session.admission, _Away(emit)
        try:
            while True:
                await asyncio.sleep(_TICK_S)
                active_s = admission.active_here_s
                await self.jobs.add_active(job_id, active_s - counted_s)
                counted_s = active_s
                changed = away.see(context.session.outages, admission.active_s)
                admission.paused_s += _TICK_S if away.now else 0.0
                await admission.watch_time()
                ticks += 1
                if admission.delivered != reported or changed or (away.now and ticks % _TICKS_AWAY == 0):
                    reported = admission.delivered
                    self._tell_progress(context, emit, away.now)
                if admission.stop_reason != CANCELLED and await self.jobs.stop_reason(job_id) == CANCELLED:
                    context.cancel()
        finally:
            away.see(context.session.outages, admission.active_s)
            await self.jobs.add_active(job_id, admission.active_here_s - counted_s)

    def _tell_progress(self, context: JobContext, emit: Emit, away: list[Outage]) -> None:
        admission = context.session.admission
        report = context.progress()
        left = report.seconds_left
        if left is UNSET:  # a run knows better
            left = time_left(admission.active_s, report.share)
        data = msgspec.structs.replace(
            report,
            seconds_left=None if left is None else round(left, 1),
            calls=admission.delivered,
            failed=admission.failed,
            calls_per_second=round(admission.delivered / max(admission.active_here_s, 1e-9), 2),
            away=tuple(away),
        )
        emit(f"progress/{admission.active_s:.3f}", data)

    async def _tell_end(self, job: Job, summary: dict[str, object]) -> None:
        if job.kind == "block":
            return
        data = job_ended(job.kind, job.status, job.finish_reason, job.error, **summary)
        await self.events.append(job.id, "ended", data)


class _Away:
    """The models of one job that are away at the moment, as its readers were told."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self.now: list[Outage] = []

    def see(self, outages: list[Outage], active_s: float) -> bool:
        """Take a look; whether a model has gone or come back since the last one."""
        before = {(outage.provider, outage.model): outage for outage in self.now}
        after = {(outage.provider, outage.model): outage for outage in outages}
        for name in after.keys() - before.keys():
            data = ProviderAway(**msgspec.structs.asdict(after[name]), message=after[name].told)
            self._emit(f"provider_away/{'/'.join(name)}/{active_s:.3f}", data)
        for name in before.keys() - after.keys():
            provider, model = name
            back = ProviderBack(provider=provider, model=model, away_s=round(before[name].away_s, 1))
            self._emit(f"provider_back/{'/'.join(name)}/{active_s:.3f}", back)
        self.now = outages
        return before.keys() != after.keys()


def _tell_nobody(_: str, __: EventData) -> None:
    pass


def _load() -> None:
    """Load what this job's work on the event loop would have to wait for; at once where that has been done."""
    for name in _LATE:
        import_module(name)
