"""The forms that start something; they send what everybody sends to the API."""

from typing import Annotated, get_args

from litestar import Controller, get
from litestar.params import QueryParameter
from litestar.response import Template

from gradcheck.api.callers.auth import RUN
from gradcheck.api.callers.tenant import TenantService
from gradcheck.api.inputs import AnyRequest, JobId, TheService
from gradcheck.diagnostics.registry import DIAGNOSTICS
from gradcheck.domain.feedback import PassedFeedback
from gradcheck.methods.portfolio import Portfolio
from gradcheck.pages.choices import OPEN, MethodChoice, RunChoices, TestChoice, diagnostic_parameters, methods
from gradcheck.pages.routes.page_answers import failed, page
from gradcheck.scoring.registry import catalogue

_MOST_DATASETS = 200
ChosenDataset = Annotated[str, QueryParameter(description="The data set that is chosen already.")]


class Starting(Controller):
    """`/ui/start`, the same of studies and of headroom, and `/ui/runs/{id}/diagnose`."""

    include_in_schema = False
    opt = RUN
    exception_handlers = {Exception: failed}  # noqa: RUF012 - the framework's name

    @get("/ui/start", operation_id="ui_start_run")
    async def start_run(self, request: AnyRequest, service: TheService, dataset: ChosenDataset = "") -> Template:
        """A new run."""
        return page(request, "start.html", choices=await _choices(service, dataset=dataset))

    @get("/ui/start/study", operation_id="ui_start_study")
    async def start_study(self, request: AnyRequest, service: TheService) -> Template:
        """A new study."""
        return page(request, "start_study.html", choices=await _choices(service, methods()))

    @get("/ui/start/headroom", operation_id="ui_start_headroom")
    async def start_headroom(self, request: AnyRequest, service: TheService) -> Template:
        """A new measurement of headroom."""
        return page(request, "start_headroom.html", choices=await _choices(service))

    @get("/ui/runs/{run_id:str}/diagnose", operation_id="ui_diagnose_run")
    async def diagnose_run(self, request: AnyRequest, service: TheService, run_id: JobId) -> Template:
        """A diagnostic of a run."""
        await service.jobs.get(run_id, "run")
        tests = tuple(TestChoice(name=test.name, asks=test.asks) for test in DIAGNOSTICS.values())
        return page(request, "diagnose.html", run_id=run_id, tests=tests, parameters=diagnostic_parameters())


async def _choices(
    service: TenantService, named: tuple[MethodChoice, ...] | None = None, dataset: str = ""
) -> RunChoices:
    stored = await service.datasets.page(limit=_MOST_DATASETS, after=None)
    return RunChoices(
        methods=named or (OPEN, *methods()),
        method=next(method for method in methods() if method.name == Portfolio.__struct_config__.tag),
        scorers=tuple(entry.name for entry in catalogue(service.gateway.installed_scorers)),
        providers=tuple(provider.name for provider in service.gateway.providers()),
        datasets=tuple(entry.name for entry in stored),
        feedback=tuple(name for name in get_args(PassedFeedback) if name != "real"),
        dataset=dataset,
    )
