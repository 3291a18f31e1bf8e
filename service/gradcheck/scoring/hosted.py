"""The `http` scorer: a grader of the team's own, which the server declares, scores the output.

- What it answers is a score from 0 to 1 with a note, or in words why there is none: then the output has no score, never
  a 0.
- Any `expected` will do, and none is needed: the grader is sent what there is.
"""

from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from gradcheck.scoring.base import CORRECT, Criterion, Score


class Graded(msgspec.Struct, frozen=True, kw_only=True):
    """A score as the ledger keeps it."""

    score: float
    note: str = ""


_decode = msgspec.json.Decoder(Graded).decode


def read_grade(text: str, who: str) -> Score:
    """The score in the text of a grader's answer; `who` gave it."""
    graded = _decode(text)
    if graded.note or graded.score < 1:
        return Score(value=graded.score, note=graded.note or f"{who} gave {graded.score:g} of 1")
    return CORRECT


class Hosted(Criterion, frozen=True, kw_only=True, tag="http", tag_field="kind"):
    """A grader of the team's own scores the output, from 0 to 1."""

    needs_expected: ClassVar[bool] = False
    summary: ClassVar[str] = "a score from 0 to 1 that a grader gives which the server declares"

    grader: Annotated[str, Meta(min_length=1, description="Its name in the server's settings, [graders.NAME].")]

    def graders(self, path: str, /) -> dict[str, str]:
        return {f"{path}.grader": self.grader}

    def read(self, text: str) -> Score:
        """The score in the text of a grader's answer."""
        return read_grade(text, self.grader)
