"""What critics and editors are told beside what a template shows, where a run briefs them: pieces, each with a title.

A piece is there only where there is something to say that the template does not say itself. What comes from callers,
examples or models stands between marks, as in every template; the bounds of a prompt's form are ours and stand bare.
Who continues a pattern, as very small models do, is told nothing. It owns who is told what; what is known is owned by
whoever makes a `Briefing`.
"""

from collections.abc import Sequence
from typing import Literal, Protocol

from msgspec.structs import replace

from gradcheck.domain.base import Value
from gradcheck.domain.feedback import Slot, SlotKind, Template
from gradcheck.domain.program import Program
from gradcheck.domain.task import Rollout
from gradcheck.optimizer.question import BackgroundQuestion, EditorQuestion, Question
from gradcheck.optimizer.rendering import gaps
from gradcheck.optimizer.templates.chats import data

PieceName = Literal["known_task", "known_rule", "known_answers", "known_confusions", "known_attempts"]
_KINDS: dict[PieceName, SlotKind] = {
    "known_task": "context",
    "known_rule": "context",
    "known_answers": "context",
    "known_confusions": "evidence",
    "known_attempts": "history",
}
_TITLES: dict[PieceName, str] = {
    "known_task": "the task",
    "known_rule": "how answers are scored",
    "known_answers": "what an answer is",
    "known_confusions": "answers of this prompt to training examples so far, by what was expected",
    "known_attempts": "edits that were tried in this run and did no better",
}
_OF_DATA = {"evidence", "feedback", "history", "examples"}
_OWN_HISTORY = {"history", "tried"}


class ToldEdits(Value, frozen=True, kw_only=True):
    """Edits that did no better, in words, and the candidates that they made."""

    text: str = ""
    candidates: tuple[str, ...] = ()


class Piece(Value, frozen=True, kw_only=True):
    """Something that is told, under the name of its slot; `candidates` are those that it shows as tried."""

    name: PieceName
    text: str
    candidates: tuple[str, ...] = ()


class Briefing(Protocol):
    """What a run knows of its task, and by the end of its last step of its prompts; nothing is an empty text.

    `scores_are_told` is whether whoever optimizes may know how answers are scored and how they were.
    """

    scores_are_told: bool

    @property
    def task(self) -> str:
        """What the task is, in the caller's words."""

    @property
    def rule(self) -> str:
        """How answers are scored."""

    def answers(self, component: str) -> str:
        """What the answers are like that the component's module gives."""

    def confusions(self, candidate: str, rollouts: Sequence[Rollout]) -> str:
        """How a candidate's answers to train examples were right or wrong by class, these among them."""

    def attempts(self, candidate: str, component: str) -> ToldEdits:
        """Edits of a component that did no better, those of this candidate first."""


def pieces(briefing: Briefing, template: Template, question: Question) -> tuple[Piece, ...]:
    """What a question is told beside what its template shows.

    Who writes a background is told nothing. One that is shown no data learns nothing of it here, and one that is not
    shown the prompt, so as to owe it nothing, learns nothing of that prompt.
    """
    room = gaps(template)
    if template.endpoint != "chat" or isinstance(question, BackgroundQuestion):
        return ()
    found = [Piece(name="known_task", text="" if "task" in room else briefing.task)]
    if briefing.scores_are_told and room & _OF_DATA:
        found.append(Piece(name="known_rule", text=briefing.rule))
        found.append(Piece(name="known_answers", text=briefing.answers(question.component)))
        if "instruction" in room:
            text = briefing.confusions(question.candidate.id, question.rollouts)
            found.append(Piece(name="known_confusions", text=text))
        if "instruction" in room and isinstance(question, EditorQuestion) and not room & _OWN_HISTORY:
            tried = briefing.attempts(question.candidate.id, question.component)
            found.append(Piece(name="known_attempts", text=tried.text, candidates=tried.candidates))
    return tuple(piece for piece in found if piece.text)


def briefed(template: Template, told: Sequence[Piece], form: str) -> Template:
    """The template with these pieces before all else, and after them what holds for the form of a prompt."""
    sections = [f"Briefing, {_TITLES[piece.name]}:\n{data(piece.name)}\n\n" for piece in told]
    if form:
        sections.append(f"Briefing, the form of the prompt: {form}\n\n")
    return replace(template, user="".join(sections) + template.user)


def form(program: Program, template: Template, question: Question) -> str:
    """How long an editor's prompt may be and which placeholders it has to hold, unless its template says so."""
    if not isinstance(question, EditorQuestion) or template.endpoint != "chat":
        return ""
    old, said = question.candidate.components[question.component], list[str]()
    if program.max_length is not None:
        now = f"; it has {len(old)} now" if "instruction" in gaps(template) else ""
        said.append(f"It may have {program.max_length} characters at most{now}.")
    if "placeholders" not in gaps(template):
        reading = program.reading(question.component)
        names = reading.written(reading.placeholders(old))
        if names:
            said.append(
                f"It has to hold {', '.join(names)}, each where its text is to be read, and no other placeholder."
            )
        elif reading.style != "none":
            said.append("It has no placeholder and may hold none.")
    return " ".join(said)


def slots_of(told: Sequence[Piece]) -> tuple[Slot, ...]:
    """The pieces as slots."""
    return tuple(Slot(name=piece.name, kind=_KINDS[piece.name], text=piece.text) for piece in told)
