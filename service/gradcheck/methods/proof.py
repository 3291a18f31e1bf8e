"""What has been shown to beat the given prompt: races over validation with a bet on every candidate.

It owns how far a candidate is tried and what may be returned. Who races, and what a bet is, is not its affair.
"""

from collections.abc import Sequence

from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Example
from gradcheck.methods.interface import StepContext
from gradcheck.methods.policies.source_pool import SourcePool

_NOTHING_LEFT = 1 + 1e-9  # of a bet on a candidate that has everything right


class Proof:
    """Candidates are proven whose wealth, against the given prompt on validation alone, has ever been what is needed.

    Minibatches are no evidence: proposals are chosen by them, and the prompts before them were made from them. They
    would have to be paid for by a share of alpha for every proposal.
    """

    def __init__(
        self, pool: SourcePool, given: Candidate, items: Sequence[Example], *, block: int, needed: float
    ) -> None:
        self._pool = pool
        self._given = given
        self._items = items
        self._names = {item.id for item in items}
        self._block = block
        self._needed = needed
        self._proven = dict[str, Candidate]()

    @property
    def is_possible(self) -> bool:
        """Whether a prompt that has everything right could be told from the given one."""
        return self._pool.most_wealth(self._given.id, self._names) >= self._needed

    def has_tried(self, candidate: Candidate) -> bool:
        """Whether a candidate was tried on validation."""
        return bool(self._pool.items(candidate.id) & self._names)

    async def race(self, step: StepContext, candidate: Candidate, base: Candidate) -> None:
        """Try a candidate on more and more items, as long as it is ahead of the base and not proven."""
        seen, is_ahead = len(self._pool.items(candidate.id) & self._names), True
        while seen < len(self._items) and is_ahead and candidate.id not in self._proven:
            part = self._items[seen : seen + max(seen, self._block)]
            self._pool.add([candidate], part, await step.evaluate([candidate], part))
            seen += len(part)
            is_ahead = (self._pool.gain(candidate.id, base.id) or 0.0) > 0
            if self._pool.wealth(candidate.id, self._given.id, self._names) >= self._needed:
                self._proven[candidate.id] = candidate

    def best(self, delta: float) -> Candidate:
        """The shortest proven candidate that is within delta of the best one; the given prompt if there is none."""
        return self._pool.shortest(list(self._proven.values()), delta) if self._proven else self._given

    def is_perfect(self, candidate: Candidate) -> bool:
        """Whether a proven candidate has everything right that it was tried on, so that nothing is left to win."""
        return candidate.id in self._proven and self._pool.most_wealth(candidate.id, self._names) <= _NOTHING_LEFT
