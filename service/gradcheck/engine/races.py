"""Scores on all of validation that may end early: in which order a candidate answers the items, and what ends it.

It owns which items tell prompts apart. It makes no call and does not own what evidence is (`gates.py`).
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from msgspec import Struct

from gradcheck.domain.program import Candidate
from gradcheck.engine.gates import Behind, Losing, Prefix, parts
from gradcheck.engine.state import RunState
from gradcheck.evaluation import Asked
from gradcheck.statistics.strata import relative_weights

Divide = Callable[[Sequence[Asked]], Sequence[Sequence[Asked]]]


class Race(Struct, frozen=True, eq=False):
    """What a candidate is asked in this order, what ends it, and in which parts it is asked under a cap."""

    asked: Sequence[Asked]
    ending: Prefix
    divide: Divide


def race(state: RunState, candidate: Candidate, asked: Sequence[Asked]) -> Race:
    """That of a candidate against the best of the run so far; what is best already runs alone."""
    names = [example.id for example in state.split("validation")]
    weights = dict(zip(names, relative_weights([state.classes.get(name) for name in names]), strict=True))
    rival = state.scores(state.best.id) if candidate.id != state.best.id else {}
    first = state.informative
    if first is None:
        own = [weights[one.example.id] for one in asked]
        return Race(asked, Losing(own, rival, state.widest), parts)
    places = {name: place for place, name in enumerate(telling_first(names, state.whole))}
    ordered = sorted(asked, key=lambda one: places[one.example.id])
    own = [weights[one.example.id] for one in ordered]
    # Nothing tells two prompts apart before there are two.
    ending = Behind(own, rival if len(state.whole) > 1 else {}, first)
    return Race(ordered, ending, lambda all_of_them: [all_of_them[:first], all_of_them[first:]])


def telling_first(items: Sequence[str], scores: Sequence[Mapping[str, float]]) -> list[str]:
    """The items by the variance of what prompts scored on each, the highest first, else in their order.

    Gao et al. 2026 (arXiv 2604.08801): of the variance of scores, the part that is between prompts is what
    optimization lives on, and few items that have much of it tell prompts apart better than all do.
    """
    if not scores:
        return list(items)
    between = np.var([[own[item] for item in items] for own in scores], axis=0)
    return [items[place] for place in np.argsort(-between, kind="stable")]
