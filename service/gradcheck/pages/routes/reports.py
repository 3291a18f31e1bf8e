"""A job as one file that can be kept, sent and opened anywhere."""

from litestar import Controller, Response, get

from gradcheck.api.callers.auth import READ
from gradcheck.api.inputs import JobId, TheService
from gradcheck.api.operations import FILES
from gradcheck.pages.routes.loading import loaded_diagnostic, loaded_headroom, loaded_run, loaded_study
from gradcheck.pages.templating import Report, report

_OPTIONS = READ | {FILES: ("text/html",)}


class Reports(Controller):
    """`/runs/{id}/report`, and the same of diagnostics, studies and measurements of headroom."""

    @get(
        "/runs/{run_id:str}/report",
        operation_id="report_run",
        tags=["runs"],
        opt=_OPTIONS,
        summary="A run as a page of its own",
    )
    async def report_run(self, service: TheService, run_id: JobId) -> Response[str]:
        """What `/ui/runs/{run_id}` shows, as one HTML file that loads nothing: how far it is, if it has not ended."""
        return _file(report("run.html", sheet=await loaded_run(service, run_id)))

    @get(
        "/diagnostics/{diagnostic_id:str}/report",
        operation_id="report_diagnostic",
        tags=["diagnostics"],
        opt=_OPTIONS,
        summary="A diagnostic as a page of its own",
    )
    async def report_diagnostic(self, service: TheService, diagnostic_id: JobId) -> Response[str]:
        """What `/ui/diagnostics/{diagnostic_id}` shows, as one HTML file that loads nothing."""
        return _file(report("diagnostic.html", sheet=await loaded_diagnostic(service, diagnostic_id)))

    @get(
        "/studies/{study_id:str}/report",
        operation_id="report_study",
        tags=["studies"],
        opt=_OPTIONS,
        summary="A study as a page of its own",
    )
    async def report_study(self, service: TheService, study_id: JobId) -> Response[str]:
        """What `/ui/studies/{study_id}` shows, as one HTML file that loads nothing."""
        return _file(report("study.html", sheet=await loaded_study(service, study_id)))

    @get(
        "/headroom/{headroom_id:str}/report",
        operation_id="report_headroom",
        tags=["headroom"],
        opt=_OPTIONS,
        summary="A measurement of headroom as a page of its own",
    )
    async def report_headroom(self, service: TheService, headroom_id: JobId) -> Response[str]:
        """What `/ui/headroom/{headroom_id}` shows, as one HTML file that loads nothing."""
        return _file(report("headroom.html", sheet=await loaded_headroom(service, headroom_id)))


def _file(made: Report) -> Response[str]:
    policy = f"{made.policy}; frame-ancestors 'none'"
    return Response(made.text, media_type="text/html", headers={"Content-Security-Policy": policy})
