"""Strata: draws that are spread over them, and means in which each class of items counts alike, whatever its size.

In a macro mean item i of a class of n_c weighs 1 / (K n_c), with K the number of classes of the items at hand.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from fractions import Fraction
from itertools import chain, zip_longest

import numpy as np


def spread(strata: Sequence[Hashable], size: int, rng: np.random.Generator) -> list[int]:
    """Positions of at most `size` units at random, as evenly of each stratum as it has units."""
    members: dict[Hashable, list[int]] = defaultdict(list)
    for unit in rng.permutation(len(strata)):
        members[strata[unit]].append(int(unit))
    rounds = chain.from_iterable(zip_longest(*members.values()))
    return sorted([unit for unit in rounds if unit is not None][:size])


def balanced(strata: Sequence[Hashable], size: int) -> list[int]:
    """Places of at most `size` units, of each stratum as many: its first ones, the strata taking turns.

    So a plain mean over them is the macro mean, and so is one over any row of them that is a multiple of the strata.
    """
    members: dict[Hashable, list[int]] = defaultdict(list)
    for place, name in enumerate(strata):
        members[name].append(place)
    if not members:
        return []
    each = min(size // len(members), *map(len, members.values()))
    return [place for turn in zip(*members.values(), strict=False) for place in turn][: each * len(members)]


def effective_size(strata: Sequence[Hashable]) -> int:
    """Of how many units a plain mean varies as the macro mean of these does, where all vary alike: K^2 / sum 1 / n_c.

    K strata of the sizes n_c; rounded down, 0 of none.
    """
    sizes = Counter(strata)
    return int(len(sizes) ** 2 / sum(Fraction(1, size) for size in sizes.values())) if sizes else 0


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
