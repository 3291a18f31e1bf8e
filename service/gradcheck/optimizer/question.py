"""What a method asks of the optimizer's model: critics, editors, and background that editors are told."""

from msgspec import field

from gradcheck.domain.base import Value
from gradcheck.domain.feedback import Feedback, FeedbackKind
from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Example, Rollout

Path = tuple[int, ...]
"""A place in the structure of a step: what a branch asks for has the branch's path and a number."""


def dotted(at: Path) -> str:
    """A place in a step, as paths and identifiers write it."""
    return ".".join(map(str, at))


class TriedCandidate(Value, frozen=True, kw_only=True):
    """A candidate that was tried, as history; `note` is what else is said of it."""

    candidate: Candidate
    score: float | None = None
    note: str = ""


class Question(Value, frozen=True, kw_only=True):
    """A question about one component of a candidate, at a place of its own in the step.

    `others` are further candidates whose text of this component fills the gap of that name, `context` further texts by
    gap. History, examples with their expected answers, and rollouts are rendered by the template's lines.
    """

    at: Path
    template: str
    candidate: Candidate
    component: str
    rollouts: tuple[Rollout, ...] = ()
    others: dict[str, Candidate] = field(default_factory=dict)
    history: tuple[TriedCandidate, ...] = ()
    examples: tuple[Example, ...] = ()
    context: dict[str, str] = field(default_factory=dict)

    @property
    def told(self) -> tuple[Feedback, ...]:
        """The feedback that it shows."""
        return ()


class CriticQuestion(Question, frozen=True, kw_only=True):
    """A question to a critic; its text will be feedback, derived from `upstream` as about a later part of the chain."""

    kind: FeedbackKind
    upstream: tuple[Feedback, ...] = ()

    @property
    def told(self) -> tuple[Feedback, ...]:
        """The feedback that it shows."""
        return self.upstream


class EditorQuestion(Question, frozen=True, kw_only=True):
    """A question to an editor: a new text for the component of the candidate, the child's first parent."""

    feedback: tuple[Feedback, ...] = ()

    @property
    def told(self) -> tuple[Feedback, ...]:
        """The feedback that it shows."""
        return self.feedback


class BackgroundQuestion(Question, frozen=True, kw_only=True):
    """A text that editors are told and that is no feedback, such as a summary of the data."""
