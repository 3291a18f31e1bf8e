"""What of a study holds for other items than those its runs were scored on, beside what holds for these.

The runs of an arm by the items they were scored on are a table; where items respond to prompts each in its own way,
more runs do not make up for few items.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from gradcheck.domain.base import Value
from gradcheck.statistics.runs.crossed_runs import CrossedRuns, crossed_difference, crossed_gain

Scores = Mapping[str, float]
ByItem = Mapping[tuple[str, int], Scores]
"""The scores of a run by item, by its arm and trial."""


class OverItems(Value, frozen=True, kw_only=True):
    """The 95 % interval of a difference over two samples, trials and `n_items` items: for other runs on other items.

    `se_trials` and `se_items` are the standard errors of each alone, in units of the score.
    """

    ci95: tuple[float, float]
    se: float
    df: float
    se_trials: float
    se_items: float
    n_items: int


def difference_over_items(first: Sequence[Scores], second: Sequence[Scores]) -> OverItems | None:
    """First arm minus second by their runs' scores; None where a run's scores are not known, or nothing varies."""
    tables = _tables(first, second)
    return None if tables is None else _found(crossed_difference(*tables))


def gain_over_items(after: Sequence[Scores], before: Sequence[Scores]) -> OverItems | None:
    """The gain of runs, each with its scores before; None as for `difference_over_items`."""
    tables = _tables(after, before)
    return None if tables is None else _found(crossed_gain(*tables))


def in_words(what: str, estimate: float, ci95: tuple[float, float], trials: int, over_items: OverItems | None) -> str:
    """A difference with both of its intervals, and what each is for."""
    text = f"{what}: {estimate:+.3f} {_written(ci95)} over {trials} trials"
    if over_items is None:
        return text
    shown = (ci95[0] > 0 or ci95[1] < 0) and over_items.ci95[0] <= 0 <= over_items.ci95[1]
    also = f"{text}, on these {over_items.n_items} items; {_written(over_items.ci95)} on other items like them"
    return f"{also}, so it is shown for these items only" if shown else also


def _written(interval: tuple[float, float]) -> str:
    return f"[{interval[0]:+.3f}, {interval[1]:+.3f}]"


def _tables(first: Sequence[Scores], second: Sequence[Scores]) -> tuple[npt.NDArray[np.float64], ...] | None:
    """Runs by items, NaN where a run has no score; None where this is no sample of both."""
    items = sorted({item for run in (*first, *second) for item in run})
    if min(len(first), len(second), len(items)) < 2 or not all((*first, *second)):
        return None
    return tuple(np.array([[run.get(item, np.nan) for item in items] for run in runs]) for runs in (first, second))


def _found(crossed: CrossedRuns) -> OverItems | None:
    if crossed.interval is None:
        return None
    return OverItems(
        ci95=crossed.interval,
        se=crossed.se,
        df=crossed.df,
        se_trials=crossed.se_runs,
        se_items=crossed.se_items,
        n_items=crossed.n_items,
    )
