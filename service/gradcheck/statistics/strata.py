"""Strata: draws that are spread over them, and means in which each class of items counts alike, whatever its size.

In a macro mean item i of a class of n_c weighs 1 / (K n_c), with K the number of classes of the items at hand.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from itertools import chain, zip_longest

import numpy as np


def spread(strata: Sequence[Hashable], size: int, rng: np.random.Generator) -> list[int]:
    """Positions of at most `size` units at random, as evenly of each stratum as it has units."""
    members: dict[Hashable, list[int]] = defaultdict(list)
    for unit in rng.permutation(len(strata)):
        members[strata[unit]].append(int(unit))
    rounds = chain.from_iterable(zip_longest(*members.values()))
    return sorted([unit for unit in rounds if unit is not None][:size])


def relative_weights(classes: Sequence[Hashable]) -> list[float]:
    """Each item's weight times the number of items: 1 for all where they are of one class, or of classes of a size."""
    sizes = Counter(classes)
    return [len(classes) / (len(sizes) * sizes[name]) for name in classes]


def macro_mean(values: Sequence[float], classes: Sequence[Hashable]) -> float:
    """The mean of the classes' means; `classes` says of each value which it is of. Of one class, the plain mean.

    Raises ValueError for no values or unequal lengths.
    """
    if not values:
        raise ValueError("a mean needs at least one value")
    own: defaultdict[Hashable, list[float]] = defaultdict(list)
    for value, name in zip(values, classes, strict=True):
        own[name].append(value)
    means = [sum(members) / len(members) for members in own.values()]
    return sum(means) / len(means)
