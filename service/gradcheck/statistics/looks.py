"""Looking at a test before its end, at fixed shares of what it will see: the O'Brien-Fleming design.

A statistic that adds up independent parts goes like Brownian motion B(t), t the share seen. A test that looks at t_1 <
... < t_K = 1 rejects where |B(t_k)|, which is |z_k| sqrt(t_k), reaches the same bound at every look: strict at first,
nearly the plain test's at the end (O'Brien and Fleming 1979, "A multiple testing procedure for clinical trials",
Biometrics 35; Jennison and Turnbull 2000, "Group Sequential Methods with Applications to Clinical Trials", chapters 2
and 9 for repeated p-values and intervals).
"""

import math
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import scipy

from gradcheck.domain.base import Value
from gradcheck.statistics.roots import root

_NODES = 96
_FAR = 8.5  # standard deviations; a path is not further away


class Looks(Value, frozen=True, kw_only=True):
    """The shares at which a test looks, ascending to 1, and at which of them, from 0, it stands."""

    shares: tuple[float, ...]
    at: int

    @classmethod
    def after(cls, numbers: Sequence[int], seen: int) -> "Looks":
        """Where a test stands that looks after so many units and has `seen` some: at the last look that it has reached.

        Before the first look it stands there too, and between two looks at the earlier, which is cautious. Shares are
        whole hundredths.
        """
        shares = tuple(round(number / numbers[-1], 2) for number in numbers) or (1.0,)
        return cls(shares=shares, at=max(sum(number <= seen for number in numbers) - 1, 0))

    def repeated_p(self, p_value: float, *, sides: int = 2) -> float:
        """The chance of a path as extreme as this at any look: a p-value that holds however often one has looked.

        `p_value` is that of the plain test at this look. At most 0.05 exactly where the design with level 0.05 rejects.
        """
        if len(self.shares) == 1:
            return p_value
        if p_value >= 1:
            return 1.0
        z = float(-scipy.special.ndtri(p_value / sides))
        return min(1.0, max(p_value, _crossing(z * math.sqrt(self.shares[self.at]), self.shares, sides)))

    def level(self, alpha: float = 0.05, *, sides: int = 2) -> float:
        """The level of the plain test at this look of the design with level alpha."""
        if len(self.shares) == 1:
            return alpha
        z = _bound(alpha, self.shares, sides) / math.sqrt(self.shares[self.at])
        return sides * float(scipy.special.ndtr(-z))


def expected_share(shares: tuple[float, ...], noncentrality: float, alpha: float = 0.05) -> float:
    """The mean share that is seen before the two-sided design stops; `noncentrality` is the mean of z at the end."""
    bound = _bound(alpha, shares, 2)
    reached = [_crossing(bound, shares[:look], 2, drift=noncentrality) for look in range(1, len(shares))]
    stops = np.diff([0.0, *reached, 1.0])
    return float(np.dot(stops, shares))


@lru_cache(maxsize=1024)
def _bound(alpha: float, shares: tuple[float, ...], sides: int) -> float:
    """The bound that Brownian motion reaches at any look with probability alpha."""
    return root(lambda bound: _crossing(bound, shares, sides) - alpha, 1e-6, _FAR)


@lru_cache(maxsize=4096)
def _crossing(bound: float, shares: tuple[float, ...], sides: int, drift: float = 0.0) -> float:
    """The chance that Brownian motion with a drift is past the bound at any of the looks.

    Recursive integration of the density of paths that have not crossed, by Gauss-Legendre quadrature (Armitage,
    McPherson and Rowe 1969, Journal of the Royal Statistical Society A 132). One-sided paths are cut where none is.
    """
    low = -bound if sides == 2 else min(bound, 0.0) - _FAR + min(drift, 0.0)
    if low >= bound:
        return 1.0
    nodes, weights = _quadrature()
    places = (low + bound) / 2 + (bound - low) / 2 * nodes
    weights = weights * (bound - low) / 2
    first = math.sqrt(shares[0])
    density = _normal(places - drift * shares[0], first)
    for before, share in pairwise(shares):
        step = share - before
        moved = _normal(places[:, np.newaxis] - places - drift * step, math.sqrt(step))
        density = moved @ (weights * density)
    return float(min(1.0, max(0.0, 1 - np.dot(weights, density))))


def _normal(values: npt.NDArray[np.float64], sd: float) -> npt.NDArray[np.float64]:
    """The density of a normal deviation."""
    return np.asarray(np.exp(-((values / sd) ** 2) / 2) / (sd * math.sqrt(2 * math.pi)), dtype=np.float64)


@cache
def _quadrature() -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Nodes and weights of a Gauss-Legendre quadrature over -1 to 1."""
    return np.polynomial.legendre.leggauss(_NODES)
