"""A pool of candidates by what they gain on what is usual: how they compare where no two were tried on the same items.

SIMBA's pool (stanfordnlp/dspy, dspy/teleprompt/simba.py) without its defect: there means of different minibatches are
compared. It makes no calls.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from statistics import fmean

from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Rollout
from gradcheck.methods.standing import lacks


class GainPool:
    """Programs and how much better than the sampled answers to the same examples they did."""

    def __init__(self, seed: Candidate, size: int) -> None:
        self.programs = {seed.id: seed}
        self._seed = seed.id
        self._size = size
        self._gains: dict[str, list[float]] = defaultdict(list)
        self._lacking: Counter[str] = Counter()

    def standing(self, name: str) -> float:
        """A program's mean gain; nothing is known of one without scores, and one that lacks too many comes last."""
        if lacks(len(self._gains[name]), self._lacking[name]):
            return -math.inf
        return fmean(self._gains[name]) if self._gains[name] else 0.0

    def top(self) -> list[Candidate]:
        """The best programs, the seed always among them."""
        names = sorted(self.programs, key=self.standing, reverse=True)[: self._size]
        if self._seed not in names:
            names[-1] = self._seed
        return [self.programs[name] for name in names]

    def credit(self, rollouts: Sequence[Rollout], usual: Mapping[str, float]) -> None:
        """Take scores, each against what is usual on its example."""
        for rollout in rollouts:
            self._lacking[rollout.candidate] += rollout.score is None
            if rollout.score is not None and rollout.example in usual:
                self._gains[rollout.candidate].append(rollout.score - usual[rollout.example])
