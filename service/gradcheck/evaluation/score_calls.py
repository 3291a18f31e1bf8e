"""Which way a task's outputs are scored: by a function of the output, or by calls."""

from collections.abc import Sequence

from gradcheck.domain.call import Spend
from gradcheck.domain.task import Example, PartScore
from gradcheck.evaluation.evaluated import Task
from gradcheck.evaluation.grader_calls import GraderCalls
from gradcheck.evaluation.judge_calls import JudgeCalls
from gradcheck.evaluation.pairwise_calls import PairwiseCalls
from gradcheck.evaluation.scored_output import ScoreCalls, ScoredOutput
from gradcheck.evaluation.weighted_scores import WeightedScores
from gradcheck.llm.session import Session
from gradcheck.scoring import Judge, Scoring
from gradcheck.scoring.base import Scorer
from gradcheck.scoring.hosted import Hosted
from gradcheck.scoring.installed import Installed
from gradcheck.scoring.pairwise import Pairwise
from gradcheck.scoring.weighted import Weighted


def score_calls(scoring: Scoring, task: Task, session: Session) -> ScoreCalls:
    """What scores the task's outputs; one file a kind of scoring that makes calls."""
    match scoring:
        case Judge():
            return JudgeCalls(scoring, task, session)
        case Hosted() | Installed():
            return GraderCalls(scoring, task, session)
        case Pairwise():
            return PairwiseCalls(scoring, task, session)
        case Weighted(parts=parts):
            return WeightedScores(scoring, [score_calls(part.scoring, task, session) for part in parts])
        case _:
            return _Computed(scoring, task.labels)


class _Computed:
    """A score that takes no call."""

    def __init__(self, scorer: Scorer, labels: tuple[str, ...]) -> None:
        self._scorer = scorer
        self._labels = labels

    def reservation(self, _text: str | None, _example: Example, _path: str, /) -> Spend:
        return Spend()

    async def grade(
        self, text: str, example: Example, _path: str, _again: int, _earlier: Sequence[PartScore], /
    ) -> ScoredOutput:
        return ScoredOutput(score=self._scorer.score(text, example.expected, self._labels))

    def paths(self, _path: str, _example: Example, /) -> list[str]:
        return []
