"""Pareto fronts of candidates: a pool with scores, who is best at what, and parents drawn from the fronts.

Agrawal et al. 2025, "GEPA", section 3 and algorithm 2, as in the reference implementation. A front is the set of
candidates that no other one beats at one thing: a validation example, or an objective. It makes no calls.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from gradcheck.domain.program import Candidate
from gradcheck.domain.run import PoolEntry
from gradcheck.domain.task import Rollout
from gradcheck.methods.interface import StepContext
from gradcheck.methods.policies.merging import Merge, contested, draw_merge
from gradcheck.methods.rollouts import mean_entry
from gradcheck.methods.standing import lacks, means

Fronts = Mapping[str, frozenset[str]]


class Pool:
    """Candidates with their scores on validation examples, in the order in which they came.

    It knows which of them are on a front over validation items (`instance`), over objectives (`objective`) or over both
    (`hybrid`), who may be the next parent and what can be merged, and which component of a candidate is the next.
    """

    def __init__(self, seed: Candidate, frontier: str = "instance", objectives: Sequence[str] = ("score",)) -> None:
        self.candidates: dict[str, Candidate] = {}
        self.scores: dict[str, dict[str, float]] = {}
        self.entries: dict[str, PoolEntry] = {}
        self.merged: set[tuple[str, str, str]] = set()
        self._seed = seed
        self._frontier = frontier
        self._objectives = objectives
        self._turns = Counter[str]()
        self._tokens: dict[str, float] = {}
        self._tried: dict[str, dict[str, float | None]] = {}

    def add(self, candidate: Candidate, rollouts: Sequence[Rollout]) -> None:
        """Take a candidate in, whose components take turns from where the further of its parents was.

        Rollouts without a score are on no front, nor is a candidate that lacks too many.
        """
        entry = mean_entry(candidate, rollouts)
        own = [rollout for rollout in rollouts if rollout.score is not None]
        self.candidates[candidate.id] = candidate
        known = {one.example: one.score for one in own if one.score is not None}
        self.scores[candidate.id] = known if entry.score is not None else {}
        self.entries[candidate.id] = entry
        self._turns[candidate.id] = max(self._turns[name] for name in (candidate.id, *candidate.parents))
        self._tried[candidate.id] = {one.example: one.score for one in rollouts if one.candidate == candidate.id}
        self._tokens[candidate.id] = sum(one.tokens for one in own) / max(len(own), 1)

    @property
    def means(self) -> dict[str, float]:
        """What those are compared by that have enough scores."""
        return {name: mean for name, mean in means(self._tried).items() if mean is not None}

    def next_component(self, candidate: Candidate, components: Sequence[str]) -> str:
        """The component of a candidate whose turn it is; the next time it is the one after it."""
        self._turns[candidate.id] += 1
        return components[(self._turns[candidate.id] - 1) % len(components)]

    def draw_parent(self, selection: str, rng: np.random.Generator, *, epsilon: float, top_k: int) -> Candidate:
        """The candidate to change, by what is known of the pool; the seed where nothing is."""
        known = self.means
        if not known:
            return self._seed
        return self.candidates[draw_parent(selection, self.fronts(), known, rng, epsilon=epsilon, top_k=top_k)]

    def draw_merge(self, rng: np.random.Generator) -> Merge | None:
        """A merge of two members of the front that has not been tried, if there is one; now it counts as tried."""
        known = self.means
        merge = draw_merge(undominated(self.fronts(), known), self.candidates, known, self.merged, rng)
        if merge is not None:
            self.merged.add(merge.who)
        return merge

    def contested(self, merge: Merge, size: int, rng: np.random.Generator) -> list[str]:
        """At most so many validation examples that tell most of whether a merge is worth it."""
        return contested(self.scores[merge.first], self.scores[merge.second], size, rng)

    def select(self, step: StepContext, policy: str, reason: str) -> None:
        """Note the pool as a step's selection: the best of it, then the rest of the front."""
        known, seed = self.means, self._seed.id
        best = max(known, key=known.__getitem__, default=seed)
        front = undominated(self.fronts(), known)
        pool = [self.entries.get(seed) or PoolEntry(candidate=seed, score=None, n=0)]
        pool += [entry for name, entry in self.entries.items() if name != seed]
        step.select(policy, pool, [best, *(name for name in front if name != best)], reason)

    def fronts(self) -> dict[str, frozenset[str]]:
        """The fronts: one an example, by score; one an objective; or all of these."""
        found: dict[str, frozenset[str]] = {}
        if self._frontier != "objective":
            found |= fronts({name: {f"example/{e}": s for e, s in own.items()} for name, own in self.scores.items()})
        if self._frontier != "instance":
            found |= fronts({name: self._standing(name) for name in self.means})
        return found

    def _standing(self, name: str) -> dict[str, float]:
        """What a candidate is worth by each objective; those but the score are minimized."""
        worth = {
            "score": self.means[name],
            "length": -float(sum(map(len, self.candidates[name].components.values()))),
            "cost": -self._tokens[name],
        }
        return {f"objective/{objective}": worth[objective] for objective in self._objectives}


