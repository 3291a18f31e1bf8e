"""Drives a real service with a scripted model at its transport: runs jobs to their end and reads what they left.

Nothing of the service is replaced but its queue, by one that waits for nobody. A home outlives the services started on
it, so a test can stop one in the middle of a job and go on with the next.
"""

import asyncio
import contextlib
import itertools
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx
import msgspec
from msgspec.structs import replace

from gradcheck.api.decode import decode
from gradcheck.diagnostics.execute import outline
from gradcheck.diagnostics.planning.recording import CompletedRun
from gradcheck.diagnostics.planning.validation import build_diagnostic_plan
from gradcheck.diagnostics.request import DiagnosticRequest
from gradcheck.domain.program import Candidate
from gradcheck.domain.run import ENDED, Event, Result, Step
from gradcheck.domain.task import Rollout
from gradcheck.engine.plan import Plan
from gradcheck.engine.request import OptimizeRequest
from gradcheck.engine.validation import build_plan
from gradcheck.errors import FieldError, InvalidRequestError
from gradcheck.inputs.images import Images
from gradcheck.runtime import Service
from gradcheck.settings import Settings, load
from gradcheck.storage.jobs import Job, Kind, NewJob
from gradcheck.studies.execute import new_study
from gradcheck.studies.plan import StudyPlan
from gradcheck.studies.request import StudyRequest
from gradcheck.studies.validation import build_study_plan
from tests.support import agents, world
from tests.support.gateways import wired
from tests.support.homes import furnish
from tests.support.prompt_queue import PromptService

Body = dict[str, Any]
Reply = str | httpx.Response
PATIENCE_S = 300  # with a job that should end


def request(**changes: object) -> Body:
    """A small optimize request in the world of `world`, with 40 examples."""
    return world.request(**{"task": world.task(40), **changes})


def role(body: Body) -> str:
    """What a request to the standard profile asks for: task, critic or editor."""
    text = "\n".join(message["content"] for message in body["messages"])
    return "critic" if "<FEEDBACK>" in text else "editor" if "<PROMPT>" in text else "task"


def text_of(body: Body) -> str:
    """All messages of a request in one text."""
    return "\n".join(message["content"] for message in body["messages"])


