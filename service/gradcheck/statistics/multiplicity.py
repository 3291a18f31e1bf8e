"""Several p-values of one family, adjusted for being several.

Owns the adjustment. Does not own what makes a family: headline properties are one, equivalence tests another. Tests
that could not be run are left out of a family before it gets here.

An adjusted p-value is compared with alpha as it is; arrays have shape (tests,), results in the given order.
"""

import numpy as np
import numpy.typing as npt

from gradcheck.statistics.scores import finite_vector


def holm(p_values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Adjusted p-values that control the chance of any false rejection, whatever the dependence.

    Holm (1979), "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics
    6: the i-th smallest of n is multiplied by n - i + 1, then made monotone and cut at 1. Raises ValueError
    for no p-values or values outside [0, 1].
    """
    values = _p_values(p_values)
    order = np.argsort(values, kind="stable")
    adjusted = np.empty(values.size)
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(values[order] * np.arange(values.size, 0, -1)))
    return adjusted


def _p_values(p_values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """The p-values as floats. Raises ValueError unless each lies in [0, 1]."""
    values = finite_vector(p_values)
    if not bool(np.all((values >= 0) & (values <= 1))):
        raise ValueError("p-values lie between 0 and 1")
    return values
