"""An output's score: by a function of the output, or by a judge's call."""

from gradcheck.domain.base import Value
from gradcheck.domain.call import Answer, Call, Chat, Delivery, Spend
from gradcheck.domain.seeds import derive
from gradcheck.domain.silence import in_words, silence
from gradcheck.domain.task import Example
from gradcheck.evaluation.evaluated import Task, worst
from gradcheck.llm.session import Session
from gradcheck.scoring import Judge
from gradcheck.scoring.base import Score
from gradcheck.scoring.judge import SCHEMA


class ScoredOutput(Value, frozen=True, kw_only=True):
    """A score and the calls that it rests on."""

    score: Score
    deliveries: tuple[Delivery, ...] = ()


class ScoreCalls:
    """Scores a task's outputs through one session."""

    def __init__(self, task: Task, session: Session) -> None:
        self._task = task
        self._session = session

    def reservation(self, text: str | None, example: Example, path: str) -> Spend:
        """The worst case of scoring the output of the call at `path`; None is an output that is not known yet."""
        scoring = self._task.scoring
        if not isinstance(scoring, Judge):
            return Spend()
        call = self._judge_call(scoring, text or "", example, path)
        if text is not None and self._session.free(call) is not None:
            return Spend()
        return worst(call, self._task.task.longest if text is None else 0)

    async def grade(self, text: str, example: Example, path: str, again: int) -> ScoredOutput:
        """The score of an output; its value is None where the judge failed."""
        scoring = self._task.scoring
        if not isinstance(scoring, Judge):
            return ScoredOutput(score=scoring.score(text, example.expected, self._task.labels))
        delivery = await self._session.call(self._judge_call(scoring, text, example, path, again))
        return ScoredOutput(score=_read(scoring, delivery), deliveries=(delivery,))

    def paths(self, path: str) -> list[str]:
        """Where the calls are made that score the output of the call at `path`."""
        return [_judge_path(path)]

    def _judge_call(self, judge: Judge, text: str, example: Example, path: str, again: int = 0) -> Call:
        """The call for a verdict; one that is asked for again is another draw, lest the same answer comes."""
        held = self._task.judge.dialect.structured
        messages = judge.request(text, example.expected, example.fields, self._task.description, held=held)
        return Call(
            path=_judge_path(path),
            role="judge",
            endpoint=self._task.judge,
            request=Chat(messages=messages, schema=SCHEMA if held else None),
            sampling=self._task.judge.sampling,
            seed=derive(self._task.seed, "judge", *([again] if again else [])),
            draw=again,
            again=again,
        )


def _read(judge: Judge, delivery: Delivery) -> Score:
    if not isinstance(delivery.outcome, Answer):
        return Score(value=None, note=f"the judge gave no answer: {delivery.outcome.message}")
    cause = silence(delivery.outcome)
    if cause is not None:
        return Score(value=None, note=f"the judge gave {in_words(cause, delivery.outcome)}")
    return judge.read(delivery.outcome.text)


def _judge_path(path: str) -> str:
    return f"{path}/judge"
