"""Room: whether arms near a bound of the score could have shown an effect, and what they show where little differs.

It does not measure effects.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gradcheck.diagnostics.effects.samples import Matrix
from gradcheck.diagnostics.request import Rules
from gradcheck.domain.base import Value
from gradcheck.statistics.equivalence import EquivalenceTest, most_in_size, tost_by_count
from gradcheck.statistics.intervals import Interval
from gradcheck.texts.numbers import limit, score

_FEW = 3  # pairs; of fewer that differ Student's t knows no spread


class FewDiffer(Value, frozen=True, kw_only=True):
    """The exact test of equivalence where few pairs differ, with the pairs that it takes where none does."""

    test: EquivalenceTest
    interval95: Interval
    pairs_needed: int


def no_room(means: Sequence[float], delta: float, others: Sequence[float] = ()) -> str | None:
    """Why arms so near a bound could not have shown an effect of delta, or None.

    All of them must sit there. `others` are the means of further prompts on the same items: where one of them lies
    delta away from all the arms, prompts can score otherwise, and so could an arm have.
    """
    bound = _bound(means, delta)
    if bound is None:
        return None
    name, away, way = ("floor", [mean - max(means) for mean in others], "more")
    if bound == 1:
        name, away, way = ("ceiling", [min(means) - mean for mean in others], "less")
    if any(gap >= delta for gap in away):
        return None
    shown = " and ".join(f"{score(mean)}" for mean in means)
    cramped = f"the scores are {shown}: so near the {name} of {limit(bound)} there is no room for delta"
    if not others:
        return cramped
    none = f"no prompt that was scored has {limit(delta)} {way}"
    return f"{cramped}, for {none}; items are needed on which some prompt does"


def is_near_bound(means: Sequence[float], delta: float) -> bool:
    """Whether all of these lie within delta of one bound."""
    return _bound(means, delta) is not None


def few_differ(differences: Matrix, steps: NDArray[np.int_], rules: Rules) -> FewDiffer | None:
    """What a count says where fewer than three pairs differ in any cell; None where more do.

    Counted are the pairs that differ, in scope `method` steps, and the items; what says less holds.
    """
    cells = np.nan_to_num(differences) != 0
    pairs = cells.any(axis=1)
    if pairs.sum() >= _FEW:
        return None
    rows = [pairs[steps == step].any() for step in np.unique(steps)] if rules.scope == "method" else pairs
    items = cells.any(axis=0)[(~np.isnan(differences)).any(axis=0)]
    counts = [(int(np.sum(units)), len(units)) for units in (rows, items)]
    test = max((tost_by_count(*count, rules.delta) for count in counts), key=lambda test: test.p_value)
    most = max(most_in_size(*count, level=0.975) for count in counts)
    needed = 1 if rules.delta == 1 else math.ceil(math.log(rules.alpha) / math.log1p(-rules.delta))
    return FewDiffer(test=test, interval95=Interval(-most, most), pairs_needed=needed)


def means_of(scores: Sequence[Matrix]) -> list[float]:
    """The mean of each that has any score."""
    return [float(np.nanmean(matrix)) for matrix in scores if not np.isnan(matrix).all()]


def _bound(means: Sequence[float], delta: float) -> float | None:
    if max(means) < delta:
        return 0.0
    return 1.0 if 1 - min(means) < delta else None
