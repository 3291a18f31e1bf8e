"""The gain of an optimization step, split into what rewriting, form, content and selection contribute.

Outcomes Y(a, s): generator a is I (the initial prompt), W (a rewrite without feedback), P (placebo feedback)
or F (real feedback); s is 0 for a random candidate, 1 for the gate's choice. Along the ladder W, P, F:
generic = Y(W,0) - Y(I); form and content = the mean over s of Y(P,s) - Y(W,s) and of Y(F,s) - Y(P,s);
selection = the mean over W and F of Y(a,1) - Y(a,0). They sum to the total Y(F,1) - Y(I): the average over
the two orders of adding selection, which is the Shapley value on that axis (Shapley 1953, "A value for
n-person games"; as a decomposition: Shorrocks 2013, Journal of Economic Inequality 11). interaction = [Y(F,1)
- Y(F,0)] - [Y(P,1) - Y(P,0)] stands apart: by how much content gains more when the gate selects.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from gradcheck.domain.base import Value
from gradcheck.statistics.edits.crossed import Scope, TwoWayInterval, crossed_means, interval_of
from gradcheck.statistics.edits.ratio import RatioInterval, share_of
from gradcheck.statistics.multiplicity import holm
from gradcheck.statistics.scores import difference_matrix

_PARTS: Final = 4

Matrix = npt.NDArray[np.float64]


class GainPart(Value, frozen=True, kw_only=True):
    """One part of the gain, in score units.

    `p_holm` is two-sided and adjusted over the four parts, None where the part does not vary. `share` of the
    total is None unless the total's interval excludes 0 by more than the smallest effect of interest: a share
    of nothing means nothing.
    """

    interval: TwoWayInterval
    p_holm: float | None
    share: RatioInterval | None


class Decomposition(Value, frozen=True, kw_only=True):
    """The four parts, which sum to `total`, and the interaction, which is no part of it."""

    generic: GainPart
    form: GainPart
    content: GainPart
    selection: GainPart
    total: TwoWayInterval
    interaction: TwoWayInterval


def decompose(
    initial: npt.ArrayLike,
    rewrite: npt.ArrayLike,
    placebo: npt.ArrayLike,
    feedback: npt.ArrayLike,
    steps: npt.ArrayLike,
    *,
    scope: Scope,
    delta: float,
) -> Decomposition:
    """Split the gain over blocks of one draw of every arm; the arms are I, W, P and F, scores by block and item.

    I has shape (pairs, items), the others (2, pairs, items): a random candidate (the mean over all), then the
    gate's choice (`selection.best_of`). NaN where missing; a cell that one outcome lacks is left out of all, so
    that the parts sum exactly. `steps` has shape (pairs,), `delta` is the smallest effect of interest.
    Intervals are two-way as in `pairs.two_way_interval`, not simultaneous; p-values are adjusted by Holm.
    Raises ValueError as that function does, and when the shapes differ.
    """
    arms = (np.asarray(arm, dtype=np.float64) for arm in (initial, rewrite, placebo, feedback))
    means = crossed_means(_contributions(*arms), steps, scope)
    intervals = [interval_of(means, part) for part in range(means.estimates.size)]
    total, interaction = intervals[_PARTS:]
    shown = total.interval is not None and (total.interval.low > delta or total.interval.high < -delta)
    generic, form, content, selection = (
        GainPart(interval=intervals[part], p_holm=p_holm, share=share_of(means, part, _PARTS) if shown else None)
        for part, p_holm in enumerate(_adjusted(intervals[:_PARTS]))
    )
    return Decomposition(
        generic=generic, form=form, content=content, selection=selection, total=total, interaction=interaction
    )


def _contributions(initial: Matrix, rewrite: Matrix, placebo: Matrix, feedback: Matrix) -> Matrix:
    """The four parts, the total and the interaction cell by cell, shape (6, pairs, items)."""
    shape = (2, *initial.shape)
    if not (rewrite.shape == placebo.shape == feedback.shape == shape):
        raise ValueError("every arm has a random and a selected outcome for each cell of the initial prompt")
    contributions = np.stack(
        [
            rewrite[0] - initial,
            (placebo - rewrite).mean(axis=0),
            (feedback - placebo).mean(axis=0),
            ((rewrite[1] - rewrite[0]) + (feedback[1] - feedback[0])) / 2,
            feedback[1] - initial,
            (feedback[1] - feedback[0]) - (placebo[1] - placebo[0]),
        ]
    )
    complete = np.where(np.isnan(contributions).any(axis=0), np.nan, contributions)
    return difference_matrix(complete.reshape(-1, initial.shape[-1])).reshape(complete.shape)


def _adjusted(parts: list[TwoWayInterval]) -> list[float | None]:
    """The parts' p-values adjusted by Holm, over those that have one."""
    tested = [part.p_value for part in parts if part.p_value is not None]
    adjusted = iter(holm(tested).tolist() if tested else ())
    return [None if part.p_value is None else next(adjusted) for part in parts]
