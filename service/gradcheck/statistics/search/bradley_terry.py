"""Strengths of competitors from the comparisons that were made between them."""

import numpy as np
import numpy.typing as npt

from gradcheck.domain.base import Value
from gradcheck.statistics.intervals import Interval
from gradcheck.statistics.scores import NORMAL, finite_matrix

_VIRTUAL = 0.5  # of a win and of a loss that each competitor has against the anchor beside what it has
_STEPS, _ENOUGH = 200, 1e-12


class Strength(Value, frozen=True, kw_only=True):
    """The logarithm of the odds of being preferred to the anchor, with its 95 % interval."""

    estimate: float
    interval: Interval


def bradley_terry(wins: npt.ArrayLike) -> tuple[Strength, ...]:
    """The strength of every competitor beside the first, the anchor, whose strength is 0.

    `wins` has shape (k, k): how often the one of the row was preferred to the one of the column. A tie is half a win
    for either (Glickman 1999 for ratings; Davidson's 1970 parameter for ties would leave the order as it is where all
    meet one opponent). The model is Bradley and Terry (1952), "Rank analysis of incomplete block designs", Biometrika
    39: i is preferred to j with the odds exp(s_i - s_j). Every competitor has one more tie with the anchor, so that one
    that never lost has a finite strength (the half added to each count by Haldane 1956 and Anscombe 1956), and what was
    never compared is as strong as the anchor. The likelihood's logarithm is concave then; its maximum is found by
    Newton's method, with the steps halved that overshoot. Intervals are normal, by the curvature at the maximum. Raises
    ValueError for a matrix that is not square, or counts that are negative or not finite.
    """
    counts = finite_matrix(wins)
    k = counts.shape[0]
    if counts.shape != (k, k) or counts.min(initial=0.0) < 0:
        raise ValueError("comparisons are a square matrix of counts")
    strengths, curvature = _likeliest(counts)
    errors = np.zeros(k)
    errors[1:] = np.sqrt(np.diag(np.linalg.inv(curvature)))
    return _strengths(strengths, errors)


def bradley_terry_by_item(wins: npt.ArrayLike) -> tuple[Strength, ...]:
    """The strengths of `bradley_terry` from all items' comparisons together; `wins` has shape (items, k, k).

    Comparisons of one item's answers share these answers, so items are the unit: intervals are normal, by the sandwich
    of the curvature around the sum of squares of the items' slopes (Liang and Zeger 1986, "Longitudinal data analysis
    using generalized linear models", Biometrika 73), times items / (items - 1). Raises ValueError for fewer than two
    items, and as `bradley_terry` does.
    """
    each = np.asarray(wins, dtype=np.float64)
    if each.ndim != 3 or each.shape[0] < 2 or each.shape[1] != each.shape[2]:
        raise ValueError("comparisons are a square matrix of counts for each of at least two items")
    total = finite_matrix(each.sum(axis=0))
    if each.min() < 0:
        raise ValueError("comparisons are a square matrix of counts")
    strengths, curvature = _likeliest(total)
    chances = _chances(strengths)
    slopes = (each.sum(axis=2) - ((each + each.swapaxes(1, 2)) * chances).sum(axis=2))[:, 1:]
    slopes -= slopes.mean(axis=0)
    inverse = np.linalg.inv(curvature)
    spread = inverse @ (slopes.T @ slopes) @ inverse * each.shape[0] / (each.shape[0] - 1)
    errors = np.zeros(total.shape[0])
    errors[1:] = np.sqrt(np.diag(spread))
    return _strengths(strengths, errors)


def _likeliest(compared: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The strengths at the maximum, shape (k,), and the negative curvature there of all but the anchor's."""
    counts = compared.copy()
    counts[1:, 0] += _VIRTUAL
    counts[0, 1:] += _VIRTUAL
    np.fill_diagonal(counts, 0.0)
    k = counts.shape[0]
    strengths = np.zeros(k)
    for _ in range(_STEPS):
        gradient, curvature = _slopes(counts, strengths)
        step = np.zeros(k)
        step[1:] = np.linalg.solve(curvature[1:, 1:], gradient[1:])
        while _likelihood(counts, strengths + step) < _likelihood(counts, strengths) and np.abs(step).max() > _ENOUGH:
            step /= 2
        strengths = strengths + step
        if np.abs(step).max(initial=0.0) <= _ENOUGH:
            break
    return strengths, _slopes(counts, strengths)[1][1:, 1:]


def _strengths(strengths: npt.NDArray[np.float64], errors: npt.NDArray[np.float64]) -> tuple[Strength, ...]:
    return tuple(
        Strength(estimate=float(s), interval=Interval(low=float(s - NORMAL * e), high=float(s + NORMAL * e)))
        for s, e in zip(strengths, errors, strict=True)
    )


def _chances(strengths: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The probability that the one of the row is preferred to the one of the column."""
    return 1 / (1 + np.exp(strengths[np.newaxis, :] - strengths[:, np.newaxis]))


def _likelihood(counts: npt.NDArray[np.float64], strengths: npt.NDArray[np.float64]) -> float:
    return float(-(counts * np.logaddexp(0.0, strengths[np.newaxis, :] - strengths[:, np.newaxis])).sum())


def _slopes(
    counts: npt.NDArray[np.float64], strengths: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The gradient of the likelihood's logarithm, shape (k,), and the negative of its curvature, shape (k, k)."""
    chances, met = _chances(strengths), counts + counts.T
    weights = met * chances * (1 - chances)
    return counts.sum(axis=1) - (met * chances).sum(axis=1), np.diag(weights.sum(axis=1)) - weights
