"""A score that a judge's call gives."""

from collections.abc import Sequence

from gradcheck.domain.call import Answer, Call, Chat, Delivery, Spend
from gradcheck.domain.seeds import derive
from gradcheck.domain.silence import in_words, silence
from gradcheck.domain.task import Example, PartScore
from gradcheck.evaluation.evaluated import Task
from gradcheck.evaluation.scored_output import ScoredOutput
from gradcheck.llm.session import Session
from gradcheck.scoring.base import Score
from gradcheck.scoring.judge import SCHEMA, Judge


class JudgeCalls:
    """Asks the task's judge for scores by a rubric."""

    def __init__(self, judge: Judge, task: Task, session: Session) -> None:
        self._judge = judge
        self._task = task
        self._session = session

    def reservation(self, text: str | None, example: Example, path: str, /) -> Spend:
        """The worst case of a verdict."""
        call = self._call(text or "", example, path)
        if text is not None and self._session.free(call) is not None:
            return Spend()
        return call.reservation(self._task.longest if text is None else 0)

    async def grade(
        self, text: str, example: Example, path: str, again: int, _earlier: Sequence[PartScore], /
    ) -> ScoredOutput:
        """The judge's score; its value is None where the judge failed."""
        delivery = await self._session.call(self._call(text, example, path, again))
        return ScoredOutput(score=self._read(delivery), deliveries=(delivery,))

    def paths(self, path: str, _example: Example, /) -> list[str]:
        """Where the call is made."""
        return [_path(path)]

    def _call(self, text: str, example: Example, path: str, again: int = 0) -> Call:
        """The call for a verdict; one that is asked for again is another draw, lest the same answer comes."""
        held = self._task.judge.dialect.structured
        messages = self._judge.request(text, example.expected, example.fields, self._task.description, held=held)
        return Call(
            path=_path(path),
            role="judge",
            endpoint=self._task.judge,
            request=Chat(messages=messages, schema=SCHEMA if held else None),
            sampling=self._task.judge.sampling,
            seed=derive(self._task.seed, "judge", *([again] if again else [])),
            draw=again,
            again=again,
        )

    def _read(self, delivery: Delivery) -> Score:
        if not isinstance(delivery.outcome, Answer):
            return Score(value=None, note=f"the judge gave no answer: {delivery.outcome.message}")
        cause = silence(delivery.outcome)
        if cause is not None:
            return Score(value=None, note=f"the judge gave {in_words(cause, delivery.outcome)}")
        return self._judge.read(delivery.outcome.text)


def _path(path: str) -> str:
    return f"{path}/judge"
