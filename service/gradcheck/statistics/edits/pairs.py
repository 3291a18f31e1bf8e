"""Pairs of edits drawn under two arms: the mechanism question.

Owns tests and intervals whose unit is the pair of edits or the step it belongs to, from a matrix of
differences of shape (pairs, items) with NaN where a cell is missing. Does not own one-prompt comparisons (see
`paired`), equivalence, nor the choice of a scope.

Every function estimates the same number, the mean over pairs of each pair's mean over its observed items, so
that a test and its interval speak of one quantity: a cell (pair i, item j) weighs 1 / (pairs * observed items
of i), a pair that lost cells weighs as much as a complete one, and a step weighs by its number of pairs.
"""

from typing import Literal

import numpy as np
import numpy.typing as npt

from gradcheck.domain.base import Value
from gradcheck.statistics.edits.crossed import TwoWayInterval, crossed_means, interval_of
from gradcheck.statistics.flips import minimum_p, sign_flip_p
from gradcheck.statistics.permutation import DRAWS, Alternative
from gradcheck.statistics.scores import check_level, difference_matrix, finite_vector, group_codes, group_sums

Scope = Literal["this_run", "method"]


class FlipTest(Value, frozen=True, kw_only=True):
    """A sign-flip test over `n` exchangeable units (pairs or steps).

    `minimum_p` is the smallest p-value that so many units can give: above alpha, no result could have been
    significant.
    """

    p_value: float
    minimum_p: float
    alternative: Alternative
    n: int


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
    Econometrica 85). `n` counts steps. Raises ValueError as `sign_flip` does, or when the shapes differ.
    """
    values = finite_vector(means)
    sums = group_sums(values, group_codes(steps, values.size))
    return _flip_test(sums, seed=seed, draws=draws, alternative=alternative)


def two_way_interval(
    differences: npt.ArrayLike, steps: npt.ArrayLike, *, scope: Scope, level: float = 0.95
) -> TwoWayInterval:
    """Mean difference and its interval; shapes (pairs, items), NaN where missing, and (pairs,).

    Variance of Cameron, Gelbach and Miller (see `crossed.crossed_means`) over rows and items, floored at the
    larger one-way variance; Student's t with min(rows, items) - 1 degrees of freedom. Rows are pairs in scope
    `this_run` (its steps are fixed; the row part is then the squared standard error of the mean of pair means)
    and steps in scope `method`. Cell weights are those of this module, so with missing cells it is weighted,
    not ordinary, least squares on a constant. Raises ValueError for fewer than two rows or two observed items,
    a pair without observed items, infinite values, unequal shapes, level outside (0, 1).
    """
    check_level(level)
    matrix = difference_matrix(differences)
    codes = group_codes(steps, matrix.shape[0])
    means = crossed_means(matrix[np.newaxis], row_codes(codes, scope))
    return interval_of(means, 0, level=level, n_pairs=codes.size, n_steps=int(codes.max()) + 1)


def row_codes(steps: npt.NDArray[np.intp], scope: Scope) -> npt.NDArray[np.intp]:
    """What repeats in a scope, numbered from 0, shape (pairs,): pairs in `this_run`, steps in `method`."""
    return np.arange(steps.size) if scope == "this_run" else steps


def _flip_test(units: npt.NDArray[np.float64], *, seed: int, draws: int, alternative: Alternative) -> FlipTest:
    """The sign-flip test of the sum of the units."""
    return FlipTest(
        p_value=sign_flip_p(units, seed=seed, draws=draws, alternative=alternative),
        minimum_p=minimum_p(units.size, draws, alternative),
        alternative=alternative,
        n=units.size,
    )
