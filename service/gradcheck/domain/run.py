"""The life of a run: budget, stop rules, usage, steps, events and result."""

from datetime import datetime
from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec import Meta

from gradcheck.domain.base import Dollars, Positive, Value, Wire
from gradcheck.domain.call import Role
from gradcheck.domain.feedback import Background, CriticRequest, EditRequest, Feedback, Proposal
from gradcheck.domain.labels import ByClass, ByLabel
from gradcheck.domain.program import Candidate, Demo
from gradcheck.domain.results.comparison import Comparisons, PromptComparison
from gradcheck.domain.results.panels import Changes, ComponentDiff, HygieneCheck, PromptForms, Rejection
from gradcheck.domain.task import DataReport, Rollout
from gradcheck.errors import FieldError

Status = Literal["queued", "running", "succeeded", "failed", "cancelled"]
Priority = Literal["low", "normal", "high"]
"""Which of a tenant's jobs begins first."""
ENDED: tuple[Status, ...] = ("succeeded", "failed", "cancelled")
BudgetReason = Literal["budget_calls", "budget_tokens", "budget_cost", "budget_seconds"]
BUDGET_REASONS: frozenset[str] = frozenset(get_args(BudgetReason))
"""Why a job that was cut short by one of its caps made no further calls."""


_Days = Annotated[float, Meta(gt=0, le=36_500)]


class Budget(Wire, frozen=True, kw_only=True):
    """Caps over all roles; null means no cap.

    `retry_share` is the share of the calls that may be made again after a failure, so that an outage burns no money
    (never less than ten calls, unless it is 0). `weight` is the job's share, against other jobs, of a provider that all
    of them wait for.
    """

    max_calls: Positive | None = None
    max_tokens: Positive | None = None
    max_cost_usd: Dollars | None = None
    max_seconds: Annotated[float, Meta(gt=0, le=1e9)] | None = None
    retry_share: Annotated[float, Meta(ge=0, le=1)] = 0.1
    weight: Annotated[int, Meta(ge=1, le=100)] = 1


class Stop(Wire, frozen=True, kw_only=True):
    """When to stop before the method is done.

    After a step, if the best candidate's score has reached `target_score` or has not risen for `patience` steps in a
    row; its score is its mean on the validation items that it was tried on, which are few where a method races.
    """

    target_score: Annotated[float, Meta(ge=0, le=1)] | None = None
    patience: Positive | None = None
    max_steps: Positive | None = None


class RoleUsage(Value, frozen=True, kw_only=True):
    """What one role used. `cached` calls were answered by the ledger, `failed` ones have no answer.

    `cost_usd` is null where nobody knows what its model costs.

    `retries` are repeated attempts, `possibly_paid` attempts whose fate nobody knows, and `speculative` calls that were
    made before a decision showed that they were not needed; these three depend on timing, the others do not.
    """

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float | None = 0.0
    cached: int = 0
    failed: int = 0
    retries: int = 0
    possibly_paid: int = 0
    speculative: int = 0


Usage = dict[Role, RoleUsage]


class FailedCalls(Value, frozen=True, kw_only=True):
    """Calls of a role that failed alike: the provider's words, and its status and code where it gave any."""

    count: int
    role: Role
    message: str
    status: int | None = None
    code: str | None = None


class Scored(Value, frozen=True, kw_only=True):
    """A mean score with its 95 % interval; `n` items were scored, `failed` had no score.

    `by_label` says how the items of each label were answered, in a result whose task has labels that can be read.
    """

    score: float
    ci95: tuple[float, float]
    n: int
    failed: int = 0
    by_label: ByLabel | None = None


class Difference(Value, frozen=True, kw_only=True):
    """The paired difference best - baseline on the same items."""

    estimate: float
    ci95: tuple[float, float]
    p_value: float
    n: int
    test: Literal["mcnemar_midp", "paired_permutation", "macro_permutation", "sign"]


class RankedCandidate(Value, frozen=True, kw_only=True):
    """A candidate's place among all that a judge compared with the given prompt on validation.

    `strength` is the logarithm of the odds that its answer is preferred, by Bradley and Terry's model over the
    comparisons made, 0 for the given prompt; `n` of them, of which it won this share, a tie being half a win.
    """

    candidate: str
    strength: float
    ci95: tuple[float, float]
    win_share: float
    n: int


class TestResult(Value, frozen=True, kw_only=True):
    """What the test split says. `warnings` are what its verdict must not be read without.

    `times_used` counts the runs that have looked at any of its examples, this one included. Where a judge compared
    answers, scores are win shares, `fixed` are wins and `broken` losses of the best prompt against the given one, and
    `said` puts `comparisons` into words. `by_class` compares both prompts class by class where answers are labels.
    """

    verdict: Literal["improved", "not_distinguishable", "worse", "not_tested"]
    reason: str = ""
    baseline: Scored | None = None
    best: Scored | None = None
    difference: Difference | None = None
    fixed: int = 0
    broken: int = 0
    times_used: int = 0
    warnings: tuple[str, ...] = ()
    comparisons: Comparisons | None = None
    said: str = ""
    by_class: ByClass | None = None


