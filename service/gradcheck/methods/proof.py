"""What has been shown to beat the given prompt: races over validation, with a bet on every candidate and a last test.

It owns how far a candidate is tried and what may be returned. Who is ahead, and what evidence is, is not its affair.
"""

from collections.abc import Mapping, Sequence

from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Example, Rollout
from gradcheck.methods.interface import StepContext
from gradcheck.methods.policies.source_pool import SourcePool

_OF_BET = 0.2
"""The share of alpha that is the bet's: where validation is small, the test of all of it tells more."""
_NOTHING_LEFT = 1 + 1e-9  # of a bet on a candidate that has everything right


class Proof:
    """Candidates are proven by their answers to validation, beside the given prompt's.

    A bet on each may be looked at after every block, so that a race ends early where there are many items; who has
    answered all of them is put to a paired test besides. Each has its share of alpha, so that together they are wrong
    about a candidate with a chance of alpha at most. What was read to make prompts is no evidence.
    """

    def __init__(
        self, pool: SourcePool, given: Candidate, items: Sequence[Example], *, block: int, alpha: float
    ) -> None:
        self._pool, self._given, self._proven = pool, given, dict[str, Candidate]()
        self.items, self._names, self._block = items, {item.id for item in items}, block
        self._wealth, self._p = 1 / (_OF_BET * alpha), (1 - _OF_BET) * alpha
        self.first = items[:block]

    @property
    def is_possible(self) -> bool:
        """Whether a prompt that has everything right could be told from the given one."""
        least = self._pool.least_p(self._given.id, self._names)
        return least <= self._p or self._pool.most_wealth(self._given.id, self._names) >= self._wealth

    async def race(self, step: StepContext, keep: int) -> None:
        """Try the best candidates on more and more items, each while it is among them and not proven.

        All answer a block before anybody is judged: nobody's race goes by how far another's has come.
        """
        racing = self._pool.best_first()[:keep]
        while racing := self._go_on(racing, keep):
            parts = {one.id: self._next(one) for one in racing}

            async def answer(one: Candidate, parts: Mapping[str, Sequence[Example]] = parts) -> list[Rollout]:
                return await step.evaluate([one], parts[one.id])

            answered = await step.each(racing, answer)
            for one, rollouts in zip(racing, answered, strict=True):
                self._pool.add([one], parts[one.id], rollouts)
            # Who has answers missing is at the end of the budget.
            racing = [one for one, own in zip(racing, answered, strict=True) if len(own) == len(parts[one.id])]

    def is_proven(self, candidate: Candidate) -> bool:
        """Whether this one's answers have come to show that it beats the given prompt."""
        self._look()
        return candidate.id in self._proven

    def _look(self) -> None:
        self._proven |= {one.id: one for one in self._pool.candidates.values() if self._is_shown(one)}

    def best(self, delta: float) -> Candidate:
        """The shortest proven candidate that is within delta of the best one; the given prompt if there is none."""
        return self._pool.shortest(list(self._proven.values()), delta) if self._proven else self._given

    def is_perfect(self, candidate: Candidate) -> bool:
        """Whether a proven candidate has all of validation right, so that nothing is left to win."""
        is_whole = candidate.id in self._proven and not self._left(candidate)
        return is_whole and self._pool.most_wealth(candidate.id, self._names) <= _NOTHING_LEFT

    def _go_on(self, racing: Sequence[Candidate], keep: int) -> list[Candidate]:
        """Who of these is among the best, is not proven after this look at all there are, and has items left."""
        self._look()
        first = self._pool.best_first()[:keep]
        return [one for one in racing if one in first and one.id not in self._proven and self._left(one)]

    def _left(self, candidate: Candidate) -> list[Example]:
        seen = self._pool.items(candidate.id)
        return [item for item in self.items if item.id not in seen]

    def _next(self, candidate: Candidate) -> list[Example]:
        """The next block: as many items as there were before it."""
        left = self._left(candidate)
        return left[: max(len(self.items) - len(left), self._block)]

    def _is_shown(self, candidate: Candidate) -> bool:
        if candidate is self._given:
            return False
        wealth = self._pool.wealth(candidate.id, self._given.id, self._names)
        p = 1.0 if self._left(candidate) else self._pool.beating(candidate.id, self._given.id, self._names)
        return wealth >= self._wealth or p <= self._p
