"""Runs over HTTP: start, list, read, cancel, continue."""

import asyncio
import uuid
from collections.abc import Sequence

import msgspec
from litestar import Controller, Response, delete, get, post
from msgspec.structs import replace

from gradcheck.api.callers.auth import READ, RUN
from gradcheck.api.callers.tenant import TenantService
from gradcheck.api.data.open_method import rewritten, with_method
from gradcheck.api.data.run_prompts import prompts_of
from gradcheck.api.data.sourcing import Sourced, sourced
from gradcheck.api.decode import read
from gradcheck.api.inputs import (
    AfterCount,
    AfterNumber,
    AnyRequest,
    AsFormat,
    Cascade,
    JobId,
    Limit,
    OfCandidate,
    OfDirection,
    OfMethod,
    OfStage,
    OfStudy,
    Options,
    PageOptions,
    Part,
    Position,
    StepNumber,
    TheService,
)
from gradcheck.api.operations import CONFLICT, FILES, PAST_THE_END, STREAM, taking
from gradcheck.api.starting import is_comparison, request_of, start
from gradcheck.api.streams import EventStream, stream
from gradcheck.api.views import (
    CandidatePage,
    ChangePage,
    RolloutPage,
    Run,
    RunPage,
    StepDetail,
    StepPage,
    run_summary,
    run_view,
)
from gradcheck.domain.program import SEED
from gradcheck.domain.results.panels import ChangedExample
from gradcheck.domain.run import ENDED, Result, step_path
from gradcheck.domain.task import Rollout
from gradcheck.engine.comparison.request import EvaluateRequest
from gradcheck.engine.comparison.validation import build_comparison, of_first
from gradcheck.engine.estimate import RunEstimate, estimate
from gradcheck.engine.execute import new_run
from gradcheck.engine.panels.changed import Direction, changed_examples
from gradcheck.engine.plan import Plan
from gradcheck.engine.request import ContinueRequest, OptimizeRequest
from gradcheck.engine.taking_home import exported_run
from gradcheck.engine.validation import build_plan, continued, draft_plan
from gradcheck.errors import ConflictError, FieldError, InvalidRequestError, NotFoundError
from gradcheck.headroom.known import known_headroom
from gradcheck.storage.jobs import Job, Kind, NewJob


