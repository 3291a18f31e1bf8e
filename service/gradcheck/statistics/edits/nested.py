"""Edits nested in feedbacks nested in steps: how much of an edit's score each level accounts for."""

import math

import numpy as np
import numpy.typing as npt

from gradcheck.domain.base import Value
from gradcheck.statistics.edits.residuals import edit_effects
from gradcheck.statistics.edits.variances import MeanSquare, component_below, component_detectable, component_interval
from gradcheck.statistics.intervals import Interval
from gradcheck.statistics.scores import LEVEL, difference_matrix, group_codes


class NestedComponents(Value, frozen=True, kw_only=True):
    """Standard deviations between units of one arm, in score units; a difference of two has sqrt(2) of them.

    `feedback_sd` between feedbacks of a step (None when no step has two), `edit_sd` between edits of a
    feedback, `item_sd` of single cells after edits and items are taken out: with m items an edit's mean has
    evaluation noise item_sd / sqrt(m). A component whose estimate is negative is 0. Intervals are of the
    standard deviations.
    """

    feedback_sd: float | None
    feedback_interval: Interval | None
    edit_sd: float
    edit_interval: Interval
    item_sd: float


class FeedbackBound(Value, frozen=True, kw_only=True):
    """`p_value` of the hypothesis that feedbacks of a step differ by a standard deviation of at least the bound.

    `interval90` is the 90 % interval of that deviation, `detectable_sd` what an F-test of feedbacks over edits finds
    with 80 % power.
    """

    p_value: float
    interval90: Interval
    detectable_sd: float


class _Analysed(Value, frozen=True, kw_only=True):
    """Mean squares of feedbacks in steps, edits in feedbacks, and what of the latter is noise of `cells`.

    `size` is the number of edits by which the variance between feedbacks is multiplied in their mean square.
    """

    feedbacks: MeanSquare | None
    edits: MeanSquare
    noise: MeanSquare
    cells: MeanSquare
    size: float


def nested_components(scores: npt.ArrayLike, steps: npt.ArrayLike, feedbacks: npt.ArrayLike) -> NestedComponents:
    """Components of `scores`, shape (edits, items) and NaN where missing; `steps` and `feedbacks` name edits'.

    Nested analysis of variance of `residuals.edit_effects` by the method of moments, unbalanced feedbacks included
    (Searle, Casella and McCulloch 1992, chapters 3 and 5.6); the cells' mean square is removed from the edit
    part. Feedbacks are told apart within a step, so they may be numbered anew in each. 95 % intervals as in
    `variances.component_interval`, exact for normal effects at neither end. Raises ValueError as `edit_effects` does,
    and when no feedback has two edits.
    """
    analysed = _analysed(scores, steps, feedbacks)
    sd = interval = None
    if analysed.feedbacks is not None:
        sd = math.sqrt(max(0.0, analysed.feedbacks.value - analysed.edits.value) / analysed.size)
        interval = component_interval(analysed.feedbacks, analysed.edits, size=analysed.size, level=LEVEL)
    return NestedComponents(
        feedback_sd=sd,
        feedback_interval=interval,
        edit_sd=math.sqrt(max(0.0, analysed.edits.value - analysed.noise.value)),
        edit_interval=component_interval(analysed.edits, analysed.noise, size=1.0, level=LEVEL),
        item_sd=math.sqrt(analysed.cells.value),
    )


def feedback_bound(
    scores: npt.ArrayLike, steps: npt.ArrayLike, feedbacks: npt.ArrayLike, *, bound: float, alpha: float = 0.05
) -> FeedbackBound:
    """Are feedbacks of a step so alike that none matters, and what could have been found; arguments as above.

    Formulas of `variances.component_below` and `component_detectable`. Raises ValueError as `nested_components` and
    those do, or when no step has two feedbacks.
    """
    analysed = _analysed(scores, steps, feedbacks)
    if analysed.feedbacks is None:
        raise ValueError("the noise of feedbacks needs a step with two feedbacks")
    return FeedbackBound(
        p_value=component_below(analysed.feedbacks, analysed.edits, size=analysed.size, bound=bound),
        interval90=component_interval(analysed.feedbacks, analysed.edits, size=analysed.size, level=0.9),
        detectable_sd=component_detectable(analysed.feedbacks.df, analysed.edits, size=analysed.size, alpha=alpha),
    )


def repeat_sd(scores: npt.ArrayLike) -> float:
    """The standard deviation between repeated evaluations of one prompt on one item, in score units.

    `scores` has shape (cells, repeats), a cell being a prompt on an item, NaN where missing; the variances of
    cells are pooled by their degrees of freedom. Raises ValueError for infinite values, an empty cell, or when
    no cell has two scores.
    """
    matrix = difference_matrix(scores)
    freedom = int(np.sum(~np.isnan(matrix))) - matrix.shape[0]
    if freedom < 1:
        raise ValueError("the noise of repeats needs a cell that was scored twice")
    squares = float(np.nansum((matrix - np.nanmean(matrix, axis=1, keepdims=True)) ** 2))
    return math.sqrt(squares / freedom)


def _analysed(scores: npt.ArrayLike, steps: npt.ArrayLike, feedbacks: npt.ArrayLike) -> _Analysed:
    """The nested analysis of variance of edits' effects. Raises ValueError as `nested_components` does."""
    fitted = edit_effects(scores, steps)
    effects = fitted.effects
    step = group_codes(steps, effects.size)
    feedback = group_codes(step * effects.size + group_codes(feedbacks, effects.size), effects.size)
    per_feedback, per_step = np.bincount(feedback), np.bincount(step)
    feedback_mean = np.bincount(feedback, weights=effects) / per_feedback
    df_edits, df_feedbacks = effects.size - per_feedback.size, per_feedback.size - per_step.size
    if df_edits < 1:
        raise ValueError("components of edits and feedbacks need a feedback with two edits")
    between_edits = MeanSquare(value=float(np.sum((effects - feedback_mean[feedback]) ** 2)) / df_edits, df=df_edits)
    per_cell = sum(_within_trace(unscaled, feedback[step == number]) for number, unscaled in enumerate(fitted.unscaled))
    between_feedbacks, size = None, 1.0
    if df_feedbacks:
        step_mean = np.bincount(step, weights=effects) / per_step
        squares = float(np.sum((feedback_mean[feedback] - step_mean[step]) ** 2))
        size = (effects.size - float(np.sum(per_feedback[feedback] / per_step[step]))) / df_feedbacks
        between_feedbacks = MeanSquare(value=squares / df_feedbacks, df=df_feedbacks)
    return _Analysed(
        feedbacks=between_feedbacks,
        edits=between_edits,
        noise=MeanSquare(value=fitted.within.value * per_cell / df_edits, df=fitted.within.df),
        cells=fitted.within,
        size=size,
    )


def _within_trace(covariance: npt.NDArray[np.float64], feedback: npt.NDArray[np.intp]) -> float:
    """The trace of a covariance after each feedback's mean is taken out."""
    together = np.equal.outer(feedback, feedback)
    return float(np.trace(covariance) - np.sum(covariance * together / together.sum(axis=1)))
