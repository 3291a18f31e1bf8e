"""Means of whole runs over two samples at once, the runs and the items they are scored on: what holds for other items.

The interval over runs alone is for the items at hand. Where items differ in how a prompt changes them, other items
would give another difference, however many runs there are.
"""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from gradcheck.domain.base import Value
from gradcheck.statistics.intervals import Interval
from gradcheck.statistics.scores import ROUNDING
from gradcheck.statistics.student import t_interval

Matrix = npt.NDArray[np.float64]


class CrossedRuns(Value, frozen=True, kw_only=True):
    """A mean over runs and items in score units; `se_runs` and `se_items` are the standard errors of each alone.

    `interval` is None where nothing varies: the scores then say nothing about other runs or items.
    """

    estimate: float
    se: float
    se_runs: float
    se_items: float
    df: float
    interval: Interval | None
    n_items: int


def crossed_difference(first: npt.ArrayLike, second: npt.ArrayLike) -> CrossedRuns:
    """First mean minus second of independent sets of runs on the same items, shapes (runs, items), NaN if unscored.

    A run counts by its mean over the items it has. `se_runs` is Welch's. Raises ValueError for fewer than two runs a
    side or two items, for a run without a score, and where the two have other numbers of items.
    """
    (mean, cells), (other_mean, other_cells), scale = _both(first, second)
    return _crossed(mean - other_mean, [cells, -other_cells], scale)


def crossed_gain(after: npt.ArrayLike, before: npt.ArrayLike) -> CrossedRuns:
    """Mean of `after` minus `before`, of which each run has both, on the same items; shapes (runs, items).

    Raises ValueError as `crossed_difference` does, and where the two have other numbers of runs.
    """
    (mean, cells), (other_mean, other_cells), scale = _both(after, before)
    if cells.shape != other_cells.shape:
        raise ValueError("a gain is that of the same runs")
    return _crossed(mean - other_mean, [cells - other_cells], scale)


def _both(first: npt.ArrayLike, second: npt.ArrayLike) -> tuple[tuple[float, Matrix], tuple[float, Matrix], float]:
    """What is summed of two sets of runs, on the items that any of them has, and the largest score."""
    pair = [np.asarray(scores, dtype=np.float64) for scores in (first, second)]
    if pair[0].ndim != 2 or pair[1].ndim != 2 or pair[0].shape[1] != pair[1].shape[1]:
        raise ValueError("runs are compared on the same items")
    observed = [~np.isnan(scores) for scores in pair]
    if not all(known.any(axis=1).all() for known in observed):
        raise ValueError("every run needs a score on an item")
    kept = observed[0].any(axis=0) | observed[1].any(axis=0)
    if min(len(pair[0]), len(pair[1]), int(kept.sum())) < 2:
        raise ValueError("an interval over runs and items needs at least two of each")
    scale = max(float(np.abs(scores[known]).max()) for scores, known in zip(pair, observed, strict=True))
    return _summed(pair[0][:, kept]), _summed(pair[1][:, kept]), scale


def _summed(scores: Matrix) -> tuple[float, Matrix]:
    """The mean of the runs' means, and what each cell adds to it beyond that mean: 0 where it has no score."""
    observed = ~np.isnan(scores)
    weights = observed / (scores.shape[0] * observed.sum(axis=1, keepdims=True))
    mean = float(np.sum(weights * np.where(observed, scores, 0.0)))
    return mean, weights * np.where(observed, scores - mean, 0.0)


def _crossed(estimate: float, sets: Sequence[Matrix], scale: float) -> CrossedRuns:
    """The interval of a sum of cells in independent sets of runs, all on the same items.

    The variance is that of runs plus that of items less that of single cells, which both contain: with every cell
    observed each is unbiased for its part of a two-way random model (Scheffé 1959, "The Analysis of Variance", chapter
    7). It is floored at the larger of the first two. Degrees of freedom after Satterthwaite (1946), "An approximate
    distribution of estimates of variance components", Biometrics Bulletin 2.
    """
    n_items = sets[0].shape[1]
    items = n_items / (n_items - 1)
    v_items = items * float(np.sum(sum(cells.sum(axis=0) for cells in sets) ** 2))
    parts = [(v_items, n_items - 1)]
    v_runs = v_cells = 0.0
    for cells in sets:
        runs = cells.shape[0] / (cells.shape[0] - 1)
        own = runs * float(np.sum(cells.sum(axis=1) ** 2))
        single = cells - cells.mean(axis=1, keepdims=True) - cells.mean(axis=0) + cells.mean()
        noise = runs * items * float(np.sum(single**2))
        parts += [(own, cells.shape[0] - 1), (noise, (cells.shape[0] - 1) * (n_items - 1))]
        v_runs, v_cells = v_runs + own, v_cells + noise
    variance = max(v_runs + v_items - v_cells, v_runs, v_items)
    varies = variance > (ROUNDING * scale) ** 2
    df = variance**2 / sum(part**2 / freedom for part, freedom in parts) if varies else 1.0
    se = math.sqrt(variance) if varies else 0.0
    return CrossedRuns(
        estimate=estimate,
        se=se,
        se_runs=math.sqrt(v_runs) if varies else 0.0,
        se_items=math.sqrt(v_items) if varies else 0.0,
        df=df,
        interval=t_interval(estimate, se, df) if varies else None,
        n_items=n_items,
    )
