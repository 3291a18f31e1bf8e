"""Dueling bandits: which two competitors to compare next, and how they rank by the comparisons that were made."""

import math

import numpy as np
import numpy.typing as npt

from gradcheck.domain.base import Value
from gradcheck.statistics.scores import finite_matrix


class Duel(Value, frozen=True, kw_only=True):
    """Two competitors by their places, the first the one that the other challenges."""

    first: int
    second: int


def next_duel(wins: npt.ArrayLike, rng: np.random.Generator, *, alpha: float, time: int) -> Duel:
    """The pair that double Thompson sampling compares at this time, from 1.

    Wu and Liu 2016, "Double Thompson Sampling for Dueling Bandits", algorithm 1. `wins` has shape (k, k): how often the
    one of the row was preferred to the one of the column, a tie half a win for either. The first is among those that
    may beat the most others, by bounds of the width sqrt(alpha log(time) / n), the one that beats the most in a draw
    from the posteriors Beta(wins + 1, losses + 1). The second, of those others that are not known to beat the first, or
    of all where there are none, has the largest chance against it in another draw; a competitor never meets itself, as
    it may in the paper. Ties are settled by chance. Raises ValueError for a matrix that is not square, counts that are
    negative or not finite, or fewer than two competitors.
    """
    won = _counts(wins)
    met, k = won + won.T, len(won)
    if k < 2:
        raise ValueError("a duel takes two competitors")
    with np.errstate(invalid="ignore", divide="ignore"):
        share, width = won / met, np.sqrt(alpha * math.log(max(time, 2)) / met)
    upper = np.where(met > 0, np.minimum(share + width, 1), 1.0)
    lower = np.where(met > 0, np.maximum(share - width, 0), 0.0)
    np.fill_diagonal(upper, 0.5)
    most = (upper > 0.5).sum(axis=1)
    drawn = np.triu(rng.beta(won + 1, won.T + 1), 1)
    beats = (np.triu(drawn > 0.5, 1) | np.tril(drawn.T < 0.5, -1)).sum(axis=1)
    first = _largest(np.where(most == most.max(), beats, -1), rng)
    others = np.arange(k) != first
    open_ones = others & (lower[:, first] <= 0.5)
    chances = rng.beta(won[:, first] + 1, won[first] + 1)
    return Duel(first=first, second=_largest(np.where(open_ones if open_ones.any() else others, chances, -1), rng))


def copeland_order(wins: npt.ArrayLike) -> list[int]:
    """The competitors, best first: by how many others they beat minus how many beat them (Copeland 1951).

    Of equals the one with the larger mean share of wins against those it met comes first, then the earlier one; who met
    nobody has a share of 0. Raises ValueError as `next_duel` does, but for its last reason.
    """
    won = _counts(wins)
    met = won + won.T
    score = (won > won.T).sum(axis=1) - (won < won.T).sum(axis=1)
    shares = np.divide(won, met, out=np.zeros_like(won), where=met > 0).sum(axis=1)
    shares /= np.maximum((met > 0).sum(axis=1), 1)
    return [int(place) for place in np.lexsort((-shares, -score))]


def _counts(wins: npt.ArrayLike) -> npt.NDArray[np.float64]:
    won = finite_matrix(wins)
    if won.shape[0] != won.shape[1] or won.min(initial=0.0) < 0:
        raise ValueError("comparisons are a square matrix of counts")
    return won


def _largest(values: npt.NDArray[np.float64], rng: np.random.Generator) -> int:
    """The place of the largest value, one of them by chance where several are."""
    return int(rng.choice(np.flatnonzero(values == values.max())))
