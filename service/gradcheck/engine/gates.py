"""How far a candidate has to be tried, item by item, to see that it cannot pass a gate or is behind another.

It owns what settles either, and in which parts items are asked for; it makes no call.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

import numpy as np

from gradcheck.evaluation import Done
from gradcheck.methods.racing import OUT, looks
from gradcheck.statistics.prompts.beating import Bet

T = TypeVar("T")

_BLOCK = 64
_TOLERANCE = 1e-9  # of means of the same scores, added up in another order


class Prefix(Protocol):
    """What is seen of a candidate's results, in the order of the items, up to the one that settles it."""

    seen: int
    settled: bool

    def sees(self, outcome: Done) -> bool:
        """Take the next result; whether it is settled."""


class Bound:
    """The highest mean that a candidate can still reach; `weights` are those of the items, in order, 1 on average."""

    def __init__(self, weights: Sequence[float], at_least: float) -> None:
        self._weights = weights
        self._at_least = at_least
        self._most = float(len(weights))
        self.seen = 0
        self.settled = False

    def sees(self, outcome: Done) -> bool:
        """Take the next result in the order of the items; whether the gate can no longer be passed."""
        score, weight = outcome.rollout.score, self._weights[self.seen]
        self.seen += 1
        self._most -= 0 if score is None else weight * (1 - score)
        self.settled = self._most / len(self._weights) < self._at_least - _TOLERANCE
        return self.settled


class Losing:
    """The evidence that a candidate is worse than another one, whose scores by item are given.

    Settled as soon as a bet on that has become 1 / `OUT` of 1, which for a candidate that is not worse has at most that
    chance, however often one looks. `weights` are those of the items, in order; `widest` is the most that two scores
    differ by.
    """

    def __init__(self, weights: Sequence[float], scores: Mapping[str, float | None], widest: float) -> None:
        self._weights = weights
        self._scores = scores
        self._most = max([1.0, *weights]) * widest
        self._bet = Bet()
        self.seen = 0
        self.settled = False

    def sees(self, outcome: Done) -> bool:
        """Take the next result in the order of the items; whether the candidate is out."""
        score, other = outcome.rollout.score, self._scores.get(outcome.rollout.example)
        if score is not None and other is not None:
            self._bet.add(np.array([self._weights[self.seen] * (other - score) / self._most]))
        self.seen += 1
        self.settled = self._bet.wealth * OUT >= 1
        return self.settled


class Behind:
    """Whether a candidate is behind another one, whose scores by item are given, on the first so many items.

    `weights` are those of the items, in order. An item that either has no score on says nothing.
    """

    def __init__(self, weights: Sequence[float], scores: Mapping[str, float | None], items: int) -> None:
        self._weights = weights
        self._scores = scores
        self._items = items
        self._lead = 0.0
        self.seen = 0
        self.settled = False

    def sees(self, outcome: Done) -> bool:
        """Take the next result in the order of the items; whether the candidate is out."""
        score, other = outcome.rollout.score, self._scores.get(outcome.rollout.example)
        if score is not None and other is not None:
            self._lead += self._weights[self.seen] * (score - other)
        self.seen += 1
        self.settled = self.seen == self._items < len(self._weights) and self._lead < -_TOLERANCE
        return self.settled


def see(prefix: Prefix, outcomes: Sequence[Done]) -> None:
    """Show it those of the results that it has not been shown, until it is settled."""
    while not prefix.settled and prefix.seen < len(outcomes):
        prefix.sees(outcomes[prefix.seen])


def blocks(items: Sequence[T]) -> list[Sequence[T]]:
    """The items in the parts in which a gate asks for them where there is a cap."""
    return [items[first : first + _BLOCK] for first in range(0, len(items), _BLOCK)]


def parts(items: Sequence[T]) -> list[Sequence[T]]:
    """The items in the parts in which a race asks for them where there is a cap."""
    ends = looks(len(items))
    return [items[start:end] for start, end in zip([0, *ends], ends, strict=False)]
