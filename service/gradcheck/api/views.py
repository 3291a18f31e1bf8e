"""What responses look like where they differ from what is stored."""

from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from msgspec import Meta

from gradcheck.diagnostics.execute import DiagnosticResult
from gradcheck.diagnostics.request import DiagnosticOutline
from gradcheck.domain.base import Value
from gradcheck.domain.events.common import Progress
from gradcheck.domain.headroom import Reaction
from gradcheck.domain.program import Candidate
from gradcheck.domain.results.notice import Notice
from gradcheck.domain.results.panels import ChangedExample
from gradcheck.domain.run import JobError, Priority, Result, Status, Step
from gradcheck.domain.task import Rollout
from gradcheck.engine.plan import RunOutline
from gradcheck.headroom.measured import HeadroomResult
from gradcheck.headroom.request import HeadroomOutline
from gradcheck.storage.jobs import Job
from gradcheck.studies.analysis.result import StudyResult
from gradcheck.studies.plan import StudyOutline

Json = dict[str, Any]
T = TypeVar("T")
Timestamp = Annotated[datetime, Meta(tz=True)]


class Run(RunOutline, frozen=True, kw_only=True):
    """A run: what was asked, how far it is, what came of it; `study` is the one it is a trial of."""

    id: str
    name: str | None
    tags: tuple[str, ...]
    metadata: dict[str, str]
    priority: Priority = "normal"
    status: Status
    finish_reason: str | None
    error: JobError | None
    parent: str | None
    study: str | None
    created_at: Timestamp
    started_at: Timestamp | None
    ended_at: Timestamp | None
    progress: Progress | None
    webhook: Notice | None
    result: Result | None


class Diagnostic(DiagnosticOutline, frozen=True, kw_only=True):
    """A diagnostic: what was asked, how far it is, what it found."""

    id: str
    name: str | None
    tags: tuple[str, ...]
    metadata: dict[str, str]
    priority: Priority = "normal"
    status: Status
    finish_reason: str | None
    error: JobError | None
    created_at: Timestamp
    started_at: Timestamp | None
    ended_at: Timestamp | None
    progress: Progress | None
    webhook: Notice | None
    result: DiagnosticResult | None


class Study(StudyOutline, frozen=True, kw_only=True):
    """A study: what was asked, how far it is, what it found."""

    id: str
    name: str | None
    tags: tuple[str, ...]
    metadata: dict[str, str]
    priority: Priority = "normal"
    status: Status
    finish_reason: str | None
    error: JobError | None
    created_at: Timestamp
    started_at: Timestamp | None
    ended_at: Timestamp | None
    progress: Progress | None
    webhook: Notice | None
    result: StudyResult | None


class Headroom(HeadroomOutline, frozen=True, kw_only=True):
    """A measurement of headroom: what was asked, how far it is, what it found."""

    id: str
    name: str | None
    tags: tuple[str, ...]
    metadata: dict[str, str]
    priority: Priority = "normal"
    status: Status
    finish_reason: str | None
    error: JobError | None
    created_at: Timestamp
    started_at: Timestamp | None
    ended_at: Timestamp | None
    progress: Progress | None
    webhook: Notice | None
    result: HeadroomResult | None


class JobSummary(Value, frozen=True, kw_only=True):
    """A job in a list."""

    id: str
    name: str | None
    tags: tuple[str, ...]
    metadata: dict[str, str]
    priority: Priority = "normal"
    status: Status
    finish_reason: str | None
    created_at: Timestamp
    ended_at: Timestamp | None


class RunSummary(JobSummary, frozen=True, kw_only=True):
    """A run in a list."""

    method: str
    parent: str | None


class DiagnosticSummary(JobSummary, frozen=True, kw_only=True):
    """A diagnostic in a list."""

    run_id: str
    tests: tuple[str, ...]


class StudySummary(JobSummary, frozen=True, kw_only=True):
    """A study in a list."""

    preset: str | None
    arms: tuple[str, ...]
    trials: int


class HeadroomSummary(JobSummary, frozen=True, kw_only=True):
    """A measurement of headroom in a list; `verdict` is null before its end."""

    about: str
    verdict: Reaction | None


class StepDetail(Value, frozen=True, kw_only=True):
    """A recorded step with its rollouts."""

    step: Step
    rollouts: tuple[Rollout, ...]


