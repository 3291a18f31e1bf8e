"""The share one crossed mean has in another over the same cells, with Fieller's interval."""

import math

import scipy

from gradcheck.domain.base import Value
from gradcheck.statistics.edits.crossed import CrossedMeans, Matrix
from gradcheck.statistics.intervals import Interval
from gradcheck.statistics.scores import LEVEL


class RatioInterval(Value, frozen=True, kw_only=True):
    """A ratio of two means; `interval` is None when the denominator is not told from 0: then it has no end."""

    estimate: float
    interval: Interval | None


def share_of(means: CrossedMeans, part: int, whole: int) -> RatioInterval:
    """The ratio of one mean to another, with the two-way variance of `crossed`.

    Fieller (1954), "Some problems in interval estimation", JRSS B 16: the ratios r for which part - r * whole
    is not told from 0 at Student's t with min(rows, items) - 1 degrees of freedom. The variance is floored at
    the larger one-way variance, so the set is the hull of those of the three variances. Raises ValueError
    when the whole is exactly 0.
    """
    top, bottom = float(means.estimates[part]), float(means.estimates[whole])
    if bottom == 0:
        raise ValueError("nothing has a share in a mean of 0")
    critical = float(scipy.special.stdtrit(means.df, 0.5 + LEVEL / 2))
    index = [part, whole]
    terms = [term[index][:, index] for term in (means.rows, means.items, means.rows + means.items - means.cells)]
    limits = [_fieller(top, bottom, term * critical**2) for term in terms]
    if None in limits:
        return RatioInterval(estimate=top / bottom, interval=None)
    ends = [end for pair in limits if pair is not None for end in pair]
    return RatioInterval(estimate=top / bottom, interval=Interval(low=min(ends), high=max(ends)))


def _fieller(top: float, bottom: float, spread: Matrix) -> tuple[float, ...] | None:
    """Ends of {r: (top - r bottom)^2 <= spread of top - r bottom}; none if it is empty, None if unbounded."""
    square = bottom**2 - float(spread[1, 1])
    if square <= 0:
        return None
    middle = top * bottom - float(spread[0, 1])
    discriminant = middle**2 - square * (top**2 - float(spread[0, 0]))
    if discriminant < 0:
        return ()
    half = math.sqrt(discriminant)
    return ((middle - half) / square, (middle + half) / square)
