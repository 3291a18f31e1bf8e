"""Two one-sided tests: is an effect too small to matter.

Owns the decision that an estimate lies within a margin. Does not own the margin, which is fixed before the
data, nor the estimate and its standard error (see `pairs`).
"""

import math

import scipy

from gradcheck.domain.base import Value
from gradcheck.statistics.intervals import Interval


class EquivalenceTest(Value, frozen=True, kw_only=True):
    """The verdict of two one-sided tests against a margin.

    `interval90` is the 90 % interval of the estimate: at alpha = .05 the effect is equivalent exactly when
    that interval lies within the margin.
    """

    p_value: float
    equivalent: bool
    interval90: Interval


def tost(estimate: float, se: float, df: int, delta: float, alpha: float = 0.05) -> EquivalenceTest:
    """Test the null hypothesis that the effect is at least `delta` in size, in the units of the estimate.

    Schuirmann (1987), "A comparison of the two one-sided tests procedure and the power approach", Journal of
    Pharmacokinetics and Biopharmaceutics 15: p is the larger of the one-sided p-values of (estimate + delta)
    / se and (delta - estimate) / se under Student's t with `df` degrees of freedom. Raises ValueError for df
    < 1, delta that is not positive, alpha outside (0, 0.5), numbers that are not finite, and se = 0: a
    contrast without variance is not testable.
    """
    if not all(map(math.isfinite, (estimate, se, delta))):
        raise ValueError("estimate, standard error and margin are finite")
    if se <= 0:
        raise ValueError("a contrast without variance is not testable")
    if df < 1:
        raise ValueError("an equivalence test needs at least one degree of freedom")
    if delta <= 0:
        raise ValueError("the margin of equivalence is positive")
    if not 0 < alpha < 0.5:
        raise ValueError("alpha lies between 0 and 0.5")
    p_value = float(scipy.special.stdtr(df, (abs(estimate) - delta) / se))
    half = se * float(scipy.special.stdtrit(df, 0.95))
    return EquivalenceTest(
        p_value=p_value,
        equivalent=p_value <= alpha,
        interval90=Interval(low=estimate - half, high=estimate + half),
    )
