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


class WelchDifference(Value, frozen=True, kw_only=True):
    """First mean minus second of two independent sets, with Welch's error, degrees of freedom and 95 % interval."""

    estimate: float
    se: float
    df: float
    interval: Interval


def welch(first: npt.ArrayLike, second: npt.ArrayLike) -> WelchDifference:
    """Welch (1947), "The generalization of Student's problem", Biometrika 34; shapes (n_first,) and (n_second,).

    Raises ValueError for fewer than two values a side, values that are not finite, and when all values of each side are
    equal: a contrast without variance is not testable.
    """
    sides = finite_vector(first), finite_vector(second)
    if min(side.size for side in sides) < 2:
        raise ValueError("each arm needs at least two trials")
    if all(map(is_constant, sides)):
        raise ValueError("a contrast without variance is not testable")
    parts = [float(side.var(ddof=1)) / side.size for side in sides]
    df = sum(parts) ** 2 / sum(part**2 / (side.size - 1) for part, side in zip(parts, sides, strict=True))
    estimate, se = float(sides[0].mean() - sides[1].mean()), math.sqrt(sum(parts))
    return WelchDifference(estimate=estimate, se=se, df=df, interval=t_interval(estimate, se, df))


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
    difference = welch(first, second)
    first_trials, second_trials = finite_vector(first), finite_vector(second)
    pooled = np.concatenate([first_trials, second_trials])
    pooled = pooled - pooled.mean()
    splits, exact = _splits(first_trials.size, pooled.size, seed=seed, draws=draws)
    null = _welch(pooled, splits)
    observed = float(_welch(pooled, np.arange(first_trials.size)[np.newaxis])[0])
    mirrored = alternative == "two_sided" and first_trials.size == second_trials.size
    share = (2 if mirrored else 1) / math.comb(pooled.size, first_trials.size)
    return TrialsTest(
        estimate=difference.estimate,
        se=difference.se,
        df=difference.df,
        interval=difference.interval,
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
