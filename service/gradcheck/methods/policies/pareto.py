"""Pareto fronts of candidates: an archive of scores, who is best at what, and parents drawn from the fronts.

Agrawal et al. 2025, "GEPA", section 3 and algorithm 2, as in the reference implementation. A front is the set of
candidates that no other one beats at one thing: a validation example, or an objective. It owns no calls.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np

from gradcheck.domain.program import Candidate
from gradcheck.domain.run import PoolEntry
from gradcheck.domain.task import Rollout
from gradcheck.methods.rollouts import mean_entry
from gradcheck.methods.standing import means

Frontier = Literal["instance", "objective", "hybrid"]
Objective = Literal["score", "length", "cost"]
Selection = Literal["pareto", "current_best", "epsilon_greedy", "top_k_pareto"]
Fronts = Mapping[str, frozenset[str]]


class Archive:
    """Candidates with their scores on validation examples, in the order in which they came."""

    def __init__(self) -> None:
        self.candidates: dict[str, Candidate] = {}
        self.scores: dict[str, dict[str, float]] = {}
        self.entries: dict[str, PoolEntry] = {}
        self._tokens: dict[str, float] = {}
        self._tried: dict[str, dict[str, float | None]] = {}

    def add(self, candidate: Candidate, rollouts: Sequence[Rollout]) -> None:
        """Take a candidate in; rollouts without a score are on no front, nor is a candidate that lacks too many."""
        entry = mean_entry(candidate, rollouts)
        own = [rollout for rollout in rollouts if rollout.score is not None]
        self.candidates[candidate.id] = candidate
        known = {one.example: one.score for one in own if one.score is not None}
        self.scores[candidate.id] = known if entry.score is not None else {}
        self.entries[candidate.id] = entry
        self._tried[candidate.id] = {one.example: one.score for one in rollouts if one.candidate == candidate.id}
        self._tokens[candidate.id] = sum(one.tokens for one in own) / max(len(own), 1)

    @property
    def means(self) -> dict[str, float]:
        """What those are compared by that have enough scores."""
        return {name: mean for name, mean in means(self._tried).items() if mean is not None}

    def fronts(self, frontier: Frontier, objectives: Sequence[Objective]) -> dict[str, frozenset[str]]:
        """The fronts: one an example, by score; one an objective; or all of these."""
        found: dict[str, frozenset[str]] = {}
        if frontier != "objective":
            found |= fronts({name: {f"example/{e}": s for e, s in own.items()} for name, own in self.scores.items()})
        if frontier != "instance":
            found |= fronts({name: self._standing(name, objectives) for name in self.means})
        return found

    def _standing(self, name: str, objectives: Sequence[Objective]) -> dict[str, float]:
        """What a candidate is worth by each objective; those but the score are minimized."""
        worth: dict[Objective, float] = {
            "score": self.means[name],
            "length": -float(sum(map(len, self.candidates[name].components.values()))),
            "cost": -self._tokens[name],
        }
        return {f"objective/{objective}": worth[objective] for objective in objectives}


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
    selection: Selection,
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
