"""Wires the service together: what it consists of, and the order of starting and stopping."""

import asyncio
import contextlib
import os
import signal
import socket
import uuid
from collections.abc import AsyncIterator, Collection
from typing import Any, Literal, Protocol, get_args, get_type_hints

import httpx
import sqlalchemy as sa
import structlog
from prometheus_client import CollectorRegistry

from gradcheck.access.api_keys import ApiKeyStore
from gradcheck.access.authenticator import Authenticator
from gradcheck.access.page_sessions import PageSessions
from gradcheck.access.rates import RequestRates
from gradcheck.access.stream_tokens import StreamTokens
from gradcheck.datasets.store import DatasetStore, sweep
from gradcheck.diagnostics.block_jobs import execute_blocks
from gradcheck.diagnostics.effects.effect import Verdict
from gradcheck.diagnostics.execute import execute_diagnostic
from gradcheck.diagnostics.registry import DIAGNOSTICS
from gradcheck.domain.events.others import job_ended
from gradcheck.domain.headroom import Reaction
from gradcheck.domain.run import ENDED, TestResult
from gradcheck.domain.version import VERSION
from gradcheck.engine.execute import execute_run
from gradcheck.errors import StorageUnavailableError
from gradcheck.headroom.execute import execute_headroom
from gradcheck.jobs.context import CANCELLED
from gradcheck.jobs.draining import Draining
from gradcheck.jobs.housekeeping import Housekeeping
from gradcheck.jobs.notifier import Notifier
from gradcheck.jobs.part_jobs import Workforce
from gradcheck.jobs.queue import JobQueue
from gradcheck.jobs.reaper import Reaper
from gradcheck.jobs.supervisor import Supervisor
from gradcheck.jobs.versions import end_older
from gradcheck.jobs.worker import Worker
from gradcheck.llm.admission import alone
from gradcheck.llm.gateway import Gateway
from gradcheck.llm.limiter.sharing import Sharing
from gradcheck.outbound.downloads import Downloads
from gradcheck.outbound.targets import Targets
from gradcheck.settings import Settings
from gradcheck.simulation.provider import client as simulated
from gradcheck.storage.backend import beside, is_shared
from gradcheck.storage.claims.flights import FlightStore
from gradcheck.storage.claims.spending import spent
from gradcheck.storage.database import Database
from gradcheck.storage.events import EventStore
from gradcheck.storage.following.news import Neighbours
from gradcheck.storage.image_store import ImageStore
from gradcheck.storage.jobs import IdempotencyKey, Job, JobStore, Kind, NewJob
from gradcheck.storage.keeping.erasing import Erasures
from gradcheck.storage.keeping.expiring import Expiry
from gradcheck.storage.leasing.fencing import Holdings
from gradcheck.storage.leasing.lease import Lease
from gradcheck.storage.leasing.limit_states import LimitStates
from gradcheck.storage.leasing.workers import WorkerStore
from gradcheck.storage.ledger import Ledger
from gradcheck.storage.notices import NoticeStore
from gradcheck.storage.records import Records
from gradcheck.storage.tenant_jobs import TenantJobs
from gradcheck.storage.waiting import waiting
from gradcheck.studies.execute import execute_study
from gradcheck.telemetry import Telemetry
from gradcheck.telemetry.logs import places
from gradcheck.telemetry.tracing import tracer

_ALONE = "local"
_UPLOAD_S = 86400.0  # what another process has been reading for so long is not read any more
_PAUSE_S = 0.5  # before another look at what storage cannot say, and before a part that failed begins again
_PATIENCE = 4  # heartbeats that a reader may miss
_LAST_S = 1.0  # less than the server waits for its connections when it stops


ProcessRole = Literal["serve", "api", "worker"]
log: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


class _Running(Protocol):
    async def run(self) -> None: ...


async def lasting(part: _Running) -> None:
    """Run a part of a process until it ends by itself or is cancelled; what it did not foresee ends it for a moment."""
    while True:
        try:
            return await part.run()
        except Exception as error:  # noqa: BLE001 - whatever it is, the next time may go well
            log.error("part_failed", part=type(part).__name__, error=type(error).__name__, places=places(error))  # noqa: TRY400
            await asyncio.sleep(_PAUSE_S)


