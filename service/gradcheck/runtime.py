"""Wires the service together: what it consists of, and the order of starting and stopping."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa
from prometheus_client import CollectorRegistry

from gradcheck.datasets.store import DatasetStore
from gradcheck.diagnostics.execute import execute_diagnostic
from gradcheck.domain.run import ENDED
from gradcheck.engine.execute import execute_run
from gradcheck.files.file_store import FileStore
from gradcheck.headroom.execute import execute_headroom
from gradcheck.jobs.notifier import Notifier
from gradcheck.jobs.queue import JobQueue
from gradcheck.jobs.versions import end_older
from gradcheck.jobs.worker import Worker
from gradcheck.llm.gateway import Gateway
from gradcheck.outbound.targets import Targets
from gradcheck.settings import Settings
from gradcheck.simulation.provider import client as simulated
from gradcheck.storage.database import Database
from gradcheck.storage.events import EventStore
from gradcheck.storage.image_store import ImageStore
from gradcheck.storage.jobs import IdempotencyKey, Job, JobStore, Kind, NewJob
from gradcheck.storage.ledger import Ledger
from gradcheck.storage.notices import NoticeStore
from gradcheck.storage.records import Records
from gradcheck.studies.execute import execute_study
from gradcheck.telemetry import Telemetry

# Of what the durable engine runs, which is one function of a job's id: the same in every version of the service, so
# that no job is left behind in the engine. Which version has made a job is in its row (`domain/version.py`).
_ENGINE_VERSION = "1"
_EXECUTOR = "local"
_PATIENCE = 4  # heartbeats that a reader may miss
_LAST_S = 1.0  # less than the server waits for its connections when it stops


class Service:
    """All parts of one service. `transport` replaces the network of declared providers in tests."""

    def __init__(self, settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.settings = settings
        self.telemetry = Telemetry(CollectorRegistry())
        self.gateway = Gateway(settings, self.telemetry, transport, built_in=(simulated.PROVIDER,))
        self.database = Database(settings.database_url)
        self.jobs = JobStore(self.database)
        self.events = EventStore(self.database)
        self.records = Records(self.database)
        self.ledger = Ledger(self.database)
        self.datasets = DatasetStore(self.database)
        self.files = FileStore(self.database)
        worker = Worker(
            gateway=self.gateway,
            ledger=self.ledger,
            images=ImageStore(self.database),
            jobs=self.jobs,
            events=self.events,
            records=self.records,
            telemetry=self.telemetry,
            kinds={
                "run": execute_run,
                "diagnostic": execute_diagnostic,
                "study": execute_study,
                "headroom": execute_headroom,
            },
        )
        self.queue = JobQueue(
            database=_beside(settings),
            executor_id=_EXECUTOR,
            application_version=_ENGINE_VERSION,
            concurrency=settings.max_jobs,
            execute=worker.execute,
        )
        self._notifier = Notifier(Targets(settings), self.jobs, NoticeStore(self.database))
        self._notifying: asyncio.Task[None] | None = None
        self.ready = False
        self.closing = False
        self._sends: set[asyncio.Timeout] = set()

    async def start(self) -> None:
        """Start from the bottom up; older versions' jobs end, unfinished ones go on, waiting ones are enqueued."""
        await self.database.start()
        await self.datasets.sweep()
        await end_older(self.jobs, self.ledger, self.events)
        await self.queue.start()
        for job_id in await self.jobs.unfinished():
            await self.queue.enqueue(job_id)
        self._notifying = asyncio.create_task(self._notifier.run())
        self.ready = True

    async def stop(self) -> None:
        """Stop from the top down; nothing is cancelled, unfinished jobs go on at the next start."""
        self.ready = False
        await self.queue.stop()
        if self._notifying is not None:
            self._notifying.cancel()
            await asyncio.wait([self._notifying])
        await self.gateway.close()
        await self.database.stop()

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

    async def submit(self, new: NewJob, key: IdempotencyKey | None) -> str:
        """Store a job and have it run; the id of the job the key has already made, if so."""
        job_id = await self.jobs.create(new, key)
        await self.queue.enqueue(job_id)
        return job_id

    async def cancel(self, job_id: str, kind: Kind) -> None:
        """Write a cancellation down. Raises NotFoundError and ConflictError."""
        if await self.jobs.cancel(job_id, kind):
            data = {"status": "cancelled", "finish_reason": "cancelled"}
            await self.events.append(job_id, "ended", f"{kind}_cancelled", data)

    async def progress(self, job: Job) -> dict[str, Any] | None:
        """How far a job is that has begun and not ended."""
        return await self.events.latest(job.id, "progress") if job.status == "running" else None

    async def wait(self, job_id: str, kind: Kind, timeout_s: float) -> None:
        """Wait until a job has ended, or so long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                while True:
                    news = self.events.news(job_id)
                    if (await self.jobs.get(job_id, kind)).status in ENDED:
                        return
                    await news.wait()

    async def database_answers(self) -> bool:
        """Whether the database can be read."""
        try:
            return await self.database.read(lambda c: c.execute(sa.text("SELECT 1")).scalar()) == 1
        except sa.exc.SQLAlchemyError:
            return False


def _beside(settings: Settings) -> Path:
    """The durable engine's own file, beside the database."""
    path = Path(sa.make_url(settings.database_url).database or settings.home / "gradcheck.sqlite")
    return path.with_name(f"{path.stem}-jobs.sqlite")
