"""A tournament: candidates are tried as soon as they are there, and ranked by a policy once all are.

It owns which first items need not wait for the pool. It does not own how candidates rank (`bandits.py`, `paired.py`).
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

import numpy as np

from gradcheck.domain.program import Candidate
from gradcheck.domain.run import PoolEntry
from gradcheck.domain.task import Example, Rollout
from gradcheck.methods.interface import StepContext
from gradcheck.methods.policies.bandits import brute_force, successive_rejects, ucb
from gradcheck.methods.policies.paired import paired
from gradcheck.methods.policies.policy import Policy, draw_items


class _Contest(Protocol):
    """How candidates are compared; `first` are the items of the next candidate, None where they depend on the pool."""

    def first(self, index: int) -> Sequence[Example] | None:
        """The items on which the candidate of this index in the pool is tried first."""

    def policy(self, pool: Sequence[Candidate]) -> Policy:
        """The policy that ranks a pool."""


class _OnAll:
    """Every candidate on every item."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self._examples = examples

    def first(self, index: int) -> Sequence[Example] | None:  # noqa: ARG002 - the same for all
        """All items."""
        return self._examples

    def policy(self, pool: Sequence[Candidate]) -> Policy:
        """Brute force."""
        return brute_force(pool, self._examples)


class _ByBounds:
    """UCB; its first pulls take the candidates as they come. `rng` makes the same stream anew."""

    def __init__(
        self,
        examples: Sequence[Example],
        rng: Callable[[], np.random.Generator],
        *,
        rounds: int,
        arms: int,
        samples: int,
        c: float,
    ) -> None:
        self._examples = examples
        self._rng = rng
        self._sizes = {"rounds": rounds, "arms": arms, "samples": samples}
        self._c = c
        self._opening = rng()
        self._draws: list[Sequence[Example]] = []

    def first(self, index: int) -> Sequence[Example] | None:
        """The items of the candidate's first pull."""
        while len(self._draws) <= index // self._sizes["arms"]:
            self._draws.append(draw_items(self._examples, self._sizes["samples"], self._opening))
        return self._draws[index // self._sizes["arms"]]

    def policy(self, pool: Sequence[Candidate]) -> Policy:
        """UCB."""
        return ucb(pool, self._examples, self._rng(), **self._sizes, c=self._c)


class _ByRejects:
    """Successive rejects; nobody is tried before all are there."""

    def __init__(self, examples: Sequence[Example], rng: np.random.Generator, *, keep: int, budget: int) -> None:
        self._examples = examples
        self._rng = rng
        self._keep = keep
        self._budget = budget

    def first(self, index: int) -> Sequence[Example] | None:  # noqa: ARG002 - the same for all
        """None: the first items depend on how many there are."""
        return None

    def policy(self, pool: Sequence[Candidate]) -> Policy:
        """Successive rejects."""
        return successive_rejects(pool, self._examples, self._rng, keep=self._keep, budget=self._budget)


class _ByBlocks:
    """A paired race over blocks of items; `penalty` is taken off a candidate's score."""

    def __init__(
        self,
        blocks: Sequence[Sequence[Example]],
        *,
        keep: int,
        alpha: float,
        penalty: Callable[[Candidate], float],
    ) -> None:
        self._blocks = blocks
        self._keep = keep
        self._alpha = alpha
        self._penalty = penalty

    def first(self, index: int) -> Sequence[Example] | None:  # noqa: ARG002 - the same for all
        """The first block."""
        return self._blocks[0]

    def policy(self, pool: Sequence[Candidate]) -> Policy:
        """The race."""
        penalties = {candidate.id: self._penalty(candidate) for candidate in pool}
        return paired(pool, self._blocks, keep=self._keep, alpha=self._alpha, penalties=penalties)


class Tournament:
    """Candidates that are tried as soon as they enter, and ranked once all are there.

    The first who enter are there already: they stay where nobody gets a score.
    """

    def __init__(self, step: StepContext, contest: _Contest, score: str = "mean validation score") -> None:
        self._step = step
        self._score = score
        self._contest = contest
        self._opened: dict[str, Awaitable[list[Rollout]]] = {}
        self._first: Sequence[Candidate] = ()
        self.pool: list[Candidate] = []

    @classmethod
    def on_all(cls, step: StepContext, examples: Sequence[Example]) -> "Tournament":
        """Every candidate on every item."""
        return cls(step, _OnAll(examples))

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
        return cls(step, _ByBounds(examples, rng, rounds=rounds, arms=arms, samples=samples, c=c))

    @classmethod
    def by_rejects(
        cls, step: StepContext, examples: Sequence[Example], rng: np.random.Generator, *, keep: int, budget: int
    ) -> "Tournament":
        """Successive rejects; nobody is tried before all are there."""
        return cls(step, _ByRejects(examples, rng, keep=keep, budget=budget))

    @classmethod
    def by_blocks(
        cls,
        step: StepContext,
        blocks: Sequence[Sequence[Example]],
        *,
        keep: int,
        alpha: float,
        penalty: Callable[[Candidate], float],
    ) -> "Tournament":
        """A paired race over blocks of items; `penalty` is taken off a candidate's score."""
        contest = _ByBlocks(blocks, keep=keep, alpha=alpha, penalty=penalty)
        return cls(step, contest, "mean validation score less its penalty")

    async def select(self, policy: str, keep: int = 1) -> list[Candidate]:
        """Rank, and note as the step's selection the best so many that have a score; they, the best first."""
        ranked = await self.rank()
        members = {candidate.id: candidate for candidate in self.pool}
        scored = [members[entry.candidate] for entry in ranked if entry.score is not None]
        chosen = scored[:keep] or list(self._first[:keep])
        reason = f"the best {len(chosen)} of {len(self.pool)} by {self._score}"
        self._step.select(policy, ranked, [candidate.id for candidate in chosen], reason)
        return chosen

    def enter(self, candidates: Sequence[Candidate]) -> None:
        """The next candidates of the pool; in an `each` right after `distinct`, which gives the order."""
        self._first = self._first or candidates
        for candidate in candidates:
            examples = self._contest.first(len(self.pool))
            if examples is not None:
                self._opened[candidate.id] = self._step.evaluate([candidate], examples)
            self.pool.append(candidate)

    async def rank(self) -> list[PoolEntry]:
        """Carry the policy out; the pool, the best first."""
        policy = self._contest.policy(self.pool)
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
