"""The prompt before and after, word by word, and where each changed sentence came from.

A sentence of the best prompt that the given one does not have came in with the first of the best prompt's ancestors
that has it; a sentence that is gone went with the first that lacks it. That candidate's feedback is the reason.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Literal

from gradcheck.domain.base import Value
from gradcheck.domain.program import Candidate
from gradcheck.domain.results.panels import ComponentDiff, WordRun
from gradcheck.pages.history import FeedbackTold, RunHistory

_END = re.compile(r"(?<=[.!?。！？…])\s+|\n+")  # noqa: RUF001 - sentences end in every script
Side = Literal["insert", "delete"]


class ChangedSentence(Value, frozen=True, kw_only=True):
    """A sentence that came or went, numbered through the prompt, with the candidate that changed it and why.

    `step` is None where that was not told, `feedback` empty where the candidate was made without any.
    """

    number: int
    kind: Side
    component: str
    text: str
    candidate: str
    operator: str
    step: int | None
    feedback: tuple[FeedbackTold, ...]


class DiffPiece(Value, frozen=True, kw_only=True):
    """A piece of the text of both prompts; `number` is that of the changed sentence it stands in."""

    kind: Literal["equal", "insert", "delete"]
    text: str
    number: int | None = None


class ShownDiff(Value, frozen=True, kw_only=True):
    """A component's text in pieces; without pieces it did not change, and `text` is all of it."""

    component: str
    text: str
    pieces: tuple[DiffPiece, ...]
    changes: tuple[ChangedSentence, ...]


def shown_diffs(
    diffs: Sequence[ComponentDiff],
    prompt: Mapping[str, str],
    best: str,
    candidates: Sequence[Candidate],
    history: RunHistory,
) -> tuple[ShownDiff, ...]:
    """All components with their changes; `candidates` are in the order in which they were made."""
    line = ancestry(best, candidates)
    shown: list[ShownDiff] = []
    numbers = 0
    for diff in diffs:
        found = _Component(diff, line, history, numbers)
        shown.append(
            ShownDiff(
                component=diff.component,
                text=prompt.get(diff.component, ""),
                pieces=tuple(found.pieces),
                changes=tuple(found.changes),
            )
        )
        numbers += len(found.changes)
    return tuple(shown)


def ancestry(best: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    """A candidate's ancestors and itself, the oldest first."""
    by_id = {candidate.id: candidate for candidate in candidates}
    found, open_ = set[str](), [best]
    while open_:
        name = open_.pop()
        if name in by_id and name not in found:
            found.add(name)
            open_ += by_id[name].parents
    return [candidate for candidate in candidates if candidate.id in found]


class _Component:
    """One component's pieces and changes, numbered from `first` + 1."""

    def __init__(self, diff: ComponentDiff, line: Sequence[Candidate], history: RunHistory, first: int) -> None:
        self._name, self._line, self._history, self._first = diff.component, line, history, first
        self._numbers: dict[tuple[Side, str], int] = {}
        self.changes: list[ChangedSentence] = []
        self.pieces: list[DiffPiece] = []
        places: dict[Side, int] = {"insert": 0, "delete": 0}
        texts: dict[Side, str] = {
            "insert": "".join(run.text for run in diff.runs if run.kind != "delete"),
            "delete": "".join(run.text for run in diff.runs if run.kind != "insert"),
        }
        ends = {side: _ends(text) for side, text in texts.items()}
        for run in diff.runs:
            if run.kind == "equal":
                self.pieces.append(DiffPiece(kind="equal", text=run.text))
                places = {side: place + len(run.text) for side, place in places.items()}
            else:
                side: Side = run.kind
                self._changed(run, side, texts[side], ends[side], places[side])
                places[side] += len(run.text)

    def _changed(self, run: WordRun, side: Side, text: str, ends: Sequence[int], start: int) -> None:
        """Take a changed run apart by the sentences that it reaches into."""
        stop = start + len(run.text)
        for low, high in pairwise(ends):
            if low < stop and start < high:
                sentence = text[low:high].strip()
                part = text[max(low, start) : min(high, stop)]
                number = self._number(side, sentence) if sentence and part.strip() else None
                self.pieces.append(DiffPiece(kind=side, text=part, number=number))

    def _number(self, side: Side, sentence: str) -> int:
        if (side, sentence) not in self._numbers:
            self._numbers[side, sentence] = number = self._first + len(self.changes) + 1
            self.changes.append(self._origin(side, sentence, number))
        return self._numbers[side, sentence]

    def _origin(self, side: Side, sentence: str, number: int) -> ChangedSentence:
        changed = (
            candidate
            for candidate in self._line
            if (sentence in candidate.components.get(self._name, "")) is (side == "insert")
        )
        maker = next(changed, None)
        told = self._history
        return ChangedSentence(
            number=number,
            kind=side,
            component=self._name,
            text=sentence,
            candidate="" if maker is None else maker.id,
            operator="" if maker is None else maker.operator,
            step=None if maker is None else told.step_of.get(maker.id),
            feedback=() if maker is None else tuple(told.feedback[f] for f in maker.feedback if f in told.feedback),
        )


def _ends(text: str) -> list[int]:
    """Where sentences begin and end: 0, every end, the text's length."""
    cuts = [match.end() for match in _END.finditer(text)]
    return sorted({0, *cuts, len(text)})


def without_changes(prompt: Mapping[str, str]) -> tuple[ShownDiff, ...]:
    """A prompt of which no change is known."""
    return tuple(ShownDiff(component=name, text=text, pieces=(), changes=()) for name, text in prompt.items())
