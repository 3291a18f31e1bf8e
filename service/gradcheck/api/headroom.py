"""Headroom over HTTP: measure, list, read, cancel; and what estimates and plans of others show of it."""

import uuid

from litestar import Controller, Response, delete, get, post
from msgspec.structs import replace

from gradcheck.api.callers.auth import READ, RUN
from gradcheck.api.data.open_method import with_method
from gradcheck.api.data.sourcing import Sourced, sourced
from gradcheck.api.decode import read
from gradcheck.api.inputs import AnyRequest, JobId, Options, Part, Position, TheService
from gradcheck.api.operations import CONFLICT, PAST_THE_END, STREAM, taking
from gradcheck.api.runs import jobs_page
from gradcheck.api.starting import request_of, start
from gradcheck.api.streams import EventStream, stream
from gradcheck.api.views import Headroom, HeadroomPage, headroom_summary, headroom_view
from gradcheck.headroom.execute import new_headroom
from gradcheck.headroom.plan import estimate
from gradcheck.headroom.request import HeadroomEstimate, HeadroomPlan, HeadroomRequest
from gradcheck.headroom.validation import build_headroom_plan
from gradcheck.llm.gateway import Gateway
from gradcheck.storage.jobs import NewJob


class HeadroomController(Controller):
    """`/headroom`."""

    tags = ("headroom",)

    @post(
        "/headroom",
        operation_id="measure_headroom",
        operation_class=taking(HeadroomRequest),
        status_code=202,
        opt=RUN,
        summary="Measure whether a task reacts to prompts",
    )
    async def measure_headroom(self, request: AnyRequest, service: TheService, options: Options) -> Response[Headroom]:
        """202 with the measurement; 422 where it cannot be carried out.

        200 with the finished measurement when `Prefer: wait=N` is given and it ends in time.
        """

        async def make(body: bytes) -> NewJob:
            asked = await read(body, HeadroomRequest)
            source = await with_method(service, await sourced(service, asked.optimize, "optimize."))
            return await source.planned(lambda: _new(_plan(asked, source, service.gateway), source))

        return await start(request, service, "headroom", make, headroom_view, options)

    @post(
        "/headroom/plan",
        operation_id="plan_headroom",
        operation_class=taking(HeadroomRequest),
        status_code=200,
        opt=READ,
        summary="What a measurement of headroom would take",
    )
    async def plan_headroom(self, request: AnyRequest, service: TheService) -> HeadroomEstimate:
        """Its prompts, items, calls and dollars; nothing is spent or stored. 422 where it cannot be carried out."""
        asked = await read(await request.body(), HeadroomRequest)
        source = await with_method(service, await sourced(service, asked.optimize, "optimize."))
        return await source.planned(lambda: estimate(_plan(asked, source, service.gateway)))

    @get("/headroom", operation_id="list_headroom", opt=READ, summary="List measurements of headroom, the newest first")
    async def list_headroom(self, service: TheService, part: Part) -> HeadroomPage:
        """A page of measurements."""
        jobs, more = await jobs_page(service, "headroom", part, of_all=True)
        return HeadroomPage(items=tuple(map(headroom_summary, jobs)), next=more)

    @get(
        "/headroom/{headroom_id:str}", operation_id="get_headroom", opt=READ, summary="A measurement's state and result"
    )
    async def get_headroom(self, service: TheService, headroom_id: JobId) -> Headroom:
        """The measurement, with how far it is while it runs."""
        job = await service.jobs.get(headroom_id, "headroom")
        return headroom_view(job, await service.progress(job))

    @get(
        "/headroom/{headroom_id:str}/request",
        operation_id="get_headroom_request",
        opt=READ,
        summary="What a measurement of headroom was asked for with",
    )
    async def get_headroom_request(self, service: TheService, headroom_id: JobId) -> Response[HeadroomRequest]:
        """The whole request as it was written; sent to `/headroom` again it asks for the same."""
        return await request_of(service, "headroom", headroom_id)

    @post(
        "/headroom/{headroom_id:str}/cancel",
        operation_id="cancel_headroom",
        responses=CONFLICT,
        status_code=202,
        opt=RUN,
        summary="Cancel a measurement of headroom",
    )
    async def cancel_headroom(self, service: TheService, headroom_id: JobId) -> Headroom:
        """Written down at once; prompts that were scored whole are read. 409 once the measurement has ended."""
        await service.cancel(headroom_id, "headroom")
        return headroom_view(await service.jobs.get(headroom_id, "headroom"))

    @delete(
        "/headroom/{headroom_id:str}",
        operation_id="delete_headroom",
        responses=CONFLICT,
        status_code=204,
        opt=RUN,
        summary="Delete a measurement of headroom",
    )
    async def delete_headroom(self, service: TheService, headroom_id: JobId) -> None:
        """All its texts go with it. 409 where it has not ended."""
        await service.erase(headroom_id, "headroom", cascade=False)

    @get(
        "/headroom/{headroom_id:str}/events",
        operation_id="stream_headroom_events",
        responses=PAST_THE_END,
        opt=READ | STREAM,
        summary="A measurement's events as they happen",
    )
    async def stream_headroom_events(
        self, service: TheService, headroom_id: JobId, position: Position
    ) -> Response[None] | EventStream:
        """Server-sent events; ends after the terminal event, 204 when resumed past the end."""
        return await stream(service, headroom_id, "headroom", position)


def _plan(asked: HeadroomRequest, source: Sourced, gateway: Gateway) -> HeadroomPlan:
    plan = build_headroom_plan(replace(asked, optimize=source.request), gateway, source.images)
    return replace(plan, run=replace(plan.run, dataset=source.use))


def _new(plan: HeadroomPlan, source: Sourced) -> NewJob:
    return replace(new_headroom(plan, f"headroom_{uuid.uuid4().hex}"), images=source.images.held)
