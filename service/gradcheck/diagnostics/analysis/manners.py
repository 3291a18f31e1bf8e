"""How the difference from a placebo depends on the placebo's manner. It owns no verdict: a manner has a few pairs."""

import numpy as np
from numpy.typing import NDArray

from gradcheck.diagnostics.analysis.finding import Figure
from gradcheck.diagnostics.effects.samples import Samples
from gradcheck.diagnostics.request import Rules
from gradcheck.domain.base import Value
from gradcheck.statistics.edits.assignment import identity_test
from gradcheck.statistics.edits.pairs import pair_means
from gradcheck.statistics.scores import is_constant
from gradcheck.statistics.student import cluster_t
from gradcheck.texts.numbers import difference
from gradcheck.texts.placebo import MANNERS, Manner

_LEAST = 2  # pairs of a manner and manners, below which nothing is said
Means = NDArray[np.float64]
Units = NDArray[np.int_]


class Manners(Value, frozen=True, kw_only=True):
    """Figures by manner, and a warning in words where manners differ."""

    figures: tuple[Figure, ...] = ()
    flags: tuple[str, ...] = ()


def by_manner(samples: Samples, rules: Rules) -> Manners:
    """The difference real - placebo for every manner, with Student's interval of its pairs or steps.

    Nothing in simulations. Whether manners differ is a permutation of manners among pairs, at alpha.
    """
    drawn = np.array([draw.manner or "" for draw in samples.drawn("placebo")])
    if not drawn.size:
        return Manners()
    differences = samples.scores["real"] - samples.scores["placebo"]
    paired = ~np.isnan(differences).all(axis=1)
    known = [manner for manner in MANNERS if (paired & (drawn == manner)).sum() >= _LEAST]
    if len(known) < _LEAST:
        return Manners()
    chosen = paired & np.isin(drawn, known)
    means, names = pair_means(differences[chosen]), drawn[chosen]
    units = samples.steps[chosen] if rules.scope == "method" else np.arange(means.size)
    figures = [_figure(manner, means[names == manner], units[names == manner]) for manner in known]
    try:
        differ = identity_test(means, np.zeros(means.size), names, seed=rules.seed)
    except ValueError:  # pairs that do not vary
        return Manners(figures=tuple(figures))
    values = [figure.value for figure in figures]
    gap = Figure(name="largest difference between manners", value=max(values) - min(values), p_value=differ.p_value)
    flags = (_warning(means, names, units, known),) if differ.p_value <= rules.alpha else ()
    return Manners(figures=(*figures, gap), flags=flags)


def _figure(manner: str, means: Means, units: Units) -> Figure:
    low, high = _interval(means, units)
    return Figure(name=f"real - placebo ({manner})", value=float(means.mean()), ci95=(low, high))


def _warning(means: Means, names: NDArray[np.str_], units: Units, known: list[Manner]) -> str:
    """Which manner stands out, and whether the others show anything."""
    overall = float(means.mean())
    apart = max(known, key=lambda manner: abs(float(means[names == manner].mean()) - overall))
    own, others = means[names == apart], means[names != apart]
    low, high = _interval(others, units[names != apart])
    alone = low <= 0 <= high
    said = f"the {apart} placebo alone differs from the feedback" if alone else f"the {apart} placebo stands out"
    by_it, by_others = (difference(float(part.mean())) for part in (own, others))
    return f"{said}: real - placebo is {by_it} with it, {by_others} with the others"


def _interval(means: Means, units: Units) -> tuple[float, float]:
    """Student's 95 % interval; of pairs that do not vary, or of one step, their mean."""
    if is_constant(means) or np.ptp(units) == 0:
        return float(means.mean()), float(means.mean())
    interval = cluster_t(means, units).interval
    return interval.low, interval.high
