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
        self._pool, self._given, self._proven = pool, given, dict[str, Candidate]()
        self._items, self._names, self._block, self._needed = items, {item.id for item in items}, block, needed

    @property
    def is_possible(self) -> bool:
        """Whether a prompt that has everything right could be told from the given one."""
        return self._pool.most_wealth(self._given.id, self._names) >= self._needed

    def has_tried(self, candidate: Candidate) -> bool:
        """Whether a candidate was tried on validation."""
        return bool(self._pool.items(candidate.id) & self._names)

    async def race(self, step: StepContext, racers: Sequence[Candidate], base: Candidate) -> None:
        """Try candidates on more and more items, each while it is ahead of what the base has now and is not proven."""
        known = self._pool.items(base.id)  # before anybody is tried: nobody's race goes by how far another's has come

        async def proves(candidate: Candidate) -> bool:
            seen, is_ahead = len(self._pool.items(candidate.id) & self._names), True
            is_proven = candidate.id in self._proven
            while seen < len(self._items) and is_ahead and not is_proven:
                part = self._items[seen : seen + max(seen, self._block)]
                self._pool.add([candidate], part, await step.evaluate([candidate], part))
                seen += len(part)
                is_ahead = (self._pool.gain(candidate.id, base.id, known) or 0.0) > 0
                is_proven = self._pool.wealth(candidate.id, self._given.id, self._names) >= self._needed
            return is_proven

        found = await step.each(racers, proves)
        self._proven |= {one.id: one for one, is_proven in zip(racers, found, strict=True) if is_proven}

    def best(self, delta: float) -> Candidate:
        """The shortest proven candidate that is within delta of the best one; the given prompt if there is none."""
        return self._pool.shortest(list(self._proven.values()), delta) if self._proven else self._given

    def is_perfect(self, candidate: Candidate) -> bool:
        """Whether a proven candidate has everything right that it was tried on, so that nothing is left to win."""
        return candidate.id in self._proven and self._pool.most_wealth(candidate.id, self._names) <= _NOTHING_LEFT
