"""What responses look like where they differ from what is stored."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from service.diagnostics.execute import DiagnosticResult
from service.diagnostics.request import DiagnosticOutline
from service.domain.base import Value
from service.domain.program import Candidate
from service.domain.run import JobError, Result, Status, Step
from service.domain.task import Rollout
from service.engine.plan import RunOutline
from service.storage.jobs import Job
from service.studies.plan import StudyOutline
from service.studies.result import StudyResult

Moment = Annotated[datetime, Meta(tz=True)]


class Run(RunOutline, frozen=True, kw_only=True):
    """A run: what was asked, how far it is, what came of it; `study` is the one it is a trial of."""

    id: str
    status: Status
    finish_reason: str | None
    error: JobError | None
    parent: str | None
    study: str | None
    created_at: Moment
    started_at: Moment | None
    ended_at: Moment | None
    result: Result | None


class RunSummary(Value, frozen=True, kw_only=True):
    """A run in a list."""

    id: str
    status: Status
    finish_reason: str | None
    method: str
    parent: str | None
    created_at: Moment
    ended_at: Moment | None


class Diagnostic(DiagnosticOutline, frozen=True, kw_only=True):
    """A diagnostic: what was asked, how far it is, what it found."""

    id: str
    status: Status
    finish_reason: str | None
    error: JobError | None
    created_at: Moment
    started_at: Moment | None
    ended_at: Moment | None
    result: DiagnosticResult | None


class DiagnosticSummary(Value, frozen=True, kw_only=True):
    """A diagnostic in a list."""

    id: str
    run_id: str
    status: Status
    finish_reason: str | None
    tests: tuple[str, ...]
    created_at: Moment
    ended_at: Moment | None


class Study(StudyOutline, frozen=True, kw_only=True):
    """A study: what was asked, how far it is, what it found."""

    id: str
    status: Status
    finish_reason: str | None
    error: JobError | None
    created_at: Moment
    started_at: Moment | None
    ended_at: Moment | None
    result: StudyResult | None


class StudySummary(Value, frozen=True, kw_only=True):
    """A study in a list."""

    id: str
    status: Status
    finish_reason: str | None
    preset: str | None
    arms: tuple[str, ...]
    trials: int
    created_at: Moment
    ended_at: Moment | None


class StepDetail(Value, frozen=True, kw_only=True):
    """A recorded step with its rollouts."""

    step: Step
    rollouts: tuple[Rollout, ...]


class RunPage(Value, frozen=True, kw_only=True):
    """A page of runs; `next` is the cursor of the page after it, null at the end."""

    items: tuple[RunSummary, ...]
    next: str | None


class DiagnosticPage(Value, frozen=True, kw_only=True):
    """A page of diagnostics; `next` is the cursor of the page after it, null at the end."""

    items: tuple[DiagnosticSummary, ...]
    next: str | None


class StudyPage(Value, frozen=True, kw_only=True):
    """A page of studies; `next` is the cursor of the page after it, null at the end."""

    items: tuple[StudySummary, ...]
    next: str | None


class StepPage(Value, frozen=True, kw_only=True):
    """A page of steps."""

    items: tuple[Step, ...]
    next: str | None


class CandidatePage(Value, frozen=True, kw_only=True):
    """A page of candidates."""

    items: tuple[Candidate, ...]
    next: str | None


class RolloutPage(Value, frozen=True, kw_only=True):
    """A page of rollouts."""

    items: tuple[Rollout, ...]
    next: str | None


def run_view(job: Job) -> Run:
    """A stored run as a response."""
    outline = msgspec.json.decode(job.outline, type=RunOutline)
    return Run(
        id=job.id,
        status=job.status,
        finish_reason=job.finish_reason,
        error=job.error,
        **msgspec.structs.asdict(outline),
        parent=job.parent,
        study=job.target,
        created_at=job.created_at,
        started_at=job.started_at,
        ended_at=job.ended_at,
        result=None if job.result is None else msgspec.json.decode(job.result, type=Result),
    )


def run_summary(job: Job) -> RunSummary:
    """A stored run as an entry of a list."""
    return RunSummary(
        id=job.id,
        status=job.status,
        finish_reason=job.finish_reason,
        method=job.label,
        parent=job.parent,
        created_at=job.created_at,
        ended_at=job.ended_at,
    )


def diagnostic_view(job: Job) -> Diagnostic:
    """A stored diagnostic as a response."""
    outline = msgspec.json.decode(job.outline, type=DiagnosticOutline)
    return Diagnostic(
        id=job.id,
        status=job.status,
        finish_reason=job.finish_reason,
        error=job.error,
        **msgspec.structs.asdict(outline),
        created_at=job.created_at,
        started_at=job.started_at,
        ended_at=job.ended_at,
        result=None if job.result is None else msgspec.json.decode(job.result, type=DiagnosticResult),
    )


def diagnostic_summary(job: Job) -> DiagnosticSummary:
    """A stored diagnostic as an entry of a list."""
    outline = msgspec.json.decode(job.outline, type=DiagnosticOutline)
    return DiagnosticSummary(
        id=job.id,
        run_id=outline.run_id,
        status=job.status,
        finish_reason=job.finish_reason,
        tests=outline.tests,
        created_at=job.created_at,
        ended_at=job.ended_at,
    )


def study_view(job: Job) -> Study:
    """A stored study as a response."""
    outline = msgspec.json.decode(job.outline, type=StudyOutline)
    return Study(
        id=job.id,
        status=job.status,
        finish_reason=job.finish_reason,
        error=job.error,
        **msgspec.structs.asdict(outline),
        created_at=job.created_at,
        started_at=job.started_at,
        ended_at=job.ended_at,
        result=None if job.result is None else msgspec.json.decode(job.result, type=StudyResult),
    )


def study_summary(job: Job) -> StudySummary:
    """A stored study as an entry of a list."""
    outline = msgspec.json.decode(job.outline, type=StudyOutline)
    return StudySummary(
        id=job.id,
        status=job.status,
        finish_reason=job.finish_reason,
        preset=outline.preset,
        arms=tuple(arm.name for arm in outline.arms),
        trials=outline.trials,
        created_at=job.created_at,
        ended_at=job.ended_at,
    )
