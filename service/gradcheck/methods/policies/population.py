"""Populations: candidates with their standing, who survives and who breeds.

It owns these choices, pure functions of scores and of the stream they are given. It owns no calls, and not how a
candidate got its score.
"""

import math
from collections.abc import Iterable, Sequence

import numpy as np

from gradcheck.domain.base import Value
from gradcheck.domain.program import Candidate
from gradcheck.domain.run import PoolEntry
from gradcheck.domain.task import Rollout
from gradcheck.methods.rollouts import mean_entry, mean_of
from gradcheck.optimizer.question import TriedCandidate


class Member(Value, frozen=True, kw_only=True):
    """A candidate with its standing."""

    candidate: Candidate
    entry: PoolEntry

    @classmethod
    def of(cls, candidate: Candidate, rollouts: Iterable[Rollout]) -> "Member":
        """A candidate with its mean score over its rollouts."""
        return cls(candidate=candidate, entry=mean_entry(candidate, rollouts))

    @staticmethod
    def mean(rollouts: Iterable[Rollout]) -> float:
        """The mean score of rollouts of any candidates; 0 where none has a score."""
        return mean_of(rollouts) or 0.0

    @property
    def fitness(self) -> float:
        """Its score; below every score where it has none."""
        return -math.inf if self.entry.score is None else self.entry.score

    def tried(self, note: str = "") -> TriedCandidate:
        """What an editor is shown of it."""
        return TriedCandidate(candidate=self.candidate, score=self.entry.score, note=note)


def fittest(members: Sequence[Member], size: int | None = None) -> list[Member]:
    """The best so many, or all, best first; of equals the earlier comes first, those without a score come last."""
    return sorted(members, key=lambda member: -member.fitness)[:size]


def tried_before(members: Sequence[Member]) -> tuple[TriedCandidate, ...]:
    """Members, best first, as a history that editors are shown: the best one last."""
    return tuple(member.tried() for member in reversed(members))


def wheel(members: Sequence[Member], size: int, rng: np.random.Generator) -> list[Member]:
    """So many draws with replacement, in proportion to fitness (the roulette wheel of Holland 1975).

    A score of zero or below, or none, has no chance beside a positive one; where none is positive all have the same.
    """
    weights = np.array([max(member.fitness, 0.0) for member in members])
    total = weights.sum()
    chances = weights / total if total > 0 else None
    return [members[place] for place in rng.choice(len(members), size=size, p=chances)]


def softmax(worth: Sequence[float], temperature: float, size: int, rng: np.random.Generator) -> list[int]:
    """So many draws with replacement of places, each with a probability proportional to exp(worth / temperature)."""
    logits = np.nan_to_num(np.array(worth) / temperature)
    weights = np.exp(logits - logits.max())
    return [int(place) for place in rng.choice(len(worth), size=size, p=weights / weights.sum())]


def donors(members: Sequence[Member], place: int, rng: np.random.Generator) -> tuple[Member, Member]:
    """Two others of the population at random (Storn and Price 1997), the same one twice where there is but one.

    A member that is alone stands for the others.
    """
    others = [*members[:place], *members[place + 1 :]] or [members[place]]
    first, second = rng.choice(len(others), size=2, replace=len(others) < 2)
    return others[first], others[second]
