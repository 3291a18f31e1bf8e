"""Means over crossed rows and items, with the two-way covariance that lets both be a sample."""

import math
from typing import Literal

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from gradcheck.domain.base import Value
from gradcheck.statistics.intervals import Interval
from gradcheck.statistics.scores import ROUNDING, group_codes
from gradcheck.statistics.student import t_interval, t_p

Matrix = npt.NDArray[np.float64]
Scope = Literal["this_run", "method"]


class TwoWayInterval(Value, frozen=True, kw_only=True):
    """A mean difference with its two-way standard error `se` and both one-way parts, in score units.

    `p_value` is two-sided, of Student's t. It and `interval` are None when `se` is 0: where neither row means
    nor item means vary, the differences say nothing about other rows or items.
    """

    estimate: float
    se: float
    se_rows: float
    se_items: float
    df: int
    p_value: float | None
    interval: Interval | None
    n_pairs: int
    n_items: int
    n_steps: int


class CrossedMeans(Value, frozen=True, kw_only=True, eq=False):
    """Means of several parts of the same cells, shape (parts,), and the terms of their covariance.

    The covariance is rows + items - cells, each of shape (parts, parts). `row_sums`, shape (parts, rows), are
    the weighted residuals of each row. `scale` is the largest cell of each part, which tells variance from
    rounding.
    """

    n_pairs: int
    n_steps: int

    estimates: Matrix
    row_sums: Matrix
    items: Matrix
    cells: Matrix
    scale: Matrix
    n_items: int

    @property
    def rows(self) -> Matrix:
        """The row term of the covariance."""
        return _cluster_covariance(self.row_sums, self.row_sums.shape[1])

    @property
    def df(self) -> int:
        """Degrees of freedom: the smaller number of clusters, less one."""
        return min(int(self.row_sums.shape[1]), self.n_items) - 1


def crossed_means(parts: Matrix, steps: npt.ArrayLike, scope: Scope = "this_run") -> CrossedMeans:
    """Means of `parts`, shape (parts, pairs, items) and NaN in the same cells; `steps` has shape (pairs,).

    Rows are pairs in scope `this_run`, whose steps are fixed, and steps in scope `method`. A cell (pair i, item j)
    weighs 1 / (pairs * observed items of i). Cameron, Gelbach and Miller (2011), "Robust inference with multiway
    clustering", Journal of Business & Economic Statistics 29, section 2.2: each term sums products of summed weighted
    residuals over its clusters, times G / (G - 1). Raises ValueError for fewer than two rows or two observed items, or
    when the shapes differ.
    """
    observed = ~np.isnan(parts[0])
    n_pairs = observed.shape[0]
    codes = group_codes(steps, n_pairs)
    rows = np.arange(n_pairs) if scope == "this_run" else codes
    weights = observed / (n_pairs * observed.sum(axis=1, keepdims=True))
    filled = np.where(observed, parts, 0.0)
    estimates = np.sum(weights * filled, axis=(1, 2))
    cells = _summed_rows(weights * (filled - estimates[:, np.newaxis, np.newaxis]), rows)
    n_items = int(observed.any(axis=0).sum())
    if min(cells.shape[1], n_items) < 2:
        raise ValueError("a two-way interval needs at least two rows and two items")
    n_cells = int(np.count_nonzero(_summed_rows(observed[np.newaxis].astype(np.float64), rows)))
    return CrossedMeans(
        n_pairs=n_pairs,
        n_steps=int(codes.max()) + 1,
        estimates=estimates,
        row_sums=cells.sum(axis=2),
        items=_cluster_covariance(cells.sum(axis=1), n_items),
        cells=_cluster_covariance(cells.reshape(len(parts), -1), n_cells),
        scale=np.abs(filled).max(axis=(1, 2)),
        n_items=n_items,
    )


def minus(first: CrossedMeans, second: CrossedMeans) -> CrossedMeans:
    """The difference of means over the same rows but separate sets of items.

    Only the rows are shared, so their residuals are subtracted before they are squared, and the item and cell
    terms of the two sets are added. `n_items` is that of the smaller set.
    """
    return replace(
        first,
        estimates=first.estimates - second.estimates,
        row_sums=first.row_sums - second.row_sums,
        items=first.items + second.items,
        cells=first.cells + second.cells,
        scale=np.maximum(first.scale, second.scale),
        n_items=min(first.n_items, second.n_items),
    )


def interval_of(means: CrossedMeans, part: int) -> TwoWayInterval:
    """The 95 % interval of one part: Student's t with min(rows, items) - 1 degrees of freedom.

    The variance is floored at the larger one-way variance, so that it cannot be negative.
    """
    v_rows, v_items, v_cells = (float(term[part, part]) for term in (means.rows, means.items, means.cells))
    variance = max(v_rows + v_items - v_cells, v_rows, v_items)
    varies = variance > (ROUNDING * float(means.scale[part])) ** 2
    estimate, se = float(means.estimates[part]), math.sqrt(variance) if varies else 0.0
    return TwoWayInterval(
        estimate=estimate,
        se=se,
        se_rows=math.sqrt(v_rows) if varies else 0.0,
        se_items=math.sqrt(v_items) if varies else 0.0,
        df=means.df,
        p_value=t_p(estimate / se, means.df) if varies else None,
        interval=t_interval(estimate, se, means.df) if varies else None,
        n_pairs=means.n_pairs,
        n_items=means.n_items,
        n_steps=means.n_steps,
    )


def _summed_rows(parts: Matrix, rows: npt.NDArray[np.intp]) -> Matrix:
    """Pairs of the same row added up: shape (parts, rows, items) from (parts, pairs, items)."""
    if np.array_equal(rows, np.arange(rows.size)):
        return parts
    members = np.equal.outer(np.arange(int(rows.max()) + 1), rows).astype(np.float64)
    return members @ parts


def _cluster_covariance(sums: Matrix, clusters: int) -> Matrix:
    """The one-way covariance of sums by cluster, shape (parts, clusters), with the correction G / (G - 1)."""
    return sums @ sums.T * (clusters / (clusters - 1))
