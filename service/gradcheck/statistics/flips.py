"""The sign-flip test: how extreme is a sum among all sums with the signs of its terms flipped."""

from typing import Final

import numpy as np
import numpy.typing as npt

from gradcheck.statistics.permutation import DRAWS, Alternative, permutation_p
from gradcheck.statistics.scores import ROUNDING

EXACT_TERMS: Final = 12
_BATCH_VALUES: Final = 2**21


def sign_flip_p(
    terms: npt.NDArray[np.float64], *, seed: int, draws: int = DRAWS, alternative: Alternative = "two_sided"
) -> float:
    """The p-value of the sum of `terms`, shape (n,), under independent symmetric signs.

    Fisher (1935), "The Design of Experiments", section 21. All 2^n sign vectors are enumerated when n <= 12;
    beyond that `draws` random ones, counted as in `permutation.permutation_p`, but p is never below `2^-n`, or
    2^(1-n) when two-sided, which the exact p cannot undercut. Sums that tie with the observed one up to rounding count
    as extreme. Without a term that differs from zero p is 1.
    """
    sums = flipped_sums(terms[:, np.newaxis], seed=seed, draws=draws)[:, 0]
    exact = terms.size <= EXACT_TERMS
    tie = ROUNDING * float(np.abs(terms).sum())
    p_value = permutation_p(sums, float(terms.sum()), alternative=alternative, exact=exact, tie=tie)
    return max(p_value, _smallest_share(terms.size, alternative))


def minimum_p(n: int, draws: int = DRAWS, alternative: Alternative = "two_sided") -> float:
    """The smallest p `sign_flip_p` can give for n terms, at least 1 / (1 + draws) when it draws flips."""
    share = _smallest_share(n, alternative)
    return share if n <= EXACT_TERMS else max(share, 1 / (1 + draws))


def flipped_sums(rows: npt.NDArray[np.float64], *, seed: int, draws: int) -> npt.NDArray[np.float64]:
    """Sums over rows with the signs of whole rows flipped, shape (flips, columns) from shape (n, columns).

    All 2^n sign vectors when n <= 12, else `draws` random ones drawn from `seed` in batches of bounded memory.
    """
    n = rows.shape[0]
    if n <= EXACT_TERMS:
        return _all_signs(n) @ rows
    rng = np.random.default_rng(seed)
    sums = np.empty((draws, rows.shape[1]))
    batch = max(1, _BATCH_VALUES // n)
    for start in range(0, draws, batch):
        stop = min(start + batch, draws)
        flipped = rng.integers(0, 2, size=(stop - start, n), dtype=np.int8).astype(np.float64)
        sums[start:stop] = rows.sum(axis=0) - 2 * (flipped @ rows)
    return sums


def _smallest_share(n: int, alternative: Alternative) -> float:
    """The share of sign vectors that reach the most extreme sum."""
    return float(2.0 ** (1 - n if alternative == "two_sided" else -n)) if n else 1.0


def _all_signs(n: int) -> npt.NDArray[np.float64]:
    """All sign vectors, shape (2^n, n)."""
    codes = np.arange(2**n)[:, np.newaxis]
    return np.where((codes >> np.arange(n)) & 1, -1.0, 1.0)