class Model:
    """A scripted model: `answer` maps a request's body to a text or a whole response, `latency_s` to a pause.

    Checks of runs are answered by `check`, by default well and at once, and kept apart.
    """

    def __init__(
        self,
        answer: Callable[[Body], Reply] = world.answer,
        latency_s: Callable[[Body], float] | None = None,
        check: Callable[[Body], Reply] | None = None,
    ) -> None:
        self._answer = answer
        self._latency_s = latency_s
        self._check = check
        self.checked: list[Body] = []
        self.received: list[Body] = []
        self.answered: list[Body] = []
        self.most_at_once = 0
        self._now = 0

    @property
    def transport(self) -> httpx.MockTransport:
        """The network as this model serves it."""
        return httpx.MockTransport(self._handle)

    def roles(self) -> dict[str, int]:
        """How many requests each role made."""
        counts = {"task": 0, "critic": 0, "editor": 0}
        for body in self.received:
            counts[role(body)] += 1
        return counts

    def of(self, wanted: str) -> list[Body]:
        """The requests of one role, as they came."""
        return [body for body in self.received if role(body) == wanted]

    async def _handle(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        if world.is_check(body):
            self.checked.append(body)
            said = "ok" if self._check is None else self._check(body)
            return said if isinstance(said, httpx.Response) else httpx.Response(200, json=completion(body, said))
        self.received.append(body)
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        try:
            if self._latency_s is not None:
                await asyncio.sleep(self._latency_s(body))
            said = self._answer(body)
        finally:
            self._now -= 1
        self.answered.append(body)
        if isinstance(said, httpx.Response):
            return said
        return httpx.Response(200, json=completion(body, said))


def failure(message: str) -> httpx.Response:
    """A refusal that is not worth another attempt."""
    return httpx.Response(400, json={"error": {"message": message}})


def completion(body: Body, text: str) -> dict[str, Any]:
    """An answer of an OpenAI-compatible chat endpoint."""
    usage = {"prompt_tokens": len(json.dumps(body)) // 8, "completion_tokens": max(len(text) // 4, 1)}
    message = {"role": "assistant", "content": text}
    return {"choices": [{"message": message, "finish_reason": "stop"}], "usage": usage}


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What a run left behind."""

    job: Job
    plan: Plan
    result: Result
    steps: list[Step]
    candidates: list[Candidate]
    rollouts: list[Rollout]
    events: list[Event]

    @property
    def calls(self) -> int:
        """How many calls the run made for its task, its first look at its models left out."""
        return sum(used.calls for role, used in self.result.usage.items() if role != "check")

    def outcome(self) -> dict[str, Any]:
        """All that must not depend on timing: steps, candidates, rollouts, result without what timing adds to usage."""
        result = msgspec.to_builtins(self.result)
        for usage in result["usage"].values():
            del usage["retries"], usage["possibly_paid"], usage["speculative"]
        return {
            "status": (self.job.status, self.job.finish_reason),
            "result": result,
            "steps": msgspec.to_builtins(self.steps),
            "candidates": msgspec.to_builtins(self.candidates),
            "rollouts": msgspec.to_builtins(self.rollouts),
        }

    @property
    def new_calls(self) -> int:
        """The calls but for answers of the given prompt on validation that a first step asks for again."""
        items = {example.id for example in self.plan.examples if example.split == "validation"}
        first = [rollout for rollout in self.rollouts if rollout.stage.startswith("step/1/")]
        known = sum(rollout.candidate == "seed" and rollout.example in items for rollout in first)
        return self.calls - known * self.plan.context.per_item

    def paid_calls(self) -> int:
        """Calls that the run's planned account has paid for."""
        return sum(usage.calls - usage.cached for role, usage in self.result.usage.items() if role != "check")


def settings(
    home: Path,
    *,
    slots: int = 64,
    prices: tuple[float, float] | None = None,
    url: str = "http://world/v1",
    max_outage_s: float = 600,
    declared: str = "",
) -> Settings:
    """Settings of a service on this home with the one provider `world`, whose slots are the only ones that count.

    `declared` is what else its file says.
    """
    config = f'[providers.world]\nbase_url = "{url}"\nmax_concurrency = {slots}\nmax_outage_s = {max_outage_s}\n'
    if prices is not None:
        config += f"[providers.world.prices.pure]\ninput = {prices[0]}\noutput = {prices[1]}\n"
    home.mkdir(exist_ok=True, parents=True)
    path = home / "config.toml"
    path.write_text(config + declared)
    environ = {
        **furnish(home),
        "GRADCHECK_HOME": str(home),
        "GRADCHECK_CONFIG": str(path),
        "AGENT_SECRET": agents.SECRET,
    }
    return load({**environ, "GRADCHECK_MAX_CONCURRENCY": str(max(slots, 256))})


@contextlib.asynccontextmanager
async def serving(
    home: Path,
    model: Model | None,
    **options: Any,  # noqa: ANN401 - of settings()
) -> AsyncIterator[Service]:
    """A started service, stopped at the end; without a model it asks the `url` of its settings."""
    service = PromptService(settings(home, **options), model.transport if model else None)
    await service.start()
    try:
        yield service
    finally:
        await service.stop()


def evaluation(count: int, subject: str = "thing", **changes: object) -> Body:
    """A request that makes one call for each of so many examples, all at once; their texts are about the subject."""
    examples = [{"input": {"text": f"A good {subject}, number {n}."}, "expected": "positive"} for n in range(count)]
    split = {"train": 0, "validation": 1, "probe": 0, "test": 0}
    task = {"examples": examples, "scoring": {"kind": "exact"}, "split": split}
    return request(task=task, method="none", **changes)


def plan_of(service: Service, request: Mapping[str, Any], images: Images | None = None) -> Plan:
    """The plan of a request as a caller writes it; `images` holds its images afterwards."""
    return build_plan(msgspec.convert(request, OptimizeRequest), service.gateway, images)


def errors(home: Path, request: Mapping[str, Any], **options: Any) -> tuple[FieldError, ...]:  # noqa: ANN401
    """What is wrong with a request; nothing if it would be accepted."""
    gateway = wired(settings(home, **options))
    try:
        build_plan(msgspec.convert(request, OptimizeRequest), gateway)
    except InvalidRequestError as error:
        return error.errors
    return ()


def run_job(plan: Plan, job_id: str, parent: str | None = None) -> NewJob:
    """A run to be stored; `parent` is the one that it continues."""
    return NewJob(
        id=job_id,
        kind="run",
        scope=job_id,
        label=plan.method_name,
        plan=msgspec.json.encode(plan),
        outline=msgspec.json.encode(plan.outline),
        parent=parent,
    )


async def submit(
    service: Service, plan: Plan, *, job_id: str = "run_1", parent: str | None = None, images: Images | None = None
) -> str:
    """Store and enqueue a run; `images` holds what its examples show."""
    new = run_job(plan, job_id, parent)
    await service.jobs_of("").create(new if images is None else replace(new, images=images.held), None)
    await service.queue.enqueue(job_id)
    return job_id


async def ended(service: Service, job_id: str = "run_1", kind: Kind = "run") -> Job:
    """The job, once it has ended."""
    await service.wait(job_id, kind, PATIENCE_S)
    job = await service.jobs.get(job_id, kind)
    assert job.status in ENDED, f"{job_id} does not end"
    return job


async def read(service: Service, job_id: str = "run_1") -> Record:
    """What an ended run left behind."""
    job = await ended(service, job_id)
    assert job.result is not None, job.error
    return Record(
        job=job,
        plan=msgspec.json.decode(await service.jobs.plan(job_id), type=Plan),
        result=msgspec.json.decode(job.result, type=Result),
        steps=await service.records.steps(job_id),
        candidates=await service.records.candidates(job_id),
        rollouts=await service.records.rollouts(job_id),
        events=await told(service, job_id),
    )


async def told(service: Service, job_id: str) -> list[Event]:
    """All events of a job, once it has told of its end."""
    while True:
        news = service.events.news(job_id)
        events = await service.events.page(job_id, after=0, limit=100_000)
        if events and events[-1].is_last:
            return events
        await news.wait()


async def run(home: Path, request: Mapping[str, Any], model: Model, **options: Any) -> Record:  # noqa: ANN401
    """Run a request to its end on a home of its own."""
    async with serving(home, model, **options) as service:
        images = Images()
        await submit(service, plan_of(service, request, images), images=images)
        return await read(service)


async def received(service: Service, model: Model, calls: int) -> None:
    """Wait until the model has received so many requests in all."""
    for turn in itertools.count(1):
        if len(model.received) >= calls:
            return
        assert turn % 100 or await service.jobs.unfinished(), f"the job ended after {len(model.received)} calls"
        await asyncio.sleep(0.005)


async def run_interrupted(
    home: Path,
    request: Mapping[str, Any],
    model: Model,
    stops_after: Sequence[int],
    **options: Any,  # noqa: ANN401
) -> Record:
    """The same, but the service is stopped whenever the model has received so many requests in all."""
    async with serving(home, model, **options) as service:
        images = Images()
        await submit(service, plan_of(service, request, images), images=images)
        await received(service, model, stops_after[0])
    for calls in stops_after[1:]:
        async with serving(home, model, **options) as service:
            await received(service, model, calls)
    async with serving(home, model, **options) as service:
        return await read(service)


def ran(record: "Record") -> CompletedRun:
    """A run as diagnostics read it."""
    return CompletedRun(
        id=record.job.id,
        plan=record.plan,
        result=record.result,
        steps=record.steps,
        candidates=record.candidates,
        rollouts=record.rollouts,
    )


WHOLE = {"force": True, "replicates": 8, "ladder": "whole", "estimand": "fixed_feedback", "stop": "fixed"}


async def diagnose(
    service: Service,
    record: Record,
    request: Mapping[str, Any],
    *,
    job_id: str = "diagnostic_1",
    wait: bool = True,
    others: Sequence[Record] = (),
) -> dict[str, Any]:
    """Run a diagnostic on a run; its result as JSON, with `status` and `finish_reason`.

    What is not asked for is the largest there is, of a fixed size: what a job chooses for itself is tested by name.
    """
    asked = msgspec.convert({**WHOLE, **request}, DiagnosticRequest)
    plan = build_diagnostic_plan(asked, ran(record), others=[ran(other) for other in others])
    job = NewJob(
        id=job_id,
        kind="diagnostic",
        scope=job_id,
        label="content",
        plan=msgspec.json.encode(plan),
        outline=msgspec.json.encode(outline(plan)),
    )
    await service.jobs_of("").create(job, None)
    await service.queue.enqueue(job_id)
    return await diagnosed(service, job_id) if wait else {}


def study_plan_of(service: Service, request: Mapping[str, Any]) -> StudyPlan:
    """The plan of a study as a caller writes it."""
    return build_study_plan(msgspec.convert(request, StudyRequest), service.gateway, _read_optimize)


def accept_study(home: Path, request: Mapping[str, Any]) -> None:
    """Accept a study, of which nothing is created. Raises InvalidRequestError naming what is wrong with it."""
    gateway = wired(settings(home))
    build_study_plan(msgspec.convert(request, StudyRequest), gateway, _read_optimize)


async def study(
    service: Service, request: Mapping[str, Any], *, job_id: str = "study_1", wait: bool = True
) -> dict[str, Any]:
    """Run a study; its result as JSON, with `status`, `finish_reason` and `error`."""
    await service.jobs_of("").create(new_study(study_plan_of(service, request), job_id), None)
    await service.queue.enqueue(job_id)
    return await studied(service, job_id) if wait else {}


async def studied(service: Service, job_id: str = "study_1") -> dict[str, Any]:
    """The result of a study, once it has ended."""
    return _with_end(await ended(service, job_id, "study"))


async def diagnosed(service: Service, job_id: str = "diagnostic_1") -> dict[str, Any]:
    """The result of a diagnostic, once it has ended."""
    return _with_end(await ended(service, job_id, "diagnostic"))


def _with_end(job: Job) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(job.result) if job.result is not None else {}
    return {**result, "status": job.status, "finish_reason": job.finish_reason, "error": job.error}


def _read_optimize(request: dict[str, Any]) -> OptimizeRequest:
    return decode(msgspec.json.encode(request), OptimizeRequest)
