"""Pareto fronts: who is best at what, and draws of those that nobody is better than everywhere.

A front is the set of members that have the highest value at one thing.
"""

from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

import numpy as np

Front = frozenset[str]
Thing = TypeVar("Thing", bound=Hashable)


def fronts(values: Mapping[str, Mapping[Thing, float]]) -> dict[Thing, Front]:
    """Who has the highest value at each thing; `values` are those of each member, thing by thing."""
    things = dict.fromkeys(thing for own in values.values() for thing in own)
    best = {thing: max(own[thing] for own in values.values() if thing in own) for thing in things}
    return {thing: frozenset(name for name, own in values.items() if own.get(thing) == best[thing]) for thing in things}


def undominated(found: Collection[Front], worth: Mapping[str, float]) -> tuple[str, ...]:
    """Members of fronts without those whose every front another member is on, the least worth dropped first.

    In the order of `worth`; of equals the earlier member is dropped first.
    """
    on = {name: [front for front in found if name in front] for name in worth}
    left = {name for name, own in on.items() if own}
    for name in sorted((name for name in worth if on[name]), key=worth.__getitem__):
        if all(front & left - {name} for front in on[name]):
            left.remove(name)
    return tuple(name for name in worth if name in left)


def draw_member(found: Collection[Front], worth: Mapping[str, float], rng: np.random.Generator) -> str:
    """An undominated member, with probability proportional to the number of fronts it is on.

    Raises ValueError where none is on a front.
    """
    names = undominated(found, worth)
    shares = np.array([sum(name in front for front in found) for name in names], dtype=np.float64)
    return names[int(rng.choice(len(names), p=shares / shares.sum()))]
