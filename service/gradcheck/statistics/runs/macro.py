"""Prompts compared by the mean of their classes' means: items stay the unit, each class counts alike.

The weights are fixed by the sizes of the classes at hand; what varies is which items of each class were drawn.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence

import numpy as np
import numpy.typing as npt
import scipy

from gradcheck.statistics.flips import sign_flip_p
from gradcheck.statistics.intervals import Interval, hoeffding, mean_interval
from gradcheck.statistics.runs.paired import PairedDifference, paired_difference, paired_interval
from gradcheck.statistics.scores import LEVEL, is_constant, unit_scores
from gradcheck.statistics.strata import macro_mean, relative_weights

Classes = Sequence[Hashable]
Places = npt.NDArray[np.int64]

_FEW = 20  # items of a class: with fewer, score intervals and the bootstrap put together come out too short


def macro_interval(scores: npt.ArrayLike, classes: Classes, *, seed: int) -> Interval:
    """The 95 % interval of the mean of the classes' means of scores in [0, 1], shape (n,); `classes` has length n.

    A class has the interval of `mean_interval` for its own items, a small one that of `_of_few`; they are put together
    as in `_combined`. Of one class it is that of `mean_interval`. Raises ValueError as that does, and for unequal
    lengths.
    """
    values = unit_scores(scores)
    if len(set(classes)) == 1:
        return mean_interval(values, seed=seed)

    def interval(own: Places) -> Interval:
        return _of_few(values[own], lower=0.0) if own.size < _FEW else mean_interval(values[own], seed=seed)

    return _combined(classes, values, interval)


def macro_difference(
    baseline: npt.ArrayLike, best: npt.ArrayLike, classes: Classes, *, seed: int, level: float = LEVEL
) -> PairedDifference:
    """Compare two prompts by the means of their classes' means, from scores as in `paired_difference`.

    The test flips the signs of the weighted differences w_i d_i of items, whatever the scores: exact where the two
    prompts' answers to an item could as well be each other's. The interval puts those of the classes' mean differences
    together as in `_combined`, of small classes that of `_of_few`. Where all items are of one class the result is that
    of `paired_difference`. Raises as that does, and ValueError for unequal lengths.
    """
    before, after = unit_scores(baseline), unit_scores(best)
    if len(set(classes)) == 1:
        return paired_difference(before, after, seed=seed, level=level)
    if before.size != after.size:
        raise ValueError("both prompts are scored on the same examples")
    differences = after - before

    def interval(own: Places) -> Interval:
        if own.size < _FEW:
            return _of_few(differences[own], lower=-1.0, level=level)
        return paired_interval(before[own], after[own], seed=seed, level=level)

    weighted = differences * np.array(relative_weights(classes)) / differences.size
    return PairedDifference(
        estimate=macro_mean(differences.tolist(), classes),
        interval=_combined(classes, differences, interval),
        p_value=sign_flip_p(weighted, seed=seed),
        n=differences.size,
        fixed=int(np.sum(differences > 0)),
        broken=int(np.sum(differences < 0)),
        test="macro_permutation",
    )


def _of_few(values: npt.NDArray[np.float64], *, lower: float, level: float = LEVEL) -> Interval:
    """The interval of a small class's mean within [lower, 1]: Student's, or Hoeffding's where its items agree.

    Of a single item nothing is known of how others would differ, so its class may have any mean that Hoeffding allows.
    """
    n, mean = values.size, float(values.mean())
    if is_constant(values):
        return hoeffding(min(max(mean, lower), 1.0), n, lower=lower, level=level)
    half = float(scipy.special.stdtrit(n - 1, 0.5 + level / 2) * values.std(ddof=1)) / math.sqrt(n)
    return Interval(low=max(lower, mean - half), high=min(1.0, mean + half))


def _combined(classes: Classes, values: npt.NDArray[np.float64], interval: Callable[[Places], Interval]) -> Interval:
    """The interval of the mean of the classes' means of `values` (shape (n,)) from one of each class's mean.

    Its two sides are the root of the summed squares of the classes' sides, each over the number of classes: Zou, Huang
    and Zhang (2009), "A note on confidence interval estimation for a linear function of binomial proportions",
    Computational Statistics & Data Analysis 53. No class's variance is taken to be 0 because its items agree, so a
    class of one item widens the interval and is left out of nothing.
    """
    places: defaultdict[Hashable, list[int]] = defaultdict(list)
    for place, (name, _) in enumerate(zip(classes, values, strict=True)):
        places[name].append(place)
    down, up = list[float](), list[float]()
    means = list[float]()
    for own in map(np.array, places.values()):
        mean, sides = float(values[own].mean()), interval(own)
        means.append(mean)
        down.append(max(0.0, mean - sides.low))
        up.append(max(0.0, sides.high - mean))
    estimate = sum(means) / len(means)
    return Interval(low=estimate - math.hypot(*down) / len(means), high=estimate + math.hypot(*up) / len(means))
