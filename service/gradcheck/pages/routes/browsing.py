"""The pages that people go through: home, lists, jobs of each kind, data sets, runs beside each other."""

import contextlib
from typing import Annotated

from litestar import Controller, get
from litestar.params import QueryParameter
from litestar.response import Redirect, Template

from gradcheck.api.callers.auth import PUBLIC, READ
from gradcheck.api.data.datasets import shown
from gradcheck.api.inputs import AnyRequest, Cursor, DatasetName, JobId, OfVersion, PageOptions, Part, TheService
from gradcheck.api.runs import jobs_page
from gradcheck.api.views import diagnostic_summary, headroom_summary, run_summary, run_view, study_summary
from gradcheck.datasets.upload import normal_name
from gradcheck.domain.naming import ANY
from gradcheck.errors import NotFoundError
from gradcheck.pages import listings
from gradcheck.pages.comparison_sheet import runs_beside
from gradcheck.pages.dataset_sheet import DatasetList, dataset_sheet
from gradcheck.pages.listings import Home, Listing
from gradcheck.pages.routes.loading import loaded_diagnostic, loaded_headroom, loaded_run, loaded_study
from gradcheck.pages.routes.page_answers import failed, page

_MOST_BESIDE, _MOST_DATASETS, _FIRST_ROWS = 6, 50, 20
ChosenRuns = Annotated[list[str] | None, QueryParameter(description="A run to show; given again, further ones.")]
_CHOICES = PageOptions(limit=50, after=None, status=None, wanted=ANY)
_NEWEST = PageOptions(limit=8, after=None, status=None, wanted=ANY)


class Browsing(Controller):
    """`/ui`."""

    include_in_schema = False
    opt = READ
    exception_handlers = {Exception: failed}  # noqa: RUF012 - the framework's name

    @get("/", operation_id="ui_start", opt=PUBLIC)
    async def start(self) -> Redirect:
        """To the pages."""
        return Redirect("/ui", status_code=303)

    @get("/ui", operation_id="ui_home")
    async def home(self, request: AnyRequest, service: TheService) -> Template:
        """The newest jobs of each kind."""
        runs, _ = await jobs_page(service, "run", _NEWEST)
        diagnostics, _ = await jobs_page(service, "diagnostic", _NEWEST, of_all=True)
        studies, _ = await jobs_page(service, "study", _NEWEST)
        measured, _ = await jobs_page(service, "headroom", _NEWEST, of_all=True)
        shown = (
            listings.runs_listing(tuple(map(run_summary, runs))),
            listings.diagnostics_listing(tuple(map(diagnostic_summary, diagnostics))),
            listings.studies_listing(tuple(map(study_summary, studies))),
            listings.headroom_listing(tuple(map(headroom_summary, measured))),
        )
        return page(request, "home.html", home=Home(listings=shown))

    @get("/ui/runs", operation_id="ui_runs")
    async def runs(self, request: AnyRequest, service: TheService, part: Part) -> Template:
        """Runs, the newest first."""
        jobs, more = await jobs_page(service, "run", part)
        return _listed(request, part, listings.runs_listing(tuple(map(run_summary, jobs))), more)

    @get("/ui/diagnostics", operation_id="ui_diagnostics")
    async def diagnostics(self, request: AnyRequest, service: TheService, part: Part) -> Template:
        """Diagnostics of all runs, the newest first."""
        jobs, more = await jobs_page(service, "diagnostic", part, of_all=True)
        return _listed(request, part, listings.diagnostics_listing(tuple(map(diagnostic_summary, jobs))), more)

    @get("/ui/studies", operation_id="ui_studies")
    async def studies(self, request: AnyRequest, service: TheService, part: Part) -> Template:
        """Studies, the newest first."""
        jobs, more = await jobs_page(service, "study", part)
        return _listed(request, part, listings.studies_listing(tuple(map(study_summary, jobs))), more)

    @get("/ui/headroom", operation_id="ui_headroom")
    async def headroom(self, request: AnyRequest, service: TheService, part: Part) -> Template:
        """Measurements of headroom, the newest first."""
        jobs, more = await jobs_page(service, "headroom", part, of_all=True)
        return _listed(request, part, listings.headroom_listing(tuple(map(headroom_summary, jobs))), more)

    @get("/ui/runs/{run_id:str}", operation_id="ui_run")
    async def run(self, request: AnyRequest, service: TheService, run_id: JobId) -> Template:
        """A run."""
        return page(request, "run.html", sheet=await loaded_run(service, run_id))

    @get("/ui/diagnostics/{diagnostic_id:str}", operation_id="ui_diagnostic")
    async def diagnostic(self, request: AnyRequest, service: TheService, diagnostic_id: JobId) -> Template:
        """A diagnostic."""
        return page(request, "diagnostic.html", sheet=await loaded_diagnostic(service, diagnostic_id))

    @get("/ui/studies/{study_id:str}", operation_id="ui_study")
    async def study(self, request: AnyRequest, service: TheService, study_id: JobId) -> Template:
        """A study."""
        return page(request, "study.html", sheet=await loaded_study(service, study_id))

    @get("/ui/headroom/{headroom_id:str}", operation_id="ui_measured")
    async def measured(self, request: AnyRequest, service: TheService, headroom_id: JobId) -> Template:
        """A measurement of headroom."""
        return page(request, "headroom.html", sheet=await loaded_headroom(service, headroom_id))

    @get("/ui/compare", operation_id="ui_compare")
    async def compare(self, request: AnyRequest, service: TheService, run: ChosenRuns = None) -> Template:
        """Runs beside each other."""
        chosen = tuple(dict.fromkeys(run or ()))[:_MOST_BESIDE]
        jobs, _ = await jobs_page(service, "run", _CHOICES)
        views = []
        for run_id in chosen:
            with contextlib.suppress(NotFoundError):
                views.append(run_view(await service.jobs.get(run_id, "run")))
        choices = tuple(map(run_summary, jobs))
        missing = len(chosen) - len(views)
        return page(request, "compare.html", choices=choices, chosen=chosen, missing=missing, beside=runs_beside(views))

    @get("/ui/datasets", operation_id="ui_datasets")
    async def datasets(self, request: AnyRequest, service: TheService, after: Cursor = None) -> Template:
        """Data sets by name."""
        entries = await service.datasets.page(limit=_MOST_DATASETS + 1, after=after)
        more = entries[_MOST_DATASETS - 1].name if len(entries) > _MOST_DATASETS else None
        return page(request, "datasets.html", listing=DatasetList(entries=tuple(entries[:_MOST_DATASETS]), next=more))

    @get("/ui/datasets/{name:str}", operation_id="ui_dataset")
    async def dataset(
        self, request: AnyRequest, service: TheService, name: DatasetName, version: OfVersion = None
    ) -> Template:
        """A data set with its first rows."""
        newest = await service.datasets.get(normal_name(name))
        stored = newest if version is None else await service.datasets.get(newest.shown.name, version)
        rows = await service.datasets.rows(stored, after=0, limit=_FIRST_ROWS)
        return page(request, "dataset.html", sheet=dataset_sheet(shown(stored.shown, newest.shown.version), rows))


def _listed(request: AnyRequest, part: Part, listing: Listing, more: str | None) -> Template:
    shown = listings.asked_for(listing, name=part.wanted.name, status=part.status, after=more)
    return page(request, "jobs.html", listing=shown)
