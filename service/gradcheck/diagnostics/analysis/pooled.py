"""Effects of one question, measured by several diagnostics, as one effect: over runs, which are what is a sample.

What the diagnostics are, and whether they may be put together, is known to `diagnostics.pool`. Diagnostics of one run
look at the same steps, so they are first one study: their mean, weighted by how exact each is. Runs then are studies
with effects of their own. Where effects know their items, errors made on the same items are known to be shared.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gradcheck.diagnostics.effects.contrasts import estimated
from gradcheck.diagnostics.effects.effect import Effect
from gradcheck.diagnostics.request import Rules
from gradcheck.domain.base import Value
from gradcheck.statistics.pooling import RandomEffects, fixed, random_effects
from gradcheck.statistics.scores import NORMAL
from gradcheck.statistics.student import TTest

_TEST = "random effects of runs, t of Hartung and Knapp"
_LEAST_SE = 1e-9

Items = Mapping[str, float]


class Studied(Value, frozen=True, kw_only=True):
    """An effect as one diagnostic measured it; `data` names the data that its items are of."""

    diagnostic: str
    run: str
    data: str
    effect: Effect


class PooledRun(Value, frozen=True, kw_only=True):
    """A run's part in a pooled effect: what its diagnostics say together, and the weight of that, of 1 in all."""

    run_id: str
    diagnostics: tuple[str, ...]
    estimate: float
    se: float
    weight: float


class PooledEffect(Value, frozen=True, kw_only=True):
    """An effect over runs: its verdict, and how much it differs from run to run.

    `tau` is the standard deviation of the effect between runs, with its 95 % interval; `i_squared` the share of that in
    how a typical run's estimate varies; `heterogeneity_p_value` tests that all runs have the same effect. `prediction`
    is where the effect of another such run lies with 95 %, null of two runs.
    """

    effect: Effect
    runs: tuple[PooledRun, ...]
    tau: float
    tau_ci95: tuple[float, float]
    i_squared: float
    heterogeneity_p_value: float
    prediction: tuple[float, float] | None


class _Study(NamedTuple):
    """A run's estimate; its variance apart from what items bring, and what each item brings, in one sum."""

    diagnostics: tuple[str, ...]
    estimate: float
    apart: float
    items: Items

    @property
    def variance(self) -> float:
        return max(self.apart + _product(self.items, self.items), _LEAST_SE**2)


def standard_error(effect: Effect) -> float | None:
    """The standard error of an effect, of one that was counted from its interval; None where it has none."""
    if effect.verdict == "not_testable" or effect.estimate is None:
        return None
    if effect.se is not None:
        return effect.se
    if effect.equivalence is None or effect.ci95 is None:
        return None
    return (effect.ci95[1] - effect.ci95[0]) / 2 / NORMAL


def pooled_effect(studied: Sequence[Studied], rules: Rules) -> PooledEffect:
    """One effect out of those that several diagnostics measured, of two runs at least. It is not yet decided.

    Raises ValueError for fewer runs.
    """
    by_run: dict[str, list[_Study]] = {}
    for each in studied:
        by_run.setdefault(each.run, []).append(_study(each))
    runs = {run: _one(parts) for run, parts in by_run.items()}
    result = random_effects(
        [study.estimate for study in runs.values()],
        [study.variance for study in runs.values()],
        _shared(list(runs.values())),
    )
    effects = [each.effect for each in studied]
    untested = Effect(
        name=effects[0].name,
        test=_TEST,
        claim=effects[0].claim,
        least=effects[0].least and rules.delta / 2,
        n_pairs=len(runs),
        n_items=max(effect.n_items for effect in effects),
        n_steps=sum(effect.n_steps for effect in effects),
        p_value=result.p_value,
    )
    units = TTest(
        estimate=result.estimate,
        se=result.se,
        df=len(runs) - 1,
        p_value=result.p_value,
        interval=result.interval,
        n=len(runs),
    )
    return PooledEffect(
        effect=estimated(untested, units, rules),
        runs=_parts(runs, result),
        tau=result.tau,
        tau_ci95=result.tau_interval,
        i_squared=result.i_squared,
        heterogeneity_p_value=result.q_p_value,
        prediction=result.prediction,
    )


def _parts(runs: Mapping[str, _Study], result: RandomEffects) -> tuple[PooledRun, ...]:
    return tuple(
        PooledRun(
            run_id=run,
            diagnostics=study.diagnostics,
            estimate=study.estimate,
            se=math.sqrt(study.variance),
            weight=weight,
        )
        for (run, study), weight in zip(runs.items(), result.weights, strict=True)
    )


def _study(studied: Studied) -> _Study:
    effect = studied.effect
    se, estimate = standard_error(effect) or 0.0, effect.estimate or 0.0
    items: dict[str, float] = {}
    if effect.where is not None and effect.se is not None:
        by_item = effect.where.items
        cells = sum(item.pairs for item in by_item)
        inflated = math.sqrt(len(by_item) / (len(by_item) - 1))
        middle = sum(item.pairs * item.mean for item in by_item) / cells
        items = {
            f"{studied.data}/{item.item}": inflated * item.pairs / cells * (item.mean - middle) for item in by_item
        }
    apart = max(se**2 - _product(items, items), 0.0)
    return _Study(diagnostics=(studied.diagnostic,), estimate=estimate, apart=apart, items=items)


def _one(parts: Sequence[_Study]) -> _Study:
    """Diagnostics of one run as one study of it: their weighted mean, with what they share."""
    if len(parts) == 1:
        return parts[0]
    mean = fixed([part.estimate for part in parts], [part.variance for part in parts])
    weighted = list(zip(mean.weights, parts, strict=True))
    names = dict.fromkeys(name for part in parts for name in part.items)
    return _Study(
        diagnostics=tuple(name for part in parts for name in part.diagnostics),
        estimate=mean.estimate,
        apart=sum(weight**2 * part.apart for weight, part in weighted),
        items={name: sum(weight * part.items.get(name, 0.0) for weight, part in weighted) for name in names},
    )


def _shared(studies: Sequence[_Study]) -> NDArray[np.float64]:
    """The covariances of runs' estimates by the items that they share, shape (runs, runs)."""
    return np.array([[_product(first.items, second.items) for second in studies] for first in studies])


def _product(first: Items, second: Items) -> float:
    return sum(value * second[name] for name, value in first.items() if name in second)
