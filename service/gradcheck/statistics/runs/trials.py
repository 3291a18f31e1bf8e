"""Two independent sets of whole runs compared: the permutation t-test of a study."""

import math
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt

from gradcheck.domain.base import Value
from gradcheck.statistics.intervals import Interval
from gradcheck.statistics.permutation import DRAWS, Alternative, permutation_p
from gradcheck.statistics.scores import finite_vector, is_constant
from gradcheck.statistics.student import t_interval

_EXACT_SPLITS: Final = 12_870
_TIE: Final = 1e-9

Vector = npt.NDArray[np.float64]


class TrialsTest(Value, frozen=True, kw_only=True):
    """First arm's mean minus the second's, in score units, with Welch's two-sided interval and permutation p-value.

    `minimum_p` is the smallest p-value that so many trials can give.
    """

    estimate: float
    se: float
    df: float
    interval: Interval
    p_value: float
    minimum_p: float


def permutation_t(
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    *,
    seed: int,
    alternative: Alternative = "two_sided",
    draws: int = DRAWS,
) -> TrialsTest:
    """Test equal means of two independent sets of trials, shapes (n_first,) and (n_second,), one score a run.

    All splits of the trials into sets of these sizes when there are at most 12,870 (eight and eight), else
    `draws` random ones. Exact when arms have one distribution under the null; because the statistic is
    studentized it also keeps its level for large n when they share only the mean (Janssen 1997, Statistics &
    Probability Letters 36; Chung and Romano 2013, Annals of Statistics 41). `greater` asks whether the first
    arm is better; state the alternative before the trials. Raises ValueError for fewer than two trials an arm, values
    that are not finite, and when all trials of each arm are equal: a contrast without variance is not testable.
    """
    first_trials, second_trials = finite_vector(first), finite_vector(second)
    if min(first_trials.size, second_trials.size) < 2:
        raise ValueError("each arm needs at least two trials")
    if is_constant(first_trials) and is_constant(second_trials):
        raise ValueError("a contrast without variance is not testable")
    pooled = np.concatenate([first_trials, second_trials])
    pooled = pooled - pooled.mean()
    splits, exact = _splits(first_trials.size, pooled.size, seed=seed, draws=draws)
    null = _welch(pooled, splits)
    observed = float(_welch(pooled, np.arange(first_trials.size)[np.newaxis])[0])
    parts = first_trials.var(ddof=1) / first_trials.size, second_trials.var(ddof=1) / second_trials.size
    df = sum(parts) ** 2 / (parts[0] ** 2 / (first_trials.size - 1) + parts[1] ** 2 / (second_trials.size - 1))
    estimate, se = float(first_trials.mean() - second_trials.mean()), math.sqrt(sum(parts))
    mirrored = alternative == "two_sided" and first_trials.size == second_trials.size
    share = (2 if mirrored else 1) / math.comb(pooled.size, first_trials.size)
    return TrialsTest(
        estimate=estimate,
        se=se,
        df=float(df),
        interval=t_interval(estimate, se, float(df)),
        p_value=permutation_p(null, observed, alternative=alternative, exact=exact, tie=_TIE * abs(observed)),
        minimum_p=share if exact else max(share, 1 / (1 + draws)),
    )


def _splits(n_first: int, n: int, *, seed: int, draws: int) -> tuple[npt.NDArray[np.intp], bool]:
    """Which trials form the first set, shape (splits, n_first), and whether these are all ways."""
    if math.comb(n, n_first) <= _EXACT_SPLITS:
        return np.array(list(combinations(range(n), n_first)), dtype=np.intp), True
    order = np.random.default_rng(seed).random((draws, n)).argsort(axis=1)
    return order[:, :n_first], False


def _welch(centred: Vector, splits: npt.NDArray[np.intp]) -> Vector:
    """Welch's t of each split of values whose mean is 0; infinite where neither set varies but their means do."""
    n_first, n = splits.shape[1], centred.size
    n_second = n - n_first
    chosen = centred[splits]
    mean_first = chosen.mean(axis=1)
    mean_second = -mean_first * n_first / n_second
    squares = np.sum(chosen**2, axis=1)
    about_first = np.maximum(squares - n_first * mean_first**2, 0.0)
    about_second = np.maximum(np.sum(centred**2) - squares - n_second * mean_second**2, 0.0)
    variance = about_first / (n_first * (n_first - 1)) + about_second / (n_second * (n_second - 1))
    gap = mean_first - mean_second
    floor = _TIE**1.5 * float(np.sum(centred**2))
    with np.errstate(divide="ignore"):
        ratio = gap / np.sqrt(np.where(variance > floor, variance, 0.0))
    return np.where(np.abs(gap) > math.sqrt(floor), ratio, 0.0)