class Page(Value, Generic[T], frozen=True, kw_only=True):
    """A part of a list; `next` is the cursor of the part after it, null at the end."""

    items: tuple[T, ...]
    next: str | None


class RunPage(Page[RunSummary], frozen=True, kw_only=True):
    """A page of runs; `next` is the cursor of the page after it, null at the end."""


class DiagnosticPage(Page[DiagnosticSummary], frozen=True, kw_only=True):
    """A page of diagnostics; `next` is the cursor of the page after it, null at the end.

    `summary` is that of all ended diagnostics of a run, whatever the page holds, in two or three sentences: the newest
    finding of each test, as far as they are under the same rules as the newest diagnostic. Null in the list over all
    runs, and where none has ended.
    """

    summary: str | None = None


class StudyPage(Page[StudySummary], frozen=True, kw_only=True):
    """A page of studies; `next` is the cursor of the page after it, null at the end."""


class HeadroomPage(Page[HeadroomSummary], frozen=True, kw_only=True):
    """A page of measurements of headroom; `next` is the cursor of the page after it, null at the end."""


class StepPage(Page[Step], frozen=True, kw_only=True):
    """A page of steps."""


class CandidatePage(Page[Candidate], frozen=True, kw_only=True):
    """A page of candidates."""


class ChangePage(Page[ChangedExample], frozen=True, kw_only=True):
    """A page of test examples that a run's best prompt answers otherwise."""


class RolloutPage(Page[Rollout], frozen=True, kw_only=True):
    """A page of rollouts."""


def run_view(job: Job, progress: Json | None = None) -> Run:
    """A stored run as a response."""
    return Run(**_state(job, progress, RunOutline, Result), parent=job.parent, study=job.target)


def run_summary(job: Job) -> RunSummary:
    """A stored run as an entry of a list."""
    return RunSummary(**_entry(job), method=job.label, parent=job.parent)


def diagnostic_view(job: Job, progress: Json | None = None) -> Diagnostic:
    """A stored diagnostic as a response."""
    return Diagnostic(**_state(job, progress, DiagnosticOutline, DiagnosticResult))


def diagnostic_summary(job: Job) -> DiagnosticSummary:
    """A stored diagnostic as an entry of a list."""
    outline = msgspec.json.decode(job.outline, type=DiagnosticOutline)
    return DiagnosticSummary(**_entry(job), run_id=outline.run_id, tests=outline.tests)


def study_view(job: Job, progress: Json | None = None) -> Study:
    """A stored study as a response."""
    return Study(**_state(job, progress, StudyOutline, StudyResult))


def study_summary(job: Job) -> StudySummary:
    """A stored study as an entry of a list."""
    outline = msgspec.json.decode(job.outline, type=StudyOutline)
    arms = tuple(arm.name for arm in outline.arms)
    return StudySummary(**_entry(job), preset=outline.preset, arms=arms, trials=outline.trials)


def headroom_view(job: Job, progress: Json | None = None) -> Headroom:
    """A stored measurement of headroom as a response."""
    return Headroom(**_state(job, progress, HeadroomOutline, HeadroomResult))


def headroom_summary(job: Job) -> HeadroomSummary:
    """A stored measurement of headroom as an entry of a list."""
    result = None if job.result is None else msgspec.json.decode(job.result, type=HeadroomResult)
    about = msgspec.json.decode(job.outline, type=HeadroomOutline).about
    return HeadroomSummary(**_entry(job), about=about, verdict=None if result is None else result.verdict)


def _state(job: Job, progress: Json | None, outline: type[msgspec.Struct], result: type[msgspec.Struct]) -> Json:
    """What a job of any kind shows: its outline, how far it is, what came of it."""
    return {
        **msgspec.structs.asdict(msgspec.json.decode(job.outline, type=outline)),
        **_entry(job),
        "error": job.error,
        "started_at": job.started_at,
        "progress": None if progress is None else msgspec.convert(progress, Progress),
        "webhook": job.webhook,
        "result": None if job.result is None else msgspec.json.decode(job.result, type=result),
    }


def _entry(job: Job) -> Json:
    """What a job of any kind shows in a list."""
    shown = ("id", "priority", "status", "finish_reason", "created_at", "ended_at")
    state = {name: getattr(job, name) for name in shown}
    return {**state, **msgspec.structs.asdict(job.naming)}