def gain(before: Mapping[str, float | None], after: Sequence[Rollout]) -> float | None:
    """How much greater the sum of scores is, over the examples that both have; None if `after` lacks too many."""
    silent = sum(rollout.score is None for rollout in after)
    if silent == len(after) or lacks(len(after) - silent, silent):
        return None
    old = {name: score for name, score in before.items() if score is not None}
    new = {one.example: one.score for one in after if one.score is not None and one.example in old}
    return math.fsum(new.values()) - math.fsum(old[name] for name in new)


def fronts(values: Mapping[str, Mapping[str, float]]) -> dict[str, frozenset[str]]:
    """Who has the highest value, key by key; `values` are those of each candidate."""
    keys = dict.fromkeys(key for own in values.values() for key in own)
    best = {key: max(own[key] for own in values.values() if key in own) for key in keys}
    return {key: frozenset(name for name, own in values.items() if own.get(key) == best[key]) for key in keys}


def undominated(found: Fronts, means: Mapping[str, float]) -> tuple[str, ...]:
    """Members of fronts without those whose every front another member is on, the worst mean dropped first.

    In the order of `means`; of equal means the earlier candidate is dropped first.
    """
    on: dict[str, list[frozenset[str]]] = defaultdict(list)
    for front in found.values():
        for name in front:
            on[name].append(front)
    left = {name for name in means if name in on}
    for name in sorted((name for name in means if name in on), key=means.__getitem__):
        if all(front & left - {name} for front in on[name]):
            left.remove(name)
    return tuple(name for name in means if name in left)


def draw_member(found: Fronts, means: Mapping[str, float], rng: np.random.Generator) -> str:
    """An undominated candidate, with probability proportional to the number of fronts it is on."""
    names = undominated(found, means)
    shares = np.array([sum(name in front for front in found.values()) for name in names], dtype=np.float64)
    return names[int(rng.choice(len(names), p=shares / shares.sum()))]


def draw_parent(
    selection: str,
    found: Fronts,
    means: Mapping[str, float],
    rng: np.random.Generator,
    *,
    epsilon: float,
    top_k: int,
) -> str:
    """The candidate to change next: from all fronts, the best, seldom any other, or from fronts of the best few."""
    best = max(means, key=means.__getitem__)
    match selection:
        case "pareto":
            return draw_member(found, means, rng)
        case "top_k_pareto":
            top = set(sorted(means, key=means.__getitem__, reverse=True)[:top_k])
            kept = {key: front & top for key, front in found.items() if front & top}
            return draw_member(kept, means, rng) if kept else best
        case "epsilon_greedy" if rng.random() < epsilon:
            return list(means)[int(rng.integers(len(means)))]
        case _:
            return best
