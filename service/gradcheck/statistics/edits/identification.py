"""Forced choices: is the right one of several options named more often than by chance."""

from typing import Literal

import numpy as np
import numpy.typing as npt
import scipy

from gradcheck.domain.base import Value
from gradcheck.statistics.edits.pairs import cluster_flip
from gradcheck.statistics.scores import ROUNDING, finite_vector, group_codes


class Identification(Value, frozen=True, kw_only=True):
    """The mean of answers less their chance, with p-values of both sides and the smallest that steps allow."""

    above_chance: float
    p_value: float
    p_opposite: float
    minimum_p: float
    test: Literal["exact binomial", "sign flip of steps"]


def identification(
    correct: npt.ArrayLike, options: npt.ArrayLike, steps: npt.ArrayLike, *, seed: int
) -> Identification:
    """Test whether answers are right more often than one in `options`; all shapes (answers,).

    Answers about one step depend on each other: a judge that likes one option names it every time. So the unit
    is the step. With one answer a step and equally many options everywhere the test is the exact binomial.
    Otherwise the signs of whole steps' sums of (answer - 1 / options) are flipped (`pairs.cluster_flip`). With
    more than two options such sums are skewed upwards, and most of them can be positive by chance; so p is
    never below the binomial's over all answers, which is exact when they are independent. Measured for 5 to 12
    steps of 1 to 8 answers among two to four options, independent, equal within steps or in between: at most
    5 % at level 5 %. The lower side of skewed sums would not keep its level: `p_opposite` is the binomial's of
    each step as one answer, with the sum of the steps' shares rounded up. Chances that differ enter both
    binomials on the careful side. Raises ValueError for unequal shapes, no answers, answers other than 0 and 1,
    fewer than two options.
    """
    right, choices = finite_vector(correct), finite_vector(options)
    codes = group_codes(steps, right.size)
    if choices.size != right.size or bool(np.any(choices < 2)) or not bool(np.all((right == 0) | (right == 1))):
        raise ValueError("every answer is right or wrong, among at least two options")
    above = right - 1 / choices
    largest, smallest = 1 / float(choices.min()), 1 / float(choices.max())
    n_steps = int(codes.max()) + 1
    shares = float(np.sum(np.bincount(codes, weights=right) / np.bincount(codes)))
    p_value, least = float(scipy.special.bdtrc(right.sum() - 1, right.size, largest)), largest**right.size
    test: Literal["exact binomial", "sign flip of steps"] = "exact binomial"
    if n_steps < right.size or largest > smallest:
        flip = cluster_flip(above, codes, seed=seed, alternative="greater")
        p_value, least, test = max(p_value, flip.p_value), max(least, flip.minimum_p), "sign flip of steps"
    return Identification(
        above_chance=float(above.mean()),
        p_value=p_value,
        p_opposite=float(scipy.special.bdtr(np.ceil(shares - ROUNDING * n_steps), n_steps, smallest)),
        minimum_p=least,
        test=test,
    )
