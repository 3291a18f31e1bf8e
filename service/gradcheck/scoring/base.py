"""What every scorer is and gives: the criterion and the score."""

from abc import abstractmethod
from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from msgspec import Meta

from gradcheck.domain.base import Value, Wire
from gradcheck.domain.task import Expected
from gradcheck.errors import FieldError
from gradcheck.scoring.expected import answers_error, text_of
from gradcheck.scoring.repeats import Repeats


class Score(Value, frozen=True, kw_only=True):
    """A score in [0, 1], or None where none could be given; the note says what was expected and what came."""

    value: float | None
    note: str


CORRECT = Score(value=1.0, note="correct")

ScoreFunction = Callable[[str, Expected, tuple[str, ...]], Score]
"""The score of an output where this was expected; the last are the allowed answers of the task where it has some."""


_OPTIONS: dict[str, Any] = {"repeats": None, "aggregate": "mean"}


class Criterion(Wire, frozen=True, kw_only=True):
    """What scorers and judges share: who they are and what they cannot work with.

    As it stands any parameters will do, and `expected` holds one acceptable answer or a list of them.
    """

    needs_expected: ClassVar[bool]
    summary: ClassVar[str]

    repeats: Annotated[
        Repeats | None, Meta(description="Several answers to each item, whose scores make the item's; null for one.")
    ] = None
    aggregate: Annotated[
        Literal["mean", "macro"],
        Meta(
            description="A prompt's score: the mean of its items' scores, or the mean of the means of their classes, "
            "which are the labels of `expected`."
        ),
    ] = "mean"

    def label_of(self, expected: Expected) -> str | None:
        """The class that an example counts in; None where every example counts alike."""
        return text_of(expected) if self.aggregate == "macro" else None

    @property
    def answers(self) -> int:
        """How many answers to an item its score takes."""
        return 1 if self.repeats is None else self.repeats.n

    @property
    def content(self) -> dict[str, Any]:
        """What it says, for a digest: options that nobody set are left out, so that older digests stand."""
        written: dict[str, Any] = msgspec.to_builtins(self)
        return {name: value for name, value in written.items() if name not in _OPTIONS or value != _OPTIONS[name]}

    @property
    def judge_calls(self) -> int:
        """How many calls of the judge's model the score of one answer takes."""
        return 0

    def graders(self, _path: str, /) -> dict[str, str]:
        """The team's own graders that a score takes a call of, by where they are named; `path` as in `validate`."""
        return {}

    def validate(self, _path: str, /) -> list[FieldError]:
        """What is wrong with the criterion's own parameters; `path` is where they stand in the request."""
        return []

    def expected_error(self, expected: Expected, _labels: tuple[str, ...], /) -> str | None:
        """Why this criterion cannot use that `expected`, or None."""
        return answers_error(expected) if self.needs_expected else None


class Scorer(Criterion, frozen=True, kw_only=True):
    """A scorer whose score is a function of the output and of what was expected.

    It is asked to score only what `validate` and `expected_error` have accepted, and then raises for no output.
    """

    @abstractmethod
    def score(self, output: str, expected: Expected, labels: tuple[str, ...], /) -> Score:
        """The score of an output; `labels` are the allowed answers of the task where it has some."""
