"""A tournament: candidates are tried as soon as they are there, and ranked by a policy once all are.

It owns which first items need not wait for the pool. It does not own how candidates rank (`bandits.py`, `paired.py`).
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence

import numpy as np

from gradcheck.domain.program import Candidate
from gradcheck.domain.run import PoolEntry
from gradcheck.domain.task import Example, Rollout
from gradcheck.methods.interface import StepContext
from gradcheck.methods.policies.bandits import brute_force, successive_rejects, ucb
from gradcheck.methods.policies.paired import paired
from gradcheck.methods.policies.policy import Policy, draw_items


class Tournament:
    """Candidates that are tried as soon as they enter, and ranked once all are there.

    The first who enter are there already: they stay where nobody gets a score. `first` are the items of the candidate
    of an index in the pool, None where they depend on the pool; `policy` ranks a pool, `score` says by what.
    """

    def __init__(
        self,
        step: StepContext,
        first: Callable[[int], Sequence[Example] | None],
        policy: Callable[[Sequence[Candidate]], Policy],
        score: str = "mean validation score",
    ) -> None:
        self._step = step
        self._first_items = first
        self._policy = policy
        self._score = score
        self._opened: dict[str, Awaitable[list[Rollout]]] = {}
        self._incumbents: Sequence[Candidate] = ()
        self.pool: list[Candidate] = []

    @classmethod
    def on_all(cls, step: StepContext, examples: Sequence[Example]) -> "Tournament":
        """Every candidate on every item."""
        return cls(step, lambda _: examples, lambda pool: brute_force(pool, examples))

    @classmethod
    def by_bounds(
        cls,
        step: StepContext,
        examples: Sequence[Example],
        rng: Callable[[], np.random.Generator],
        *,
        rounds: int,
        arms: int,
        samples: int,
        c: float,
    ) -> "Tournament":
        """UCB; its first pulls take the candidates as they come. `rng` makes the same stream anew."""
        opening = rng()
        draws: list[Sequence[Example]] = []

        def first(index: int) -> Sequence[Example]:
            while len(draws) <= index // arms:
                draws.append(draw_items(examples, samples, opening))
            return draws[index // arms]

        return cls(step, first, lambda pool: ucb(pool, examples, rng(), rounds=rounds, arms=arms, samples=samples, c=c))

    @classmethod
    def by_rejects(
        cls, step: StepContext, examples: Sequence[Example], rng: np.random.Generator, *, keep: int, budget: int
    ) -> "Tournament":
        """Successive rejects; nobody is tried before all are there: the first items depend on how many there are."""
        return cls(step, lambda _: None, lambda pool: successive_rejects(pool, examples, rng, keep=keep, budget=budget))

    @classmethod
    def by_blocks(
        cls,
        step: StepContext,
        blocks: Sequence[Sequence[Example]],
        keep: int,
        alpha: float,
        penalty: Callable[[Candidate], float],
        weights: Mapping[str, float],
    ) -> "Tournament":
        """A paired race over blocks of items; `penalty` is taken off a candidate's score, `weights` are the items'."""

        def policy(pool: Sequence[Candidate]) -> Policy:
            penalties = {candidate.id: penalty(candidate) for candidate in pool}
            return paired(pool, blocks, keep=keep, alpha=alpha, penalties=penalties, weights=weights)

        return cls(step, lambda _: blocks[0], policy, "mean validation score less its penalty")

    async def select(self, policy: str, keep: int = 1) -> list[Candidate]:
        """Rank, and note as the step's selection the best so many that have a score; they, the best first."""
        ranked = await self.rank()
        members = {candidate.id: candidate for candidate in self.pool}
        scored = [members[entry.candidate] for entry in ranked if entry.score is not None]
        chosen = scored[:keep] or list(self._incumbents[:keep])
        reason = f"the best {len(chosen)} of {len(self.pool)} by {self._score}"
        self._step.select(policy, ranked, [candidate.id for candidate in chosen], reason)
        return chosen

    def enter(self, candidates: Sequence[Candidate]) -> None:
        """The next candidates of the pool; in an `each` right after `distinct`, which gives the order."""
        self._incumbents = self._incumbents or candidates
        for candidate in candidates:
            examples = self._first_items(len(self.pool))
            if examples is not None:
                self._opened[candidate.id] = self._step.evaluate([candidate], examples)
            self.pool.append(candidate)

    async def rank(self) -> list[PoolEntry]:
        """Carry the policy out; the pool, the best first."""
        policy = self._policy(self.pool)
        try:
            pull = next(policy)
            while True:
                names = [candidate.id for candidate in pull.candidates]
                if all(name in self._opened for name in names):
                    rollouts = [rollout for name in names for rollout in await self._opened.pop(name)]
                else:
                    rollouts = await self._step.evaluate(pull.candidates, pull.examples)
                pull = policy.send(rollouts)
        except StopIteration as done:
            ranked: list[PoolEntry] = done.value
            return ranked
