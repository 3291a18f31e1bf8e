"""A score that a judge's call gives."""

from collections.abc import Sequence
from typing import Any

from gradcheck.domain.call import Answer, Call, Chat, Delivery, Endpoint, Message, Spend
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
        task = self._task
        held = task.judge.dialect.structured
        messages = self._judge.request(text, example.expected, example.fields, task.description, held=held)
        return judge_call(task, _path(path), messages, SCHEMA, again)

    def _read(self, delivery: Delivery) -> Score:
        said, fault = words_of(delivery)
        return self._judge.read(said) if fault is None else Score(value=None, note=fault)


def judge_call(task: Task, path: str, messages: tuple[Message, ...], schema: dict[str, Any], again: int) -> Call:
    """A call of the task's judge, held to the schema where it takes one.

    A small model is let off the reasons, in which it would use up its limit. One that is asked for again is another
    draw, lest the same answer comes.
    """
    return Call(
        path=path,
        role="judge",
        endpoint=task.judge,
        request=Chat(messages=messages, schema=_held_to(schema, task.judge) if task.judge.dialect.structured else None),
        sampling=task.judge.sampling,
        seed=derive(task.seed, "judge", *([again] if again else [])),
        draw=again,
        again=again,
    )


def _held_to(schema: dict[str, Any], judge: Endpoint) -> dict[str, Any]:
    if judge.profile != "small":
        return schema
    return {**schema, "properties": schema["properties"] | {"reasons": {"type": "string", "enum": [""]}}}


def words_of(delivery: Delivery) -> tuple[str, str | None]:
    """What a judge said, and why there is nothing to read, else None."""
    if not isinstance(delivery.outcome, Answer):
        return "", f"the judge gave no answer: {delivery.outcome.message}"
    cause = silence(delivery.outcome)
    return delivery.outcome.text, None if cause is None else f"the judge gave {in_words(cause, delivery.outcome)}"


def _path(path: str) -> str:
    return f"{path}/judge"
