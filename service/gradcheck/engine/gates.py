"""How far a gate has to look: the highest mean that a candidate can still reach, item by item."""

from collections.abc import Sequence

from gradcheck.domain.task import Example
from gradcheck.evaluation import Done

_BLOCK = 64
_TOLERANCE = 1e-9  # of means of the same scores, added up in another order


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

    def see(self, outcomes: Sequence[Done]) -> None:
        """Take those of the results that it has not been shown, until it is settled."""
        while not self.settled and self.seen < len(outcomes):
            self.sees(outcomes[self.seen])


def blocks(items: Sequence[Example]) -> list[Sequence[Example]]:
    """The items in the parts in which a gate asks for them where there is a cap."""
    return [items[first : first + _BLOCK] for first in range(0, len(items), _BLOCK)]
