"""Many arms on the same runs: their ranks, and which of them cannot be told apart."""

import math

import numpy as np
import numpy.typing as npt

from gradcheck.domain.base import Value
from gradcheck.statistics.flips import flipped_sums
from gradcheck.statistics.intervals import Interval
from gradcheck.statistics.permutation import DRAWS
from gradcheck.statistics.scores import LEVEL, ROUNDING, check_level, finite_matrix

Matrix = npt.NDArray[np.float64]


class Comparison(Value, frozen=True, kw_only=True):
    """Mean of arm `first` minus that of arm `second` (numbers of columns), in score units.

    `interval` and `p_value` hold for all comparisons at once; `distinguishable` when p <= 1 - level, which is
    when the interval excludes 0. `interval` is None when so few runs cannot reach that level, and when the
    difference does not vary (`se` 0), which is not testable.
    """

    first: int
    second: int
    estimate: float
    se: float
    p_value: float
    interval: Interval | None
    distinguishable: bool


class RankedArm(Value, frozen=True, kw_only=True):
    """An arm's mean and the ranks it may have, 1 the best; all arms' ranks hold at once."""

    arm: int
    mean: float
    best_rank: int
    worst_rank: int


class Ranking(Value, frozen=True, kw_only=True):
    """Arms from the highest mean to the lowest, and every comparison of two in the order of their columns."""

    arms: tuple[RankedArm, ...]
    comparisons: tuple[Comparison, ...]
    n_runs: int


def rank_arms(scores: npt.ArrayLike, *, seed: int, level: float = LEVEL, draws: int = DRAWS) -> Ranking:
    """Compare all arms; `scores` has shape (runs, arms), a row the runs that share seed and data order.

    Max-t over all pairwise differences: the largest of the absolute t statistics is compared with its distribution
    when the signs of whole centred rows are flipped and every t is studentized anew. Tukey's range assumes
    equal variances, Games and Howell's independent arms; this needs neither. Measured for 5 to 20 runs of 3 to
    8 arms at 95 %: it covers all differences in 93 to 97 % (normal, unequal and heavy-tailed noise alike),
    Tukey's range in 88 to 94 % when the noise is unequal, resampling of rows in 94 to 100 %. Rows with
    symmetric errors: Arlot, Blanchard and Roquain (2010), "Some nonasymptotic results on resampling in high
    dimension, I", Annals of Statistics 38; max-t: Romano and Wolf (2005), Econometrica 73. An arm's ranks run
    from one more than the arms shown to be better to the number of arms less those shown to be worse (Mogstad,
    Romano, Shaikh and Wilhelm 2024, "Inference for ranks", Review of Economic Studies 91). All signs for n <=
    12 runs, else `draws` random ones. Raises ValueError for fewer than two runs or arms, values that are not
    finite, level outside (0, 1).
    """
    check_level(level)
    matrix = finite_matrix(scores)
    n_runs, n_arms = matrix.shape
    if min(n_runs, n_arms) < 2:
        raise ValueError("a ranking needs at least two runs and two arms")
    first, second = np.triu_indices(n_arms, k=1)
    differences = matrix[:, first] - matrix[:, second]
    means = differences.mean(axis=0)
    errors = differences.std(axis=0, ddof=1) / math.sqrt(n_runs)
    errors = np.where(errors > ROUNDING, errors, 0.0)
    varies = errors > 0
    largest = _largest_t((differences - means)[:, varies], seed=seed, draws=draws)
    observed = np.abs(means) / np.where(varies, errors, np.inf)
    p_values = (1 + np.sum(largest[:, np.newaxis] >= observed, axis=0)) / (1 + largest.size)
    critical = _critical(largest, 1 - level)
    comparisons = tuple(
        Comparison(
            first=int(first[i]),
            second=int(second[i]),
            estimate=float(means[i]),
            se=float(errors[i]),
            p_value=float(p_values[i]),
            interval=_interval(float(means[i]), float(errors[i]), critical),
            distinguishable=bool(p_values[i] <= 1 - level),
        )
        for i in range(first.size)
    )
    return Ranking(arms=_ranked(matrix.mean(axis=0), comparisons), comparisons=comparisons, n_runs=n_runs)


def _largest_t(centred: Matrix, *, seed: int, draws: int) -> npt.NDArray[np.float64]:
    """The largest absolute t of each flip of whole rows; `centred` has shape (runs, comparisons)."""
    if not centred.shape[1]:
        return np.zeros(draws)
    n = centred.shape[0]
    sums = flipped_sums(centred, seed=seed, draws=draws)
    squares = np.sum(centred**2, axis=0)
    spread = np.maximum(squares - sums**2 / n, ROUNDING * squares)
    largest: npt.NDArray[np.float64] = np.abs(sums * np.sqrt((n - 1) / n / spread)).max(axis=1)
    return largest


def _critical(largest: npt.NDArray[np.float64], alpha: float) -> float | None:
    """The value that |t| must exceed for p <= alpha; None when p cannot get so small."""
    allowed = math.floor(alpha * (1 + largest.size) + ROUNDING) - 1
    if allowed < 0:
        return None
    return float(np.partition(largest, largest.size - 1 - allowed)[largest.size - 1 - allowed])


def _interval(estimate: float, se: float, critical: float | None) -> Interval | None:
    """The simultaneous interval of one difference."""
    if critical is None or not se:
        return None
    return Interval(low=estimate - critical * se, high=estimate + critical * se)


def _ranked(means: npt.NDArray[np.float64], comparisons: tuple[Comparison, ...]) -> tuple[RankedArm, ...]:
    """The arms by mean, with the ranks that the distinguishable comparisons leave."""
    gap = np.zeros((means.size, means.size), dtype=np.int64)
    for each in comparisons:
        if each.distinguishable:
            gap[each.first, each.second] = 1 if each.estimate > 0 else -1
    gap -= gap.T
    return tuple(
        RankedArm(
            arm=arm,
            mean=float(means[arm]),
            best_rank=1 + int(np.sum(gap[arm] < 0)),
            worst_rank=means.size - int(np.sum(gap[arm] > 0)),
        )
        for arm in np.argsort(-means, kind="stable").tolist()
    )
