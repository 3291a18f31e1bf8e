"""What handlers take: the service, path and query parameters with their bounds, headers."""

from typing import Annotated, Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, FromQuery, HeaderParameter, PathParameter, QueryParameter

from gradcheck.api.callers.auth import caller_of
from gradcheck.api.callers.tenant import TenantService
from gradcheck.domain.base import Value
from gradcheck.domain.naming import Wanted
from gradcheck.domain.run import Status
from gradcheck.engine.panels.changed import Direction
from gradcheck.errors import FieldError, InvalidRequestError, NotFoundError
from gradcheck.formats.export import ExportFormat
from gradcheck.runtime import Service

_METADATA = "metadata."
LARGEST = 2**31 - 1

AnyRequest = Request[Any, Any, Any]
TheService = NamedDependency[TenantService]
WholeService = NamedDependency[Service]

JobId = FromPath[str]
DatasetName = FromPath[str]
FileId = FromPath[str]
StepNumber = Annotated[int, PathParameter(ge=0, le=LARGEST)]

Limit = Annotated[int, QueryParameter(ge=1, le=500, description="The most entries of a page.")]
Cursor = Annotated[str | None, QueryParameter(description="The cursor that the page before gave as `next`.")]
ToolOfUpload = Annotated[
    str | None,
    QueryParameter(name="format", description="The tool's format that the rows have; `rows` takes them as they are."),
]
NameOfImport = Annotated[
    str | None, QueryParameter(name="name", description="The data set that the file's examples become a version of.")
]
ToolOfImport = Annotated[
    str | None, QueryParameter(name="format", description="The format of the file, where its shape leaves it open.")
]
AfterNumber = Annotated[int, QueryParameter(ge=-1, le=LARGEST, description="The number of the last entry seen.")]
AfterCount = Annotated[int, QueryParameter(ge=0, le=LARGEST, description="How many entries to pass over.")]
AfterEvent = Annotated[int | None, QueryParameter(ge=0, le=LARGEST, description="Only events with a higher number.")]
OfName = Annotated[str | None, QueryParameter(description="Only jobs whose name holds this text, in any case.")]
OfTags = Annotated[list[str] | None, QueryParameter(description="Only jobs with this tag; given again, with all.")]
OfStatus = FromQuery[Status | None]
OfMethod = Annotated[str | None, QueryParameter(description="Only runs of this method.")]
OfStudy = Annotated[str | None, QueryParameter(description="Only runs that are trials of this study; else of none.")]
OfRun = Annotated[str | None, QueryParameter(description="Only diagnostics of this run.")]
OfPreset = Annotated[str | None, QueryParameter(description="Only studies of this preset, or `custom` ones.")]
OfDirection = Annotated[Direction, QueryParameter(description="Answered better, or worse.")]
OfStage = Annotated[str | None, QueryParameter(description="A stage or its beginning: `step/1`, `test`.")]
OfVersion = Annotated[int | None, QueryParameter(ge=1, le=LARGEST, description="The version; by default the newest.")]
NameOfUpload = Annotated[str | None, QueryParameter(description="What the data set is called; else a field of a form.")]
NameOfFile = Annotated[str | None, QueryParameter(description="What the file is called; else that of the form's file.")]
Cascade = Annotated[
    bool,
    QueryParameter(description="Delete what continues it, diagnoses it or holds it as a trial too, and so on."),
]
OfCandidate = Annotated[str | None, QueryParameter(description="Only rollouts of this candidate.")]
AsFormat = Annotated[ExportFormat, QueryParameter(name="format", description="Which tool's file it becomes.")]

LastEventId = Annotated[
    int | None,
    HeaderParameter(name="Last-Event-ID", ge=0, le=LARGEST, description="The last event seen; goes before `after`."),
]
StreamToken = Annotated[
    str | None, QueryParameter(description="A token of this job from `POST /stream-tokens`, in the place of a key.")
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
Traceparent = Annotated[
    str | None,
    HeaderParameter(name="traceparent", description="The caller's span (W3C), within which those of the job are."),
]


class StartOptions(Value, frozen=True, kw_only=True):
    """How a job is started: the key that makes a repetition known as one, what is preferred, and in which trace."""

    idempotency_key: str | None
    prefer: str | None
    traceparent: str | None


class EventPosition(Value, frozen=True, kw_only=True):
    """After which event a stream begins; a client that reconnects sends the last one it has seen."""

    last_event_id: int | None
    after: int | None


class PageOptions(Value, frozen=True, kw_only=True):
    """Which part of a list of jobs is asked for, of which status, and called what."""

    limit: int
    after: str | None
    status: Status | None
    wanted: Wanted


async def check_address(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Raise NotFoundError and InvalidRequestError for the character NUL in an address: no stored text holds it."""
    if "\0" in connection.scope["path"]:
        raise NotFoundError("nothing has the character NUL in its name")
    named = {name for name, value in connection.query_params.multi_items() if "\0" in f"{name}{value}"}
    if named:
        message = "holds the character NUL, which no text may hold"
        raise InvalidRequestError.of(*(FieldError(name.replace("\0", "\\u0000"), message) for name in sorted(named)))


async def _start_options(
    idempotency_key: IdempotencyHeader = None, prefer: Prefer = None, traceparent: Traceparent = None
) -> StartOptions:
    return StartOptions(idempotency_key=idempotency_key, prefer=prefer, traceparent=traceparent)


async def _event_position(
    last_event_id: LastEventId = None,
    after: AfterEvent = None,
    token: StreamToken = None,  # noqa: ARG001 - the guard has read it; here it is documented
) -> EventPosition:
    return EventPosition(last_event_id=last_event_id, after=after)


async def _page_options(
    request: AnyRequest,
    limit: Limit = 50,
    after: Cursor = None,
    status: OfStatus = None,
    name: OfName = None,
    tag: OfTags = None,
) -> PageOptions:
    wanted = Wanted(name=name, tags=tuple(tag or ()), metadata=_metadata(request))
    return PageOptions(limit=limit, after=after, status=status, wanted=wanted)


def _metadata(request: AnyRequest) -> dict[str, str]:
    """The parameters `metadata.KEY`. Raises InvalidRequestError where the same key is to have two values."""
    given = [(name, value) for name, value in request.query_params.multi_items() if name.startswith(_METADATA)]
    found = dict(given)
    twice = sorted({name for name, value in given if found[name] != value})
    if twice:
        raise InvalidRequestError.of(
            *(FieldError(name, "has one value a job, and two are asked for") for name in twice)
        )
    return {name.removeprefix(_METADATA): value for name, value in found.items()}


async def _service(request: AnyRequest, state: State) -> TenantService:
    return TenantService(state.service, caller_of(request))


async def _whole(state: State) -> Service:
    service: Service = state.service
    return service


Options = NamedDependency[StartOptions]
Position = NamedDependency[EventPosition]
Part = NamedDependency[PageOptions]
# What handlers take by these names.
DEPENDENCIES = {
    "service": Provide(_service),
    "whole": Provide(_whole),  # for what is of no tenant
    "options": Provide(_start_options),
    "position": Provide(_event_position),
    "part": Provide(_page_options),
}