class RunsController(Controller):
    """`/optimize`, `/evaluate` and `/runs`."""

    tags = ("runs",)

    @post(
        "/optimize",
        operation_id="optimize",
        operation_class=taking(OptimizeRequest),
        status_code=202,
        opt=RUN,
        summary="Start an optimization",
    )
    async def optimize(self, request: AnyRequest, service: TheService, options: Options) -> Response[Run]:
        """202 with the run; 200 with the finished run when `Prefer: wait=N` is given and it ends in time.

        `"method": "auto"` is resolved now: the run's `choice` has the method that it stands for, and why.
        """

        async def make(body: bytes) -> NewJob:
            source = await with_method(service, await sourced(service, await read(body, OptimizeRequest)))
            return await source.planned(
                lambda: _new(build_plan(source.request, service.gateway, source.images), source, body)
            )

        return await start(request, service, "run", make, run_view, options)

    @post(
        "/optimize/estimate",
        operation_id="estimate_run",
        operation_class=taking(OptimizeRequest),
        status_code=200,
        opt=READ,
        summary="What a run would take",
    )
    async def estimate_run(self, request: AnyRequest, service: TheService) -> RunEstimate:
        """Calls, tokens, dollars and dependent rounds of a request to `/optimize`; nothing is spent or stored.

        A budget that is too small is answered with the least one that is accepted. `headroom` is what was measured for
        this data, scoring, prompt and task model, else what measuring it would take. `choice` says which method `auto`
        would stand for.
        """
        source = await with_method(service, await sourced(service, await read(await request.body(), OptimizeRequest)))
        draft = await source.planned(lambda: draft_plan(source.request, service.gateway, source.images))
        plan = replace(draft, dataset=source.use, choice=source.choice)
        found = await asyncio.to_thread(estimate, plan)
        return replace(found, headroom=await known_headroom(service.jobs, plan))

    @post(
        "/evaluate",
        operation_id="evaluate",
        operation_class=taking(EvaluateRequest),
        status_code=202,
        opt=RUN,
        summary="Compare prompts on the same examples",
    )
    async def evaluate(self, request: AnyRequest, service: TheService, options: Options) -> Response[Run]:
        """202 with a run that scores all prompts and optimizes none; its result has `comparison`.

        200 with the finished run when `Prefer: wait=N` is given and it ends in time.
        """

        async def make(body: bytes) -> NewJob:
            asked = await read(body, EvaluateRequest)
            prompts = await prompts_of(service, asked.prompts)
            source = await sourced(service, of_first(asked, prompts))
            return await source.planned(
                lambda: _new(build_comparison(asked, prompts, source.request, service.gateway, source.images), source)
            )

        return await start(request, service, "run", make, run_view, options)

    @get(
        "/evaluate/{run_id:str}/request",
        operation_id="get_evaluate_request",
        opt=READ,
        summary="What a comparison was asked for with",
    )
    async def get_evaluate_request(self, service: TheService, run_id: JobId) -> Response[EvaluateRequest]:
        """The whole request as it was written; 404 where the run is no comparison."""
        if not is_comparison(await service.jobs.get(run_id, "run")):
            raise NotFoundError(f"run {run_id} compares no prompts; GET /runs/{run_id}/request has its request")
        return await request_of(service, "run", run_id)

    @get("/runs", operation_id="list_runs", opt=READ, summary="List runs, the newest first")
    async def list_runs(
        self, service: TheService, part: Part, method: OfMethod = None, study: OfStudy = None
    ) -> RunPage:
        """A page of runs; those that are trials of a study are listed with it alone."""
        jobs, more = await jobs_page(service, "run", part, label=method, target=study)
        return RunPage(items=tuple(map(run_summary, jobs)), next=more)

    @get("/runs/{run_id:str}", operation_id="get_run", opt=READ, summary="A run's state and result")
    async def get_run(self, service: TheService, run_id: JobId) -> Run:
        """The run, with how far it is while it runs."""
        job = await service.jobs.get(run_id, "run")
        return run_view(job, await service.progress(job))

    @get(
        "/runs/{run_id:str}/request", operation_id="get_run_request", opt=READ, summary="What a run was asked for with"
    )
    async def get_run_request(self, service: TheService, run_id: JobId) -> Response[OptimizeRequest]:
        """The whole request as it was written; sent to `/optimize` again it asks for the same run.

        Where its method was `auto` it has the one that was chosen. That of a run that continues another is the other's
        with the new budget. 404 where none is kept, as of the trials of a study; that of a comparison is at
        `/evaluate/{run_id}/request`.
        """
        if is_comparison(await service.jobs.get(run_id, "run")):
            raise NotFoundError(f"run {run_id} compares prompts; GET /evaluate/{run_id}/request has its request")
        return await request_of(service, "run", run_id)

    @post(
        "/runs/{run_id:str}/cancel",
        operation_id="cancel_run",
        responses=CONFLICT,
        status_code=202,
        opt=RUN,
        summary="Cancel a run",
    )
    async def cancel_run(self, service: TheService, run_id: JobId) -> Run:
        """Written down at once; the best so far is kept. 409 once the run has ended."""
        await service.cancel(run_id, "run")
        return run_view(await service.jobs.get(run_id, "run"))

    @delete(
        "/runs/{run_id:str}",
        operation_id="delete_run",
        responses=CONFLICT,
        status_code=204,
        opt=RUN,
        summary="Delete a run",
    )
    async def delete_run(self, service: TheService, run_id: JobId, *, cascade: Cascade = False) -> None:
        """Request, prompts, examples, calls, steps, rollouts and events go; digests of the test items stay.

        So a test that was used is known as used. 409 where it has not ended, and where others continue, diagnose or
        hold it as a trial: they are named, and `cascade=true` deletes them too.
        """
        await service.erase(run_id, "run", cascade=cascade)

    @post(
        "/runs/{run_id:str}/continue",
        operation_id="continue_run",
        operation_class=taking(ContinueRequest),
        responses=CONFLICT,
        status_code=202,
        opt=RUN,
        summary="Continue a run",
    )
    async def continue_run(
        self, request: AnyRequest, service: TheService, run_id: JobId, options: Options
    ) -> Response[Run]:
        """A new run with a new budget; what the old one has paid for is not paid again. 409 while it runs.

        200 with the finished run when `Prefer: wait=N` is given and it ends in time.
        """

        async def make(body: bytes) -> NewJob:
            budget = (await read(body, ContinueRequest)).budget
            parent = await service.jobs.get(run_id, "run")
            if parent.status not in ENDED:
                raise ConflictError(f"run {run_id} is {parent.status}; it can be continued when it has ended")
            stored = await service.plan(parent)
            plan = await asyncio.to_thread(lambda: continued(msgspec.json.decode(stored, type=Plan), budget))
            new = await asyncio.to_thread(new_run, plan, _id())
            return replace(new, parent=parent.id, request=await _with_changes(service, parent, body))

        return await start(request, service, "run", make, run_view, options)

    @get(
        "/runs/{run_id:str}/events",
        operation_id="stream_run_events",
        responses=PAST_THE_END,
        opt=READ | STREAM,
        summary="A run's events as they happen",
    )
    async def stream_run_events(
        self, service: TheService, run_id: JobId, position: Position
    ) -> Response[None] | EventStream:
        """Server-sent events; ends after the terminal event, 204 when resumed past the end."""
        return await stream(service, run_id, "run", position)

    @get("/runs/{run_id:str}/steps", operation_id="list_steps", opt=READ, summary="A run's recorded steps")
    async def list_steps(
        self, service: TheService, run_id: JobId, limit: Limit = 50, after: AfterNumber = -1
    ) -> StepPage:
        """A page of steps; `after` is a step's number, the seed is scored in step 0."""
        records = service.records(await service.jobs.get(run_id, "run"))
        steps = await records.steps(after=after, limit=limit + 1)
        more = str(steps[limit - 1].n) if len(steps) > limit else None
        return StepPage(items=tuple(steps[:limit]), next=more)

    @get("/runs/{run_id:str}/steps/{n:int}", operation_id="get_step", opt=READ, summary="One step with its rollouts")
    async def get_step(self, service: TheService, run_id: JobId, n: StepNumber) -> StepDetail:
        """The step: parents, minibatch, rollouts, feedback, edit requests, proposals, selection."""
        records = service.records(await service.jobs.get(run_id, "run"))
        step = await records.step(n)
        rollouts = await records.rollouts(stage=step_path(n))
        return StepDetail(step=step, rollouts=tuple(rollouts))

    @get("/runs/{run_id:str}/candidates", operation_id="list_candidates", opt=READ, summary="A run's candidates")
    async def list_candidates(
        self, service: TheService, run_id: JobId, limit: Limit = 50, after: AfterNumber = -1
    ) -> CandidatePage:
        """A page of candidates in the order they were made; `after` is a position, the seed's is 0."""
        records = service.records(await service.jobs.get(run_id, "run"))
        candidates = await records.candidates(after=after, limit=limit + 1)
        more = str(after + limit) if len(candidates) > limit else None
        return CandidatePage(items=tuple(candidates[:limit]), next=more)

    @get(
        "/runs/{run_id:str}/changes",
        operation_id="list_changes",
        opt=READ,
        summary="Test examples that a run's prompt decided",
    )
    async def list_changes(
        self, service: TheService, run_id: JobId, direction: OfDirection, limit: Limit = 50, after: AfterCount = 0
    ) -> ChangePage:
        """A page of the test examples that the best prompt answers better (`fixed`) or worse (`broken`), whole.

        The largest changes come first; none before the test has ended.
        """
        job = await service.jobs.get(run_id, "run")
        if job.result is None:
            return ChangePage(items=(), next=None)
        rollouts = await service.records(job).rollouts(stage="test")
        plan, result = await service.plan(job), job.result
        found = await asyncio.to_thread(_changes, plan, result, rollouts, direction)
        more = str(after + limit) if len(found) > after + limit else None
        return ChangePage(items=tuple(found[after : after + limit]), next=more)

    @get("/runs/{run_id:str}/rollouts", operation_id="list_rollouts", opt=READ, summary="A run's rollouts")
    async def list_rollouts(
        self,
        service: TheService,
        run_id: JobId,
        limit: Limit = 100,
        after: AfterCount = 0,
        stage: OfStage = None,
        candidate: OfCandidate = None,
    ) -> RolloutPage:
        """A page of rollouts, by stage."""
        records = service.records(await service.jobs.get(run_id, "run"))
        rollouts = await records.rollouts(stage=stage, candidate=candidate, offset=after, limit=limit + 1)
        more = str(after + limit) if len(rollouts) > limit else None
        return RolloutPage(items=tuple(rollouts[:limit]), next=more)

    @get(
        "/runs/{run_id:str}/export",
        operation_id="export_run",
        responses=CONFLICT,
        opt=READ | {FILES: ("application/json", "application/yaml", "text/plain")},
        summary="A run's best prompt as a file of another tool",
    )
    async def export_run(self, service: TheService, run_id: JobId, as_format: AsFormat = "json") -> Response[bytes]:
        """The best prompt so far with its demos, as it is written there; 409 while there is none.

        `text` is the only text of a prompt, `messages` a list with placeholders as the prompt writes them, `openai` the
        body of a request, `promptfoo` a configuration with the run's examples as tests, `dspy` a program's state,
        `langchain` a chat template, `mlflow` what `register_prompt` takes, `json` all of it as a request holds it. 422
        where a format has no place for part of the prompt, with what has: nothing is left out in silence.
        """
        job = await service.jobs.get(run_id, "run")
        if job.result is None:
            raise ConflictError(f"run {run_id} is {job.status} and has no prompt to export")
        # In a thread: a plan may hold many thousand examples.
        file = await asyncio.to_thread(exported_run, run_id, await service.plan(job), job.result, as_format)
        return Response(
            file.content.encode(),
            media_type=f"{file.media_type}; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{file.name}"'},
        )


