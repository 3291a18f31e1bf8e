"""By how much a gate flatters the candidate it picks: its score there minus its score on fresh items.

Owns the interval of that difference. Does not own the pick itself (see `selection`).
"""

import numpy as np
import numpy.typing as npt

from gradcheck.statistics.edits.crossed import TwoWayInterval, crossed_means, interval_of, minus
from gradcheck.statistics.edits.pairs import Scope, row_codes
from gradcheck.statistics.scores import check_level, difference_matrix, group_codes


def optimism(
    gate: npt.ArrayLike, fresh: npt.ArrayLike, steps: npt.ArrayLike, *, scope: Scope, level: float = 0.95
) -> TwoWayInterval:
    """The winner's curse: mean gate score minus mean fresh score of what the gate picked, in score units.

    `gate` has shape (pairs, gate items), `fresh` (pairs, fresh items), NaN where missing; row i of both are
    the scores of the candidate picked in pair i (or `selection.best_of` of several). The two-way variance of
    `crossed` with items on both sides: those of the gate are a sample too, and one that every pair shares.
    `n_items` is the smaller number of items. Raises ValueError as `pairs.two_way_interval` does.
    """
    check_level(level)
    first, second = difference_matrix(gate), difference_matrix(fresh)
    if first.shape[0] != second.shape[0]:
        raise ValueError("gate and fresh scores are of the same pairs")
    codes = group_codes(steps, first.shape[0])
    rows = row_codes(codes, scope)
    means = minus(crossed_means(first[np.newaxis], rows), crossed_means(second[np.newaxis], rows))
    return interval_of(means, 0, level=level, n_pairs=codes.size, n_steps=int(codes.max()) + 1)
