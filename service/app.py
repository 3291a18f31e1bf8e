"""Wires the service together. It owns the order of starting and stopping, and no logic."""

from pathlib import Path

import httpx
import sqlalchemy as sa
from prometheus_client import CollectorRegistry

from service.diagnostics.execute import execute_diagnostic
from service.engine.execute import execute_run
from service.jobs import Jobs
from service.llm.gateway import Gateway
from service.settings import Settings
from service.storage.database import Database
from service.storage.events import EventStore
from service.storage.jobs import JobStore
from service.storage.ledger import Ledger
from service.storage.records import Records
from service.telemetry import Telemetry
from service.worker import Worker

_APPLICATION_VERSION = "1"
_EXECUTOR = "local"


class Service:
    """All parts of one service. `transport` replaces the network of declared providers in tests."""

    def __init__(self, settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.settings = settings
        self.telemetry = Telemetry(CollectorRegistry())
        self.gateway = Gateway(settings, self.telemetry, transport)
        self.database = Database(settings.database_url)
        self.jobs = JobStore(self.database)
        self.events = EventStore(self.database)
        self.records = Records(self.database)
        worker = Worker(
            gateway=self.gateway,
            ledger=Ledger(self.database),
            jobs=self.jobs,
            events=self.events,
            records=self.records,
            telemetry=self.telemetry,
            kinds={"run": execute_run, "diagnostic": execute_diagnostic},
        )
        self.queue = Jobs(
            database=_beside(settings),
            executor_id=_EXECUTOR,
            application_version=_APPLICATION_VERSION,
            concurrency=settings.max_jobs,
            execute=worker.execute,
        )
        self.ready = False

    async def start(self) -> None:
        """Start from the bottom up; unfinished jobs go on, and those that were never enqueued are."""
        await self.database.start()
        await self.queue.start()
        for job_id in await self.jobs.unfinished():
            await self.queue.enqueue(job_id)
        self.ready = True

    async def stop(self) -> None:
        """Stop from the top down; nothing is cancelled, unfinished jobs go on at the next start."""
        self.ready = False
        await self.queue.stop()
        await self.gateway.close()
        await self.database.stop()


def _beside(settings: Settings) -> Path:
    """The durable engine's own file, beside the database."""
    path = Path(sa.make_url(settings.database_url).database or settings.home / "gradcheck.sqlite")
    return path.with_name(f"{path.stem}-jobs.sqlite")
