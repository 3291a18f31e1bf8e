"""What a vector of scores or a matrix of differences may contain: the checks that every estimator repeats.

Failed calls are dropped and counted before any number arrives here.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

ROUNDING: Final = 1e-12
LEVEL: Final = 0.95  # of every interval, unless its function is given another
NORMAL: Final = 1.959963984540054  # standard deviations of half an interval of this level, where errors are normal


def unit_scores(scores: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """The scores as floats of shape (n,). Raises ValueError unless n >= 1 and each is in [0, 1]."""
    values = finite_vector(scores)
    if not bool(np.all((values >= 0) & (values <= 1))):
        raise ValueError("scores and p-values lie in [0, 1]")
    return values


def finite_vector(values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """The values as floats of shape (n,). Raises ValueError unless n >= 1 and each is finite."""
    return _finite(values, 1, "a test needs a vector of at least one number")


def midranks(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The ranks along the last axis, from 1; equal values share the mean of theirs."""
    smaller = np.sum(values[..., np.newaxis, :] < values[..., np.newaxis], axis=-1)
    equal = np.sum(values[..., np.newaxis, :] == values[..., np.newaxis], axis=-1)
    return np.asarray(smaller + (equal + 1) / 2, dtype=np.float64)


def difference_matrix(differences: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """The differences as floats of shape (pairs, items), NaN where missing.

    Raises ValueError for an empty matrix, infinite values, or a pair without any observed item.
    """
    matrix = np.asarray(differences, dtype=np.float64)
    if matrix.ndim != 2 or matrix.size == 0:
        raise ValueError("differences are a matrix of pairs by items")
    if bool(np.isinf(matrix).any()):
        raise ValueError("differences are finite, or NaN where missing")
    if bool(np.isnan(matrix).all(axis=1).any()):
        raise ValueError("a pair without observed items is dropped and counted first")
    return matrix


def group_codes(labels: npt.ArrayLike, size: int) -> npt.NDArray[np.intp]:
    """Each unit's group (a step, a feedback) as a number from 0, shape (size,), in the order of the labels.

    Raises ValueError unless there is one label for each of the `size` units.
    """
    named = np.asarray(labels)
    if named.shape != (size,):
        raise ValueError("every unit names its group: steps, feedbacks")
    return np.unique(named, return_inverse=True)[1]


def group_sums(values: npt.NDArray[np.float64], codes: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
    """The values of each group added up, shape (groups,); `codes` are those of `group_codes`."""
    return np.bincount(codes, weights=values).astype(np.float64)


def finite_matrix(values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """The values as floats of shape (rows, columns), both at least 1. Raises ValueError unless each is finite."""
    return _finite(values, 2, "the values are a matrix of rows by columns")


def _finite(values: npt.ArrayLike, axes: int, shape: str) -> npt.NDArray[np.float64]:
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != axes or array.size == 0:
        raise ValueError(shape)
    if not bool(np.all(np.isfinite(array))):
        raise ValueError("missing or infinite values are dropped and counted before a test")
    return array


def is_binary(values: npt.NDArray[np.float64]) -> bool:
    """Whether every value is 0 or 1."""
    return bool(np.all((values == 0) | (values == 1)))


def is_constant(values: npt.NDArray[np.float64]) -> bool:
    """Whether all values are equal up to rounding of numbers of order one."""
    return bool(np.ptp(values) <= ROUNDING)


def check_level(level: float) -> None:
    """Raise ValueError unless a confidence level lies strictly between 0 and 1."""
    if not 0 < level < 1:
        raise ValueError("a confidence level lies between 0 and 1")
