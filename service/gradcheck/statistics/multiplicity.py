"""Several p-values of one family, adjusted for being several; tests that could not be run are left out before."""

import numpy as np
import numpy.typing as npt

from gradcheck.statistics.scores import unit_scores


def holm(p_values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Adjusted p-values that control the chance of any false rejection, whatever the dependence.

    Holm (1979), "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6: the
    i-th smallest of n is multiplied by n - i + 1, then made monotone and cut at 1. Shape (tests,), in the given order.
    Raises ValueError for no p-values or values outside [0, 1].
    """
    values = unit_scores(p_values)
    order = np.argsort(values, kind="stable")
    adjusted = np.empty(values.size)
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(values[order] * np.arange(values.size, 0, -1)))
    return adjusted
