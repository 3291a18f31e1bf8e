"""The sign-flip test: how extreme is a sum among all sums with the signs of its terms flipped.

Owns the permutation distribution. Does not own what a term is: an item's difference in `paired`, a pair of
edits or a step in `pairs`.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from service.statistics.scores import ROUNDING

DRAWS: Final = 9999
EXACT_TERMS: Final = 12
_BATCH_VALUES: Final = 2**21


def sign_flip_p(terms: npt.NDArray[np.float64], *, seed: int, draws: int = DRAWS) -> float:
    """Two-sided p-value of the sum of `terms`, shape (n,), under independent symmetric signs.

    Fisher (1935), "The Design of Experiments", section 21. All 2^n sign vectors are enumerated when n <= 12;
    beyond that `draws` random ones with the correction (1 + hits) / (1 + draws) of Phipson and Smyth (2010),
    "Permutation p-values should never be zero", which keeps the test valid, but never below 2^(1-n), which
    the exact p cannot undercut. Sums that tie with the observed one up to rounding count as extreme. Without
    a term that differs from zero p is 1. Raises ValueError for draws < 1.
    """
    if draws < 1:
        raise ValueError("a Monte Carlo test needs at least one draw")
    observed = abs(float(terms.sum())) - ROUNDING * float(np.abs(terms).sum())
    if terms.size <= EXACT_TERMS:
        return float(np.mean(np.abs(_all_signs(terms.size) @ terms) >= observed))
    hits = _random_hits(terms, observed, draws, np.random.default_rng(seed))
    return max((1 + hits) / (1 + draws), 2.0 ** (1 - terms.size))


def minimum_p(n: int, draws: int = DRAWS) -> float:
    """The smallest p `sign_flip_p` can give: 2^(1-n), and when it draws flips at least 1 / (1 + draws)."""
    if n <= EXACT_TERMS:
        return 2.0 ** (1 - n)
    return max(2.0 ** (1 - n), 1 / (1 + draws))


def _all_signs(n: int) -> npt.NDArray[np.float64]:
    """All sign vectors, shape (2^n, n)."""
    codes = np.arange(2**n)[:, np.newaxis]
    return np.where((codes >> np.arange(n)) & 1, -1.0, 1.0)


def _random_hits(terms: npt.NDArray[np.float64], observed: float, draws: int, rng: np.random.Generator) -> int:
    """How many of `draws` random sign vectors reach `observed`, drawn in batches of bounded memory."""
    hits = 0
    batch = max(1, _BATCH_VALUES // terms.size)
    for start in range(0, draws, batch):
        rows = min(batch, draws - start)
        flipped = rng.integers(0, 2, size=(rows, terms.size), dtype=np.int8).astype(np.float64)
        hits += int(np.count_nonzero(np.abs(terms.sum() - 2 * (flipped @ terms)) >= observed))
    return hits
