"""Rollouts: a candidate on an example.

An answer without text is the prompt's doing and scores 0, a failed call is no score and asked again.
"""

from collections.abc import Awaitable, Iterator, Sequence

from gradcheck.concurrency import all_of
from gradcheck.domain.call import Spend
from gradcheck.domain.program import Candidate
from gradcheck.domain.run import BUDGET_REASONS
from gradcheck.domain.task import Example, PartScore, Rollout
from gradcheck.evaluation.evaluated import Asked, Done, Task
from gradcheck.evaluation.program_calls import ProgramAnswer, ProgramCalls
from gradcheck.evaluation.score_calls import score_calls
from gradcheck.evaluation.scored_output import ScoredOutput
from gradcheck.llm.base import JobStopped
from gradcheck.llm.session import Session
from gradcheck.scoring.base import Score
from gradcheck.scoring.pairwise import Pairwise

_ROUNDS = 3  # in which what has no score is asked again


class Evaluator:
    """Makes rollouts of one task through one session."""

    def __init__(self, task: Task, session: Session) -> None:
        self._task = task
        self._session = session
        self._program = ProgramCalls(task, session)
        self._scores = score_calls(task.scoring, task, session)

    def reservation(self, candidate: Candidate, example: Example, sample: int, stage: str) -> Spend:
        """The worst case of a rollout; a call whose answer is known already costs nothing."""
        answer = self._program.reservation(candidate, example, sample, stage)
        if self._is_reference(candidate, sample) or (answer.silent and self._pairwise is None):
            return answer.spend
        return answer.spend + self._scores.reservation(answer.text, example, answer.path)

    async def rollouts(self, asked: Sequence[Asked]) -> list[Done]:
        """All of these in their order; what has no score is asked again once all others are there."""
        return await self.again(asked, await all_of(self.first(asked)))

    def first(self, asked: Sequence[Asked]) -> Iterator[Awaitable[Done]]:
        """Each of these for the first time."""
        return (self.rollout(request.candidate, request.example, request.sample, request.stage) for request in asked)

    async def again(self, asked: Sequence[Asked], outcomes: Sequence[Done]) -> list[Done]:
        """Ask what has no score again, all at once and at most three times, and keep what came last.

        A repeat takes over the room in the budget of what it repeats; one that the caps have no room for is not made.
        """
        completed = list(outcomes)
        for number in range(1, _ROUNDS + 1):
            lacking = [index for index, outcome in enumerate(completed) if outcome.rollout.score is None]
            if not lacking:
                break
            try:
                repeats: list[Done] = await all_of(
                    self._repeat(asked[index], number, completed[index].rollout) for index in lacking
                )
            except JobStopped as stopped:
                if stopped.reason in BUDGET_REASONS:
                    break
                raise
            for index, repeat in zip(lacking, repeats, strict=True):
                deliveries = (*completed[index].deliveries, *repeat.deliveries)
                completed[index] = Done(rollout=repeat.rollout, deliveries=deliveries)
        return completed

    def _repeat(self, asked: Asked, number: int, last: Rollout) -> Awaitable[Done]:
        return self.rollout(asked.candidate, asked.example, asked.sample, asked.stage, number, last.parts)

    async def rollout(
        self,
        candidate: Candidate,
        example: Example,
        sample: int,
        stage: str,
        again: int = 0,
        earlier: Sequence[PartScore] = (),
    ) -> Done:
        """Run the program on the example and score what comes out; `again` is how often this was tried before.

        What of the score is known from then, `earlier`, is not asked for again: the answer is the same. A failed call
        fails the rollout; an answer without text ends it with a score of 0, and no scorer is shown it. Where answers
        are compared, one without text loses to one that has some, and the one that others are compared with is a tie.
        """
        answer = await self._program.answer(candidate, example, sample, stage, again)
        if answer.text is None:
            graded = ScoredOutput(score=Score(value=None, note=answer.note))
        elif self._pairwise is not None and self._is_reference(candidate, sample):
            graded = ScoredOutput(score=self._pairwise.own)
        elif answer.cause is not None and self._pairwise is None:
            graded = ScoredOutput(score=Score(value=0.0, note=answer.note))
        else:
            graded = await self._scores.grade(answer.text, example, answer.path, again, earlier)
        rollout = _rollout(Asked(candidate=candidate, example=example, sample=sample, stage=stage), answer, graded)
        return Done(rollout=rollout, deliveries=(*answer.deliveries, *graded.deliveries))

    def recorded(self, candidate: Candidate, example: Example, sample: int, stage: str) -> bool:
        """Whether every module's call of a rollout is recorded from before."""
        return self._program.recorded(candidate, example, sample, stage)

    def accept(self, outcomes: Sequence[Done]) -> Spend:
        """Count rollouts as part of the result: what this job owes for their calls."""
        return self._session.count(delivery for outcome in outcomes for delivery in outcome.deliveries)

    def discard(self, candidate: Candidate, examples: Sequence[Example], sample: int, stage: str) -> None:
        """Count what came of rollouts that turned out not to be needed, whole or in part."""
        for example in examples:
            paths = self._program.paths(candidate, example, sample, stage)
            scored = [judged for path in paths for judged in self._scores.paths(path, example)]
            self._session.discard([*paths, *scored])

    @property
    def _pairwise(self) -> Pairwise | None:
        return self._task.scoring if isinstance(self._task.scoring, Pairwise) else None

    def _is_reference(self, candidate: Candidate, sample: int) -> bool:
        """Whether this is the answer that others are compared with."""
        return self._pairwise is not None and sample == 0 and candidate.content == self._task.reference.content


def _rollout(asked: Asked, answer: ProgramAnswer, graded: ScoredOutput) -> Rollout:
    return Rollout(
        candidate=asked.candidate.id,
        example=asked.example.id,
        sample=asked.sample,
        stage=asked.stage,
        status="failed" if graded.score.value is None else "ok",
        output=answer.text,
        score=graded.score.value,
        note=graded.score.note,
        trace=answer.trace,
        judge_paths=graded.calls,
        tokens=0 if answer.text is None else answer.tokens,
        cause=answer.cause,
        parts=graded.parts,
        preference=graded.preference,
    )
