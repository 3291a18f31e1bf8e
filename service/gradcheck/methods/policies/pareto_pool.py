"""GEPA's pool: who may be the next parent by Pareto fronts, and which two of the front can be merged.

Agrawal et al. 2025, "GEPA", algorithm 2 and the appendix on merges. It makes no calls.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import numpy as np

from gradcheck.domain.program import Candidate, joined
from gradcheck.domain.task import Example, Rollout
from gradcheck.methods.interface import StepContext
from gradcheck.methods.policies.policy import Observed
from gradcheck.statistics.search.pareto import Front, draw_member, fronts, undominated
from gradcheck.statistics.strata import spread


class ParetoPool(Observed):
    """Candidates that were tried on all validation examples, the seed first.

    Their fronts are over these examples (`instance`), over objectives (`objective`), over both (`hybrid`), or over each
    objective on each example (`cartesian`).
    """

    def __init__(self, seed: Candidate, frontier: str = "instance", objectives: Sequence[str] = ("score",)) -> None:
        super().__init__([seed])
        self.merged = set[tuple[str, str, str]]()
        self._seed, self._frontier, self._objectives = seed, frontier, objectives
        self._turns, self._above = Counter[str](), dict[str, set[str]]()

    def enter(self, candidate: Candidate, examples: Sequence[Example], rollouts: Sequence[Rollout]) -> None:
        """Take a candidate in, whose components take turns from where the further of its parents was."""
        self.add([candidate], examples, rollouts)
        self._turns[candidate.id] = max(self._turns[name] for name in (candidate.id, *candidate.parents))
        self._above[candidate.id] = set(candidate.parents).union(*(self._above[name] for name in candidate.parents))

    def next_component(self, candidate: Candidate, components: Sequence[str]) -> str:
        """The component of a candidate whose turn it is; the next time it is the one after it."""
        self._turns[candidate.id] += 1
        return components[(self._turns[candidate.id] - 1) % len(components)]

    def fronts(self) -> list[Front]:
        """The fronts: one an example, by score; one an objective; or both; or one of each objective on each example."""
        worth = {name: self.worth(name, self._frontier, self._objectives, mean) for name, mean in self.means().items()}
        return list(fronts(worth).values())

    def draw_parent(self, selection: str, rng: np.random.Generator, *, epsilon: float, top_k: int) -> Candidate:
        """The candidate to change: from all fronts, the best, seldom any other, or from fronts of the best few."""
        means, found = self.means(), self.fronts()
        best_first = sorted(means, key=means.__getitem__, reverse=True) or [self._seed.id]
        if selection == "top_k_pareto":
            found = [kept for front in found if (kept := front & set(best_first[:top_k]))]
        match selection:
            case "pareto" | "top_k_pareto" if found:
                return self.candidates[draw_member(found, means, rng)]
            case "epsilon_greedy" if means and rng.random() < epsilon:
                return self.candidates[list(means)[int(rng.integers(len(means)))]]
            case _:
                return self.candidates[best_first[0]]

    def draw_merge(self, rng: np.random.Generator) -> tuple[Candidate, Candidate, dict[str, str]] | None:
        """Two of the front at random with the components of both, if any two are left that were not tried.

        Neither descends from the other, an ancestor of both is no better than either, and what each has changed in it
        makes a new prompt. Where both have changed a component, it is taken from the better one, the second.
        """
        means, above, known = self.means(), self._above, self.candidates
        members = sorted(undominated(self.fronts(), means), key=means.__getitem__)
        found = [
            (ancestor, worse, better)
            for worse, better in combinations(members, 2)
            for ancestor in means
            if ancestor in above[worse] & above[better]
            and not {worse, better} & (above[worse] | above[better])
            and means[ancestor] <= means[worse]
            and (ancestor, worse, better) not in self.merged
            and joined(known[ancestor], [known[worse], known[better]]) not in [one.components for one in known.values()]
        ]
        if not found:
            return None
        ancestor, worse, better = drawn = found[int(rng.integers(len(found)))]
        self.merged.add(drawn)
        return known[worse], known[better], joined(known[ancestor], [known[worse], known[better]])

    def contested(self, first: Candidate, second: Candidate, size: int, rng: np.random.Generator) -> set[str]:
        """At most so many examples that both have a score on, evenly where either is better and where none is."""
        differences = self.differences(first.id, second.id)
        items, signs = list(differences), np.sign(list(differences.values()))
        return {items[place] for place in spread(signs.tolist(), size, rng)}

    def select(self, step: StepContext, policy: str, reason: str) -> None:
        """Note the pool as a step's selection: the best of it, then the rest of the front."""
        means = self.means()
        best = max(means, key=means.__getitem__, default=self._seed.id)
        step.select(policy, list(map(self.entry, self.candidates)), [best, *undominated(self.fronts(), means)], reason)
