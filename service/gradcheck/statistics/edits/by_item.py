"""How an effect differs between items: its spread without the noise, and each item's effect drawn to the mean.

About these items, not items like them. Rows are pairs of edits or steps, which are independent; cells may be missing.
"""

import math
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy

from gradcheck.domain.base import Value
from gradcheck.statistics.intervals import Interval
from gradcheck.statistics.roots import root
from gradcheck.statistics.scores import LEVEL, ROUNDING

Matrix = npt.NDArray[np.float64]
_FAR: Final = 1e6
_NEAR: Final = 1e-10


class ItemEffects(Value, frozen=True, kw_only=True):
    """The standard deviation `sd` of the effect between items with its 95 % interval, in score units.

    `columns` are those of the items that have two rows or more, `counts` their rows, `means` their mean differences and
    `effects` these drawn to the mean of all: of all that is seen, what is not noise. `helped` and `harmed` are the
    shares of items expected to have an effect above and below the margin.
    """

    sd: float
    interval: Interval
    columns: tuple[int, ...]
    counts: tuple[int, ...]
    means: tuple[float, ...]
    effects: tuple[float, ...]
    helped: float
    harmed: float


def item_effects(differences: npt.ArrayLike, *, margin: float, shared: npt.ArrayLike | None = None) -> ItemEffects:
    """Effects by item from `differences` of shape (rows, items), NaN where missing.

    A cell is the item's effect, the row's own, which items share, and noise of a variance that may differ by item. The
    squares of item means about their mean, over what rows and noise bring to them, are a noncentral F: its parameter
    gives the spread and its interval (Steiger 2004, "Beyond the F test", Psychological Methods 9), with the degrees of
    freedom that unequal variances leave (Satterthwaite 1946, Biometrics Bulletin 2). An item's effect is the best
    linear one (Robinson 1991, "That BLUP is a good thing", Statistical Science 6). `shared` are variances, shape
    (items,), of what all rows have in common by chance and so do not show. Where no noise is
    seen, it is that of one cell that had come out otherwise.

    Raises ValueError unless two items have two rows each, and where no cell differs from another.
    """
    matrix = np.asarray(differences, dtype=np.float64)
    columns = np.flatnonzero((~np.isnan(matrix)).sum(axis=0) > 1)
    if columns.size < 2:
        raise ValueError("the spread between items needs two items with two pairs each")
    cells = matrix[:, columns]
    observed = ~np.isnan(cells)
    counts = observed.sum(axis=0)
    means = np.nansum(cells, axis=0) / counts
    if np.ptp(cells[observed]) == 0:
        raise ValueError("no pair differs from another on any item")
    errors = _errors(np.where(observed, cells - means, 0.0), observed, counts)
    if shared is not None:
        errors += np.diag(np.asarray(shared, dtype=np.float64)[columns])
    centred = errors - errors.mean(axis=0) - errors.mean(axis=1)[:, np.newaxis] + errors.mean()
    others, squares = columns.size - 1, float(np.sum((means - means.mean()) ** 2))
    noise, freedom = float(np.trace(centred)), float(others)
    if noise > ROUNDING:
        freedom = min(max(1.0, noise**2 / float(np.sum(centred**2))), freedom)
    else:
        noise = float(np.ptp(cells[observed])) ** 2 / int(counts.sum()) * others / float(counts.mean())
    below = freedom * (float(counts.mean()) - 1)
    per_item = noise / (freedom * others)  # of the noncentrality, in squared score units
    tails = (0.5 + LEVEL / 2, 0.5 - LEVEL / 2)
    low, high = (_noncentrality(squares / noise, freedom, below, tail) * per_item for tail in tails)
    variance = max(0.0, squares - noise) / others
    typical = noise / others * counts.mean() / counts
    kept = variance / (variance + typical)
    effects = means.mean() + kept * (means - means.mean())
    reach = np.maximum(np.sqrt(variance * (1 - kept)), np.finfo(np.float64).tiny)
    return ItemEffects(
        sd=math.sqrt(variance),
        interval=Interval(low=math.sqrt(low), high=math.sqrt(high)),
        columns=tuple(columns.tolist()),
        counts=tuple(counts.tolist()),
        means=tuple(means.tolist()),
        effects=tuple(effects.tolist()),
        helped=float(np.mean(scipy.special.ndtr((effects - margin) / reach))),
        harmed=float(np.mean(scipy.special.ndtr((-margin - effects) / reach))),
    )


def _errors(residuals: Matrix, observed: npt.NDArray[np.bool_], counts: npt.NDArray[np.int_]) -> Matrix:
    """The covariance of the items' means: on the diagonal each item's own, beside it what rows have in common."""
    own = np.sum(residuals**2, axis=0) / (counts - 1)
    together = observed.T.astype(np.float64) @ observed
    known = 1 - 1 / counts - 1 / counts[:, np.newaxis] + together / np.multiply.outer(counts, counts)
    apart = ~np.eye(counts.size, dtype=np.bool_)
    weights = float(np.sum((together * known)[apart]))
    common = float(np.sum((residuals.T @ residuals)[apart])) / weights if weights > 0 else 0.0
    common = min(common, float(own.mean()))
    covariance = common * together / np.multiply.outer(counts, counts)
    np.fill_diagonal(covariance, own / counts)
    return covariance


def _noncentrality(ratio: float, freedom: float, below: float, share: float) -> float:
    """The noncentrality at which an F as large as this has this share below it; 0 where none has so much."""

    def excess(noncentrality: float) -> float:
        return float(scipy.special.ncfdtr(freedom, below, noncentrality, ratio)) - share

    if excess(0.0) <= 0:
        return 0.0
    most = freedom * (ratio + 1)
    while excess(most) > 0 and most < _FAR * freedom * (ratio + 1):
        most *= 2
    return root(excess, 0.0, most, tolerance=_NEAR * most)