class SourceEffect(Value, frozen=True, kw_only=True):
    """What proposals of one source have done in a run so far.

    `effect` is the mean, over its `proposals` that were tried, of the score minus the parent's on the same first items,
    `ci95` holds at whatever moment it is read, and `gain` is what its links add to the best candidate's descent.
    """

    source: str
    proposals: int
    effect: float | None
    ci95: tuple[float, float]
    gain: float


class Result(Value, frozen=True, kw_only=True):
    """The best prompt so far and what is known of it.

    `sources` says what brought it, where kinds of proposals compete; `failures` are the calls that were not answered,
    by what the provider said, the commonest first. `notes` say what a reader should know first, such as a provider that
    was away when the run stopped. `sampling` says by role what of its sampling could not be set,
    `data` what repeats in the examples. Where a judge compares answers, `comparisons` counts all of the run and
    `ranking` has the candidates that were compared on validation, the strongest first.
    `forms` is the prompt as others take it, `diff` what changed in it, `changes` the test examples that it decided,
    `hygiene` whether it is clean; an earlier version stored none of them.
    `rejections` say why edits became no candidates, the commonest reasons first. `comparison` is what a request to
    `/evaluate` asked for; such a run chooses no prompt, and `prompt` is the first of those compared.
    """

    prompt: dict[str, str]
    demos: tuple[Demo, ...] = ()
    candidate: str
    sources: tuple[SourceEffect, ...] = ()
    baseline_prompt: dict[str, str]
    validation: dict[str, Scored]
    test: TestResult
    notes: tuple[str, ...] = ()
    sampling: dict[Role, tuple[str, ...]] = msgspec.field(default_factory=dict)
    data: DataReport | None = None
    forms: PromptForms | None = None
    diff: tuple[ComponentDiff, ...] = ()
    changes: Changes = Changes()
    hygiene: tuple[HygieneCheck, ...] = ()
    steps: int
    proposals: int
    rejected: int
    rejections: tuple[Rejection, ...] = ()
    usage: Usage
    failures: tuple[FailedCalls, ...] = ()
    comparisons: Comparisons | None = None
    ranking: tuple[RankedCandidate, ...] = ()
    comparison: PromptComparison | None = None


class PoolEntry(Value, frozen=True, kw_only=True):
    """A candidate's standing at a selection; no score where more than a tenth of its items have none."""

    candidate: str
    score: float | None
    n: int
    failed: int = 0


class Lead(Value, frozen=True, kw_only=True):
    """What a method's choice had against the best so far, where a run asks for evidence before it takes one over.

    `gain` is the mean difference on the `n` validation items that both have a score on. `value` is the p-value of a
    `paired` test, which must be at most as large as `needed`, or the wealth of an `evalue`, which must be at least so;
    null where no amount would do.
    """

    candidate: str
    incumbent: str
    kind: Literal["paired", "evalue"]
    n: int
    gain: float | None
    value: float
    needed: float | None
    enough: bool


class Selection(Value, frozen=True, kw_only=True):
    """What was selected from which pool, and why; `sources` where proposals of several kinds compete.

    `lead` is what the method's choice had against the best so far, where it was another and evidence was asked for.
    """

    policy: str
    pool: tuple[PoolEntry, ...]
    chosen: tuple[str, ...]
    best: str
    reason: str
    sources: tuple[SourceEffect, ...] = ()
    lead: Lead | None = None


class Step(Value, frozen=True, kw_only=True):
    """One turn of a method, as recorded; its rollouts are kept beside it."""

    n: int
    parents: tuple[str, ...]
    minibatch: tuple[str, ...]
    backgrounds: tuple[Background, ...] = ()
    critic_requests: tuple[CriticRequest, ...] = ()
    feedback: tuple[Feedback, ...]
    edit_requests: tuple[EditRequest, ...]
    proposals: tuple[Proposal, ...]
    candidates: tuple[Candidate, ...]
    selection: Selection | None
    notes: tuple[str, ...] = ()

    def made(self, rollout: Rollout) -> bool:
        """Whether a rollout of the run is one of this step's."""
        return rollout.stage.startswith(f"{step_path(self.n)}/")


def step_path(number: int) -> str:
    """The path of a step, with which the paths and stages of all that it does begin."""
    return f"step/{number}"


class Event(Value, frozen=True, kw_only=True):
    """Something that happened; `seq` orders the events of a job and is the SSE id."""

    seq: int
    at: datetime
    run_id: str
    type: str
    data: dict[str, Any]

    @property
    def is_last(self) -> bool:
        """Whether it tells of the job's end; a failed call does not."""
        kind, _, status = self.type.partition("_")
        return kind in {"run", "diagnostic", "study", "headroom"} and status in ENDED


class JobError(Value, frozen=True, kw_only=True):
    """Why a job failed, for people and for programs."""

    code: str
    message: str
    faults: tuple[FieldError, ...] = ()


class Retention(Wire, frozen=True, kw_only=True):
    """Days after which what has ended, or was uploaded, is deleted; None is for ever."""

    runs: _Days | None = None
    diagnostics: _Days | None = None
    studies: _Days | None = None
    headroom: _Days | None = None
    datasets: _Days | None = None
