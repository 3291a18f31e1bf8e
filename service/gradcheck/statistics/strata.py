"""Draws that are spread over strata."""

from collections import defaultdict
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
