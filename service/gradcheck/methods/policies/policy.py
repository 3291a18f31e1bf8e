"""What a selection policy is: it says which candidates are tried on which items next, and how they rank.

A policy is a generator: it yields a pull, is sent the pull's rollouts, and returns the ranked pool. It makes no
calls of its own and draws its items from the stream it is given. This module owns what all of them share.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Generator, Hashable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar

import numpy as np
from msgspec.structs import replace

from gradcheck.domain.base import Value
from gradcheck.domain.program import Candidate
from gradcheck.domain.run import PoolEntry
from gradcheck.domain.task import Example, Rollout
from gradcheck.methods.rollouts import mean_entry
from gradcheck.methods.standing import average, is_whole, means
from gradcheck.statistics.prompts.beating import beating_p, beating_wealth
from gradcheck.statistics.strata import relative_weights


class Pull(Value, frozen=True, kw_only=True):
    """Candidates to try on items."""

    candidates: tuple[Candidate, ...]
    examples: tuple[Example, ...]


EVEN: Mapping[str, float] = MappingProxyType({})
"""The weights of items where each counts once."""

_DIGITS = 9  # of a sum of weighted scores that stay where scores tie

T = TypeVar("T")
Policy = Generator[Pull, list[Rollout], list[PoolEntry]]


class Observed:
    """What has been seen of each candidate; items beyond the budget were asked for but are missing.

    Candidates are in the order in which they came. `weights` say how often an item counts in a mean, 1 on average over
    its split, and the heaviest is the largest of them.
    """

    def __init__(self, candidates: Sequence[Candidate] = (), weights: Mapping[str, float] = EVEN) -> None:
        self.candidates = {candidate.id: candidate for candidate in candidates}
        self._seen: dict[str, dict[str, Rollout]] = defaultdict(dict)
        self._asked: dict[str, set[str]] = defaultdict(set)
        self._classes: dict[str, str] = {}
        self._has_holes = False
        self._weights = weights
        self.heaviest = max(weights.values(), default=1.0)

    def add(self, candidates: Sequence[Candidate], examples: Sequence[Example], rollouts: Sequence[Rollout]) -> None:
        """Take what came of trying candidates on items."""
        for candidate in candidates:
            self.candidates.setdefault(candidate.id, candidate)
            self._asked[candidate.id].update(example.id for example in examples)
        for rollout in rollouts:
            self._seen[rollout.candidate].setdefault(rollout.example, rollout)
            self._has_holes = self._has_holes or rollout.score is None
            if rollout.label is not None:
                self._classes[rollout.example] = rollout.label

    def items(self, candidate: str) -> set[str]:
        """The items that a candidate was tried on."""
        return set(self._seen[candidate])

    def is_lacking(self, candidate: str) -> bool:
        """Whether too many of the items that a candidate was tried on have no score."""
        return not is_whole({name: one.score for name, one in self._seen[candidate].items()})

    def scores(self, candidate: str) -> dict[str, float]:
        """A candidate's scores by item; a failed rollout has none."""
        return {name: one.score for name, one in self._seen[candidate].items() if one.score is not None}

    def differences(self, candidate: str, other: str, items: Collection[str] | None = None) -> dict[str, float]:
        """How much higher a candidate's scores are than another's, by the items that both have one on.

        Where `items` are given, others do not count.
        """
        own, its = self.scores(candidate), self.scores(other)
        both = its.keys() if items is None else its.keys() & set(items)
        return {item: score - its[item] for item, score in own.items() if item in both}

    def counted(self, candidate: str, other: str) -> list[float]:
        """The differences of two candidates, each as often as its item counts: their mean has no bias."""
        return [self._weights.get(item, 1.0) * one for item, one in self.differences(candidate, other).items()]

    def wealth(self, candidate: str, other: str, items: Collection[str]) -> float:
        """What 1 has become that was bet on a candidate being better than another, on those of the items both have.

        Where it is not, this is ever 1 / alpha with a chance of at most alpha (`beating_wealth`). Who lacks too many
        scores has no evidence.
        """
        return self._bet({} if self.is_lacking(candidate) else self.differences(candidate, other, items))

    def most_wealth(self, other: str, items: Collection[str]) -> float:
        """What that bet would become on a candidate with a full score on all of the items."""
        return self._bet(self._room(other, items))

    def beating(self, candidate: str, other: str, items: Collection[str]) -> float:
        """The p-value of a candidate being no better than another on those of the items that both have a score on.

        They have to be all that there will ever be. Who lacks too many scores has no evidence.
        """
        return self._p({} if self.is_lacking(candidate) else self.differences(candidate, other, items))

    def least_p(self, other: str, items: Collection[str]) -> float:
        """What it would be for a candidate with a full score on all of the items."""
        return self._p(self._room(other, items))

    def _room(self, other: str, items: Collection[str]) -> dict[str, float]:
        """The differences of a candidate with a full score on all of the items to this one."""
        return {item: 1 - score for item, score in self.scores(other).items() if item in items}

    def _p(self, differences: Mapping[str, float]) -> float:
        counted = [self._weights.get(item, 1.0) * one for item, one in differences.items()]
        return beating_p(counted) if counted else 1.0

    def _bet(self, differences: Mapping[str, float]) -> float:
        return beating_wealth([self._weights.get(item, 1.0) * one / self.heaviest for item, one in differences.items()])

    def gain(self, candidate: str, other: str, items: Collection[str] | None = None) -> float | None:
        """By how much a candidate is better on the items that both have, within [-1, 1]; None without any."""
        found = self.differences(candidate, other, items)
        if not found:
            return None
        return float(np.average(list(found.values()), weights=[self._weights.get(item, 1.0) for item in found]))

    def lead(self, rollouts: Sequence[Rollout], other: str) -> float:
        """How much greater the sum of rollouts' scores is than a candidate's, on the items that both have one on.

        Where items have classes, each score counts by its weight, 1 on average, and what rounding leaves is no lead.
        Minus infinity where the rollouts lack too many of their scores, or there are none.
        """
        new, old = {rollout.example: rollout.score for rollout in rollouts}, self.scores(other)
        if not new or not is_whole(new):
            return -math.inf
        both = {item: score for item, score in new.items() if score is not None and item in old}
        if not self._classes:
            return math.fsum(both.values()) - math.fsum(old[item] for item in both)
        weights = relative_weights([self._classes.get(item) for item in both])
        leads = (weight * (score - old[item]) for weight, (item, score) in zip(weights, both.items(), strict=True))
        return round(math.fsum(leads), _DIGITS)

    def worth(self, candidate: str, frontier: str, objectives: Sequence[str], mean: float) -> dict[Hashable, float]:
        """What a candidate is worth on the fronts of a frontier.

        On those of items (`instance`, `hybrid`) its scores; on those of objectives (`objective`, `hybrid`) `mean` by
        its score and by any other the mean over its items; in `cartesian` each objective on each item.
        """
        items = dict[Hashable, float](self.scores(candidate).items())
        if frontier == "instance":
            return items
        by_item = self.worth_by_item(candidate, objectives)
        if frontier == "cartesian":
            return dict[Hashable, float](by_item.items())
        of: defaultdict[Hashable, dict[str, float]] = defaultdict(dict)
        for (item, objective), value in by_item.items():
            of[objective][item] = value
        whole: dict[Hashable, float] = {
            ("objective", one): mean if one == "score" else average(own, self._classes) for one, own in of.items()
        }
        return items | whole if frontier == "hybrid" else whole

    def worth_by_item(self, candidate: str, objectives: Sequence[str]) -> dict[tuple[str, Hashable], float]:
        """What a candidate is worth on each item by each objective; `parts` are one a part of a weighted score.

        Length and cost count against it. An answer without text has 0 in every part.
        """
        scored = {item: one for item, one in self._seen[candidate].items() if one.score is not None}
        parts = dict.fromkeys(part.name for one in scored.values() for part in one.parts)
        found: dict[tuple[str, Hashable], float] = {}
        for item, one in scored.items():
            own = {"score": one.score or 0.0, "length": -self.candidates[candidate].length, "cost": -one.tokens}
            found.update({(item, name): own[name] for name in objectives if name in own})
            if "parts" in objectives:
                of_parts = {part.name: part.score or 0.0 for part in one.parts}
                found.update({(item, ("part", name)): of_parts.get(name, 0.0) for name in parts})
        return found

    def entry(self, candidate: str) -> PoolEntry:
        """A candidate's standing beside the others, on the items that comparisons are made on."""
        entry = mean_entry(self.candidates[candidate], self._seen[candidate].values())
        return replace(entry, score=self.means().get(candidate)) if self._has_holes else entry

    def means(self) -> dict[str, float]:
        """What candidates are compared by; those that lack too many of their scores are left out."""
        seen = {name: {item: one.score for item, one in self._seen[name].items()} for name in self.candidates}
        return {name: mean for name, mean in means(seen, self._classes).items() if mean is not None}

    def ranked(self) -> list[PoolEntry]:
        """Best first; a candidate whose items were not all started has no rank and comes last, unscored."""
        entries = []
        for name in self.candidates:
            entry = self.entry(name)
            complete = self._asked[name] and self._asked[name] <= self.items(name)
            score = entry.score if complete else None
            entries.append(PoolEntry(candidate=name, score=score, n=entry.n, failed=entry.failed))
        return sorted(entries, key=lambda e: -math.inf if e.score is None else e.score, reverse=True)


def draw_items(items: Sequence[T], size: int, rng: np.random.Generator) -> tuple[T, ...]:
    """So many of the items at random, or all, in their order."""
    chosen = rng.choice(len(items), size=min(size, len(items)), replace=False)
    return tuple(items[position] for position in sorted(chosen))
