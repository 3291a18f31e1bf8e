"""What every permutation test shares: which departures count, and p-values from a null distribution."""

from typing import Final, Literal

import numpy as np
import numpy.typing as npt

DRAWS: Final = 9999

Alternative = Literal["two_sided", "greater", "less"]


def permutation_p(
    null: npt.NDArray[np.float64], observed: float, *, alternative: Alternative, exact: bool, tie: float = 0.0
) -> float:
    """The p-value of `observed` among the permuted statistics `null`, shape (permutations,).

    The share of values at least as extreme: the largest for `greater`, the smallest for `less`, the farthest
    from 0 for `two_sided`; values within `tie` of the observed one count as extreme. When `null` is a random
    sample (`exact` false) the observed assignment is counted with it, (1 + hits) / (1 + draws), which keeps the
    test valid (Phipson and Smyth 2010, "Permutation p-values should never be zero", Statistical Applications
    in Genetics and Molecular Biology 9).
    """
    extremeness = _extremeness(null, alternative)
    reached = float(_extremeness(np.array([observed]), alternative)[0]) - tie
    hits = int(np.count_nonzero(extremeness >= reached))
    return hits / null.size if exact else (1 + hits) / (1 + null.size)


def _extremeness(values: npt.NDArray[np.float64], alternative: Alternative) -> npt.NDArray[np.float64]:
    """The values turned so that larger means farther from the null hypothesis."""
    match alternative:
        case "two_sided":
            return np.abs(values)
        case "greater":
            return values
        case "less":
            return -values
