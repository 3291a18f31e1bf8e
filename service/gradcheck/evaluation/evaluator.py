"""Rollouts: a candidate on an example.

An answer without text is the prompt's doing and scores 0, a failed call is no score and asked again.
"""

from collections import Counter
from collections.abc import Awaitable, Iterator, Sequence

from msgspec.structs import replace

from gradcheck.concurrency import all_of
from gradcheck.domain.call import Spend
from gradcheck.domain.program import Candidate
from gradcheck.domain.run import BUDGET_REASONS
from gradcheck.domain.task import Example, Rollout
from gradcheck.evaluation.evaluated import Asked, Done, Task
from gradcheck.evaluation.program_calls import ProgramAnswer, ProgramCalls
from gradcheck.evaluation.repeated import combined
from gradcheck.evaluation.score_calls import score_calls
from gradcheck.evaluation.scored_output import ScoredOutput
from gradcheck.llm.base import JobStopped
from gradcheck.llm.session import Session
from gradcheck.scoring.base import Score
from gradcheck.scoring.pairwise import Pairwise

_GRADING = frozenset({"judge", "grader"})
_ROUNDS = 3  # in which what has no score is asked again


class Evaluator:
    """Makes rollouts of one task through one session."""

    def __init__(self, task: Task, session: Session) -> None:
        self._task = task
        self._session = session
        self._program = ProgramCalls(task, session)
        self._scores = score_calls(task.scoring, task, session)
        self._graded: Counter[str] = (
            Counter()
        )  # answers that judges or graders were asked about, by why there is no score

    def reservation(self, candidate: Candidate, example: Example, sample: int, stage: str) -> Spend:
        """The worst case of a rollout; a call whose answer is known already costs nothing."""
        return sum((self._worst(candidate, example, draw, stage) for draw in self._draws(sample)), Spend())

    def _worst(self, candidate: Candidate, example: Example, draw: int, stage: str) -> Spend:
        answer = self._program.reservation(candidate, example, draw, stage)
        if self._is_reference(candidate, draw) or (answer.silent and self._pairwise is None):
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
                retried: list[Done] = await all_of(
                    self._retry(asked[index], number, completed[index]) for index in lacking
                )
            except JobStopped as stopped:
                if stopped.reason in BUDGET_REASONS:
                    break
                raise
            for index, retry in zip(lacking, retried, strict=True):
                completed[index] = replace(retry, deliveries=(*completed[index].deliveries, *retry.deliveries))
        return completed

    def _retry(self, asked: Asked, number: int, last: Done) -> Awaitable[Done]:
        return self.rollout(asked.candidate, asked.example, asked.sample, asked.stage, number, last)

    async def rollout(
        self,
        candidate: Candidate,
        example: Example,
        sample: int,
        stage: str,
        again: int = 0,
        earlier: Done | None = None,
    ) -> Done:
        """Run the program on the example and score what comes out; `again` is how often this was tried before.

        What is known from the last time, `earlier`, is not asked for again. A failed call fails the rollout; an answer
        without text ends it with a score of 0, and no scorer is shown it. Where answers are compared, one without text
        loses to one that has some, and the one that others are compared with is a tie.
        """
        asked = Asked(candidate=candidate, example=example, sample=sample, stage=stage)
        repeats = self._task.scoring.repeats
        if repeats is None:
            return await self._answer(asked, again, None if earlier is None else earlier.rollout)
        draws = self._draws(sample)
        known = {} if earlier is None else dict(zip(draws, earlier.answers, strict=True))
        open_draws = [draw for draw in draws if draw not in known or known[draw].score is None]
        fresh: list[Done] = await all_of(
            self._answer(replace(asked, sample=draw), again, known.get(draw)) for draw in open_draws
        )
        found = known | {draw: done.rollout for draw, done in zip(open_draws, fresh, strict=True)}
        answers = tuple(found[draw] for draw in draws)
        return Done(
            rollout=combined(repeats, sample, answers),
            deliveries=tuple(delivery for done in fresh for delivery in done.deliveries),
            answers=answers,
        )

    async def _answer(self, asked: Asked, again: int, earlier: Rollout | None) -> Done:
        """One answer and its score; what of an earlier score is known stands, since the answer is the same."""
        answer = await self._program.answer(asked.candidate, asked.example, asked.sample, asked.stage, again)
        if answer.text is None:
            graded = ScoredOutput(score=Score(value=None, note=answer.note))
        elif self._pairwise is not None and self._is_reference(asked.candidate, asked.sample):
            graded = ScoredOutput(score=self._pairwise.own)
        elif answer.cause is not None and self._pairwise is None:
            graded = ScoredOutput(score=Score(value=0.0, note=answer.note))
        else:
            parts = () if earlier is None else earlier.parts
            graded = await self._scores.grade(answer.text, asked.example, answer.path, again, parts)
        rollout = _rollout(asked, answer, graded, self._task.scoring.label_of(asked.example.expected))
        return Done(rollout=rollout, deliveries=(*answer.deliveries, *graded.deliveries))

    def _draws(self, sample: int) -> range:
        """Which draws of an answer make this sample of a rollout."""
        answers = self._task.scoring.answers
        return range(sample * answers, (sample + 1) * answers)

    def recorded(self, candidate: Candidate, example: Example, sample: int, stage: str) -> bool:
        """Whether every module's call of a rollout is recorded from before."""
        return all(self._program.recorded(candidate, example, draw, stage) for draw in self._draws(sample))

    def accept(self, outcomes: Sequence[Done]) -> Spend:
        """Count rollouts as part of the result: what this job owes for their calls."""
        for outcome in outcomes:
            if not _GRADING.isdisjoint(delivery.role for delivery in outcome.deliveries):
                self._graded[outcome.rollout.note if outcome.rollout.score is None else ""] += 1
        return self._session.count(delivery for outcome in outcomes for delivery in outcome.deliveries)

    @property
    def ungraded(self) -> str | None:
        """Why there is no score, where judges or graders were asked for some and gave none."""
        if not self._graded or "" in self._graded:
            return None
        commonest = max(sorted(self._graded), key=lambda note: self._graded[note])
        return f"none of {self._graded.total()} answers got a score; most often: {commonest}"

    def discard(self, candidate: Candidate, examples: Sequence[Example], sample: int, stage: str) -> None:
        """Count what came of rollouts that turned out not to be needed, whole or in part."""
        for example in examples:
            for draw in self._draws(sample):
                paths = self._program.paths(candidate, example, draw, stage)
                scored = [judged for path in paths for judged in self._scores.paths(path, example)]
                self._session.discard([*paths, *scored])

    @property
    def _pairwise(self) -> Pairwise | None:
        return self._task.scoring if isinstance(self._task.scoring, Pairwise) else None

    def _is_reference(self, candidate: Candidate, sample: int) -> bool:
        """Whether this is the answer that others are compared with."""
        if self._pairwise is None or self._task.of_reference is not None or sample != 0:
            return False
        return candidate.content == self._task.reference.content


def _rollout(asked: Asked, answer: ProgramAnswer, graded: ScoredOutput, label: str | None) -> Rollout:
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
        label=label,
    )
