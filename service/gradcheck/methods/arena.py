"""A pool of prompts that meet in duels: who meets whom, what they are asked, and who is the best so far.

It owns the count of wins. It does not own how prompts come to be, nor how a pair is drawn (`statistics/search`).
"""

from collections.abc import Sequence

import numpy as np

from gradcheck.domain.base import Value
from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Example
from gradcheck.methods.interface import RunContext, StepContext
from gradcheck.methods.policies.population import Member
from gradcheck.optimizer.answer_pairs import AnswerPair, listed, purpose
from gradcheck.statistics.search.dueling import Duel, copeland_order, next_duel


class _Question(Value, frozen=True, kw_only=True):
    """An example of a duel, and the number that says whose answer stands first."""

    duel: Duel
    example: Example
    turn: int


class Arena:
    """Prompts with how often each was preferred to each other; a tie is half a win for either."""

    def __init__(self, run: RunContext) -> None:
        """A pool of the given prompt alone."""
        self._run = run
        self._task = purpose(run.program, run.seed, run.description)
        self._pool, self._wins, self._time = [run.seed], np.zeros((1, 1)), 1

    @property
    def best(self) -> Candidate:
        """The one that beats the most others; of equals the one with the larger share of wins, then the earlier one."""
        return self._pool[copeland_order(self._wins)[0]]

    def join(self, new: Sequence[Candidate], *, leaving: bool) -> None:
        """Take prompts in; where others are to leave for them these are the last by rank, but never the best."""
        order = copeland_order(self._wins)
        staying = sorted(order[: max(1, len(order) - len(new))] if leaving else order)
        self._pool = [*(self._pool[place] for place in staying), *new]
        self._wins = np.pad(self._wins[np.ix_(staying, staying)], (0, len(new)))

    async def fight(
        self, step: StepContext, examples: Sequence[Sequence[Example]], rng: np.random.Generator, alpha: float
    ) -> None:
        """A duel on each of these sets of examples, all drawn before the first is fought; none if nobody can meet."""
        sets = examples if len(self._pool) > 1 else []
        duels = [next_duel(self._wins, rng, alpha=alpha, time=self._time) for _ in sets]
        asked = [
            _Question(duel=duel, example=example, turn=turn)
            for place, (duel, own) in enumerate(zip(duels, sets, strict=True), start=self._time)
            for turn, example in enumerate(own, start=place)
        ]

        async def answer(question: _Question) -> float | None:
            return await self._share(step, question)

        for question, share in zip(asked, await step.each(asked, answer), strict=True):
            if share is not None:
                self._wins[question.duel.first, question.duel.second] += share
                self._wins[question.duel.second, question.duel.first] += 1 - share
        self._time += len(examples)

    def select(self, step: StepContext) -> None:
        """Note the pool by rank."""
        ranked = [self._pool[place] for place in copeland_order(self._wins)]
        reason = f"it beats the most others of {len(ranked)} prompts in {self._wins.sum():g} comparisons"
        step.select("copeland", [Member.of(one, []).entry for one in ranked], [ranked[0].id], reason)

    async def _share(self, step: StepContext, asked: _Question) -> float | None:
        """How much of a win the first prompt's answer is; None where an answer is lost or none is named."""
        pair = [self._pool[asked.duel.first], self._pool[asked.duel.second]]
        answers = [one for one in await step.evaluate(pair, [asked.example]) if one.score is not None]
        if len(answers) < len(pair):
            return None
        own, other = (listed([answer], [asked.example]) for answer in answers)
        both = AnswerPair(answers=own, rivals=other)
        if both.is_settled:
            return 0.5
        context = {"task": self._task, **both.shown(asked.turn)}
        said = await step.brief("compare", self._run.seed, self._run.program.optimizable[0], context=context)
        return both.share(asked.turn, said)
