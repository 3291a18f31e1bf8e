"""Ordered arms: does the score rise along the predicted order, and how steeply with the dose."""

from functools import cache, reduce
from itertools import permutations
from typing import Final

import numpy as np
import numpy.typing as npt

from gradcheck.domain.base import Value
from gradcheck.statistics.scores import finite_matrix, finite_vector, midranks

MOST_ARMS: Final = 8


class PageTest(Value, frozen=True, kw_only=True):
    """Page's one-sided test of an increasing order; `statistic` is L, the sum of predicted rank times rank sum."""

    statistic: float
    p_value: float


def page_trend(blocks: npt.ArrayLike) -> PageTest:
    """Test that scores rise along the columns of `blocks`, shape (blocks, arms), in the predicted order.

    Page (1963), "Ordered hypotheses for multiple treatments: a significance test for linear ranks", JASA 58.
    Ties get midranks and p is exact given the ties: the distribution of L under all orders within each block,
    convolved over blocks. Valid when the arms of a block are exchangeable. Raises ValueError for fewer than
    three or more than eight arms, no blocks, or values that are not finite.
    """
    matrix = finite_matrix(blocks)
    n_arms = matrix.shape[1]
    if not 3 <= n_arms <= MOST_ARMS:
        raise ValueError("a trend is tested over three to eight arms")
    doubled = np.rint(2 * midranks(matrix)).astype(np.int64)
    order = np.arange(1, n_arms + 1)
    patterns = [tuple(sorted(row)) for row in doubled.tolist()]
    null = reduce(np.convolve, (_block_distribution(pattern) for pattern in patterns))
    statistic = int((doubled @ order).sum())
    lowest = sum(_ends(pattern)[0] for pattern in patterns)
    return PageTest(statistic=statistic / 2, p_value=min(1.0, float(null[statistic - lowest :].sum())))


def slopes(blocks: npt.ArrayLike, doses: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Each block's least-squares slope, in score units a unit of dose, shape (blocks,).

    `blocks` has shape (blocks, levels), `doses` (levels,). Raises ValueError for values that are not finite,
    unequal shapes, or fewer than two distinct doses.
    """
    matrix, levels = finite_matrix(blocks), finite_vector(doses)
    if levels.size != matrix.shape[1] or np.unique(levels).size < 2:
        raise ValueError("every column of a trend has its dose, and at least two doses differ")
    centred = levels - levels.mean()
    return np.asarray(matrix @ centred / np.sum(centred**2), dtype=np.float64)


@cache
def _block_distribution(pattern: tuple[int, ...]) -> npt.NDArray[np.float64]:
    """Probabilities of a block's doubled L from its least to its largest value, under all orders."""
    orders = np.array(list(permutations(pattern)))
    values = orders @ np.arange(1, len(pattern) + 1)
    counts = np.bincount(values - _ends(pattern)[0], minlength=1)
    return np.asarray(counts / len(orders), dtype=np.float64)


def _ends(pattern: tuple[int, ...]) -> tuple[int, int]:
    """The least and the largest doubled L of a block with these sorted ranks."""
    order = range(1, len(pattern) + 1)
    return (
        sum(position * rank for position, rank in zip(order, reversed(pattern), strict=True)),
        sum(position * rank for position, rank in zip(order, pattern, strict=True)),
    )
