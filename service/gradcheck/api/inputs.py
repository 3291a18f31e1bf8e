"""What handlers take: the service, path and query parameters with their bounds, headers."""

from typing import Annotated, Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, HeaderParameter, PathParameter, QueryParameter

from gradcheck.domain.run import Status
from gradcheck.runtime import Service

LARGEST = 2**31 - 1

AnyRequest = Request[Any, Any, Any]
TheService = NamedDependency[Service]

JobId = FromPath[str]
StepNumber = Annotated[int, PathParameter(ge=0, le=LARGEST)]

Limit = Annotated[int, QueryParameter(ge=1, le=500, description="The most entries of a page.")]
Cursor = Annotated[str | None, QueryParameter(description="The cursor that the page before gave as `next`.")]
AfterNumber = Annotated[int, QueryParameter(ge=-1, le=LARGEST, description="The number of the last entry seen.")]
AfterCount = Annotated[int, QueryParameter(ge=0, le=LARGEST, description="How many entries to pass over.")]
AfterEvent = Annotated[int | None, QueryParameter(ge=0, le=LARGEST, description="Only events with a higher number.")]
OfStatus = FromQuery[Status | None]
OfMethod = Annotated[str | None, QueryParameter(description="Only runs of this method.")]
OfStudy = Annotated[str | None, QueryParameter(description="Only runs that are trials of this study; else of none.")]
OfRun = Annotated[str | None, QueryParameter(description="Only diagnostics of this run.")]
OfPreset = Annotated[str | None, QueryParameter(description="Only studies of this preset, or `custom` ones.")]
OfStage = Annotated[str | None, QueryParameter(description="A stage or its beginning: `step/1`, `test`.")]
OfCandidate = Annotated[str | None, QueryParameter(description="Only rollouts of this candidate.")]

LastEventId = Annotated[
    int | None,
    HeaderParameter(name="Last-Event-ID", ge=0, le=LARGEST, description="The last event seen; goes before `after`."),
]
Prefer = Annotated[str | None, HeaderParameter(name="Prefer", description="`wait=N` waits up to N s, at most 600.")]
IdempotencyHeader = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        min_length=1,
        max_length=255,
        description="With the same key and body the job is not started again but answered again.",
    ),
]
