"""A race that may be ended after any block: candidates leave it once they cannot beat the incumbent by delta.

It owns who is still in the race, by a test that is valid however often it is looked at. It makes no calls.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from service.domain.program import Candidate
from service.domain.run import PoolEntry
from service.domain.task import Example
from service.methods.policies.policy import Observed, Policy, Pull
from service.statistics.betting import bounded_mean_sequence

_RANGE = 1.0  # scores lie between 0 and 1, their differences between -1 and 1


class Standing:
    """What has been seen of an incumbent, the first of the candidates, and its challengers."""

    def __init__(self, candidates: Sequence[Candidate], *, delta: float, alpha: float) -> None:
        self._candidates = {candidate.id: candidate for candidate in candidates}
        self.incumbent = candidates[0].id
        self._delta, self._alpha = delta, alpha
        self.observed = Observed(candidates)
        self.undecided: list[str] = [candidate.id for candidate in candidates[1:]]

    def differences(self, candidate: str, items: Sequence[Example]) -> npt.NDArray[np.float64]:
        """A challenger's score minus the incumbent's on each of the items, in their order, where both have one."""
        own, other = self.observed.scores(candidate), self.observed.scores(self.incumbent)
        return np.array([own[one.id] - other[one.id] for one in items if one.id in own and one.id in other])

    def drop(self, items: Sequence[Example]) -> None:
        """Let those go that can no longer beat the incumbent by delta, at an error rate of alpha each."""
        self.undecided = [name for name in self.undecided if not self._is_out(name, items)]

    def _is_out(self, candidate: str, items: Sequence[Example]) -> bool:
        found = bounded_mean_sequence(
            self.differences(candidate, items), lower=-_RANGE, upper=_RANGE, level=1 - 2 * self._alpha
        )
        return found.high < self._delta

    def in_race(self) -> tuple[Candidate, ...]:
        """The incumbent and those that are undecided."""
        staying = {self.incumbent, *self.undecided}
        return tuple(one for name, one in self._candidates.items() if name in staying)

    def candidate(self, name: str) -> Candidate:
        """The candidate of this name."""
        return self._candidates[name]

    def ranked(self) -> list[PoolEntry]:
        """Those who stayed in the race by their mean, best first, ties to the incumbent; then those who left it.

        A challenger who has not been tried on all that the incumbent was tried on stands behind it.
        """
        staying = {candidate.id for candidate in self.in_race()}
        entries = self.observed.ranked()
        first = [e for e in entries if e.candidate in staying and e.score is not None]
        if not first:
            first = [e for e in entries if e.candidate == self.incumbent]
        names = {e.candidate for e in first}
        return first + [e for e in entries if e.candidate not in names]


def first_block(items: Sequence[Example], block: int) -> tuple[Example, ...]:
    """The items of a race's first block."""
    return tuple(items[:block])


def anytime_race(standing: Standing, items: Sequence[Example], *, block: int) -> Policy:
    """Blocks of items, each tried on all who are still in the race; it ends with the items or with the challengers.

    The first block has `block` items, every later one as many as those before it together.

    One stays in the race while its mean difference from the incumbent may still reach delta, by a confidence sequence
    (`bounded_mean_sequence`): the decision may be taken after every block without more errors.
    """
    seen, size = 0, block
    while seen < len(items) and (standing.undecided or not seen):
        pull = Pull(candidates=standing.in_race(), examples=tuple(items[seen : seen + size]))
        standing.observed.add(pull, (yield pull))
        standing.drop(items)
        seen += size
        size = seen
    return standing.ranked()
