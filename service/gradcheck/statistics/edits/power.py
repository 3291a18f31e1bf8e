"""What a number of pairs can detect, and how many pairs a question needs, under a normal model of pair means."""

import math
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy

from gradcheck.domain.base import Value
from gradcheck.statistics.edits.pairs import pair_means
from gradcheck.statistics.roots import root
from gradcheck.statistics.scores import difference_matrix

POWER: Final = 0.8
_MOST_PAIRS: Final = 2**30
_LEAST_SIZE: Final = 1e-4  # standard deviations; smaller effects take more than so many pairs


class NoiseComponents(Value, frozen=True, kw_only=True):
    """Standard deviations of A/A differences, in score units.

    `pair_sd` is that of pair means, `item_sd` that of single cells within a pair, `edit_sd` what of the first lies
    between edits of one arm: with m items a pair, pair_sd^2 = edit_sd^2 + item_sd^2 / m, or edit_sd is 0.
    """

    pair_sd: float
    edit_sd: float
    item_sd: float


def minimum_detectable_effect(pair_sd: float, pairs: int, *, alpha: float = 0.05, power: float = POWER) -> float:
    """The mean difference that a two-sided t-test over `pairs` pair means finds with 80 % power, or another.

    In the units of `pair_sd`, the standard deviation of pair means. Exact under normality: solves the
    noncentral-t power P(|T'| > t) with noncentrality effect * sqrt(pairs) / pair_sd (Cohen 1988, "Statistical
    Power Analysis for the Behavioral Sciences", chapter 2). The sign-flip test has nearly the same power from
    about ten pairs. Raises ValueError for pair_sd that is not positive and pairs < 2.
    """
    _check(pair_sd)
    if pairs < 2:
        raise ValueError("a test over pairs needs at least two")
    return _noncentrality(pairs, alpha, power) * pair_sd / math.sqrt(pairs)


def pairs_needed(pair_sd: float, effect: float, *, alpha: float = 0.05, power: float = POWER) -> int:
    """The fewest pairs, at most 2^30, with which a two-sided t-test finds a mean of `effect` with this power.

    Same model, units and errors as `minimum_detectable_effect`; ValueError too for an effect of 0.
    """
    _check(pair_sd)
    if effect == 0:
        raise ValueError("no number of pairs detects an effect of 0")
    size = abs(effect) / pair_sd
    return fewest(
        lambda pairs: size * math.sqrt(pairs) >= _noncentrality(pairs, alpha, power), _MOST_PAIRS, _guess(size)
    )


def tost_pairs_needed(pair_sd: float, delta: float, *, alpha: float = 0.05) -> int:
    """The fewest pairs with which two one-sided t-tests declare a true difference of 0 within +-delta.

    Exact under normality: the joint power P(|mean| < delta - t s / sqrt(n)), averaged over the distribution
    of the sample deviation s (Phillips 1990, "Power of the two one-sided tests procedure in bioequivalence",
    Journal of Pharmacokinetics and Biopharmaceutics 18). Units and errors as in `pairs_needed`; ValueError
    too for delta that is not positive.
    """
    _check(pair_sd)
    if delta <= 0:
        raise ValueError("the margin of equivalence is positive")
    size = delta / pair_sd
    return fewest(lambda pairs: size * math.sqrt(pairs) >= _scaled_margin(pairs, alpha), _MOST_PAIRS, _guess(size))


def standard_error_needed(effect: float, units: int, *, alpha: float = 0.05) -> float:
    """The standard error of a mean over `units` with which 80 % power is had for both questions.

    A two-sided t-test finds a true mean of `effect`, and two one-sided ones declare a true mean of 0 within
    +-effect. In the units of `effect`, which is positive; models as in `minimum_detectable_effect` and
    `tost_pairs_needed`. Raises ValueError for an effect that is not positive and units < 2.
    """
    _check(effect)
    if units < 2:
        raise ValueError("a test over pairs needs at least two")
    return effect / max(_noncentrality(units, alpha, POWER), _scaled_margin(units, alpha))


def noise_components(aa_differences: npt.ArrayLike) -> NoiseComponents:
    """Variance components of differences between arms of one procedure, shape (pairs, items), NaN if missing.

    One-way random-effects analysis of variance by the method of moments (Searle, Casella and McCulloch 1992,
    "Variance Components", chapter 3): item_sd^2 is the mean square within pairs, pair_sd^2 the sample
    variance of unweighted pair means, of which item_sd^2 times the mean of 1 / (observed items of a pair) is
    evaluation noise. Raises ValueError unless there are at least two pairs and a pair with two observed
    items, for infinite values and for a pair without observed items.
    """
    matrix = difference_matrix(aa_differences)
    means = pair_means(matrix)
    counts = np.sum(~np.isnan(matrix), axis=1)
    freedom = int(counts.sum()) - counts.size
    if counts.size < 2 or freedom < 1:
        raise ValueError("noise components need two pairs, and two items in a pair")
    within = float(np.nansum((matrix - means[:, np.newaxis]) ** 2)) / freedom
    evaluation = within * float(np.mean(1 / counts))
    between = float(means.var(ddof=1))
    return NoiseComponents(
        pair_sd=math.sqrt(between),
        edit_sd=math.sqrt(max(0.0, between - evaluation)),
        item_sd=math.sqrt(within),
    )


