"""What every scorer is and gives: the protocols and the score. It owns no scorer and no wording of notes."""

from collections.abc import Mapping
from typing import ClassVar, Protocol

from gradcheck.domain.base import Value
from gradcheck.domain.call import Message
from gradcheck.domain.task import Expected
from gradcheck.errors import FieldError


class Score(Value, frozen=True, kw_only=True):
    """A score in [0, 1], or None where none could be given; the note says what was expected and what came."""

    value: float | None
    note: str


CORRECT = Score(value=1.0, note="correct")


class Criterion(Protocol):
    """What scorers and judges share: who they are and what they cannot work with."""

    needs_expected: ClassVar[bool]
    summary: ClassVar[str]

    def validate(self, path: str, /) -> list[FieldError]:
        """What is wrong with the criterion's own parameters; `path` is where they stand in the request."""

    def expected_error(self, expected: Expected, labels: tuple[str, ...], /) -> str | None:
        """Why this criterion cannot use that `expected`, or None."""


class Scorer(Criterion, Protocol):
    """A scorer whose score is a function of the output and of what was expected.

    It is asked to score only what `errors` and `expected_fault` have accepted, and then raises for no output.
    """

    def score(self, output: str, expected: Expected, labels: tuple[str, ...], /) -> Score:
        """The score of an output; `labels` are the allowed answers of the task where it has some."""


class Judging(Criterion, Protocol):
    """A criterion that a language model applies: this writes the request and reads the answer."""

    def request(
        self, output: str, expected: Expected, fields: Mapping[str, str], description: str | None
    ) -> tuple[Message, ...]:
        """The messages that ask for a score of `output`, which answered the example with these `fields`."""

    def read(self, text: str) -> Score:
        """The score in a judge's answer; its value is None where the answer holds none."""
