"""Merges of candidates that have changed different components of a common ancestor.

Agrawal et al. 2025, "GEPA", appendix on system-aware merge, as in the reference implementation. It owns which two are
merged, what of each is taken, and the examples a merge is checked on. It makes no calls.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from gradcheck.domain.base import Value
from gradcheck.domain.program import Candidate


class Merge(Value, frozen=True, kw_only=True):
    """Two candidates, their common ancestor, and the components of the merged one."""

    first: str
    second: str
    ancestor: str
    components: dict[str, str]

    @property
    def who(self) -> tuple[str, str, str]:
        """Whom it is made of."""
        return (self.first, self.second, self.ancestor)


def draw_merge(
    members: Sequence[str],
    candidates: Mapping[str, Candidate],
    means: Mapping[str, float],
    done: set[tuple[str, str, str]],
    rng: np.random.Generator,
) -> Merge | None:
    """A merge of two of the members at random, or None where there is none that has not been `done`.

    Neither descends from the other, an ancestor of both is no better than either, and at least one component was
    changed by one of them alone. Of several ancestors the better one is the likelier. Where both have changed a
    component, it is taken from the better one.
    """
    pairs = [
        (first, second, found)
        for place, first in enumerate(members)
        for second in members[place + 1 :]
        if (found := _ancestors(first, second, candidates, means, done))
    ]
    if not pairs:
        return None
    first, second, common = pairs[int(rng.integers(len(pairs)))]
    weights = np.array([means[name] for name in common]) + 1e-9
    ancestor = common[int(rng.choice(len(common), p=weights / weights.sum()))]
    tied = means[first] == means[second]
    better = (first, second)[int(rng.integers(2)) if tied else int(means[second] > means[first])]
    before, one, other, best = (candidates[name].components for name in (ancestor, first, second, better))

    def taken(name: str) -> str:
        if one[name] == before[name]:
            return other[name]
        return one[name] if other[name] == before[name] else best[name]

    return Merge(first=first, second=second, ancestor=ancestor, components={name: taken(name) for name in before})


def _ancestors(
    first: str,
    second: str,
    candidates: Mapping[str, Candidate],
    means: Mapping[str, float],
    done: set[tuple[str, str, str]],
) -> list[str]:
    """The common ancestors from which two candidates can be merged."""
    above, beside = _above(first, candidates), _above(second, candidates)
    if first in beside or second in above:
        return []
    return [
        name
        for name in means
        if name in above
        and name in beside
        and (first, second, name) not in done
        and means[name] <= min(means[first], means[second])
        and _complementary(*(candidates[one].components for one in (name, first, second)))
    ]


def _complementary(before: Mapping[str, str], one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether a component was changed by one of two alone."""
    return any((one[name] == text) != (other[name] == text) for name, text in before.items())


def _above(name: str, candidates: Mapping[str, Candidate]) -> set[str]:
    """All ancestors of a candidate."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        new = [parent for parent in candidates[waiting.pop()].parents if parent in candidates and parent not in found]
        found.update(new)
        waiting += new
    return found


def contested(one: Mapping[str, float], other: Mapping[str, float], size: int, rng: np.random.Generator) -> list[str]:
    """At most so many examples that both have a score on, in turn from where the one, the other or neither is better.

    A third of them, rounded up, are drawn of each kind while there are any, the rest from what is left.
    """
    both = [name for name in one if name in other]
    kinds = ([e for e in both if one[e] > other[e]], [e for e in both if other[e] > one[e]])
    tied = [e for e in both if one[e] == other[e]]
    chosen: list[str] = []
    for kind in (*kinds, tied, both):
        free = [name for name in kind if name not in chosen]
        most = size if kind is both else -(-size // 3)
        take = min(len(free), most, size - len(chosen))
        chosen += [free[place] for place in sorted(rng.choice(len(free), size=take, replace=False))] if take else []
    return chosen
