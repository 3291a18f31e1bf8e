"""What runs tell, beside what all jobs do."""

from msgspec import UNSET, UnsetType

from gradcheck.domain.events.common import EventData, JobEnd
from gradcheck.domain.results.comparison import PromptPair
from gradcheck.domain.run import TestResult


class RunStarted(EventData, frozen=True, kw_only=True):
    """A run begins: its method, how many examples each split has, about how many calls it will make."""

    names = ("run_started",)

    method: str
    seed: int
    splits: dict[str, int]
    expected_calls: int


class StepStarted(EventData, frozen=True, kw_only=True):
    """A step begins at these candidates."""

    names = ("step_started",)

    step: int
    parents: tuple[str, ...]


class FeedbackWritten(EventData, frozen=True, kw_only=True):
    """Feedback that editors are shown; `written` is what the critic wrote, where a diagnostic shows another text."""

    names = ("feedback_written",)

    step: int
    id: str
    component: str
    text: str
    written: str | UnsetType = UNSET


class CandidateProposed(EventData, frozen=True, kw_only=True):
    """A new candidate: an edit with its `text` and `component`, or one made without a call, with so many `demos`."""

    names = ("candidate_proposed",)

    step: int
    candidate: str
    operator: str
    text: str | UnsetType = UNSET
    component: str | UnsetType = UNSET
    demos: int | UnsetType = UNSET


class ProposalRejected(EventData, frozen=True, kw_only=True):
    """An editor's answer that makes no candidate, and why."""

    names = ("proposal_rejected",)

    step: int
    request: str
    reason: str


class CandidateScored(EventData, frozen=True, kw_only=True):
    """How a candidate did on validation: its mean score on `n` examples, null without any; `failed` have no score."""

    names = ("candidate_scored",)

    step: int
    candidate: str
    score: float | None
    n: int
    failed: int


class StepCompleted(EventData, frozen=True, kw_only=True):
    """A step has ended: the best candidate so far, how many proposals it had and refused.

    `calls` are all that the run has settled by then, null in what was stored before they were told.
    """

    names = ("step_completed",)

    step: int
    best: str
    best_score: float | None
    proposals: int
    rejected: int
    calls: int | None = None


class TestCompleted(TestResult, EventData, frozen=True, kw_only=True):
    """What the test split says."""

    __test__ = False  # for pytest, which takes it for a test
    names = ("test_completed",)


class PromptsCompared(EventData, frozen=True, kw_only=True):
    """What a comparison of prompts says of every two of them."""

    names = ("prompts_compared",)

    pairs: tuple[PromptPair, ...]


class RunEnded(JobEnd, frozen=True, kw_only=True):
    """A run has ended: its best candidate, the test's verdict and by how much it is better."""

    names = ("run_succeeded", "run_failed", "run_cancelled")

    candidate: str | UnsetType = UNSET
    verdict: str | UnsetType = UNSET
    difference: float | UnsetType | None = UNSET
