"""Lists of jobs, and the page that everything begins with."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

import msgspec

from gradcheck.api.views import DiagnosticSummary, HeadroomSummary, JobSummary, RunSummary, StudySummary
from gradcheck.domain.base import Value
from gradcheck.domain.run import ENDED, Status
from gradcheck.pages import words

_STATUSES: tuple[Status, ...] = ("queued", "running", *ENDED)


class ListedJob(Value, frozen=True, kw_only=True):
    """A job in a list."""

    path: str
    name: str
    about: str
    tags: tuple[str, ...]
    status: Status
    reason: str | None
    created_at: datetime
    ended_at: datetime | None


class Listing(Value, frozen=True, kw_only=True):
    """A part of a list of jobs; `next` leads to the older ones, `start` to the form of a new one, by its name."""

    path: str
    title: str
    said: str
    about: str
    empty: str
    rows: tuple[ListedJob, ...]
    start: tuple[str, str] | None = None
    name: str | None = None
    status: Status | None = None
    statuses: tuple[Status, ...] = _STATUSES
    next: str | None = None

    @property
    def unfinished(self) -> bool:
        """Whether any of them goes on."""
        return any(row.status not in ENDED for row in self.rows)


class Home(Value, frozen=True, kw_only=True):
    """The newest jobs of each kind."""

    listings: tuple[Listing, ...]

    @property
    def unfinished(self) -> bool:
        """Whether any of them goes on."""
        return any(listing.unfinished for listing in self.listings)


_RUNS = Listing(
    path="/ui/runs",
    title="Runs",
    said="Optimizations and comparisons of prompts, the newest first.",
    about="method",
    empty="There is no run yet. A new one takes a prompt, examples and a scorer.",
    start=("/ui/start", "New run"),
    rows=(),
)
_DIAGNOSTICS = Listing(
    path="/ui/diagnostics",
    title="Diagnostics",
    said="What did the work in a run: its feedback, or rewriting and selecting alone.",
    about="tests",
    empty="There is no diagnostic yet. A run that has ended can be diagnosed from its page.",
    rows=(),
)
_STUDIES = Listing(
    path="/ui/studies",
    title="Studies",
    said="Whole runs as trials of arms, compared.",
    about="arms",
    empty="There is no study yet. A new one takes what a run takes, and the arms that differ from it.",
    start=("/ui/start/study", "New study"),
    rows=(),
)
_HEADROOM = Listing(
    path="/ui/headroom",
    title="Headroom",
    said="Whether tasks react to prompts at all, measured before a run is paid for.",
    about="verdict",
    empty="Nothing was measured yet. It takes what a run takes, and far fewer calls.",
    start=("/ui/start/headroom", "Measure headroom"),
    rows=(),
)


def runs_listing(jobs: Sequence[RunSummary]) -> Listing:
    """Runs, in the order given."""
    return _filled(_RUNS, [(job, job.method) for job in jobs])


def diagnostics_listing(jobs: Sequence[DiagnosticSummary]) -> Listing:
    """Diagnostics, in the order given."""
    return _filled(_DIAGNOSTICS, [(job, ", ".join(job.tests)) for job in jobs])


def studies_listing(jobs: Sequence[StudySummary]) -> Listing:
    """Studies, in the order given."""
    return _filled(_STUDIES, [(job, f"{', '.join(job.arms)}; {job.trials} trials") for job in jobs])


def headroom_listing(jobs: Sequence[HeadroomSummary]) -> Listing:
    """Measurements of headroom, in the order given."""
    return _filled(_HEADROOM, [(job, words.verdict(job.verdict) if job.verdict else "") for job in jobs])


def _filled(listing: Listing, jobs: Sequence[tuple[JobSummary, str]]) -> Listing:
    rows = tuple(
        ListedJob(
            path=f"{listing.path}/{job.id}",
            name=words.title_of(job.name, job.id),
            about=about,
            tags=job.tags,
            status=job.status,
            reason=job.finish_reason,
            created_at=job.created_at,
            ended_at=job.ended_at,
        )
        for job, about in jobs
    )
    return msgspec.structs.replace(listing, rows=rows)


def asked_for(listing: Listing, *, name: str | None, status: Status | None, after: str | None) -> Listing:
    """A listing with what it was filtered by, and with the address of what follows `after`."""
    query = {key: value for key, value in (("name", name), ("status", status), ("after", after)) if value}
    more = f"{listing.path}?{urlencode(query)}" if after else None
    return msgspec.structs.replace(listing, name=name, status=status, next=more)
