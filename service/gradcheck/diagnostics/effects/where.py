"""Where an effect is: the items it helps and harms, with an interval on how much it differs between them.

It decides nothing: a verdict is about the mean.
"""

import numpy as np
from numpy.typing import NDArray

from gradcheck.diagnostics.request import Rules
from gradcheck.domain.base import Value
from gradcheck.statistics.edits.by_item import item_effects
from gradcheck.texts.numbers import limit, percent

Matrix = NDArray[np.float64]


class ItemEffect(Value, frozen=True, kw_only=True):
    """An item's effect: the `mean` difference over its `pairs`, and `effect`, what of that is not expected to be noise.

    `effect` is the mean drawn to that of all items, the more so the fewer pairs there are and the less items differ.
    """

    item: str
    effect: float
    mean: float
    pairs: int


class Where(Value, frozen=True, kw_only=True):
    """How an effect differs between these items, in the order of their effects, the most helped first.

    `sd` is the standard deviation of the items' own effects, their noise taken out, with its 95 % interval. `helped`
    and `harmed` are the shares of items with an effect above delta and below -delta, as expected where effects are
    normal; null where the interval includes 0: the order of the items is then noise.
    """

    sd: float
    ci95: tuple[float, float]
    helped: float | None
    harmed: float | None
    items: tuple[ItemEffect, ...]
    reading: str


def where_of(
    differences: Matrix, items: tuple[str, ...], steps: NDArray[np.int_], rules: Rules, shared: Matrix | None = None
) -> Where | None:
    """Where the effect of these differences is, shape (pairs, items); None where too little is known by item.

    `steps` are those of the pairs, which with the scope `method` are units as a whole. `shared` are the variances of
    what all pairs are compared with, by item.
    """
    rows = _by_step(differences, steps) if rules.scope == "method" else differences
    try:
        found = item_effects(rows, margin=rules.delta, shared=shared)
    except ValueError:
        return None
    listed = [
        ItemEffect(item=items[column], effect=effect, mean=mean, pairs=count)
        for column, effect, mean, count in zip(found.columns, found.effects, found.means, found.counts, strict=True)
    ]
    apart = found.interval.low > 0
    return Where(
        sd=found.sd,
        ci95=found.interval,
        helped=found.helped if apart else None,
        harmed=found.harmed if apart else None,
        items=tuple(sorted(listed, key=lambda item: (-item.effect, -item.mean))),
        reading=_read(found.helped, found.harmed, len(listed), rules.delta) if apart else _NOISE,
    )


_NOISE = "items are not seen to differ in the effect: their order is noise"


def _read(helped: float, harmed: float, items: int, delta: float) -> str:
    shares = f"some {percent(helped)} are helped by more than {limit(delta)} and {percent(harmed)} harmed by more"
    return f"the effect differs between the {items} items: {shares}"


def _by_step(differences: Matrix, steps: NDArray[np.int_]) -> Matrix:
    """The mean of each step's pairs, cell by cell; NaN where none of them has it."""
    rows = [differences[steps == step] for step in np.unique(steps)]
    counts = [(~np.isnan(row)).sum(axis=0) for row in rows]
    return np.array(
        [
            np.where(count > 0, np.nansum(row, axis=0) / np.maximum(count, 1), np.nan)
            for row, count in zip(rows, counts, strict=True)
        ]
    )
