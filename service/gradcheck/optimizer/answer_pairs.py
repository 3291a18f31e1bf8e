"""Answers of two prompts to the same inputs as one who compares them is shown them, and what comes of it.

Neither scores nor expected answers are shown. The words of the question are in `templates/by_answers.py`.
"""

from collections.abc import Sequence

from gradcheck.domain.base import Value
from gradcheck.domain.program import Candidate, Program, default_user_message
from gradcheck.domain.task import Example, Rollout
from gradcheck.optimizer.components import outline
from gradcheck.optimizer.rendering import one_line

_MOST_INPUT, _MOST_ANSWER = 600, 1200  # characters
_NO_TEXT = "(no text)"


class AnswerPair(Value, frozen=True, kw_only=True):
    """The answers of a prompt beside those of its rival, as both are `listed`."""

    answers: str
    rivals: str

    @property
    def is_settled(self) -> bool:
        """Whether nobody need be asked: the answers are the same."""
        return self.answers == self.rivals

    def shown(self, turn: int) -> dict[str, str]:
        """What fills the gaps: the answers are A, in every second turn B."""
        own, other = ("first", "second") if turn % 2 == 0 else ("second", "first")
        return {own: self.answers, other: self.rivals}

    def is_won(self, turn: int, said: str | None) -> bool:
        """Whether the answers were named the better ones; what is neither A nor B names nobody."""
        return self.share(turn, said) == 1

    def share(self, turn: int, said: str | None) -> float | None:
        """1 where the answers were named the better ones, 0 where the rival's were, None where nobody was named."""
        named = (said or "").strip(" .*\"'").upper()
        return float(named == "AB"[turn % 2]) if named in {"A", "B"} else None


def listed(rollouts: Sequence[Rollout], examples: Sequence[Example]) -> str:
    """Inputs with the answers to them, a line each, shortened where they are long."""
    inputs = {example.id: default_user_message(example.fields) for example in examples}
    return "\n".join(
        f"{number}. Input: {one_line(inputs[rollout.example], _MOST_INPUT)}\n"
        f"   Answer: {one_line(rollout.output or _NO_TEXT, _MOST_ANSWER)}"
        for number, rollout in enumerate(rollouts, start=1)
    )


def purpose(program: Program, given: Candidate, description: str | None) -> str:
    """What is asked for where nobody says which answers are right: the prompts as they were given, the description."""
    return "\n\n".join(filter(None, (outline(program, given), description)))
