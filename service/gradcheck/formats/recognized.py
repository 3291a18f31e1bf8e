"""What a file of another tool was understood to hold, and how readers gather it."""

from collections.abc import Sequence
from typing import Any

import msgspec

from gradcheck.domain.base import Value
from gradcheck.errors import FieldErrors, InvalidRequestError
from gradcheck.scoring import Judge, Scoring
from gradcheck.scoring.exact import Exact

Json = dict[str, Any]
_ANY_TASK = "The answer does what the instructions ask for, completely and without errors."


class Recognized(Value, frozen=True, kw_only=True):
    """A file as it was understood.

    `rows` are examples and `prompts` prompts as requests hold them; `prompt` is the first. `numbers` are those of the
    rows that the examples were read of: rows can be left out, or hold several. `scoring` is
    null where the file says nothing of how answers are judged. `mapped` says what became what, `notes` what could not
    be taken over.
    """

    kind: str
    rows: tuple[Json, ...] = ()
    numbers: tuple[int, ...] = ()
    prompts: tuple[Json, ...] = ()
    scoring: Scoring | None = None
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
        return {"prompt": self.prompt, "task": {**task, "scoring": msgspec.to_builtins(chosen)}, "method": "portfolio"}


def remark(example: Json, *, text: str = "", rating: bool | None = None, answer: str | None = None) -> None:
    """Put into an example what was said of an earlier answer to it."""
    said = {"text": text, "rating": rating, "answer": answer}
    example.setdefault("feedback", []).append({name: value for name, value in said.items() if value not in (None, "")})


class Findings:
    """What a reader has found so far; `errors` name rows that are not what the rest of the file is."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, Json]] = []
        self.prompts: list[Json] = []
        self.scoring: Scoring | None = None
        self.errors = FieldErrors()
        self._mapped: dict[str, None] = {}
        self._left: dict[str, list[int | None]] = {}

    def add(self, row: int, example: Json) -> None:
        """Take an example that was read of a row."""
        self._rows.append((row, example))

    def maps(self, source: str, target: str) -> None:
        """Say once that something has become something of ours."""
        self._mapped[f"{source} -> {target}"] = None

    def leaves(self, what: str, row: int | None = None) -> None:
        """Say that something is not taken over, in a row or in the whole file."""
        self._left.setdefault(what, []).append(row)

    def recognized(self, kind: str, numbers: Sequence[int] | None = None) -> Recognized:
        """All of it; rows are called by their `numbers`, or from 0. Raises InvalidRequestError where rows were faulty.

        The faults call every row by its place.
        """
        if self.errors:
            raise InvalidRequestError.of(*self.errors)
        return Recognized(
            kind=kind,
            rows=tuple(example for _, example in self._rows),
            numbers=tuple(row if numbers is None else numbers[row] for row, _ in self._rows),
            prompts=tuple(self.prompts),
            scoring=self.scoring,
            mapped=tuple(self._mapped),
            notes=tuple(_note(what, rows, numbers) for what, rows in self._left.items()),
        )


def _note(what: str, rows: list[int | None], numbers: Sequence[int] | None) -> str:
    named = sorted({row if numbers is None else numbers[row] for row in rows if row is not None})
    if not named:
        return what
    first = ", ".join(map(str, named[:5]))
    return f"{what} (row {first})" if len(named) == 1 else f"{what} ({len(named)} rows, the first {first})"
