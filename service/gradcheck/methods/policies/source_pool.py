"""The portfolio's candidates and their sources: what a candidate is worth, who is out, which source is asked next.

It makes no calls and does not own who is tried next.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

import numpy as np

from gradcheck.domain.program import Candidate
from gradcheck.domain.run import SourceEffect
from gradcheck.domain.task import Example, Rollout
from gradcheck.methods.policies.policy import EVEN, Observed
from gradcheck.methods.sources import Origin, Source
from gradcheck.statistics.betting import bounded_mean_sequence
from gradcheck.statistics.search.thompson import thompson
from gradcheck.statistics.shrinkage import shrunken_means

_PRIOR_SD, _PRIOR_PROPOSALS = 0.15, 2  # of a proposal's effect about its source's mean; proposals without effect
_USUAL: Mapping[Source, float] = MappingProxyType({"playbook": 0.2, "feedback": 0.1, "demos": 0.05})
"""The effect that each source's first proposals are taken for; of the others it is 0."""
_SD, _LEAST_SD = 0.2, 0.3  # of an effect, as a source's chance is drawn; of a paired difference on one item


class SourcePool(Observed):
    """All candidates of a run, each with the parent it is compared with and the source it came from."""

    def __init__(self, first: Candidate, weights: Mapping[str, float] = EVEN) -> None:
        super().__init__([first], weights)
        self._first = first.id
        self._parent: dict[str, str] = {}
        self._source: dict[str, Origin] = {}
        self._effects: dict[Origin, list[float]] = defaultdict(list)
        self._times: Counter[Source] = Counter()
        self._lost: Counter[Source] = Counter()
        self._out: set[str] = set()

    def divide(self, width: int, usable: Sequence[Source], rng: np.random.Generator) -> list[Source]:
        """So many proposals by source: at first one for each in order, then by Thompson sampling.

        A proposal that came to nothing counts as one that gained nothing.
        """
        if not usable:
            return []
        asked = [] if self._times else list(usable[:width])
        usual = {one: [_USUAL.get(one, 0.0)] * _PRIOR_PROPOSALS for one in usable}
        known = {one: [*usual[one], *self._effects[one], *[0.0] * self._lost[one]] for one in usable}
        asked += [thompson(known, rng, sd=_SD, prior=0) for _ in range(width - len(asked))]
        self._times.update(asked)
        return asked

    def enter(
        self,
        candidate: Candidate,
        parent: Candidate,
        source: Origin,
        examples: Sequence[Example],
        rollouts: Sequence[Rollout],
    ) -> None:
        """Take in a source's proposal with what came of trying it on examples that its parent was tried on.

        Nothing was made from these examples. But the parent may have been chosen by them, and then looks better than it
        is beside its proposals: what sources do is understated rather than overstated.
        """
        self.add([candidate], examples, rollouts)
        self._parent[candidate.id], self._source[candidate.id] = parent.id, source
        effect = self.gain(candidate.id, parent.id)
        self._effects[source] += [] if effect is None else [effect]

    def lose(self, source: Source) -> None:
        """Note that a source was asked and made nothing new."""
        self._lost[source] += 1

    def telling(self, candidate: Candidate, examples: Sequence[Example]) -> list[Example]:
        """The examples that a candidate's answers may tell most about: first those that were wrong last in its descent.

        Then those that none of its descent was asked about, then what was right.
        """
        line = self._line(candidate)

        def place(example: Example) -> int:
            known = (scores[example.id] for scores in map(self.scores, line) if example.id in scores)
            last = next(known, None)
            return 1 if last is None else 2 if last == 1 else 0

        return sorted(examples, key=place)

    def best_first(self) -> list[Candidate]:
        """All candidates that may still be the best, by their estimated worth; ties to the older.

        Who lacks too many scores comes last.
        """
        worth = self._worth()
        order = sorted(worth, key=lambda name: (self.is_lacking(name), -worth[name]))
        return [self.candidates[name] for name in order if name not in self._out]

    def shortest(self, among: Sequence[Candidate], delta: float) -> Candidate:
        """The shortest of those whose estimated worth is within delta of the highest."""
        worth = self._worth()
        least = max(worth[one.id] for one in among) - delta
        return min((one for one in among if worth[one.id] >= least), key=lambda one: one.length)

    def _worth(self) -> dict[str, float]:
        """What each candidate is worth beside the first one: what its parent is and what it is better by."""
        better = {name: self.counted(name, parent) for name, parent in self._parent.items()}
        effects = shrunken_means(
            better, self._source, prior_sd=_PRIOR_SD, prior_units=_PRIOR_PROPOSALS, least_sd=_LEAST_SD
        )
        worth = {self._first: 0.0}
        for name, effect in effects.items():
            worth[name] = worth[self._parent[name]] + effect
        return worth

    def drop(self, lead: Candidate, *, delta: float, alpha: float) -> int:
        """Let those go that can no longer beat the lead by delta; how many others are still undecided.

        Each is looked at after every round: the interval of its mean difference holds at any time (alpha each side).
        """
        for name in self.candidates.keys() - self._out - {lead.id}:
            shares = [difference / self.heaviest for difference in self.counted(name, lead.id)]
            if bounded_mean_sequence(shares, level=1 - 2 * alpha).high * self.heaviest < delta:
                self._out.add(name)
        return len(self.candidates) - len(self._out) - 1

    def effects(self, sources: Sequence[Origin], best: Candidate) -> list[SourceEffect]:
        """What the proposals of every source have done, with what its links have gained in the descent of the best."""
        gains = dict.fromkeys(sources, 0.0)
        for child, parent in pairwise(self._line(best)):
            gains[self._source[child]] += self.gain(child, parent) or 0.0
        found = []
        for source in sources:
            known = self._effects[source]
            interval = bounded_mean_sequence(known)
            found.append(
                SourceEffect(
                    source=source,
                    proposals=len(known),
                    effect=float(np.mean(known)) if known else None,
                    ci95=(interval.low, interval.high),
                    gain=gains[source],
                )
            )
        return found

    def _line(self, candidate: Candidate) -> list[str]:
        """A candidate's descent, from itself to the first one."""
        line = [candidate.id]
        while line[-1] in self._parent:
            line.append(self._parent[line[-1]])
        return line
