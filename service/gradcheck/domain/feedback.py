"""Feedback, edit requests and proposals: what passes between a critic and an editor.

An edit is a function of its request: the request holds the template's text and ordered slots, so that a diagnostic
can change the feedback slots alone and draw again.
"""

from typing import Literal

from msgspec.structs import replace

from gradcheck.domain.base import Value
from gradcheck.domain.call import Sampling

FeedbackKind = Literal["note", "critique", "gradient", "failure_mode", "rule", "history"]
SlotKind = Literal["feedback", "evidence", "history", "context", "demos"]
Evaluation = Literal["scorer", "none", "binary", "smooth"]
"""What critics and editors are shown of a rollout's evaluation: the scorer's note, nothing, or a critic's verdict."""
PassedFeedback = Literal["real", "placebo", "none", "shuffled"]
"""What passes the feedback bus: what critics wrote, a placebo, nothing, or what they wrote in an earlier step."""


class Feedback(Value, frozen=True, kw_only=True):
    """A text about a component, with the rollouts that are its evidence and the role that wrote it.

    `control` is no role: a text that knows nothing of the task, which a method sets against feedback. Where an arm of a
    study passes on another text than the author's, `text` is that one and `written` the author's; null otherwise.
    """

    id: str
    kind: FeedbackKind
    module: str
    component: str
    text: str
    author: Literal["task", "optimizer", "judge", "scorer", "control"]
    candidate: str
    evidence: tuple[str, ...] = ()
    written: str | None = None

    @property
    def original(self) -> "Feedback":
        """As its author wrote it, whatever was passed on."""
        return self if self.written is None else replace(self, text=self.written, written=None)


class Slot(Value, frozen=True, kw_only=True):
    """A named gap of a template. Only slots of kind `feedback` may be touched by a perturbation of feedback."""

    name: str
    kind: SlotKind
    text: str


class ShownRollout(Value, frozen=True, kw_only=True):
    """A rollout as a critic or an editor is shown it.

    `trace` is what applications tell of how they came to it, `remarks` what was said of earlier answers to the example.
    """

    example: str
    answer: str
    note: str
    trace: str = ""
    remarks: str = ""


class Template(Value, frozen=True, kw_only=True):
    """A prompt for a critic or an editor; gaps are written {{name}} and filled from the slots of that name.

    `system` is only for the chat endpoint. `endpoint: none` asks no model: the text is `user` as it is filled, or with
    `reply: edits` the instruction once the feedback, which is edits, is carried out on it.
    `reply` says how the answer is read: the text between <tag> and </tag>, several such texts (`tags`), or the first
    line. `evidence_line` renders a rollout, `feedback_line` a feedback, `history_line` a candidate that was tried,
    `example_line` an example with its expected answer; `absent` stands where there is no feedback, `nothing` where
    there is no history or no example. With `keeps_frame` the reader does not see the outer blocks of a component that
    hold placeholders; they are put back around its answer, unless the component is nothing else.
    """

    name: str
    endpoint: Literal["chat", "completion", "none"]
    user: str
    system: str | None = None
    stop: tuple[str, ...] = ()
    reply: Literal["tag", "tags", "line", "edits"] = "tag"
    tag: str = "PROMPT"
    sampling: Sampling
    evidence_line: str = ""
    feedback_line: str = "{{feedback}}"
    history_line: str = "{{number}}. {{text}}"
    example_line: str = ""
    absent: str = "No feedback is available."
    nothing: str = "none"
    keeps_frame: bool = False


class CriticRequest(Value, frozen=True, kw_only=True):
    """All a critic sees, under the id of the feedback it wrote; `upstream` names the feedback in its slots.

    Where it wrote several, each has the id of the request and its place after a slash. `history` are the candidates
    that it is shown as tried before.
    """

    id: str
    candidate: str
    component: str
    template: Template
    slots: tuple[Slot, ...]
    seen: tuple[ShownRollout, ...]
    upstream: tuple[str, ...] = ()
    history: tuple[str, ...] = ()


def one_of_several(critic: str, index: int) -> str:
    """The id of one of the feedbacks that a critic wrote in one answer."""
    return f"{critic}/{index}"


def critic_of(feedback: str) -> tuple[str, int]:
    """The reverse of `one_of_several`; of a critic that wrote a single feedback that has its id, the same and 0."""
    critic, _, index = feedback.rpartition("/")
    return (critic, int(index)) if index.isdecimal() else (feedback, 0)


class EditRequest(Value, frozen=True, kw_only=True):
    """All an editor sees: operator, parents, the component to change, template, slots, draw.

    `feedback` names the feedback in its slots, `seen` is what its evidence shows, `history` are the candidates that it
    is shown as tried before.
    """

    id: str
    operator: str
    parents: tuple[str, ...]
    component: str
    template: Template
    slots: tuple[Slot, ...]
    seen: tuple[ShownRollout, ...] = ()
    feedback: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    draw: int = 0


class Background(Value, frozen=True, kw_only=True):
    """A text that editors are told and that is no feedback: a summary of the data, a description of the program.

    `text` is None where none could be used, `history` are the candidates that its writer was shown as tried before.
    """

    id: str
    template: Template
    slots: tuple[Slot, ...]
    text: str | None
    history: tuple[str, ...] = ()


class Proposal(Value, frozen=True, kw_only=True):
    """What an editor answered: a candidate and its new text, or why there is none and the answer as it came."""

    request: str
    candidate: str | None
    text: str | None
    status: Literal["accepted", "rejected", "failed"]
    reason: str
