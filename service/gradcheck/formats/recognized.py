"""What a file of another tool was understood to hold, and how readers gather it."""

from typing import Any

import msgspec

from gradcheck.domain.base import Value
from gradcheck.errors import FieldErrors, InvalidRequestError
from gradcheck.scoring import Judge, Scoring
from gradcheck.scoring.exact import Exact

Json = dict[str, Any]
_ANY_TASK = "The answer does what the instructions ask for, completely and without errors."


class RowFeedback(Value, frozen=True, kw_only=True):
    """What somebody said of an answer to a row: `row` counts from 0 within the file.

    `rating` is true for a good answer, false for a bad one, null where only words were given.
    """

    row: int
    text: str
    rating: bool | None = None
    answer: str | None = None


class Recognized(Value, frozen=True, kw_only=True):
    """A file as it was understood.

    `rows` are examples and `prompts` prompts as requests hold them; `prompt` is the first. `scoring` is null where the
    file says nothing of how answers are judged. `mapped` says what became what, `notes` what could not be taken over.
    """

    kind: str
    rows: tuple[Json, ...] = ()
    prompts: tuple[Json, ...] = ()
    scoring: Scoring | None = None
    feedback: tuple[RowFeedback, ...] = ()
    mapped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def prompt(self) -> Json | None:
        """The first prompt."""
        return self.prompts[0] if self.prompts else None

    def request(self, task: Json) -> Json | None:
        """The request that follows where the file holds a prompt, for examples that `task` names or holds.

        Where the file says nothing of scoring, rows that expect something are compared and others judged.
        """
        if self.prompt is None:
            return None
        labelled = bool(self.rows) and all("expected" in row for row in self.rows)
        chosen = self.scoring or (Exact() if labelled else Judge(rubric=_ANY_TASK))
        return {"prompt": self.prompt, "task": {**task, "scoring": msgspec.to_builtins(chosen)}, "method": "gepa"}


class Findings:
    """What a reader has found so far; `errors` name rows that are not what the rest of the file is."""

    def __init__(self) -> None:
        self.rows: list[Json] = []
        self.prompts: list[Json] = []
        self.scoring: Scoring | None = None
        self.feedback: list[RowFeedback] = []
        self.errors = FieldErrors()
        self._mapped: dict[str, None] = {}
        self._left: dict[str, list[int | None]] = {}

    def maps(self, source: str, target: str) -> None:
        """Say once that something has become something of ours."""
        self._mapped[f"{source} -> {target}"] = None

    def leaves(self, what: str, row: int | None = None) -> None:
        """Say that something is not taken over, in a row or in the whole file."""
        self._left.setdefault(what, []).append(row)

    def recognized(self, kind: str) -> Recognized:
        """All of it. Raises InvalidRequestError where rows were faulty."""
        if self.errors:
            raise InvalidRequestError.of(*self.errors)
        return Recognized(
            kind=kind,
            rows=tuple(self.rows),
            prompts=tuple(self.prompts),
            scoring=self.scoring,
            feedback=tuple(self.feedback),
            mapped=tuple(self._mapped),
            notes=tuple(_note(what, rows) for what, rows in self._left.items()),
        )


def _note(what: str, rows: list[int | None]) -> str:
    numbers = sorted({row for row in rows if row is not None})
    if not numbers:
        return what
    first = ", ".join(map(str, numbers[:5]))
    return f"{what} (row {first})" if len(numbers) == 1 else f"{what} ({len(numbers)} rows, the first {first})"
