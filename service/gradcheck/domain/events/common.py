"""What jobs of every kind tell: how far they are, what their calls and providers do, that a budget is used up."""

from typing import ClassVar

from msgspec import UNSET, UnsetType

from gradcheck.domain.base import Value
from gradcheck.domain.call import Role
from gradcheck.domain.events.outage import Outage
from gradcheck.domain.run import JobError, Status


class EventData(Value, frozen=True, kw_only=True):
    """What an event tells. `names` are the types of event that tell it; most are told under one."""

    names: ClassVar[tuple[str, ...]]

    @property
    def type(self) -> str:
        """The type of the event that tells it."""
        (name,) = self.names
        return name


class Progress(EventData, frozen=True, kw_only=True):
    """How far a job is while it runs: the share done, the seconds it is likely to take yet, what it has come to.

    `calls` are those that it has the outcome of, answers that were known included, `expected_calls` what it will come
    to by what its steps took so far, `cost_usd` what it has settled (null where a model has no price), `best_score` the
    best candidate's on validation; a study counts its `runs`. `away` are the models that do not answer at the moment.
    """

    names = ("progress",)

    share: float
    seconds_left: float | UnsetType | None = UNSET
    calls: int = 0
    failed: int = 0
    calls_per_second: float = 0.0
    expected_calls: int | None = None
    best_score: float | None = None
    cost_usd: float | None = None
    runs: int | None = None
    ended_runs: int | None = None
    away: tuple[Outage, ...] = ()


class ProviderThrottled(EventData, frozen=True, kw_only=True):
    """A provider has refused a call for its rate: all calls to the model pause. `asked_s` is what it asked for."""

    names = ("provider_throttled",)

    provider: str
    pause_s: float
    asked_s: float | None


class ProviderAway(Outage, EventData, frozen=True, kw_only=True):
    """A model does not answer any more; `message` says it in a sentence."""

    names = ("provider_away",)

    message: str


class ProviderBack(EventData, frozen=True, kw_only=True):
    """A model that was away has answered."""

    names = ("provider_back",)

    provider: str
    model: str
    away_s: float


class CallRetried(EventData, frozen=True, kw_only=True):
    """A call was answered after attempts that failed for these causes, in their order."""

    names = ("call_retried",)

    path: str
    role: Role
    causes: tuple[str, ...]


class CallFailed(EventData, frozen=True, kw_only=True):
    """A call has no answer; `status`, `code` and `message` are the provider's where it gave any."""

    names = ("call_failed",)

    path: str
    role: Role
    cause: str
    attempts: int
    status: int | None
    code: str | None
    message: str


class BudgetReached(EventData, frozen=True, kw_only=True):
    """A cap of the budget has stopped the job; `away` are the models that did not answer then, in words."""

    names = ("budget_reached",)

    reason: str
    away: tuple[str, ...] = ()


class JobEnd(EventData, frozen=True, kw_only=True):
    """A job has ended; nothing is told of it after that."""

    status: Status
    finish_reason: str | None
    error: JobError | UnsetType = UNSET

    @property
    def type(self) -> str:
        """The type of the event, by how the job ended."""
        return next(name for name in self.names if name.endswith(f"_{self.status}"))
