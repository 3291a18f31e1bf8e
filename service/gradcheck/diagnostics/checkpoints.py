"""Scores of recorded checkpoints on train and probe items.

It owns their calls; what they show is in `suite.fitting`.
"""

from gradcheck.concurrency import all_of
from gradcheck.diagnostics.material import CheckpointScores
from gradcheck.diagnostics.request import Checkpoint, DiagnosticPlan
from gradcheck.domain.call import Spend
from gradcheck.domain.program import Candidate
from gradcheck.evaluation import Asked, Evaluator


class Checkpoints:
    """Scores the checkpoints of one diagnostic."""

    def __init__(self, plan: DiagnosticPlan, evaluator: Evaluator) -> None:
        self._checkpoints = plan.checkpoints
        train = tuple(example for example in plan.run.examples if example.split == "train")
        self._train, self._items = train, (*train, *plan.items)
        self._evaluator = evaluator

    def worst(self) -> Spend:
        """The worst case of all of them."""
        pairs = [(checkpoint, item) for checkpoint in self._checkpoints for item in self._items]
        reservations = (self._evaluator.reservation(_named(checkpoint), item, 1, "worst") for checkpoint, item in pairs)
        return sum(reservations, Spend())

    async def all(self) -> tuple[list[CheckpointScores], Spend]:
        """Every checkpoint on every item."""
        scored = await all_of(map(self._one, self._checkpoints))
        return [scores for scores, _ in scored], sum((spend for _, spend in scored), Spend())

    async def _one(self, checkpoint: Checkpoint) -> tuple[CheckpointScores, Spend]:
        candidate = _named(checkpoint)
        outcomes = await self._evaluator.rollouts(
            [Asked(candidate=candidate, example=item, sample=1, stage="checkpoint") for item in self._items]
        )
        scores = tuple(outcome.rollout.score for outcome in outcomes)
        split = len(self._train)
        checkpoint_scores = CheckpointScores(
            run_id=checkpoint.run_id, step=checkpoint.step, train=scores[:split], probe=scores[split:]
        )
        return checkpoint_scores, self._evaluator.accept(outcomes)


def _named(checkpoint: Checkpoint) -> Candidate:
    """A candidate whose id is unique among the checkpoints of several runs."""
    name = f"{checkpoint.run_id}.{checkpoint.step}"
    return Candidate(id=name, components=checkpoint.candidate.components)
