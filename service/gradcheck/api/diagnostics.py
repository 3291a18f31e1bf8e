"""Diagnostics over HTTP: plan, start, read, cancel."""

import asyncio
import uuid
from collections.abc import Sequence

import msgspec
from litestar import Controller, Response, delete, get, post
from msgspec.structs import replace

from gradcheck.api.callers.auth import READ, RUN
from gradcheck.api.callers.tenant import TenantService
from gradcheck.api.decode import read
from gradcheck.api.inputs import AnyRequest, JobId, OfRun, Options, Part, Position, TheService
from gradcheck.api.operations import CONFLICT, PAST_THE_END, STREAM, taking
from gradcheck.api.runs import jobs_page
from gradcheck.api.starting import request_of, start
from gradcheck.api.streams import EventStream, stream
from gradcheck.api.views import Diagnostic, DiagnosticPage, diagnostic_summary, diagnostic_view
from gradcheck.diagnostics.analysis.summary import Found, of_run
from gradcheck.diagnostics.execute import DiagnosticResult, outline
from gradcheck.diagnostics.plan import DiagnosticPlan
from gradcheck.diagnostics.planning.earlier import Earlier
from gradcheck.diagnostics.planning.estimate import DiagnosticEstimate, estimate
from gradcheck.diagnostics.planning.recording import CompletedRun
from gradcheck.diagnostics.planning.validation import build_diagnostic_plan
from gradcheck.diagnostics.pool import Diagnosed, Pool, PoolRequest, pool
from gradcheck.diagnostics.request import DiagnosticRequest
from gradcheck.domain.run import ENDED, Result
from gradcheck.engine.plan import Plan
from gradcheck.errors import ConflictError, FieldError, InvalidRequestError, NotFoundError
from gradcheck.headroom.known import known_headroom
from gradcheck.storage.jobs import NewJob


class Diagnostics(Controller):
    """`/runs/{id}/diagnostics` and `/diagnostics`."""

    tags = ("diagnostics",)

    @post(
        "/runs/{run_id:str}/diagnostics/plan",
        operation_id="plan_diagnostic",
        operation_class=taking(DiagnosticRequest, required=False),
        responses=CONFLICT,
        status_code=200,
        opt=READ,
        summary="What a diagnostic would cost and could detect",
    )
    async def plan_diagnostic(self, request: AnyRequest, service: TheService, run_id: JobId) -> DiagnosticEstimate:
        """Calls by arm and test, cost, the minimum detectable effect.

        Nothing is spent. Errors as for the diagnostic.
        """
        asked = await read(await request.body() or b"{}", DiagnosticRequest)
        ran = await _ran(service, run_id)
        plan = await _plan(service, replace(asked, force=True), ran)
        found = await asyncio.to_thread(estimate, plan, {} if ran.result is None else ran.result.usage)
        return replace(found, headroom=await known_headroom(service.jobs, ran.plan))

    @post(
        "/runs/{run_id:str}/diagnostics",
        operation_id="diagnose",
        operation_class=taking(DiagnosticRequest, required=False),
        responses=CONFLICT,
        status_code=202,
        opt=RUN,
        summary="Diagnose a run",
    )
    async def diagnose(
        self, request: AnyRequest, service: TheService, run_id: JobId, options: Options
    ) -> Response[Diagnostic]:
        """202 with the diagnostic. 409 while the run has not ended, 422 where its steps cannot be tested.

        200 with the finished diagnostic when `Prefer: wait=N` is given and it ends in time.
        """

        async def make(body: bytes) -> NewJob:
            written = await read(body or b"{}", DiagnosticRequest)
            plan = await _plan(service, written, await _ran(service, run_id))
            job_id = f"diag_{uuid.uuid4().hex}"
            return NewJob(
                id=job_id,
                kind="diagnostic",
                scope=job_id,
                label=written.tests[0],
                plan=msgspec.json.encode(plan),
                outline=msgspec.json.encode(outline(plan)),
                target=run_id,
            )

        return await start(request, service, "diagnostic", make, diagnostic_view, options)

    @post(
        "/diagnostics/pool",
        operation_id="pool_diagnostics",
        operation_class=taking(PoolRequest),
        status_code=200,
        opt=READ,
        summary="What one test says over several runs",
    )
    async def pool_diagnostics(self, request: AnyRequest, service: TheService) -> Pool:
        """Effects over runs, with how much they differ between them, and a verdict by the rule of diagnostics.

        Nothing is spent. 422 where they did not ask the same, were judged by other rules, have not ended, or are all
        of one run; those that were not testable are left out and listed.
        """
        asked = await read(await request.body(), PoolRequest)
        diagnosed = await _diagnosed(service, asked.diagnostics)
        return await asyncio.to_thread(pool, asked, diagnosed)

    @get("/diagnostics", operation_id="list_diagnostics", opt=READ, summary="List diagnostics, the newest first")
    async def list_diagnostics(self, service: TheService, part: Part, run: OfRun = None) -> DiagnosticPage:
        """A page of diagnostics, of all runs or of one."""
        jobs, more = await jobs_page(service, "diagnostic", part, target=run, of_all=run is None)
        return DiagnosticPage(items=tuple(map(diagnostic_summary, jobs)), next=more)

    @get(
        "/runs/{run_id:str}/diagnostics",
        operation_id="list_run_diagnostics",
        opt=READ,
        summary="List a run's diagnostics",
    )
    async def list_run_diagnostics(self, service: TheService, run_id: JobId, part: Part) -> DiagnosticPage:
        """A page of a run's diagnostics, the newest first, with the summary of all that have ended."""
        await service.jobs.get(run_id, "run")
        jobs, more = await jobs_page(service, "diagnostic", part, target=run_id)
        results = await service.jobs.results_about(run_id, "diagnostic")
        told = await asyncio.to_thread(_summary, [result for _, result in results])
        return DiagnosticPage(items=tuple(map(diagnostic_summary, jobs)), next=more, summary=told or None)

    @get(
        "/diagnostics/{diagnostic_id:str}",
        operation_id="get_diagnostic",
        opt=READ,
        summary="A diagnostic's state and result",
    )
    async def get_diagnostic(self, service: TheService, diagnostic_id: JobId) -> Diagnostic:
        """The diagnostic, with how far it is while it runs."""
        job = await service.jobs.get(diagnostic_id, "diagnostic")
        return diagnostic_view(job, await service.progress(job))

    @get(
        "/diagnostics/{diagnostic_id:str}/request",
        operation_id="get_diagnostic_request",
        opt=READ,
        summary="What a diagnostic was asked for with",
    )
    async def get_diagnostic_request(self, service: TheService, diagnostic_id: JobId) -> Response[DiagnosticRequest]:
        """The whole request as it was written; sent to `/runs/{run_id}/diagnostics` again it asks for the same."""
        return await request_of(service, "diagnostic", diagnostic_id)

    @post(
        "/diagnostics/{diagnostic_id:str}/cancel",
        operation_id="cancel_diagnostic",
        responses=CONFLICT,
        status_code=202,
        opt=RUN,
        summary="Cancel a diagnostic",
    )
    async def cancel_diagnostic(self, service: TheService, diagnostic_id: JobId) -> Diagnostic:
        """Written down at once; complete blocks are kept and read. 409 once the diagnostic has ended."""
        await service.cancel(diagnostic_id, "diagnostic")
        return diagnostic_view(await service.jobs.get(diagnostic_id, "diagnostic"))

    @delete(
        "/diagnostics/{diagnostic_id:str}",
        operation_id="delete_diagnostic",
        responses=CONFLICT,
        status_code=204,
        opt=RUN,
        summary="Delete a diagnostic",
    )
    async def delete_diagnostic(self, service: TheService, diagnostic_id: JobId) -> None:
        """All its texts go with it; the run that it is about stays. 409 where it has not ended."""
        await service.erase(diagnostic_id, "diagnostic", cascade=False)

    @get(
        "/diagnostics/{diagnostic_id:str}/events",
        operation_id="stream_diagnostic_events",
        responses=PAST_THE_END,
        opt=READ | STREAM,
        summary="A diagnostic's events as they happen",
    )
    async def stream_diagnostic_events(
        self, service: TheService, diagnostic_id: JobId, position: Position
    ) -> Response[None] | EventStream:
        """Server-sent events; ends after the terminal event, 204 when resumed past the end."""
        return await stream(service, diagnostic_id, "diagnostic", position)


