"""How far prompts spread that were all scored on the same items: a test, an estimate with its interval, its power.

Prompts are a sample of prompts like them and items a sample of items, crossed, one score a cell. What a prompt does
to single items (prompt by item) and what a model draws anew are one: the noise of a prompt's mean.
"""

import math
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy

from gradcheck.domain.base import Value
from gradcheck.statistics.edits.power import fewest
from gradcheck.statistics.edits.variances import MeanSquare, component_detectable, component_interval
from gradcheck.statistics.intervals import Interval
from gradcheck.statistics.permutation import DRAWS, permutation_p
from gradcheck.statistics.scores import ROUNDING, unit_scores

LEAST_PROMPTS: Final = 3
LEAST_ITEMS: Final = 6
_LEAST_TELLING: Final = 3
_LEVEL: Final = 0.9  # two limits of 95 % each: one that prompts spread, one of what they can gain
_BATCH_VALUES: Final = 2**21
_MOST_ITEMS: Final = 2**20


class PromptSpread(Value, frozen=True, kw_only=True):
    """The standard deviation `sd` between prompts' expected scores, in score units; 0 where its estimate is negative.

    `p_value` is of the hypothesis that prompts do not differ but by items; `item_sd` the deviation of single cells
    after prompts and items are taken out, so that a prompt's mean has the noise item_sd / sqrt(items). In `telling`
    items the prompts do not all score alike. `detectable` is the deviation that so many prompts and items find with
    80 % power; None without any noise to go by.
    """

    sd: float
    interval90: Interval
    p_value: float
    item_sd: float
    telling: int
    detectable: float | None
    n_prompts: int
    n_items: int


def prompt_spread(scores: npt.ArrayLike, *, seed: int, alpha: float = 0.05, draws: int = DRAWS) -> PromptSpread:
    """The spread of prompts by `scores` in [0, 1], shape (prompts, items), every cell observed.

    Two-way analysis of variance without replication, by the method of moments (Searle, Casella and McCulloch 1992,
    "Variance Components", chapter 4); interval as in `variances.component_interval`, two limits of 95 %, for normal
    prompts. Where fewer than three items tell prompts apart there is no variance to go by, and the upper limit is that
    of counting: prompts that differ in a share q of items have means within q of each other, so a deviation of at most
    q / 2 sqrt(K / (K - 1)), with the exact binomial limit of q. Raises ValueError for fewer than three prompts or six
    items, and for scores that are missing or outside [0, 1].
    """
    matrix = _matrix(scores)
    prompts, items = matrix.shape
    centred = matrix - matrix.mean(axis=0)
    effects = centred.mean(axis=1)
    residuals = centred - effects[:, np.newaxis]
    between = MeanSquare(value=items * float(np.sum(effects**2)) / (prompts - 1), df=prompts - 1)
    within = MeanSquare(value=float(np.sum(residuals**2)) / _freedom(prompts, items), df=_freedom(prompts, items))
    telling = int(np.count_nonzero(np.ptp(matrix, axis=0) > ROUNDING))
    varies = within.value > ROUNDING
    limits = component_interval(between, within, size=items, level=_LEVEL)
    if telling < _LEAST_TELLING:
        limits = Interval(low=0.0, high=max(limits.high, _by_count(telling, prompts, items)))
    return PromptSpread(
        sd=math.sqrt(max(0.0, between.value - within.value) / items),
        interval90=limits,
        p_value=_permuted(matrix, seed, draws),
        item_sd=math.sqrt(within.value),
        telling=telling,
        detectable=component_detectable(prompts - 1, within, size=items, alpha=alpha) if varies else None,
        n_prompts=prompts,
        n_items=items,
    )


def items_needed(spread: PromptSpread, sd: float, *, alpha: float = 0.05) -> int | None:
    """The fewest items on which as many prompts find a deviation of `sd` with 80 % power; None where none would do.

    At the noise that was met. Raises ValueError for a deviation that is not positive.
    """
    if sd <= 0:
        raise ValueError("a spread to be found is positive")
    if spread.detectable is None:
        return None
    variance = spread.item_sd**2

    def is_enough(items: int) -> bool:
        noise = MeanSquare(value=variance, df=_freedom(spread.n_prompts, items))
        return component_detectable(spread.n_prompts - 1, noise, size=items, alpha=alpha) <= sd

    found = fewest(is_enough, _MOST_ITEMS)
    return None if found == _MOST_ITEMS else found


def _permuted(matrix: npt.NDArray[np.float64], seed: int, draws: int) -> float:
    """The p-value of no difference between prompts: which prompt had which score is exchangeable within every item.

    The statistic is the sum of squares between prompts. It is valid whatever the items and the prompts by item are, as
    long as a prompt's luck in one item says nothing of its luck in another; items in which all score alike drop out.
    """
    telling = matrix[:, np.ptp(matrix, axis=0) > ROUNDING].T
    if telling.size == 0:
        return 1.0
    rng = np.random.default_rng(seed)
    batch = max(1, _BATCH_VALUES // telling.size)
    null = []
    for start in range(0, draws, batch):
        shape = (min(batch, draws - start), *telling.shape)
        shuffled = rng.permuted(np.broadcast_to(telling, shape), axis=-1)
        null.append(np.sum(shuffled.sum(axis=1) ** 2, axis=-1))
    observed = float(np.sum(telling.sum(axis=0) ** 2))
    return permutation_p(
        np.concatenate(null), observed, alternative="greater", exact=False, tie=ROUNDING * telling.size**2
    )


def _by_count(telling: int, prompts: int, items: int) -> float:
    """The largest deviation between prompts that so few telling items leave possible."""
    share = 1.0 if telling == items else float(scipy.special.betaincinv(telling + 1, items - telling, 0.95))
    return share / 2 * math.sqrt(prompts / (prompts - 1))


def _freedom(prompts: int, items: int) -> int:
    return (prompts - 1) * (items - 1)


def _matrix(scores: npt.ArrayLike) -> npt.NDArray[np.float64]:
    matrix = np.asarray(scores, dtype=np.float64)
    if matrix.ndim != 2 or matrix.shape[0] < LEAST_PROMPTS or matrix.shape[1] < LEAST_ITEMS:
        raise ValueError(f"the spread of prompts needs {LEAST_PROMPTS} of them on {LEAST_ITEMS} items")
    return unit_scores(matrix.ravel()).reshape(matrix.shape)
