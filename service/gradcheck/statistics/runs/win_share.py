"""Which of two prompts a judge prefers on the same examples, the unit: wins, losses and ties."""

import math
from typing import Final

import scipy

from gradcheck.domain.base import Value
from gradcheck.statistics.intervals import Interval
from gradcheck.statistics.roots import root
from gradcheck.statistics.scores import LEVEL

TIE: Final = 0.5  # a tie is half a win
_BESIDE = 1e-9


class WinShare(Value, frozen=True, kw_only=True):
    """The share of wins over all compared examples, a tie being half a win; `p_value` is the sign test's."""

    estimate: float
    interval: Interval
    p_value: float
    wins: int
    losses: int
    ties: int


def win_share(wins: int, losses: int, ties: int, level: float = LEVEL) -> WinShare:
    """The share with its interval of this level, and the test of whether wins and losses are equally likely.

    The sign test leaves ties out: it is exact whatever their share, and ties can only take examples from it. The
    interval holds the share of all examples, ties included. It is Tango's score interval, widened to what the exact
    interval of the sign test says where that is wider: so it holds 0.5 wherever the test finds nothing. Raises
    ValueError for a negative count or nothing compared.
    """
    if min(wins, losses, ties) < 0:
        raise ValueError("counts of examples are not negative")
    n = wins + losses + ties
    if n == 0:
        raise ValueError("a share needs at least one compared example")
    score, exact = tango(wins, losses, n, level), _exact(wins, losses, n, level)
    low, high = min(score.low, exact.low), max(score.high, exact.high)
    return WinShare(
        estimate=(wins + ties * TIE) / n,
        interval=Interval(low=max(0.0, TIE + low / 2), high=min(1.0, TIE + high / 2)),
        p_value=sign_test(wins, losses),
        wins=wins,
        losses=losses,
        ties=ties,
    )


def sign_test(wins: int, losses: int) -> float:
    """Two-sided exact p-value of equally many wins and losses; 1 without any.

    Dixon and Mood (1946), "The statistical sign test", JASA 41: ties are left out, and p is twice the smaller tail of
    the binomial with one half, at most 1. Raises ValueError for a negative count.
    """
    if min(wins, losses) < 0:
        raise ValueError("counts of examples are not negative")
    return min(1.0, 2 * float(scipy.stats.binom.cdf(min(wins, losses), wins + losses, 0.5)))


def tango(wins: int, losses: int, n: int, level: float = LEVEL) -> Interval:
    """Score interval of this level for (wins - losses) / n, within [-1, 1], where n - wins - losses examples are ties.

    Tango (1998), "Equivalence test and confidence interval for the difference in proportions for the paired-sample
    design", Statistics in Medicine 17:891: all differences d at which (wins - losses - n d) is at most as many
    deviations as the level allows (1.96 at 95 %), of those that it has where d is true and the share of losses is the
    likeliest beside that.
    """
    estimate, deviations = (wins - losses) / n, float(scipy.special.ndtri(0.5 + level / 2))

    def beyond(difference: float) -> float:
        away = wins - losses - n * difference
        return abs(away) - deviations * math.sqrt(n * _variance(difference, wins, losses, n))

    # Without any spread both sides are 0 at the estimate itself, where no end is.
    low = -1.0 if beyond(-1.0) <= 0 else root(beyond, -1.0, estimate - _BESIDE)
    high = 1.0 if beyond(1.0) <= 0 else root(beyond, estimate + _BESIDE, 1.0)
    return Interval(low=low, high=high)


def _variance(difference: float, wins: int, losses: int, n: int) -> float:
    """The variance of one example's outcome (1, 0 or -1) with this mean and the likeliest share of losses."""
    a = 2 * n
    b = -wins - losses + (2 * n - wins + losses) * difference
    c = -losses * difference * (1 - difference)
    likeliest = (math.sqrt(max(b * b - 4 * a * c, 0.0)) - b) / (2 * a)
    return max(2 * likeliest + difference * (1 - difference), 0.0)


def _exact(wins: int, losses: int, n: int, level: float) -> Interval:
    """(wins - losses) / n by Clopper and Pearson's interval of the share of wins among those two, ties as they are."""
    decided = wins + losses
    if decided == 0:
        return Interval(low=0.0, high=0.0)
    tail = (1 - level) / 2
    low = float(scipy.special.betaincinv(wins, losses + 1, tail)) if wins else 0.0
    high = float(scipy.special.betaincinv(wins + 1, losses, 1 - tail)) if losses else 1.0
    return Interval(low=(2 * low - 1) * decided / n, high=(2 * high - 1) * decided / n)
