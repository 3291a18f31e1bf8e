"""Figures that several tests show beside their verdicts. It owns how they are measured, not what is said of them."""

from collections.abc import Sequence

import numpy as np

from gradcheck.diagnostics.analysis.finding import Figure
from gradcheck.diagnostics.analysis.samples import Matrix
from gradcheck.statistics.edits.pairs import pair_means
from gradcheck.statistics.trend import page_trend

_LEAST_BLOCKS = 2


def trend(name: str, arms: Sequence[Matrix]) -> tuple[Figure, ...]:
    """Page's trend over arms in ascending order, each of shape (blocks, items), on the items that all have.

    Nothing where fewer than two blocks have any.
    """
    cells = np.stack(arms)
    cells[:, np.isnan(cells).any(axis=0)] = np.nan
    complete = ~np.isnan(cells[0]).all(axis=1)
    if complete.sum() < _LEAST_BLOCKS:
        return ()
    result = page_trend(np.stack([pair_means(arm[complete]) for arm in cells], axis=1))
    return (Figure(name=name, value=result.statistic, p_value=result.p_value),)
