"""What is common to jobs of every kind, however they are asked for."""

from collections.abc import Callable, Mapping
from typing import Any, Generic, Protocol, TypedDict, TypeVar

from msgspec import Struct

from gradcheck_client import models as m
from gradcheck_client import operations
from gradcheck_client.errors import NoResultError
from gradcheck_client.wire import Json, Operation, Stream, as_json

R_co = TypeVar("R_co", covariant=True)
S = TypeVar("S", bound="JobState[Any]")
R = TypeVar("R")
ENDED = frozenset({"succeeded", "failed", "cancelled"})
_TASK = operations.TaskSpecFields.__annotations__.keys()


class JobState(Protocol[R_co]):
    """A job as the service tells of it."""

    @property
    def id(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def progress(self) -> m.Progress | None: ...
    @property
    def error(self) -> m.JobError | None: ...
    @property
    def result(self) -> R_co | None: ...


class JobCalls(Struct, Generic[S], frozen=True):
    """The calls that every kind of job has."""

    get: Callable[[str], Operation[S]]
    cancel: Callable[[str], Operation[S]]
    events: Callable[[str], Stream[m.Event]]
    delete: Callable[[str, bool], Operation[None]]


def _alone(delete: Callable[[str], Operation[None]]) -> Callable[[str, bool], Operation[None]]:
    """The deletion of jobs that no other ones need."""
    return lambda job_id, _: delete(job_id)


RUN = JobCalls(
    operations.get_run,
    operations.cancel_run,
    operations.stream_run_events,
    lambda run_id, cascade: operations.delete_run(run_id, cascade=cascade),
)
DIAGNOSTIC = JobCalls(
    operations.get_diagnostic,
    operations.cancel_diagnostic,
    operations.stream_diagnostic_events,
    _alone(operations.delete_diagnostic),
)
HEADROOM = JobCalls(
    operations.get_headroom,
    operations.cancel_headroom,
    operations.stream_headroom_events,
    _alone(operations.delete_headroom),
)
STUDY = JobCalls(
    operations.get_study,
    operations.cancel_study,
    operations.stream_study_events,
    lambda study_id, cascade: operations.delete_study(study_id, cascade=cascade),
)


class Job(Generic[S, R]):
    """A job: `state` is what the service last told of it."""

    state: S

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}: {self.status}>"

    @property
    def id(self) -> str:
        """The job's id."""
        return self.state.id

    @property
    def status(self) -> str:
        """`queued`, `running`, `succeeded`, `failed` or `cancelled`, as last told."""
        return self.state.status

    @property
    def result(self) -> R:
        """The result, as last told. Raises NoResultError, which says why, where there is none."""
        result: R | None = self.state.result
        if result is None:
            raise NoResultError(self.id, self.status, self.state.error)
        return result


class Called(TypedDict, total=False):
    """What lists are filtered by: the status, a part of the name, all of the tags, all of the metadata."""

    status: operations.Status | None
    name: str | None
    tag: list[str] | None
    metadata: Mapping[str, str] | None


class OptimizeFields(operations.OptimizeRequestFields, operations.TaskSpecFields, total=False):
    """The fields of `OptimizeRequest`, beside them those of its `task`."""


class EvaluateFields(operations.EvaluateRequestFields, operations.TaskSpecFields, total=False):
    """The fields of `EvaluateRequest`, beside them those of its `task`."""


def optimize_body(fields: Mapping[str, Any]) -> Json:
    """The body of a run or a comparison: task fields beside the others go into it; answers are compared exactly."""
    task = {name: value for name, value in fields.items() if name in _TASK}
    others = {name: value for name, value in fields.items() if name not in _TASK}
    given = others.get("task", {})
    return {**others, "task": {"scoring": m.Exact(), **as_json(given), **task}}
