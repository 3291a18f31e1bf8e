"""What handlers take: the service, path and query parameters with their bounds, headers."""

from typing import Annotated, Any

from litestar import Request
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, HeaderParameter, PathParameter, QueryParameter

from gradcheck.domain.base import Value
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


class StartOptions(Value, frozen=True, kw_only=True):
    """How a job is started: the key that makes a repetition known as one, and what is preferred."""

    idempotency_key: str | None
    prefer: str | None


class EventPosition(Value, frozen=True, kw_only=True):
    """After which event a stream begins; a client that reconnects sends the last one it has seen."""

    last_event_id: int | None
    after: int | None


class PageOptions(Value, frozen=True, kw_only=True):
    """Which part of a list of jobs is asked for, and of which status."""

    limit: int
    after: str | None
    status: Status | None


async def _start_options(idempotency_key: IdempotencyHeader = None, prefer: Prefer = None) -> StartOptions:
    return StartOptions(idempotency_key=idempotency_key, prefer=prefer)


async def _event_position(last_event_id: LastEventId = None, after: AfterEvent = None) -> EventPosition:
    return EventPosition(last_event_id=last_event_id, after=after)


async def _page_options(limit: Limit = 50, after: Cursor = None, status: OfStatus = None) -> PageOptions:
    return PageOptions(limit=limit, after=after, status=status)


async def _service(state: State) -> Service:
    service: Service = state.service
    return service


Options = NamedDependency[StartOptions]
Position = NamedDependency[EventPosition]
Part = NamedDependency[PageOptions]
# What handlers take by these names.
DEPENDENCIES = {
    "service": Provide(_service),
    "options": Provide(_start_options),
    "position": Provide(_event_position),
    "part": Provide(_page_options),
}
