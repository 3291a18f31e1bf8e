"""What picking the best of several candidates by a gate is worth, from candidates that were all scored."""

import numpy as np
import numpy.typing as npt
import scipy

from gradcheck.statistics.edits.crossed import Scope, TwoWayInterval, crossed_means, interval_of, minus
from gradcheck.statistics.scores import difference_matrix

Array = npt.NDArray[np.float64]


def best_of_weights(gate: npt.ArrayLike, k: int) -> Array:
    """Each candidate's chance to win the gate among a random k of the K, shape (..., K) as `gate`.

    The j-th lowest of K wins in C(j - 1, k - 1) of the C(K, k) subsets: the U-statistic of the expected
    maximum (Tang et al. 2020, "Showing your work doesn't always work", ACL, section 3), here with ties broken
    at random. k = 1 is the mean over candidates, k = K the winner itself. Raises ValueError for k outside
    1..K or gate scores that are not finite: what a candidate without a score counts as is decided before.
    """
    scores = np.asarray(gate, dtype=np.float64)
    if scores.ndim == 0 or not bool(np.all(np.isfinite(scores))):
        raise ValueError("every candidate has a finite gate score")
    size = scores.shape[-1]
    if not 1 <= k <= size:
        raise ValueError("the best is taken of one to all candidates")
    score, other = scores[..., :, np.newaxis], scores[..., np.newaxis, :]
    below = np.sum(other < score, axis=-1)
    tied = np.sum(other == score, axis=-1)
    return np.asarray(
        (scipy.special.comb(below + tied, k) - scipy.special.comb(below, k)) / (tied * scipy.special.comb(size, k)),
        dtype=np.float64,
    )


def best_of(gate: npt.ArrayLike, fresh: npt.ArrayLike, k: int) -> Array:
    """The expected fresh scores of the gate's winner among k of K, by item: shape (..., items).

    `gate` has shape (..., K), `fresh` (..., K, items) with NaN where missing; an item that a possible winner
    lacks is missing. For means alone give one item. Raises ValueError as `best_of_weights` does, or when the
    shapes differ.
    """
    weights = best_of_weights(gate, k)
    values = np.asarray(fresh, dtype=np.float64)
    if values.shape[:-1] != weights.shape:
        raise ValueError("fresh scores are of the candidates that the gate scored")
    chances = weights[..., np.newaxis]
    return np.asarray(np.where(chances > 0, chances * values, 0.0).sum(axis=-2), dtype=np.float64)


def with_rollback(values: npt.ArrayLike, old: npt.ArrayLike, accepted: npt.ArrayLike) -> Array:
    """`values`, shape (..., K, items), with the old prompt's in place of candidates the gate turns down.

    `accepted` has shape (..., K): whether the gate would put the candidate in use if it were the best; `old`
    has shape (..., items). Give the result to `best_of` with the unchanged gate scores. Works on gate items as
    on fresh ones.
    """
    gate = np.asarray(accepted, dtype=np.bool_)[..., np.newaxis]
    return np.where(gate, np.asarray(values, dtype=np.float64), np.asarray(old, dtype=np.float64)[..., np.newaxis, :])


def selection_curve(gate: npt.ArrayLike, fresh: npt.ArrayLike) -> Array:
    """The expected fresh mean score of the gate's winner among k, for k = 1..K: shape (K, ...).

    `gate` and `fresh` have shape (..., K): gate score and fresh mean score of each candidate.
    """
    means = np.asarray(fresh, dtype=np.float64)[..., np.newaxis]
    return np.stack([best_of(gate, means, k)[..., 0] for k in range(1, means.shape[-2] + 1)])


def optimism(gate: npt.ArrayLike, fresh: npt.ArrayLike, steps: npt.ArrayLike, *, scope: Scope) -> TwoWayInterval:
    """The winner's curse: mean gate score minus mean fresh score of what the gate picked, in score units.

    `gate` has shape (pairs, gate items), `fresh` (pairs, fresh items), NaN where missing; row i of both are
    the scores of the candidate picked in pair i (or `best_of` of several). The two-way variance of
    `crossed` with items on both sides: those of the gate are a sample too, and one that every pair shares.
    `n_items` is the smaller number of items. Raises ValueError as `pairs.two_way_interval` does.
    """
    first, second = difference_matrix(gate), difference_matrix(fresh)
    if first.shape[0] != second.shape[0]:
        raise ValueError("gate and fresh scores are of the same pairs")
    gated, scored = (crossed_means(scores[np.newaxis], steps, scope) for scores in (first, second))
    return interval_of(minus(gated, scored), 0)
