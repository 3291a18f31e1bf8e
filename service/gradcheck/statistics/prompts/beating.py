"""Evidence that one prompt beats another on the same items: a test of all of them, and one that may stop at any time.

Both ask whether the mean difference (the one minus the other) is above 0; the null is that it is 0 or below.
"""

import math

import numpy as np
import numpy.typing as npt
import scipy

from gradcheck.statistics.scores import finite_vector, is_constant
from gradcheck.statistics.student import t_p

_NODES, _SHARES = np.polynomial.legendre.leggauss(64)
_BETS: npt.NDArray[np.float64] = (_NODES + 1) / 2
_STAKES: npt.NDArray[np.float64] = _SHARES / 2
_LARGEST = 700.0  # of an exponent whose power is a finite number


def beating_p(differences: npt.ArrayLike) -> float:
    """The one-sided p-value of a mean difference of 0 or below, from all the items there will ever be, the unit.

    Where all differences that are not 0 are of one size, as those of right and wrong answers, McNemar's exact test: the
    binomial tail of as many wins or more among the discordant items. Else Student's t, which needs some twenty items;
    equal differences are known exactly. Raises ValueError for no differences, or one that is not finite.
    """
    values = finite_vector(differences)
    sizes = np.unique(np.round(np.abs(values[values != 0]), 9))
    if sizes.size <= 1:
        wins, losses = int((values > 0).sum()), int((values < 0).sum())
        return float(scipy.stats.binom.sf(wins - 1, wins + losses, 0.5))
    if is_constant(values):
        return 0.0 if values[0] > 0 else 1.0
    return t_p(float(values.mean()) / (float(values.std(ddof=1)) / math.sqrt(values.size)), values.size - 1, "greater")


def beating_wealth(differences: npt.ArrayLike) -> float:
    """What 1 has become that was bet on each of the differences in [-1, 1] being above 0, spread evenly over all bets.

    A bet of b multiplies its stake by 1 + b d at each difference d; the stakes on all b in [0, 1] are equal (the method
    of mixtures; Waudby-Smith and Ramdas 2024, "Estimating means of bounded random variables by betting", JRSS B 86,
    section 4; Shafer 2021, "Testing by betting", JRSS A 184). While every difference has a mean of 0 or below given
    those before it, this is a non-negative supermartingale: the chance that it ever reaches 1 / alpha, however often
    one looks and whenever one stops, is at most alpha (Ville 1939). It does not depend on the order of the items. 64
    Gauss-Legendre nodes stand for all bets; whatever their number, a mixture of these bets has the same guarantee.
    Raises ValueError for differences outside [-1, 1] or not finite; of none it is 1.
    """
    if np.size(differences) == 0:
        return 1.0
    bet = Bet()
    bet.add(finite_vector(differences))
    return bet.wealth


class Bet:
    """The bet of `beating_wealth`, which may be looked at as the differences come."""

    def __init__(self) -> None:
        self._grown = np.zeros(_BETS.size)

    def add(self, differences: npt.NDArray[np.float64]) -> None:
        """Take in further differences. Raises ValueError for one outside [-1, 1]."""
        if np.abs(differences).max() > 1:
            raise ValueError("differences lie between -1 and 1")
        self._grown += np.log1p(np.multiply.outer(_BETS, differences)).sum(axis=1)

    @property
    def wealth(self) -> float:
        """What 1 has become; a finite number."""
        return math.exp(min(float(scipy.special.logsumexp(self._grown, b=_STAKES)), _LARGEST))
