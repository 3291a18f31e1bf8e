"""What a test needs to be drawn: arms, the prompt before them, other items, a judge's answers."""

from typing import Any, Literal

from gradcheck.domain.base import Value

Question = Literal["follows", "identify", "equivalent", "opposite"]


class JudgeQuestion(Value, frozen=True, kw_only=True):
    """A question to the judge about every edit or feedback of an arm.

    `follows`: does the new prompt do what its feedback asks for; `identify`: which of several feedbacks led to it;
    `equivalent` and `opposite`: how the arm's feedback relates to the real one.
    """

    question: Question
    arm: str


class Requirements(Value, frozen=True, kw_only=True):
    """What is drawn. `arms` are edited in every block, those in `scored` also scored on the probe items.

    `gated` are also scored on the gate's items and `crossed` on all steps' minibatches; the prompt before them is
    scored `repeats` times on the probe, and once on the other items if any arm is. `checkpoints`: the run's best
    prompts so far are scored on the train and probe items.
    """

    arms: tuple[str, ...] = ()
    scored: tuple[str, ...] = ()
    gated: tuple[str, ...] = ()
    crossed: tuple[str, ...] = ()
    repeats: int = 0
    asks: tuple[JudgeQuestion, ...] = ()
    checkpoints: bool = False

    @classmethod
    def of(cls, *arms: str, **rest: object) -> "Requirements":
        """Arms that are all scored on the probe."""
        return cls(arms=arms, scored=arms, **rest)  # type: ignore[arg-type]

    def __add__(self, other: "Requirements") -> "Requirements":
        """What both need; what they share is drawn once."""

        def joined(first: tuple[Any, ...], second: tuple[Any, ...]) -> tuple[Any, ...]:
            return tuple(dict.fromkeys((*first, *second)))

        return Requirements(
            arms=joined(self.arms, other.arms),
            scored=joined(self.scored, other.scored),
            gated=joined(self.gated, other.gated),
            crossed=joined(self.crossed, other.crossed),
            repeats=max(self.repeats, other.repeats),
            asks=joined(self.asks, other.asks),
            checkpoints=self.checkpoints or other.checkpoints,
        )
