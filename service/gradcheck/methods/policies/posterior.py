"""What candidates are worth, by paired evidence and by what proposals of their source usually do.

It owns the estimate, and who can still beat the lead. It makes no calls and does not own who is tried next.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from gradcheck.domain.program import Candidate
from gradcheck.domain.run import PoolEntry
from gradcheck.domain.task import Example, Rollout
from gradcheck.methods.policies.policy import Observed, Pull
from gradcheck.statistics.betting import bounded_mean_sequence

_PRIOR_SD = 0.15  # of one proposal's effect about the mean of its source
_PRIOR_PROPOSALS = 2.0  # a source's mean begins with so many proposals without any effect
_LEAST_SD = 0.3  # of a paired difference on one item

Floats = npt.NDArray[np.float64]


class CandidatePool:
    """All candidates of a run, each with the parent it is compared with and the source it came from."""

    def __init__(self, first: Candidate) -> None:
        self._observed = Observed([first])
        self._parent: dict[str, str] = {}
        self._source: dict[str, str] = {}
        self._out: set[str] = set()

    def enter(self, candidate: Candidate, parent: Candidate, source: str) -> None:
        """A new candidate, made from a parent."""
        self._observed.candidates[candidate.id] = candidate
        self._parent[candidate.id], self._source[candidate.id] = parent.id, source

    def add(self, candidate: Candidate, items: Sequence[Example], rollouts: Sequence[Rollout]) -> None:
        """What came of trying a candidate on items."""
        self._observed.add(Pull(candidates=(candidate,), examples=tuple(items)), rollouts)

    def tried(self, candidate: Candidate, items: Sequence[Example]) -> int:
        """On how many of these items a candidate was tried."""
        return len(self._observed.items(candidate.id) & {one.id for one in items})

    def differences(self, candidate: str, other: str) -> Floats:
        """Differences of two candidates' scores on the items that both have one on, in the order of the first's."""
        own, its = self._observed.scores(candidate), self._observed.scores(other)
        return np.array([score - its[item] for item, score in own.items() if item in its], dtype=np.float64)

    def ranked(self) -> list[Candidate]:
        """All candidates that may still be the best, by their estimated worth, best first; ties to the older.

        Those that lack too many of their scores come last.
        """
        values = self._values()
        order = sorted(values, key=lambda name: (self._observed.is_lacking(name), -values[name]))
        return [self._observed.candidates[name] for name in order if name not in self._out]

    def drop(self, lead: Candidate, *, delta: float, alpha: float) -> int:
        """Let those go that can no longer beat the lead by delta; how many others are still undecided.

        Each is looked at after every round: the interval of its mean difference holds at any time (alpha each side).
        """
        for name in self._observed.candidates:
            if name != lead.id and name not in self._out:
                found = bounded_mean_sequence(self.differences(name, lead.id), level=1 - 2 * alpha)
                if found.high < delta:
                    self._out.add(name)
        return len(self._observed.candidates) - len(self._out) - 1

    def gains(self, candidate: Candidate) -> dict[str, float]:
        """What each source's links have gained in a candidate's descent, on the items that both ends were tried on."""
        line = [candidate.id]
        while line[-1] in self._parent:
            line.append(self._parent[line[-1]])
        gains: dict[str, float] = defaultdict(float)
        for child, parent in pairwise(line):
            gains[self._source[child]] += _mean(self.differences(child, parent))
        return gains

    def entries(self) -> list[PoolEntry]:
        """Standings of those who may still be the best, best first."""
        return [self._observed.entry(candidate.id) for candidate in self.ranked()]

    def _values(self) -> dict[str, float]:
        """Estimated scores above the first candidate's.

        A value is the parent's plus the posterior mean of the difference: normal about the mean of its source's
        proposals, observed with the pooled variance of paired differences (empirical Bayes; Efron and Morris 1975,
        "Data analysis using Stein's estimator and its generalizations").
        """
        own = {name: self.differences(name, parent) for name, parent in self._parent.items()}
        variance, usual = _pooled(own.values()), self._usual(own)
        first = next(name for name in self._observed.candidates if name not in self._parent)
        values = {first: 0.0}
        for name, found in own.items():
            seen, prior = found.size / variance, 1 / _PRIOR_SD**2
            effect = (_mean(found) * seen + usual[self._source[name]] * prior) / (seen + prior)
            values[name] = values[self._parent[name]] + effect
        return values

    def _usual(self, own: Mapping[str, Floats]) -> dict[str, float]:
        """The mean effect of each source's proposals, shrunk towards nothing."""
        found: dict[str, list[float]] = defaultdict(list)
        for name, differences in own.items():
            found[self._source[name]] += [_mean(differences)] if differences.size else []
        return {source: sum(effects) / (len(effects) + _PRIOR_PROPOSALS) for source, effects in found.items()}


def _mean(values: Floats) -> float:
    return float(values.mean()) if values.size else 0.0


def _pooled(differences: Iterable[Floats]) -> float:
    """The variance of a paired difference on one item, over all pairs; never less than 0.09."""
    several = [one for one in differences if one.size > 1]
    squares = sum(float(((one - one.mean()) ** 2).sum()) for one in several)
    freedom = sum(one.size - 1 for one in several)
    return max(squares / freedom if freedom else 0.0, _LEAST_SD**2)