@cache
def power_of_each(correlation: float, power: float = POWER) -> float:
    """The power that each of two claims needs so that both are found with this power; their estimates so correlated.

    Of two comparisons that share an arm the correlation is 0.5, or -0.5 where it stands on opposite sides. By
    quadrature of the bivariate normal, as for large samples (Sozu, Sugimoto, Hamasaki and Evans 2015, "Sample Size
    Determination in Clinical Trials with Multiple Endpoints", chapter 2). Raises ValueError for |correlation| >= 1.
    """
    if not abs(correlation) < 1:
        raise ValueError("a correlation lies between -1 and 1")
    nodes, weights = _quadrature()

    def both(limit: float) -> float:
        """P(X < limit, Y < limit) over X from 9 standard deviations below."""
        half = (limit + 9) / 2
        places = limit - half + half * nodes
        density = np.exp(-(places**2) / 2) / math.sqrt(2 * math.pi)
        other = scipy.special.ndtr((limit - correlation * places) / math.sqrt(1 - correlation**2))
        return float(half * np.sum(weights * density * other))

    return float(scipy.special.ndtr(root(lambda limit: both(limit) - power, 0.0, 6.0)))


def enough(power: Callable[[float], float], wanted: float = POWER) -> float:
    """The size at which a test, whose power grows with the size of what it looks for, has the power wanted."""
    high = 1.0
    while power(high) < wanted:
        high *= 2
    return root(lambda size: power(size) - wanted, 0.0, high, tolerance=1e-10)


def fewest(is_enough: Callable[[int], bool], most: int, guess: int = 2) -> int:
    """The smallest number from two to `most` that is enough, as is every larger one; else `most`.

    It is looked for from a guess on, in steps that double: a near guess takes few looks.
    """
    start = min(max(guess, 2), most)
    low, high, step = 1, start, 1
    if is_enough(start):
        while high - step > low and is_enough(high - step):
            high, step = high - step, 2 * step
        low = max(high - step, low)
    else:
        while high < most and not is_enough(high):
            low, high, step = high, min(high + step, most), 2 * step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high


def _guess(size: float) -> int:
    """About how many pairs find an effect of this size, in standard deviations; the standard error is a third of it."""
    return min(math.ceil((3 / size) ** 2), _MOST_PAIRS) if size > _LEAST_SIZE else _MOST_PAIRS


def _check(pair_sd: float) -> None:
    if not (math.isfinite(pair_sd) and pair_sd > 0):
        raise ValueError("the standard deviation of pairs is positive")


@lru_cache(maxsize=4096)
def _noncentrality(pairs: int, alpha: float, power: float) -> float:
    """The noncentrality, effect * sqrt(pairs) / pair_sd, at which so many pairs have the power."""
    return enough(lambda size: _t_power(size, pairs, alpha), power)


@lru_cache(maxsize=4096)
def _scaled_margin(pairs: int, alpha: float) -> float:
    """The margin, delta * sqrt(pairs) / pair_sd, at which so many pairs have the power of two one-sided tests."""
    return enough(lambda margin: _tost_power(margin, pairs, alpha))


def _t_power(noncentrality: float, pairs: int, alpha: float) -> float:
    """Power of the two-sided one-sample t-test at level alpha.

    The far tail is at most Phi(-noncentrality); from 6 on (1e-9) it is left out, where the library's series
    breaks down.
    """
    critical = float(scipy.special.stdtrit(pairs - 1, 1 - alpha / 2))
    near = 1 - float(scipy.special.nctdtr(pairs - 1, noncentrality, critical))
    far = float(scipy.special.nctdtr(pairs - 1, noncentrality, -critical)) if noncentrality < 6 else 0.0
    return near + far


@cache
def _quadrature() -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Nodes and weights of a Gauss-Legendre quadrature over -1 to 1."""
    return np.polynomial.legendre.leggauss(200)


def _tost_power(scaled_delta: float, pairs: int, alpha: float) -> float:
    """Power of two one-sided t-tests at a true difference of 0, by Gauss-Legendre quadrature over s.

    With u = s / sigma and c = delta sqrt(n) / sigma it is the mean of 2 Phi(c - t u) - 1 over u < c / t.
    """
    df = pairs - 1
    critical = float(scipy.special.stdtrit(df, 1 - alpha))
    reachable = float(scipy.special.chdtr(df, df * (scaled_delta / critical) ** 2))
    if reachable == 0:
        return 0.0
    nodes, weights = _quadrature()
    levels = reachable * (1 + nodes) / 2
    deviations = np.sqrt(2 * scipy.special.gammaincinv(df / 2, levels) / df)
    inside = 2 * scipy.special.ndtr(scaled_delta - critical * deviations) - 1
    return float(np.sum(weights * inside) * reachable / 2)
