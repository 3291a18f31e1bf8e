"""Scores that runs do not give themselves: winners on validation or train, and the best candidates along a run.

They are made in the study's own session, after a run has ended, so that they change nothing in it. An outcome is judged
by true labels; what is tracked, by the labels the run was shown.
"""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from gradcheck.domain.call import Spend
from gradcheck.domain.program import SEED, Candidate
from gradcheck.domain.run import Result, Step
from gradcheck.domain.task import Example, Rollout
from gradcheck.engine.plan import Plan
from gradcheck.evaluation import Asked, Evaluator
from gradcheck.jobs.context import JobContext
from gradcheck.llm.base import JobStopped
from gradcheck.statistics.strata import macro_mean
from gradcheck.studies.analysis.outcome import CurvePoint, RunOutcome, RunScores, scores_of
from gradcheck.studies.plan import StudyArm, StudyPlan


class OutcomeScorer:
    """Scores candidates of the runs of one study; `spent` is what this was planned to cost, `scores` are by item."""

    def __init__(self, context: JobContext, plan: StudyPlan) -> None:
        self._context = context
        self._plan = plan
        self._true = {example.id: example for example in plan.examples}
        self.spent = Spend()
        self.scores: list[RunScores] = []

    async def mark(self, outcome: RunOutcome, arm: StudyArm, run: Plan, result: Result) -> RunOutcome:
        """The run with the scores it lacks; without them where the study makes no further calls.

        A winner that is scored here leaves its scores by item in `scores`.
        """
        candidates = {candidate.id: candidate for candidate in await self._context.records.candidates(outcome.run_id)}
        evaluator = Evaluator(run.task, self._context.session)
        where = f"{arm.name}/{outcome.trial}"
        try:
            if self._plan.outcome != "test":
                outcome = await self._outcome(outcome, evaluator, candidates[result.candidate], where)
            if self._plan.tracked_steps(arm, 1):
                outcome = replace(
                    outcome, curve=await self._curve(evaluator, arm, run, candidates, outcome.run_id, where)
                )
        except JobStopped as stopped:
            if outcome.outcome is None:
                outcome = replace(
                    outcome, missing=f"the study was stopped before its winner was scored: {stopped.reason}"
                )
        return outcome

    async def _outcome(self, outcome: RunOutcome, evaluator: Evaluator, winner: Candidate, where: str) -> RunOutcome:
        items = [example for example in self._true.values() if example.split == self._plan.outcome]
        rollouts = await self._score(evaluator, [(winner, item, f"outcome/{where}") for item in items])
        self.scores.append(scores_of(outcome.arm, outcome.trial, rollouts, winner.id))
        point = _mean(0, rollouts)
        missing = "every call for its winner's score failed" if point.score is None else None
        return replace(outcome, outcome=point.score, missing=missing)

    async def _curve(
        self,
        evaluator: Evaluator,
        arm: StudyArm,
        run: Plan,
        candidates: Mapping[str, Candidate],
        run_id: str,
        where: str,
    ) -> tuple[CurvePoint, ...]:
        """The points of a run's curve; a run that ended early has as many steps as it has made."""
        assert self._plan.track is not None  # noqa: S101 - or nothing is tracked
        best = best_after(await self._context.records.steps(run_id))
        steps = self._plan.tracked_steps(arm, len(best) - 1)
        items = [example for example in run.examples if example.split == self._plan.track.split]
        asked = [(candidates[best[n]], item, f"track/{where}/{n}") for n in steps for item in items]
        rollouts = await self._score(evaluator, asked)
        size = len(items)
        return tuple(_mean(n, rollouts[index * size : (index + 1) * size]) for index, n in enumerate(steps))

    async def _score(self, evaluator: Evaluator, asked: Sequence[tuple[Candidate, Example, str]]) -> list[Rollout]:
        outcomes = await evaluator.rollouts(
            [Asked(candidate=candidate, example=item, stage=stage) for candidate, item, stage in asked]
        )
        self.spent += evaluator.accept(outcomes)
        return [outcome.rollout for outcome in outcomes]


def best_after(steps: Sequence[Step]) -> list[str]:
    """The best candidate after each step, the seed's first; a step that selected nothing keeps the one before."""
    best: list[str] = []
    for step in steps:
        best.append(step.selection.best if step.selection is not None else best[-1] if best else SEED)
    return best


def _mean(step: int, rollouts: Sequence[Rollout]) -> CurvePoint:
    known = [(rollout.score, rollout.label) for rollout in rollouts if rollout.score is not None]
    score = macro_mean([score for score, _ in known], [label for _, label in known]) if known else None
    return CurvePoint(step=step, score=score, n=len(known))
