"""A session over a real database and a gateway whose transport is answered by the test.

It owns building and closing them, and short ways to write calls and answers. It does not own what a test expects.
"""

import asyncio
import contextlib
import json
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa
from prometheus_client import CollectorRegistry

from gradcheck.domain.call import Answer, Call, Chat, Endpoint, Message, Outcome, Role, Sampling, Spend
from gradcheck.domain.run import Budget, Event
from gradcheck.llm.admission import Admission
from gradcheck.llm.attempts import Attempts, Caller
from gradcheck.llm.base import Emit
from gradcheck.llm.budget import ActualAccount, Caps
from gradcheck.llm.gateway import Gateway
from gradcheck.llm.inheritance import inherit
from gradcheck.llm.limiter.levels import Period
from gradcheck.llm.limiter.sharing import Sharing
from gradcheck.llm.retry import RetryBudget
from gradcheck.llm.session import Session
from gradcheck.settings import Provider, Settings
from gradcheck.storage.database import Database
from gradcheck.storage.events import EventStore
from gradcheck.storage.image_store import ImageStore
from gradcheck.storage.jobs import JobStore, NewJob
from gradcheck.storage.leasing.limit_states import LimitStates
from gradcheck.storage.ledger import Ledger
from gradcheck.storage.tenant_jobs import TenantJobs
from gradcheck.telemetry import Telemetry

Handler = Callable[[dict[str, Any]], Awaitable[httpx.Response]]
URL = "http://world/v1"
WORLD = Endpoint(
    provider="world",
    model="pure",
    profile="standard",
    sampling=Sampling(max_tokens=16),
    input_price=1_000_000,
    output_price=2_000_000,
)


def call(path: str, text: str = "Hello", *, role: Role = "task", draw: int = 0, endpoint: Endpoint = WORLD) -> Call:
    """A chat call; calls with the same text and draw have the same content."""
    return Call(
        path=path,
        role=role,
        endpoint=endpoint,
        request=Chat(messages=(Message(role="user", content=text),)),
        sampling=endpoint.sampling,
        seed=1,
        draw=draw,
    )


def said(text: str = "yes", **changes: Any) -> httpx.Response:  # noqa: ANN401 - any part of an answer
    """An answer of the chat endpoint that cost 10 + 5 tokens."""
    choice = {"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    body = {"choices": [choice], "usage": {"prompt_tokens": 10, "completion_tokens": 5}}
    return httpx.Response(200, json=body | changes)


def answered(outcome: Outcome) -> Answer:
    """The outcome, which is an answer."""
    assert isinstance(outcome, Answer)
    return outcome


async def made(session: Session, wanted: Call) -> tuple[Outcome, Spend]:
    """The outcome of a call, counted, and what is owed for it."""
    delivery = await session.call(wanted)
    return delivery.outcome, session.count([delivery])


class Provided:
    """A provider played by a test: counts its requests and answers them with `handler`."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.requests: list[dict[str, Any]] = []
        self.transport = httpx.MockTransport(self._answer)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        self.requests.append(body)
        return await self.handler(body)


class Bench:
    """One service's call path, without jobs or methods."""

    def __init__(self, database: Database, gateway: Gateway, telemetry: Telemetry) -> None:
        self.database = database
        self.ledger = Ledger(self.database)
        self.jobs = JobStore(self.database)
        self.own = TenantJobs(self.database, "")
        self.events = EventStore(self.database)
        self.gateway = gateway
        self.telemetry = telemetry

    async def session(
        self,
        job_id: str = "job",
        *,
        parent: str | None = None,
        scope: str | None = None,
        budget: Budget | None = None,
        emit: Emit | None = None,
    ) -> Session:
        """A session as a process that (re)starts the job builds it; its scope is its own unless another is given."""
        scope = scope or job_id
        if job_id not in await self.jobs.unfinished():
            new = NewJob(id=job_id, kind="run", scope=scope, label="test", plan=b"{}", outline=b"{}", parent=parent)
            await self.own.create(new, None)
        job = await self.jobs.get(job_id, "run")
        await self.ledger.recover(job_id)
        spent = sum((total.spend for total in await self.ledger.totals(job_id)), Spend())
        budget = budget or Budget()
        emit = emit or partial(self.events.tell, job_id)
        caller = Caller(job_id=job_id, scope=scope, weight=budget.weight)
        admission = Admission(
            account=ActualAccount(Caps.of(budget), spent),
            stop_reason=job.stop_reason,
            earlier_s=job.active_s,
            decide_stop=partial(self.jobs.decide_stop, job_id),
        )
        attempts = Attempts(
            caller,
            admission=admission,
            gateway=self.gateway,
            ledger=self.ledger,
            images=ImageStore(self.database),
            telemetry=self.telemetry,
            retries=RetryBudget(budget.retry_share),
            emit=emit,
        )
        return Session(
            caller,
            attempts=attempts,
            admission=admission,
            ledger=self.ledger,
            telemetry=self.telemetry,
            replay=await self.ledger.scope(scope),
            inheritance=await inherit(self.jobs, self.ledger, job_id),
            emit=emit,
        )

    @contextlib.asynccontextmanager
    async def writer_held(self) -> AsyncIterator[None]:
        """Nothing becomes durable meanwhile."""
        held, release = threading.Event(), threading.Event()

        def hold(_: sa.Connection) -> None:
            held.set()
            release.wait()

        holding = asyncio.create_task(self.database.transact(hold))
        await asyncio.to_thread(held.wait)
        try:
            yield
        finally:
            release.set()
            await holding

    async def told(self, job_id: str = "job") -> list[Event]:
        """The events told so far."""
        await self.database.write()
        return await self.events.page(job_id, after=0)

    async def states(self, job_id: str = "job") -> dict[str, int]:
        """How many attempts of a job are in which state."""
        return {total.state: total.spend.calls for total in await self.ledger.totals(job_id)}


@contextlib.asynccontextmanager
async def opened(
    home: Path,
    handler: Handler | Provided | None = None,
    *,
    provider: Provider | None = None,
    period: Period | None = None,
) -> AsyncIterator[Bench]:
    """A bench with one provider, `world`; without a handler its requests go out to the provider's address.

    With a `period` what is declared by the minute is kept in the database.
    """
    declared = {"world": provider or Provider(base_url=URL)}
    settings = Settings(home=home, database_url="", max_concurrency=512, providers=declared)
    telemetry = Telemetry(CollectorRegistry())
    provided = handler if handler is None or isinstance(handler, Provided) else Provided(handler)
    transport = None if provided is None else provided.transport
    database = Database(f"sqlite:///{home / 'test.sqlite'}")
    sharing = Sharing(LimitStates(database), "bench", slots=False, period=period) if period else None
    bench = Bench(database, Gateway(settings, telemetry, transport, sharing=sharing), telemetry)
    await database.start()
    keeping = asyncio.create_task(sharing.run() if sharing else asyncio.sleep(0))
    try:
        yield bench
    finally:
        keeping.cancel()
        await bench.gateway.close()
        await bench.database.stop()
