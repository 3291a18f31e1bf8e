"""A score that a call of the team's own grader gives."""

from collections.abc import Sequence

from gradcheck.domain.call import Answer, Assessment, Call, Spend
from gradcheck.domain.task import Example, PartScore
from gradcheck.evaluation.evaluated import Task
from gradcheck.evaluation.scored_output import ScoredOutput
from gradcheck.llm.session import Session
from gradcheck.scoring.base import Score
from gradcheck.scoring.hosted import Hosted
from gradcheck.scoring.installed import Installed


class GraderCalls:
    """Asks a grader for scores. The same output to the same example is graded once, whoever gave it."""

    def __init__(self, scoring: Hosted | Installed, task: Task, session: Session) -> None:
        self._scoring = scoring
        [name] = scoring.graders("").values()
        self._endpoint = task.graders[name]
        self._session = session

    def reservation(self, text: str | None, example: Example, path: str, /) -> Spend:
        """The price of a call."""
        call = self._call(text or "", example, path)
        if text is not None and self._session.free(call) is not None:
            return Spend()
        return call.reservation()

    async def grade(
        self, text: str, example: Example, path: str, again: int, _earlier: Sequence[PartScore], /
    ) -> ScoredOutput:
        """The grader's score; its value is None where the grader failed."""
        delivery = await self._session.call(self._call(text, example, path, again))
        outcome = delivery.outcome
        if isinstance(outcome, Answer):
            return ScoredOutput(score=self._scoring.read(outcome.text), deliveries=(delivery,))
        score = Score(value=None, note=f"the grader gave no score: {outcome.message}")
        return ScoredOutput(score=score, deliveries=(delivery,))

    def paths(self, path: str, _example: Example, /) -> list[str]:
        """Where the call is made."""
        return [_path(path)]

    def _call(self, text: str, example: Example, path: str, again: int = 0) -> Call:
        return Call(
            path=_path(path),
            role="grader",
            endpoint=self._endpoint,
            request=Assessment(output=text, input=example.fields, expected=example.expected),
            sampling=self._endpoint.sampling,
            seed=0,
            again=again,
        )


def _path(path: str) -> str:
    return f"{path}/grader"
