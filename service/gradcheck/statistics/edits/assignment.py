"""Tests that permute who was given what: edits among feedbacks, candidates among batches."""

import math
from itertools import permutations
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy

from gradcheck.domain.base import Value
from gradcheck.statistics.permutation import DRAWS, permutation_p
from gradcheck.statistics.scores import ROUNDING, finite_matrix, finite_vector, group_codes, is_constant
from gradcheck.statistics.student import TTest, t_interval, t_p

_EXACT_BATCHES: Final = 7


class AssignmentTest(Value, frozen=True, kw_only=True):
    """A one-sided test that the assignment matters; `minimum_p` is the smallest p-value that so many units can give."""

    p_value: float
    minimum_p: float


def crossed_permutation(scores: npt.ArrayLike, *, seed: int, draws: int = DRAWS) -> AssignmentTest:
    """Does a candidate do better on the batch that produced it than the others do; shape (batches, batches).

    Row i is the candidate made from batch i, column j the mean score on batch j; several candidates of a batch are
    averaged first. Row and column effects (good candidates, easy batches) do not move the sum of the diagonal. The null
    distribution assigns candidates to batches at random, all S! ways when S <= 7, else `draws` of them; valid when
    batches are disjoint and candidates exchangeable, that is made from one prompt (quadratic assignment, Mantel 1967,
    Cancer Research 27; Hubert and Schultz 1976, British Journal of Mathematical and Statistical Psychology 29).
    One-sided: own batches score higher. Raises ValueError for a matrix that is not square, fewer than two batches,
    values that are not finite.
    """
    matrix = _square(scores)
    size = matrix.shape[0]
    matrix = matrix - matrix.mean()
    exact = size <= _EXACT_BATCHES
    if exact:
        orders = np.array(list(permutations(range(size))))
    else:
        orders = np.random.default_rng(seed).random((draws, size)).argsort(axis=1)
    null = matrix[np.arange(size), orders].sum(axis=1)
    observed = float(np.trace(matrix))
    tie = ROUNDING * float(np.abs(matrix).sum())
    share = 1 / math.factorial(size)
    return AssignmentTest(
        p_value=permutation_p(null, observed, alternative="greater", exact=exact, tie=tie),
        minimum_p=share if exact else max(share, 1 / (1 + draws)),
    )


def crossed_t(scores: npt.ArrayLike) -> TTest:
    """The mean of own minus that of other cells, in score units, with its 95 % interval; shape (batches, batches).

    Student's t over the S entries of the double-centred diagonal times S / (S - 1), whose mean is the estimate, with S
    - 1 degrees of freedom. Centring correlates them: the variance of their mean is (S - 1) / (S - 2) times that of
    independent entries when cells vary alike. Measured at 95 %: it covers in 94 to 96 % for S from 4 to 16 without an
    effect, in 94 to 95 % when the effect varies between batches as much as the cells. Raises ValueError as
    `crossed_permutation` does, for fewer than three batches, and when the entries are all equal: a contrast without
    variance is not testable.
    """
    matrix = _square(scores)
    size = matrix.shape[0]
    if size < 3:
        raise ValueError("an interval needs at least three batches")
    centred = matrix - matrix.mean(axis=0) - matrix.mean(axis=1, keepdims=True) + matrix.mean()
    diagonal = np.diag(centred) * size / (size - 1)
    if is_constant(diagonal):
        raise ValueError("a contrast without variance is not testable")
    estimate, df = float(diagonal.mean()), size - 1
    se = math.sqrt(float(diagonal.var(ddof=1)) / size * (size - 1) / (size - 2))
    return TTest(
        estimate=estimate,
        se=se,
        df=df,
        p_value=t_p(estimate / se, df),
        interval=t_interval(estimate, se, df),
        n=size,
    )


def identity_test(
    effects: npt.ArrayLike, steps: npt.ArrayLike, feedbacks: npt.ArrayLike, *, seed: int, draws: int = DRAWS
) -> AssignmentTest:
    """Does it matter which feedback of its step an edit was given; all shapes (edits,).

    `effects` are scores of edits comparable within a step, as `residuals.edit_effects` gives; the statistic is the F
    ratio between feedbacks within steps. The null distribution permutes edits among the feedbacks of their step, so
    steps may differ in level and in spread (permutation test of a nested design: Anderson and ter Braak 2003, Journal
    of Statistical Computation and Simulation 73). One-sided: feedbacks differ. Raises ValueError for unequal shapes,
    values that are not finite, no step with two feedbacks, no feedback with two edits.
    """
    values = finite_vector(effects)
    step, feedback = (group_codes(labels, values.size) for labels in (steps, feedbacks))
    feedback = group_codes(step * values.size + feedback, values.size)
    order = np.argsort(feedback, kind="stable")
    values, step, feedback = values[order], step[order], feedback[order]
    step_sizes, sizes = np.bincount(step), np.bincount(feedback)
    owner = step[np.searchsorted(feedback, np.arange(sizes.size))]
    if sizes.size in {step_sizes.size, values.size}:
        raise ValueError("the test needs a step with two feedbacks and a feedback with two edits")
    values = values - (np.bincount(step, weights=values) / step_sizes)[step]
    starts = np.searchsorted(feedback, np.arange(sizes.size))
    rng = np.random.default_rng(seed)
    shuffled = values[np.argsort(step + rng.random((draws, values.size)), axis=1)]
    null = np.sum(np.add.reduceat(shuffled, starts, axis=1) ** 2 / sizes, axis=1)
    between = float(np.sum(np.add.reduceat(values, starts) ** 2 / sizes))
    total = float(np.sum(values**2))
    if is_constant(values):
        raise ValueError("edits without variance are not testable")
    return AssignmentTest(
        p_value=permutation_p(null, between, alternative="greater", exact=False, tie=ROUNDING * total),
        minimum_p=max(1 / (1 + draws), _smallest_share(step_sizes, sizes, owner)),
    )


def _square(scores: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """The scores of each candidate on each batch."""
    matrix = finite_matrix(scores)
    if matrix.shape[1] != matrix.shape[0] or matrix.shape[0] < 2:
        raise ValueError("the scores are of each of at least two candidates on each batch")
    return matrix


def _smallest_share(
    step_sizes: npt.NDArray[np.intp], sizes: npt.NDArray[np.intp], owner: npt.NDArray[np.intp]
) -> float:
    """One over the number of ways to split each step's edits into groups of these sizes."""
    ways = float(np.sum(scipy.special.gammaln(step_sizes + 1)) - np.sum(scipy.special.gammaln(sizes + 1)))
    alike = np.unique(np.column_stack([owner, sizes]), axis=0, return_counts=True)[1]
    return math.exp(float(np.sum(scipy.special.gammaln(alike + 1))) - ways)