def _summary(results: Sequence[bytes]) -> str:
    """The summary of a run's stored results, the newest first."""
    return of_run(msgspec.json.decode(result, type=Found) for result in results)


async def _ran(service: TenantService, run_id: str) -> CompletedRun:
    """An ended run with its record. Raises NotFoundError, and ConflictError while it has not ended."""
    run = await service.jobs.get(run_id, "run")
    if run.status not in ENDED:
        raise ConflictError(f"run {run_id} is {run.status}; it can be diagnosed when it has ended")
    records = service.records(run)
    return CompletedRun(
        id=run_id,
        plan=msgspec.json.decode(await service.plan(run), type=Plan),
        result=None if run.result is None else msgspec.json.decode(run.result, type=Result),
        steps=await records.steps(),
        candidates=await records.candidates(),
        rollouts=await records.rollouts(),
    )


async def _others(service: TenantService, run_ids: Sequence[str]) -> list[CompletedRun]:
    """The further runs a diagnostic names. Raises InvalidRequestError naming those that are not there or not ended."""
    runs, errors = [], []
    for index, run_id in enumerate(run_ids):
        try:
            runs.append(await _ran(service, run_id))
        except (NotFoundError, ConflictError) as error:
            errors.append(FieldError(f"runs[{index}]", error.message))
    if errors:
        raise InvalidRequestError.of(*errors)
    return runs


async def _diagnosed(service: TenantService, diagnostic_ids: Sequence[str]) -> list[Diagnosed]:
    """Diagnostics with their plans. Raises InvalidRequestError naming those that are not there."""
    found, errors = [], []
    for index, diagnostic_id in enumerate(diagnostic_ids):
        try:
            job = await service.jobs.get(diagnostic_id, "diagnostic")
        except NotFoundError as error:
            errors.append(FieldError(f"diagnostics[{index}]", error.message))
            continue
        result = job.result if job.status in ENDED else None
        found.append(
            Diagnosed(
                id=diagnostic_id,
                plan=msgspec.json.decode(await service.plan(job), type=DiagnosticPlan),
                result=None if result is None else msgspec.json.decode(result, type=DiagnosticResult),
            )
        )
    if errors:
        raise InvalidRequestError.of(*errors)
    return found


async def _plan(service: TenantService, asked: DiagnosticRequest, ran: CompletedRun) -> DiagnosticPlan:
    """The plan of a diagnostic, with what earlier ones of this run have left."""
    others = await _others(service, asked.runs)
    earlier = await service.jobs.results_about(ran.id, "diagnostic")
    left = await asyncio.to_thread(Earlier.of, earlier)
    provider = service.gateway.info(ran.plan.models.optimizer.provider)
    context = None if provider is None else provider.context
    # In a thread, and so is the estimate: they compute with what may be loaded for them alone.
    return await asyncio.to_thread(build_diagnostic_plan, asked, ran, others=others, earlier=left, context=context)
