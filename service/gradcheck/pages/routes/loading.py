"""What pages show, from the same views that the API answers with.

A page listens after the newest event that it shows, and its job is read after that: an end in between is shown.
"""

import asyncio

import msgspec

from gradcheck.api.callers.tenant import TenantService
from gradcheck.api.inputs import PageOptions
from gradcheck.api.runs import jobs_page
from gradcheck.api.views import Run, diagnostic_summary, diagnostic_view, headroom_view, run_view, study_view
from gradcheck.diagnostics.analysis.summary import Found, of_run
from gradcheck.domain.naming import ANY
from gradcheck.domain.run import Event
from gradcheck.pages.diagnostic_sheet import DiagnosticSheet, diagnostic_sheet
from gradcheck.pages.headroom_sheet import HeadroomSheet, headroom_sheet
from gradcheck.pages.run_sheet import RunSheet, run_sheet
from gradcheck.pages.study_sheet import StudySheet, study_sheet
from gradcheck.storage.jobs import Job, Kind

_MOST_EVENTS, _AT_ONCE = 20_000, 2_000
_NEWEST = PageOptions(limit=50, after=None, status=None, wanted=ANY)


async def loaded_run(service: TenantService, run_id: str) -> RunSheet:
    """The sheet of a run. Raises NotFoundError."""
    events = await events_of(service, await service.jobs.get(run_id, "run"))
    job = await service.jobs.get(run_id, "run")
    candidates = await service.records(job).candidates()
    about, _ = await jobs_page(service, "diagnostic", _NEWEST, target=run_id)
    results = await service.jobs.results_about(run_id, "diagnostic")
    progress = await service.progress(job)

    def made() -> RunSheet:
        said = of_run(msgspec.json.decode(result, type=Found) for _, result in results)
        view: Run = run_view(job, progress)
        return run_sheet(view, candidates, events, tuple(map(diagnostic_summary, about)), said or None)

    return await asyncio.to_thread(made)


async def loaded_diagnostic(service: TenantService, diagnostic_id: str) -> DiagnosticSheet:
    """The sheet of a diagnostic. Raises NotFoundError."""
    job, last = await _heard(service, diagnostic_id, "diagnostic")
    progress = await service.progress(job)
    return await asyncio.to_thread(lambda: diagnostic_sheet(diagnostic_view(job, progress), last))


async def loaded_study(service: TenantService, study_id: str) -> StudySheet:
    """The sheet of a study. Raises NotFoundError."""
    job, last = await _heard(service, study_id, "study")
    progress = await service.progress(job)
    return await asyncio.to_thread(lambda: study_sheet(study_view(job, progress), last))


async def loaded_headroom(service: TenantService, headroom_id: str) -> HeadroomSheet:
    """The sheet of a measurement of headroom. Raises NotFoundError."""
    job, last = await _heard(service, headroom_id, "headroom")
    progress = await service.progress(job)
    return await asyncio.to_thread(lambda: headroom_sheet(headroom_view(job, progress), last))


async def _heard(service: TenantService, job_id: str, kind: Kind) -> tuple[Job, int]:
    """A job, and the number of an event that is not newer than what it says."""
    last = await service.events(await service.jobs.get(job_id, kind)).newest()
    return await service.jobs.get(job_id, kind), last


async def events_of(service: TenantService, job: Job) -> list[Event]:
    """What a job has told, the first of it where that is very much."""
    events, told = service.events(job), list[Event]()
    while len(told) < _MOST_EVENTS:
        page = await events.page(after=told[-1].seq if told else 0, limit=_AT_ONCE)
        told += page
        if len(page) < _AT_ONCE:
            break
    return told
