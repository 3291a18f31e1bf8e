"""Pairs of edits drawn under two arms: the mechanism question.

Owns tests and intervals whose unit is the pair of edits or the step it belongs to, from a matrix of
differences of shape (pairs, items) with NaN where a cell is missing. Does not own one-prompt comparisons (see
`paired`), equivalence, nor the choice of a scope.

Every function estimates the same number, the mean over pairs of each pair's mean over its observed items, so
that a test and its interval speak of one quantity: a cell (pair i, item j) weighs 1 / (pairs * observed items
of i), a pair that lost cells weighs as much as a complete one, and a step weighs by its number of pairs.
"""

import math
from typing import Literal

import msgspec
import numpy as np
import numpy.typing as npt
from scipy import special

from service.statistics.flips import DRAWS, minimum_p, sign_flip_p
from service.statistics.intervals import Interval
from service.statistics.scores import ROUNDING, check_level, difference_matrix, finite_vector

Scope = Literal["this_run", "method"]


class FlipTest(msgspec.Struct, frozen=True, kw_only=True):
    """A two-sided sign-flip test over `n` exchangeable units (pairs or steps).

    `minimum_p` is the smallest p-value that so many units can give: above alpha, no result could have been
    significant.
    """

    p_value: float
    minimum_p: float
    n: int


class TwoWayInterval(msgspec.Struct, frozen=True, kw_only=True):
    """A mean difference with its two-way standard error `se` and both one-way parts, in score units.

    `interval` is None when `se` is 0: where neither row means nor item means vary, the differences say
    nothing about other rows or items.
    """

    estimate: float
    se: float
    se_rows: float
    se_items: float
    df: int
    interval: Interval | None
    n_pairs: int
    n_items: int
    n_steps: int


def pair_means(differences: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Each pair's mean over its observed items, shape (pairs,), from `differences` of shape (pairs, items).

    Raises ValueError for an empty matrix, infinite values, or a pair without any observed item.
    """
    matrix = difference_matrix(differences)
    observed = ~np.isnan(matrix)
    means: npt.NDArray[np.float64] = np.where(observed, matrix, 0.0).sum(axis=1) / observed.sum(axis=1)
    return means


def sign_flip(means: npt.ArrayLike, *, seed: int, draws: int = DRAWS) -> FlipTest:
    """Sign-flip test of a zero mean over pairs; `means` has shape (pairs,).

    Valid when the arm labels within a pair are exchangeable, which redrawing both edits by one procedure
    gives under the null hypothesis. Formula and p-value correction as in `flips.sign_flip_p`: exact for n <=
    12. Raises ValueError for no pairs or means that are not finite.
    """
    return _flip_test(finite_vector(means), seed=seed, draws=draws)


def cluster_flip(means: npt.ArrayLike, steps: npt.ArrayLike, *, seed: int, draws: int = DRAWS) -> FlipTest:
    """Sign-flip test that flips all pairs of a step together; `means` and `steps` have shape (pairs,).

    For statements about other steps: pairs of one step may share an effect, and only the steps' signs are
    exchangeable. Flipping a step flips the sum of its pairs, hence the test is `sign_flip` on those sums
    (Canay, Romano and Shaikh 2017, "Randomization tests under an approximate symmetry assumption",
    Econometrica 85). `n` counts steps. Raises ValueError as `sign_flip` does, or when the shapes differ.
    """
    values = finite_vector(means)
    codes = _step_codes(steps, values.size)
    return _flip_test(_summed_rows(values[:, np.newaxis], codes)[:, 0], seed=seed, draws=draws)


def two_way_interval(
    differences: npt.ArrayLike, steps: npt.ArrayLike, *, scope: Scope, level: float = 0.95
) -> TwoWayInterval:
    """Mean difference and its interval; shapes (pairs, items), NaN where missing, and (pairs,).

    Cameron, Gelbach and Miller (2011), "Robust inference with multiway clustering", Journal of Business &
    Economic Statistics 29, section 2.2: V = V_rows + V_items - V_cells, each the sum of squared sums of
    weighted residuals over its clusters times G / (G - 1), floored at the larger one-way variance; Student's
    t with min(rows, items) - 1 degrees of freedom. Rows are pairs in scope `this_run` (its steps are fixed;
    V_rows is then the squared standard error of the mean of pair means) and steps in scope `method`; V_cells
    sums over row x item. Cell weights are those of this module, so with missing cells it is weighted, not
    ordinary, least squares on a constant. Raises ValueError for fewer than two rows or two observed items, a
    pair without observed items, infinite values, unequal shapes, level outside (0, 1).
    """
    check_level(level)
    matrix = difference_matrix(differences)
    n_pairs = matrix.shape[0]
    codes = _step_codes(steps, n_pairs)
    rows = np.arange(n_pairs) if scope == "this_run" else codes
    observed = ~np.isnan(matrix)
    weights = observed / (n_pairs * observed.sum(axis=1, keepdims=True))
    filled = np.where(observed, matrix, 0.0)
    estimate = float(np.sum(weights * filled))
    cells = _summed_rows(weights * (filled - estimate), rows)
    n_rows, n_items = cells.shape[0], int(observed.any(axis=0).sum())
    if min(n_rows, n_items) < 2:
        raise ValueError("a two-way interval needs at least two rows and two items")
    n_cells = int(np.count_nonzero(_summed_rows(observed.astype(np.float64), rows)))
    v_rows = _cluster_variance(cells.sum(axis=1), n_rows)
    v_items = _cluster_variance(cells.sum(axis=0), n_items)
    variance = max(v_rows + v_items - _cluster_variance(cells.ravel(), n_cells), v_rows, v_items)
    se = math.sqrt(variance) if variance > (ROUNDING * float(np.abs(filled).max())) ** 2 else 0.0
    df = min(n_rows, n_items) - 1
    half = se * float(special.stdtrit(df, 0.5 + level / 2))
    return TwoWayInterval(
        estimate=estimate,
        se=se,
        se_rows=math.sqrt(v_rows) if se else 0.0,
        se_items=math.sqrt(v_items) if se else 0.0,
        df=df,
        interval=Interval(low=estimate - half, high=estimate + half) if se else None,
        n_pairs=n_pairs,
        n_items=n_items,
        n_steps=int(codes.max()) + 1,
    )


def _flip_test(units: npt.NDArray[np.float64], *, seed: int, draws: int) -> FlipTest:
    """The sign-flip test of the sum of the units."""
    p_value = sign_flip_p(units, seed=seed, draws=draws)
    return FlipTest(p_value=p_value, minimum_p=minimum_p(units.size, draws), n=units.size)


def _step_codes(steps: npt.ArrayLike, n_pairs: int) -> npt.NDArray[np.intp]:
    """Each pair's step as a number from 0, shape (pairs,)."""
    labels = np.asarray(steps)
    if labels.shape != (n_pairs,):
        raise ValueError("steps name the step of each pair")
    return np.unique(labels, return_inverse=True)[1]


def _summed_rows(matrix: npt.NDArray[np.float64], rows: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
    """Rows of a matrix with the same code added up."""
    summed = np.zeros((int(rows.max()) + 1, matrix.shape[1]))
    np.add.at(summed, rows, matrix)
    return summed


def _cluster_variance(sums: npt.NDArray[np.float64], clusters: int) -> float:
    """The one-way cluster variance with the correction G / (G - 1)."""
    return float(np.sum(sums**2)) * clusters / (clusters - 1)
