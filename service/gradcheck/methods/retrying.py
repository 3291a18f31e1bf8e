"""Answers that are asked for again with a nudge, and what tells them apart: pairs of a worse and a better one.

It owns how often an input is tried and which answers make a pair. It does not own what is read into them.
"""

from collections.abc import Sequence

from gradcheck.domain.base import Value
from gradcheck.domain.program import Candidate, default_user_message
from gradcheck.domain.task import Example, Rollout
from gradcheck.methods.interface import StepContext
from gradcheck.optimizer.rendering import one_line

_PARTLY = 0.3  # the score from which on an answer is not called wrong
_LONGEST = 600


class Pair(Value, frozen=True, kw_only=True):
    """The worst and the best answer to an input."""

    worse: Rollout
    better: Rollout

    @property
    def gain(self) -> float:
        """How much better the better one is."""
        return (self.better.score or 0.0) - (self.worse.score or 0.0)


class Retried(Value, frozen=True, kw_only=True):
    """What came of a batch: pairs, the largest gain first, and the first answers where no other did better, by kind."""

    pairs: tuple[Pair, ...]
    wrong: tuple[Rollout, ...]
    partly: tuple[Rollout, ...]
    inputs: str


async def retried(
    step: StepContext,
    current: Candidate,
    component: str,
    examples: Sequence[Example],
    *,
    attempts: int,
    gap: float,
    sample: int,
) -> Retried:
    """Every example answered until it is right, at most so many times, from this draw on; only the nudge differs."""
    names = ("nudge_wrong", "nudge_partly")
    wrong, partly = [await edit for edit in [step.edit(name, current, component) for name in names]]
    step.drop([one for one in (wrong, partly) if one is not None], "only for another answer to an example")

    async def solve(example: Example) -> list[Rollout]:
        own, answering = list[Rollout](), current
        for turn in range(attempts):
            answers = await step.evaluate([answering], [example], sample + turn)
            score = answers[0].score if answers else None
            own += [one for one in answers if score is not None]
            nudged = partly if (score or 0.0) >= _PARTLY else wrong
            if score is None or score == 1 or nudged is None:
                break
            answering = nudged
        return own

    solved = [own for own in await step.each(examples, solve) if own]
    ends = [Pair(worse=min(own, key=_score), better=max(own, key=_score)) for own in solved]
    failed = [own[0] for own, pair in zip(solved, ends, strict=True) if pair.gain < gap and _score(own[0]) < 1]
    lacking = {own[0].example for own in solved if _score(own[0]) < 1}
    inputs = [default_user_message(example.fields) for example in examples if example.id in lacking]
    return Retried(
        pairs=tuple(sorted((pair for pair in ends if pair.gain >= gap), key=lambda pair: -pair.gain)),
        wrong=tuple(one for one in failed if _score(one) < _PARTLY),
        partly=tuple(one for one in failed if _score(one) >= _PARTLY),
        inputs="\n".join(f"{number}. {one_line(text, _LONGEST)}" for number, text in enumerate(inputs, start=1)),
    )


def _score(rollout: Rollout) -> float:
    return rollout.score or 0.0