def _changes(stored: bytes, result: bytes, rollouts: Sequence[Rollout], direction: Direction) -> list[ChangedExample]:
    examples = {example.id: example for example in msgspec.json.decode(stored, type=Plan).examples}
    best = msgspec.json.decode(result, type=Result).candidate
    return changed_examples(examples, rollouts, SEED, best, direction)


async def _with_changes(service: TenantService, run: Job, body: bytes) -> bytes:
    """A run's request with what its continuation asks for instead; empty where none is kept.

    The budget is always the continuation's own, as it is for the calls.
    """
    try:
        request = await service.request(run)
    except NotFoundError:
        return b""
    return await asyncio.to_thread(rewritten, request, body, "budget")


def _new(plan: Plan, source: Sourced, body: bytes = b"") -> NewJob:
    """A run to be stored. One whose method was left open has the one that was chosen in its request."""
    new = new_run(replace(plan, dataset=source.use, choice=source.choice), _id())
    method = None if source.choice is None else msgspec.json.encode({"method": source.choice.method})
    request = None if method is None else rewritten(body, method)
    return replace(new, images=source.images.held, request=request)


def _id() -> str:
    return f"run_{uuid.uuid4().hex}"


async def jobs_page(
    service: TenantService,
    kind: Kind,
    part: PageOptions,
    *,
    label: str | None = None,
    target: str | None = None,
    of_all: bool = False,
) -> tuple[list[Job], str | None]:
    """Jobs of a kind, and the cursor of what follows. Raises InvalidRequestError where `after` is no such job's id."""
    try:
        if part.after is not None:
            await service.jobs.get(part.after, kind)
    except NotFoundError:
        raise InvalidRequestError.of(FieldError("after", "is no cursor; a page gives one as `next`")) from None
    jobs = await service.jobs.page(
        kind,
        limit=part.limit + 1,
        before=part.after,
        status=part.status,
        label=label,
        target=target,
        of_all=of_all,
        wanted=part.wanted,
    )
    return jobs[: part.limit], jobs[part.limit - 1].id if len(jobs) > part.limit else None
