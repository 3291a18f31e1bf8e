"""What a number of pairs can detect, and how many pairs a question needs.

Owns power under a normal model of pair means and the A/A components that feed it. Does not own the tests
themselves, nor what a pair costs.
"""

import math
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy

from gradcheck.domain.base import Value
from gradcheck.statistics.edits.pairs import pair_means
from gradcheck.statistics.scores import difference_matrix

_MAX_PAIRS: Final = 2**30


class NoiseComponents(Value, frozen=True, kw_only=True):
    """Standard deviations of A/A differences, in score units.

    `pair_sd` is that of pair means and splits into `edit_sd` (between edits of one arm) and `evaluation_sd`
    (from scoring on finitely many items): pair_sd^2 = edit_sd^2 + evaluation_sd^2, unless the edit part would
    be negative and is 0. `item_sd` is that of single cells within a pair; with m items a pair, evaluation_sd
    = item_sd / sqrt(m).
    """

    pair_sd: float
    edit_sd: float
    evaluation_sd: float
    item_sd: float
    n_pairs: int
    n_items: int


def minimum_detectable_effect(pair_sd: float, pairs: int, *, alpha: float = 0.05, power: float = 0.8) -> float:
    """The mean difference that a two-sided t-test over `pairs` pair means finds with probability `power`.

    In the units of `pair_sd`, the standard deviation of pair means. Exact under normality: solves the
    noncentral-t power P(|T'| > t) with noncentrality effect * sqrt(pairs) / pair_sd (Cohen 1988, "Statistical
    Power Analysis for the Behavioral Sciences", chapter 2). The sign-flip test has nearly the same power from
    about ten pairs. Raises ValueError for pair_sd that is not positive, pairs < 2, alpha outside (0, 0.5),
    power outside (alpha, 1).
    """
    _check(pair_sd, alpha, power)
    if pairs < 2:
        raise ValueError("a test over pairs needs at least two")
    return _noncentrality(pairs, alpha, power) * pair_sd / math.sqrt(pairs)


def pairs_needed(pair_sd: float, effect: float, *, alpha: float = 0.05, power: float = 0.8) -> int:
    """The fewest pairs with which a two-sided t-test finds a mean of `effect` with probability `power`.

    Same model, units and errors as `minimum_detectable_effect`; ValueError too for an effect of 0 or beyond
    2^30 pairs.
    """
    _check(pair_sd, alpha, power)
    if effect == 0:
        raise ValueError("no number of pairs detects an effect of 0")
    size = abs(effect) / pair_sd
    return _fewest(lambda pairs: size * math.sqrt(pairs) >= _noncentrality(pairs, alpha, power))


def tost_pairs_needed(pair_sd: float, delta: float, *, alpha: float = 0.05, power: float = 0.8) -> int:
    """The fewest pairs with which two one-sided t-tests declare a true difference of 0 within +-delta.

    Exact under normality: the joint power P(|mean| < delta - t s / sqrt(n)), averaged over the distribution
    of the sample deviation s (Phillips 1990, "Power of the two one-sided tests procedure in bioequivalence",
    Journal of Pharmacokinetics and Biopharmaceutics 18). Units and errors as in `pairs_needed`; ValueError
    too for delta that is not positive.
    """
    _check(pair_sd, alpha, power)
    if delta <= 0:
        raise ValueError("the margin of equivalence is positive")
    size = delta / pair_sd
    return _fewest(lambda pairs: size * math.sqrt(pairs) >= _scaled_margin(pairs, alpha, power))


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
        evaluation_sd=math.sqrt(evaluation),
        item_sd=math.sqrt(within),
        n_pairs=counts.size,
        n_items=int(np.any(~np.isnan(matrix), axis=0).sum()),
    )


def _check(pair_sd: float, alpha: float, power: float) -> None:
    """Raise ValueError unless the planning values make a solvable problem."""
    if not (math.isfinite(pair_sd) and pair_sd > 0):
        raise ValueError("the standard deviation of pairs is positive")
    if not 0 < alpha < 0.5:
        raise ValueError("alpha lies between 0 and 0.5")
    if not alpha < power < 1:
        raise ValueError("power lies between alpha and 1")


@lru_cache(maxsize=4096)
def _noncentrality(pairs: int, alpha: float, power: float) -> float:
    """The noncentrality, effect * sqrt(pairs) / pair_sd, at which so many pairs reach the power."""
    high = 1.0
    while _t_power(high, pairs, alpha) < power:
        high *= 2
    return float(scipy.optimize.brentq(lambda value: _t_power(value, pairs, alpha) - power, 0.0, high, xtol=1e-10))


@lru_cache(maxsize=4096)
def _scaled_margin(pairs: int, alpha: float, power: float) -> float:
    """The margin, delta * sqrt(pairs) / pair_sd, at which so many pairs reach the power of two one-sided tests."""
    high = 1.0
    while _tost_power(high, pairs, alpha) < power:
        high *= 2
    return float(scipy.optimize.brentq(lambda value: _tost_power(value, pairs, alpha) - power, 0.0, high, xtol=1e-10))


def _t_power(noncentrality: float, pairs: int, alpha: float) -> float:
    """Power of the two-sided one-sample t-test at level alpha.

    The far tail is at most Phi(-noncentrality); from 6 on (1e-9) it is left out, where the library's series
    breaks down.
    """
    critical = float(scipy.special.stdtrit(pairs - 1, 1 - alpha / 2))
    near = float(scipy.stats.nct.sf(critical, pairs - 1, noncentrality))
    far = float(scipy.stats.nct.cdf(-critical, pairs - 1, noncentrality)) if noncentrality < 6 else 0.0
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


def _fewest(enough: Callable[[int], bool]) -> int:
    """The smallest number of pairs, at least two, that is enough; so is every larger one."""
    low, high = 1, 2
    while not enough(high):
        low, high = high, 2 * high
        if high > _MAX_PAIRS:
            raise ValueError("so small an effect needs more pairs than can be drawn")
    while high - low > 1:
        middle = (low + high) // 2
        if enough(middle):
            high = middle
        else:
            low = middle
    return high