class Service:
    """All parts of one process of the service, of the role `serve` both, the API and the worker.

    `transport` replaces the network of declared providers in tests.
    """

    def __init__(
        self, settings: Settings, transport: httpx.AsyncBaseTransport | None = None, role: ProcessRole = "serve"
    ) -> None:
        self.settings = settings
        self._works = role != "api"
        # On SQLite a process goes on with what its predecessor left. On Postgres others do, once it is gone.
        self._shared = is_shared(settings.database_url)
        self._executor = f"{socket.gethostname()}-{uuid.uuid4().hex}" if self._shared else _ALONE
        self.telemetry = Telemetry(CollectorRegistry(), tracer(settings.tracing))
        self.database = Database(
            settings.database_url, self.telemetry.lost_writes.inc, self.telemetry.write_seconds.observe
        )
        self.telemetry.storage_lag.set_function(lambda: self.database.lag_s)
        _start_verdicts(self.telemetry)
        self._sharing = Sharing(LimitStates(self.database), self._executor, slots=self._shared)
        self.gateway = Gateway(
            settings, self.telemetry, transport, built_in=(simulated.PROVIDER,), sharing=self._sharing
        )
        self.jobs = JobStore(self.database)
        self.events = EventStore(self.database)
        self.records = Records(self.database)
        self.ledger = Ledger(self.database)
        self.authenticator = Authenticator(settings.api_keys, ApiKeyStore(self.database))
        self.stream_tokens = StreamTokens(self.database, self.authenticator)
        self.page_sessions = PageSessions(self.database, self.authenticator)
        self.request_rates = RequestRates(self.database)
        self.downloads = Downloads(settings)
        holdings, self._lease = Holdings(), None
        if self._shared and self._works:
            self._lease = Lease(settings.database_url, self._executor, VERSION, holdings.lose_all)
        worker = Worker(
            name=self._executor,
            holdings=holdings,
            leased=self._lease.held if self._lease else alone,
            workforce=Workforce(hand_over=self._hand_over, spread=self._spread),
            gateway=self.gateway,
            ledger=self.ledger,
            flights=FlightStore(self.database),
            images=ImageStore(self.database),
            jobs=self.jobs,
            events=self.events,
            records=self.records,
            telemetry=self.telemetry,
            suspended_s=lambda: self.database.away_s,
            kinds={
                "run": execute_run,
                "diagnostic": execute_diagnostic,
                "study": execute_study,
                "headroom": execute_headroom,
                "block": execute_blocks,
            },
        )
        self.queue = JobQueue(
            url=beside(settings.database_url),
            executor_id=self._executor,
            application_version=VERSION,
            concurrency=settings.max_jobs,
            execute=worker.execute if self._works else None,
            living=self._living,
            is_part=self.jobs.is_part,
            leads=lambda: self._neighbours is None or self._neighbours.leads,
        )
        listening = (settings.database_url, self.events.wake, self.events.wake_all)
        self._neighbours = (
            Neighbours(*listening, limited=self._sharing.hear, may_lead=self._works) if self._shared else None
        )
        self._notifier = Notifier(Targets(settings), self.jobs, NoticeStore(self.database), among_others=self._shared)
        self._supervisor = Supervisor(self.jobs.unfinished, self.jobs.turns, self.queue)
        expiry = Expiry(self.database, settings.retention)
        self._housekeeping = Housekeeping(Erasures(self.database), self.queue, expiry, self._drop_dataset)
        self._draining = Draining(
            self.jobs, self.queue, self._is_last, end=lambda: os.kill(os.getpid(), signal.SIGTERM)
        )
        self._background: list[asyncio.Task[None]] = []
        self.ready = False
        self.closing = False
        self.open_streams = 0
        self._sends: set[asyncio.Timeout] = set()

    async def start(self) -> None:
        """Start from the bottom up; older versions' jobs end, unfinished ones go on, waiting ones are handed over."""
        await self.database.start()
        await self.authenticator.read()
        await sweep(self.database, _UPLOAD_S if self._shared else 0)
        older = [] if self._shared else await end_older(self.jobs, self.ledger, self.events)
        if self._lease:
            await self._lease.begin()
        await self._sharing.begin()
        await self.queue.start()
        if older:
            await self.queue.forget(older)
        self._supervisor.hand_over(*await self.jobs.unfinished())
        parts: list[_Running] = [self._supervisor, self.authenticator, self._housekeeping, self._draining]
        parts += [self._notifier, self._sharing] if self._works else []
        parts += [self._neighbours] if self._neighbours else []
        if self._lease:
            parts += [self._lease, Reaper(WorkerStore(self.database), self.queue, self._end_older)]
        self._background = [asyncio.create_task(lasting(part)) for part in parts]
        self.ready = True

    async def stop(self) -> None:
        """Stop from the top down; nothing is cancelled, unfinished jobs go on at the next start."""
        self.ready = False
        self.database.hurry()
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        await self.queue.stop()
        await self._sharing.end()
        if self._lease:
            await self._lease.end()
        await self.gateway.close()
        await self.downloads.close()
        await self.database.stop()
        await asyncio.to_thread(self.telemetry.tracer.close)

    def drain(self) -> None:
        """Take no new jobs, and end the process when those that it works have ended."""
        self._draining.asked = True

    @property
    def drains(self) -> bool:
        """Whether the process is about to end so."""
        return self._draining.asked

    async def _is_last(self) -> bool:
        return self._lease is not None and await WorkerStore(self.database).drain(self._executor)

    async def _end_older(self, versions: Collection[str]) -> None:
        """End the jobs of these versions, which no worker is there for."""
        await self.queue.forget(await end_older(self.jobs, self.ledger, self.events, versions))

    def end_streams(self) -> None:
        """End every event stream, so that the server need not wait for them; readers resume elsewhere."""
        self.closing = True
        self.events.wake_all()
        for limit in self._sends:
            if not limit.expired():
                limit.reschedule(asyncio.get_running_loop().time() + _LAST_S)

    @contextlib.asynccontextmanager
    async def patience(self) -> AsyncIterator[None]:
        """What a reader of events has to take one message in. Raises TimeoutError after it."""
        async with asyncio.timeout(_LAST_S if self.closing else _PATIENCE * self.settings.heartbeat_s) as limit:
            self._sends.add(limit)
            try:
                yield
            finally:
                self._sends.discard(limit)

    async def _living(self, executors: Collection[str]) -> set[str]:
        return await WorkerStore(self.database).known(executors) if self._shared else set(executors)

    def _hand_over(self, *parts: str) -> None:
        self._supervisor.hand_over(*parts)

    async def _spread(self) -> int:
        workers = await WorkerStore(self.database).count() if self._shared else 1
        await self.queue.spread(await self.jobs.unfinished_parts(), workers)
        return workers

    def jobs_of(self, tenant: str) -> TenantJobs:
        """The jobs of one tenant."""
        return TenantJobs(self.database, tenant)

    async def submit(self, tenant: str, new: NewJob, key: IdempotencyKey | None) -> str:
        """Store a tenant's job and have it run; the id of the job the key has already made, if so."""
        job_id = await self.jobs_of(tenant).create(new, key)
        self._supervisor.hand_over(job_id)
        return job_id

    async def cancel(self, tenant: str, job_id: str, kind: Kind) -> None:
        """Write the cancellation of a tenant's job down. Raises NotFoundError and ConflictError."""
        if await self.jobs_of(tenant).cancel(job_id, kind):
            await self.events.append(job_id, "ended", job_ended(kind, "cancelled", CANCELLED, None))

    async def erase(self, tenant: str, job_id: str, kind: Kind, *, cascade: bool) -> None:
        """Delete a tenant's job with all its texts. Raises NotFoundError and ConflictError."""
        erased = await self.jobs_of(tenant).erase(job_id, kind, cascade=cascade)
        await self._housekeeping.finish_erasures(erased)

    async def _drop_dataset(self, tenant: str, name: str) -> None:
        await DatasetStore(self.database, tenant).delete(name)

    async def progress(self, job: Job) -> dict[str, Any] | None:
        """How far a job is that has begun and not ended."""
        return await self.events.latest(job.id, "progress") if job.status == "running" else None

    async def wait(self, job_id: str, kind: Kind, timeout_s: float) -> None:
        """Wait until a job has ended, or so long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                while True:
                    news = self.events.news(job_id)
                    try:
                        if (await self.jobs.get(job_id, kind)).status in ENDED:
                            return
                    except StorageUnavailableError:  # the job waits too
                        await asyncio.sleep(_PAUSE_S)
                    else:
                        await news.wait()

    async def look_at_storage(self) -> None:
        """Bring the metrics of what the database knows up to date; they stay as they are while it cannot say."""
        with contextlib.suppress(StorageUnavailableError, sa.exc.SQLAlchemyError):
            queued = await waiting(self.database)
            lengths = {labels: one.length for labels, one in queued.items()}
            self.telemetry.queue(lengths, max((one.age_s for one in queued.values()), default=0.0))
            self.telemetry.spending.spent = await spent(self.database)

    async def accepts_jobs(self) -> bool:
        """Whether a job could be stored and handed over to be worked now."""
        return not self._supervisor.late and await self.reaches_storage()

    async def reaches_storage(self) -> bool:
        """Whether storage takes what is written, and lets this process work."""
        there = (self._lease is None or self._lease.runs) and await self.database.takes_writes()
        self.telemetry.storage_away.set(not there)
        return there


def _start_verdicts(telemetry: Telemetry) -> None:
    telemetry.start_verdicts("run", get_args(get_type_hints(TestResult)["verdict"]))
    telemetry.start_verdicts("headroom", get_args(Reaction))
    for kind in ("study", *DIAGNOSTICS):
        telemetry.start_verdicts(kind, get_args(Verdict))
