"""Antisymmetry: does the opposite of a feedback do the opposite of what the feedback does."""

import math
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy

from gradcheck.domain.base import Value
from gradcheck.statistics.intervals import Interval
from gradcheck.statistics.permutation import DRAWS
from gradcheck.statistics.scores import LEVEL, check_level, finite_vector, group_codes, group_sums

_BATCH_VALUES: Final = 2**21


class Antisymmetry(Value, frozen=True, kw_only=True):
    """The index of two effects: 0 when they cancel out, 1 when both help, -1 when both harm."""

    estimate: float
    interval: Interval


def antisymmetry_index(
    forward: npt.ArrayLike,
    backward: npt.ArrayLike,
    units: npt.ArrayLike,
    *,
    delta: float,
    seed: int,
    draws: int = DRAWS,
    level: float = LEVEL,
) -> Antisymmetry:
    """(f + b) / max(delta, |f| + |b|) of the means f of `forward` and b of `backward`, all of shape (pairs,).

    Effects against the same anchor, pair by pair. Between opposite signs the index is continuous, between equal signs
    it is 1 or -1 whatever the sizes; `delta`, in score units, keeps effects too small to matter near 0. The interval
    resamples whole `units` (pairs, or the steps they belong to) with replacement, `draws` times, and takes percentiles
    at the level that makes them as wide as Student's t for a mean (the expanded percentile interval: Hesterberg 2015,
    "What Teachers Should Know About the Bootstrap", The American Statistician 69): percentiles suit a bounded index,
    plain ones are too narrow for few units. Items are not resampled: it speaks of these. Raises ValueError for fewer
    than two units, unequal shapes, values that are not finite, delta that is not positive, level outside (0, 1).
    """
    check_level(level)
    if not (math.isfinite(delta) and delta > 0):
        raise ValueError("the smallest effect that matters is positive")
    effects = [finite_vector(forward), finite_vector(backward)]
    codes = group_codes(units, effects[0].size)
    n = int(codes.max()) + 1
    if effects[1].size != effects[0].size or n < 2:
        raise ValueError("the index needs two effects of every pair, and two units")
    sums = np.stack([*(group_sums(values, codes) for values in effects), np.bincount(codes)], axis=1)
    tail = _tail(n, level)
    low, high = np.quantile(_resampled(sums, delta, seed, draws), [tail, 1 - tail])
    return Antisymmetry(
        estimate=float(_index(sums.sum(axis=0)[np.newaxis], delta)[0]),
        interval=Interval(low=float(low), high=float(high)),
    )


def _tail(n: int, level: float) -> float:
    """The share beyond each end: plain percentiles are too narrow by sqrt((n - 1) / n), and by z for t."""
    wide = math.sqrt(n / (n - 1)) * float(scipy.special.stdtrit(n - 1, 0.5 + level / 2))
    return float(scipy.special.ndtr(-wide))


def _index(totals: npt.NDArray[np.float64], delta: float) -> npt.NDArray[np.float64]:
    """The index of each row of `totals`, shape (rows, 3): both sums and the number of pairs."""
    means = totals[:, :2] / totals[:, 2:]
    return np.asarray(means.sum(axis=1) / np.maximum(delta, np.abs(means).sum(axis=1)), dtype=np.float64)


def _resampled(sums: npt.NDArray[np.float64], delta: float, seed: int, draws: int) -> npt.NDArray[np.float64]:
    """The index of resamples of the units, drawn in batches of bounded memory."""
    rng, n = np.random.default_rng(seed), len(sums)
    batch = max(1, _BATCH_VALUES // n)
    parts = [
        _index(rng.multinomial(n, np.full(n, 1 / n), size=min(batch, draws - start)).astype(np.float64) @ sums, delta)
        for start in range(0, draws, batch)
    ]
    return np.concatenate(parts)
