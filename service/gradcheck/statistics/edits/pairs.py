"""Pairs of edits drawn under two arms: the mechanism question, on differences of shape (pairs, items), NaN if missing.

Every function estimates the same number, the mean over pairs of each pair's mean over its observed items, so that a
test and its interval speak of one quantity: a cell (pair i, item j) weighs 1 / (pairs * observed items of i), a pair
that lost cells weighs as much as a complete one, and a step weighs by its number of pairs.
"""

import numpy as np
import numpy.typing as npt

from gradcheck.domain.base import Value
from gradcheck.statistics.edits.crossed import Scope, TwoWayInterval, crossed_means, interval_of
from gradcheck.statistics.flips import minimum_p, sign_flip_p
from gradcheck.statistics.permutation import DRAWS, Alternative
from gradcheck.statistics.scores import difference_matrix, finite_vector, group_codes, group_sums


class FlipTest(Value, frozen=True, kw_only=True):
    """A sign-flip test; `minimum_p` is the smallest p-value that so many units (pairs or steps) can give."""

    p_value: float
    minimum_p: float


def pair_means(differences: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Each pair's mean over its observed items, shape (pairs,), from `differences` of shape (pairs, items).

    Raises ValueError for an empty matrix, infinite values, or a pair without any observed item.
    """
    matrix = difference_matrix(differences)
    observed = ~np.isnan(matrix)
    means: npt.NDArray[np.float64] = np.where(observed, matrix, 0.0).sum(axis=1) / observed.sum(axis=1)
    return means


def sign_flip(
    means: npt.ArrayLike, *, seed: int, draws: int = DRAWS, alternative: Alternative = "two_sided"
) -> FlipTest:
    """Sign-flip test of a zero mean over pairs; `means` has shape (pairs,).

    Valid when the arm labels within a pair are exchangeable, which redrawing both edits by one procedure
    gives under the null hypothesis. Formula and p-value correction as in `flips.sign_flip_p`: exact for n <=
    12. Raises ValueError for no pairs or means that are not finite.
    """
    return _flip_test(finite_vector(means), seed=seed, draws=draws, alternative=alternative)


def cluster_flip(
    means: npt.ArrayLike,
    steps: npt.ArrayLike,
    *,
    seed: int,
    draws: int = DRAWS,
    alternative: Alternative = "two_sided",
) -> FlipTest:
    """Sign-flip test that flips all pairs of a step together; `means` and `steps` have shape (pairs,).

    For statements about other steps: pairs of one step may share an effect, and only the steps' signs are
    exchangeable. Flipping a step flips the sum of its pairs, hence the test is `sign_flip` on those sums
    (Canay, Romano and Shaikh 2017, "Randomization tests under an approximate symmetry assumption",
    Econometrica 85). Raises ValueError as `sign_flip` does, or when the shapes differ.
    """
    values = finite_vector(means)
    sums = group_sums(values, group_codes(steps, values.size))
    return _flip_test(sums, seed=seed, draws=draws, alternative=alternative)


def two_way_interval(differences: npt.ArrayLike, steps: npt.ArrayLike, *, scope: Scope) -> TwoWayInterval:
    """Mean difference and its 95 % interval; shapes (pairs, items), NaN where missing, and (pairs,).

    The variance of `crossed.crossed_means` over rows and items, floored at the larger one-way variance; Student's t
    with min(rows, items) - 1 degrees of freedom. Raises ValueError for fewer than two rows or two observed items, a
    pair without observed items, infinite values, unequal shapes.
    """
    return interval_of(crossed_means(difference_matrix(differences)[np.newaxis], steps, scope), 0)


def _flip_test(units: npt.NDArray[np.float64], *, seed: int, draws: int, alternative: Alternative) -> FlipTest:
    """The sign-flip test of the sum of the units."""
    return FlipTest(
        p_value=sign_flip_p(units, seed=seed, draws=draws, alternative=alternative),
        minimum_p=minimum_p(units.size, draws, alternative),
    )
