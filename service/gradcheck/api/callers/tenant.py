"""The service as one tenant sees it. Handlers have nothing else, so that what they forget to ask is no leak.

What a job holds is asked for with the job, and a job is had by `jobs` alone, where those of others are not there.
"""

import asyncio
from contextlib import AbstractAsyncContextManager
from typing import Any

import msgspec
from msgspec.structs import replace

from gradcheck.access.caller import ApiCaller
from gradcheck.access.stream_tokens import IssuedToken
from gradcheck.datasets.store import DatasetStore
from gradcheck.domain.program import Candidate
from gradcheck.domain.run import Budget, Event, Step
from gradcheck.domain.task import Rollout
from gradcheck.files.file_store import FileStore
from gradcheck.llm.budget import Caps
from gradcheck.runtime import Service
from gradcheck.storage.claims.charges import Allowance
from gradcheck.storage.following.tail import Tail
from gradcheck.storage.jobs import IdempotencyKey, Job, Kind, NewJob
from gradcheck.storage.records import Records


class TenantService:
    """What one tenant has of a service, and what it may ask of it."""

    def __init__(self, whole: Service, caller: ApiCaller) -> None:
        self._whole = whole
        self._caller = caller
        self._tenant = tenant = caller.tenant
        self.settings = whole.settings
        self.gateway = whole.gateway
        self.telemetry = whole.telemetry
        self.downloads = whole.downloads
        self.jobs = whole.jobs_of(tenant)
        self.datasets = DatasetStore(whole.database, tenant)
        self.files = FileStore(whole.database, tenant)

    @property
    def webhooks(self) -> list[str]:
        """The webhooks that the tenant's jobs may name."""
        return [name for name, webhook in self.settings.webhooks.items() if webhook.hears(self._tenant)]

    @property
    def closing(self) -> bool:
        """Whether streams have to end."""
        return self._whole.closing

    @property
    def open_streams(self) -> int:
        """How many streams this process has open, for all tenants."""
        return self._whole.open_streams

    @open_streams.setter
    def open_streams(self, number: int) -> None:
        self._whole.open_streams = number

    def patience(self) -> AbstractAsyncContextManager[None]:
        """What a reader of events has to take one message in. Raises TimeoutError after it."""
        return self._whole.patience()

    async def submit(self, new: NewJob, key: IdempotencyKey | None) -> str:
        """Store a job and have it run; the id of the job the key has already made, if so.

        Raises QuotaExceededError where the key or the tenant has less left today than the job's budget asks for.
        """
        payer = None if self._caller.key_id is None else self._caller.quotas.payer(self._caller.key_id)
        new = await asyncio.to_thread(lambda: replace(new, payer=payer, budget=_budget(new.plan)))
        return await self._whole.submit(self._tenant, new, key)

    async def cancel(self, job_id: str, kind: Kind) -> None:
        """Write a cancellation down. Raises NotFoundError and ConflictError."""
        await self._whole.cancel(self._tenant, job_id, kind)

    async def erase(self, job_id: str, kind: Kind, *, cascade: bool) -> None:
        """Delete a job with all its texts. Raises NotFoundError and ConflictError."""
        await self._whole.erase(self._tenant, job_id, kind, cascade=cascade)

    async def wait(self, job: Job, timeout_s: float) -> None:
        """Wait until a job has ended, or so long."""
        await self._whole.wait(job.id, job.kind, timeout_s)

    async def progress(self, job: Job) -> dict[str, Any] | None:
        """How far a job is that has begun and not ended."""
        return await self._whole.progress(job)

    async def plan(self, job: Job) -> bytes:
        """A job's plan, which may be large."""
        return await self._whole.jobs.plan(job.id)

    async def request(self, job: Job) -> bytes:
        """What a job can be asked for with again, as it was written. Raises NotFoundError where none is kept."""
        return await self._whole.jobs.request(job.id)

    async def stream_token(self, job_id: str) -> IssuedToken:
        """What opens the events of a job for some minutes. Raises NotFoundError."""
        await self.jobs.kind(job_id)
        return await self._whole.stream_tokens.issue(self._caller, job_id)

    def records(self, job: Job) -> "JobRecords":
        """What a run has recorded."""
        return JobRecords(self._whole.records, job.id)

    def events(self, job: Job) -> "JobEvents":
        """What a job has told."""
        return JobEvents(self._whole, job.id)


class _Budgeted(msgspec.Struct):
    """What every plan has."""

    budget: Budget


def _budget(plan: bytes) -> Allowance:
    """What a job may use by its own budget."""
    caps = Caps.of(msgspec.json.decode(plan, type=_Budgeted).budget)
    return Allowance(calls=caps.calls, micro_usd=caps.cost_micro_usd)


class JobRecords:
    """What one run has recorded; the parameters are those of `Records`."""

    def __init__(self, records: Records, job_id: str) -> None:
        self._records = records
        self._job_id = job_id

    async def steps(self, *, after: int = -1, limit: int = 1_000_000) -> list[Step]:
        """Steps later than `after`, in order."""
        return await self._records.steps(self._job_id, after=after, limit=limit)

    async def step(self, n: int) -> Step:
        """One step. Raises NotFoundError."""
        return await self._records.step(self._job_id, n)

    async def candidates(self, *, after: int = -1, limit: int = 1_000_000) -> list[Candidate]:
        """Candidates later than position `after`, in order."""
        return await self._records.candidates(self._job_id, after=after, limit=limit)

    async def rollouts(
        self, *, stage: str | None = None, candidate: str | None = None, offset: int = 0, limit: int = 1_000_000
    ) -> list[Rollout]:
        """Rollouts by stage and position."""
        return await self._records.rollouts(self._job_id, stage=stage, candidate=candidate, offset=offset, limit=limit)


class JobEvents:
    """What one job has told."""

    def __init__(self, whole: Service, job_id: str) -> None:
        self._events = whole.events
        self._job_id = job_id

    async def page(self, *, after: int, limit: int) -> list[Event]:
        """Events with a number above `after`, in order."""
        return await self._events.page(self._job_id, after=after, limit=limit)

    async def newest(self) -> int:
        """The number of the newest, 0 where there is none."""
        return await self._events.newest(self._job_id)

    def tail(self) -> Tail:
        """The newest events as all who hold this share them."""
        return self._events.tail(self._job_id)

    def news(self) -> asyncio.Event:
        """What is set at the next event. Take it before asking for a page, so that nothing is missed."""
        return self._events.news(self._job_id)
