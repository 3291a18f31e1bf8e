"""Studies over HTTP: plan, start, list, read, cancel."""

import uuid
from typing import Any

import msgspec
from litestar import Controller, Response, delete, get, post
from msgspec.structs import replace

from gradcheck.api.callers.auth import READ, RUN
from gradcheck.api.callers.tenant import TenantService
from gradcheck.api.data.sourcing import Sourced, sourced
from gradcheck.api.decode import decode, read
from gradcheck.api.inputs import AnyRequest, Cascade, JobId, OfPreset, Options, Part, Position, TheService
from gradcheck.api.operations import CONFLICT, PAST_THE_END, STREAM, taking
from gradcheck.api.runs import jobs_page
from gradcheck.api.starting import request_of, start
from gradcheck.api.streams import EventStream, stream
from gradcheck.api.views import Study, StudyPage, study_summary, study_view
from gradcheck.domain.base import Value
from gradcheck.engine.request import OptimizeRequest
from gradcheck.llm.gateway import Gateway
from gradcheck.storage.jobs import NewJob
from gradcheck.studies.estimate import StudyEstimate, check_power, estimate
from gradcheck.studies.execute import new_study
from gradcheck.studies.plan import StudyPlan
from gradcheck.studies.request import StudyRequest
from gradcheck.studies.validation import build_study_plan


class Studies(Controller):
    """`/studies`."""

    tags = ("studies",)

    @post(
        "/studies",
        operation_id="study",
        operation_class=taking(StudyRequest),
        status_code=202,
        opt=RUN,
        summary="Start a study",
    )
    async def study(self, request: AnyRequest, service: TheService, options: Options) -> Response[Study]:
        """202 with the study; 422 where it cannot be carried out, or could not find what it looks for.

        200 with the finished study when `Prefer: wait=N` is given and it ends in time.
        """

        async def make(body: bytes) -> NewJob:
            study = await _sourced(service, body)
            return await study.source.planned(lambda: _new_study(study, service.gateway))

        return await start(request, service, "study", make, study_view, options)

    @post(
        "/studies/plan",
        operation_id="plan_study",
        operation_class=taking(StudyRequest),
        status_code=200,
        opt=READ,
        summary="What a study would cost and could detect",
    )
    async def plan_study(self, request: AnyRequest, service: TheService) -> StudyEstimate:
        """Nothing is spent or stored; a study that could not find delta is answered, not refused."""
        study = await _sourced(service, await request.body())
        return await study.source.planned(lambda: estimate(_plan(study, service.gateway)))

    @get("/studies", operation_id="list_studies", opt=READ, summary="List studies, the newest first")
    async def list_studies(self, service: TheService, part: Part, preset: OfPreset = None) -> StudyPage:
        """A page of studies."""
        jobs, more = await jobs_page(service, "study", part, label=preset)
        return StudyPage(items=tuple(map(study_summary, jobs)), next=more)

    @get("/studies/{study_id:str}", operation_id="get_study", opt=READ, summary="A study's state and result")
    async def get_study(self, service: TheService, study_id: JobId) -> Study:
        """The study, with how far it is while it runs."""
        job = await service.jobs.get(study_id, "study")
        return study_view(job, await service.progress(job))

    @get(
        "/studies/{study_id:str}/request",
        operation_id="get_study_request",
        opt=READ,
        summary="What a study was asked for with",
    )
    async def get_study_request(self, service: TheService, study_id: JobId) -> Response[StudyRequest]:
        """The whole request as it was written; sent to `/studies` again it asks for the same."""
        return await request_of(service, "study", study_id)

    @post(
        "/studies/{study_id:str}/cancel",
        operation_id="cancel_study",
        responses=CONFLICT,
        status_code=202,
        opt=RUN,
        summary="Cancel a study",
    )
    async def cancel_study(self, service: TheService, study_id: JobId) -> Study:
        """Written down at once, for its runs too; complete trials are kept and read. 409 once the study has ended."""
        await service.cancel(study_id, "study")
        return study_view(await service.jobs.get(study_id, "study"))

    @delete(
        "/studies/{study_id:str}",
        operation_id="delete_study",
        responses=CONFLICT,
        status_code=204,
        opt=RUN,
        summary="Delete a study with its trials",
    )
    async def delete_study(self, service: TheService, study_id: JobId, *, cascade: Cascade = False) -> None:
        """All its texts and those of its trials go.

        409 where it has not ended, and where others continue or diagnose a trial: they are named, and `cascade=true`
        deletes them too.
        """
        await service.erase(study_id, "study", cascade=cascade)

    @get(
        "/studies/{study_id:str}/events",
        operation_id="stream_study_events",
        responses=PAST_THE_END,
        opt=READ | STREAM,
        summary="A study's events as they happen",
    )
    async def stream_study_events(
        self, service: TheService, study_id: JobId, position: Position
    ) -> Response[None] | EventStream:
        """Server-sent events; ends after the terminal event, 204 when resumed past the end."""
        return await stream(service, study_id, "study", position)


class _Asked(Value, frozen=True, kw_only=True):
    """A study with the examples of its runs, and where they come from."""

    request: StudyRequest
    source: Sourced


async def _sourced(service: TenantService, body: bytes) -> _Asked:
    request = await read(body, StudyRequest)
    source = await sourced(service, request.optimize, "optimize.")
    return _Asked(request=replace(request, optimize=source.request), source=source)


def _plan(study: _Asked, gateway: Gateway) -> StudyPlan:
    plan = build_study_plan(study.request, gateway, _read, study.source.images)
    return replace(plan, dataset=study.source.use)


def _new_study(study: _Asked, gateway: Gateway) -> NewJob:
    plan = _plan(study, gateway)
    if not study.request.force:
        check_power(plan)
    return replace(new_study(plan, f"study_{uuid.uuid4().hex}"), images=study.source.images.held)


def _read(request: dict[str, Any]) -> OptimizeRequest:
    """An arm's request after its overrides."""
    return decode(msgspec.json.encode(request), OptimizeRequest)
