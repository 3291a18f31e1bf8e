"""The bias-corrected and accelerated (BCa) bootstrap of the mean of one sample of independent values."""

from typing import Final

import numpy as np
import numpy.typing as npt
import scipy

from gradcheck.statistics.scores import LEVEL, ROUNDING, is_constant

DRAWS: Final = 9999
_BATCH_VALUES: Final = 2**21


def bca_mean_limits(values: npt.NDArray[np.float64], *, seed: int, level: float = LEVEL) -> npt.NDArray[np.float64]:
    """Lower and upper BCa limit of the mean of `values`, shape (n,): an array of shape (2,) in their units.

    Efron (1987), "Better bootstrap confidence intervals", JASA 82; Efron and Tibshirani (1993), "An
    Introduction to the Bootstrap", section 14.3: the limits are the quantiles Phi(z0 + (z0 + z) / (1 - a (z0
    + z))) of the resampled means, with bias correction z0 (ties with the estimate count half) and
    acceleration a = sum(d^3) / (6 sum(d^2)^1.5), d = x - mean, which is the jackknife's for a mean. Below
    about ten values it covers less than its level (measured: 81 to 89 % at n = 5, 91 to 92 % at n = 10 for
    skewed and uniform scores). Raises ValueError when all values are equal: no resample would differ from the
    sample.
    """
    if is_constant(values):
        raise ValueError("a bootstrap needs at least two distinct values")
    deviations = values - values.mean()
    means = _resampled_deviations(deviations, np.random.default_rng(seed))
    tie = ROUNDING * float(np.max(np.abs(deviations)))
    below = float(np.mean(means < -tie)) + 0.5 * float(np.mean(np.abs(means) <= tie))
    bias = scipy.special.ndtri(below)
    acceleration = float(np.sum(deviations**3)) / (6 * float(np.sum(deviations**2)) ** 1.5)
    shifted = bias + scipy.special.ndtri(np.array([0.5 - level / 2, 0.5 + level / 2]))
    quantiles = scipy.special.ndtr(bias + shifted / (1 - acceleration * shifted))
    return np.asarray(values.mean() + np.quantile(means, quantiles), dtype=np.float64)


def _resampled_deviations(deviations: npt.NDArray[np.float64], rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Means of `DRAWS` resamples of centred values, drawn in batches of bounded memory."""
    n = deviations.size
    means = np.empty(DRAWS)
    batch = max(1, _BATCH_VALUES // n)
    for start in range(0, DRAWS, batch):
        stop = min(start + batch, DRAWS)
        means[start:stop] = deviations[rng.integers(0, n, size=(stop - start, n))].mean(axis=1)
    return means
