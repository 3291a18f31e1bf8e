"""Effects of several diagnostics as one, in worlds whose truth is known."""

import numpy as np
import pytest
from msgspec.structs import replace
from numpy.typing import NDArray
from scipy import stats

from gradcheck.diagnostics.analysis.pooled import Studied, pooled_effect
from gradcheck.diagnostics.effects.contrasts import of_interval
from gradcheck.diagnostics.effects.effect import Effect, Equivalence
from gradcheck.diagnostics.effects.where import where_of
from gradcheck.diagnostics.request import Noise, Rules
from gradcheck.statistics.edits.pairs import two_way_interval

Matrix = NDArray[np.float64]
RULES = Rules(
    tests=("content",),
    scope="this_run",
    estimand="fixed_feedback",
    ladder="core",
    stop="fixed",
    delta=0.1,
    alpha=0.05,
    noise=Noise(pair_sd=0.1, basis="assumed"),
    seed=0,
)
TRUTH, PAIRS, ITEMS = 0.1, 10, 12


def measured(cells: Matrix, *, by_item: bool = True) -> Effect:
    """The effect of differences of shape (pairs, items)."""
    steps = np.zeros(len(cells), dtype=np.int_)
    effect = of_interval("real - none", "two-way t", two_way_interval(cells, steps, scope="this_run"), RULES)
    items = tuple(f"item-{column}" for column in range(cells.shape[1]))
    return replace(effect, where=where_of(cells, items, steps, RULES)) if by_item else effect


def studied(effect: Effect, run: int, diagnostic: int = 0, data: str = "one") -> Studied:
    return Studied(diagnostic=f"diag_{run}_{diagnostic}", run=f"run_{run}", data=data, effect=effect)


def cells(rng: np.random.Generator, mean: float, items: Matrix, pairs: int = PAIRS) -> Matrix:
    """Differences of a run whose mean effect is this, on items with effects of their own."""
    noise: Matrix = rng.normal(0, 0.15, (pairs, 1)) + rng.normal(0, 0.3, (pairs, items.size))
    return mean + items + noise


def test_a_run_counts_once_however_often_it_was_diagnosed() -> None:
    rng = np.random.default_rng(1)
    items = np.zeros(ITEMS)
    often = [studied(measured(cells(rng, 0.4, items)), 0, n) for n in range(8)]
    others = [studied(measured(cells(rng, 0.0, items)), run) for run in (1, 2, 3)]
    pooled = pooled_effect([*often, *others], RULES)
    assert [run.run_id for run in pooled.runs] == ["run_0", "run_1", "run_2", "run_3"]
    assert pooled.runs[0].diagnostics == tuple(each.diagnostic for each in often)
    assert pooled.effect.df == 3
    assert pooled.runs[0].weight < 0.4


def test_diagnostics_of_one_run_are_more_exact_together_but_not_about_their_items() -> None:
    rng = np.random.default_rng(2)
    items = rng.normal(0, 0.3, ITEMS)
    first, second, other = (measured(cells(rng, 0.1, items)) for _ in range(3))
    alone = [pooled_effect([studied(one, 0), studied(other, 1)], RULES).runs[0].se for one in (first, second)]
    together = pooled_effect([studied(first, 0), studied(second, 0, 1), studied(other, 1)], RULES).runs[0]
    assert together.se < max(alone)
    assert first.se_items is not None
    assert together.se > 0.8 * first.se_items  # what the items bring is in both
    apart = [replace(effect, where=None) for effect in (first, second)]
    unaware = pooled_effect([studied(apart[0], 0), studied(apart[1], 0, 1), studied(other, 1)], RULES).runs[0]
    assert unaware.se < 0.85 * together.se


def test_items_of_other_data_are_others_whatever_their_names() -> None:
    rng = np.random.default_rng(3)
    items = rng.normal(0, 0.4, ITEMS)
    effects = [measured(cells(rng, 0.1, items)) for _ in range(4)]
    same = pooled_effect([studied(effect, run) for run, effect in enumerate(effects)], RULES)
    other = pooled_effect([studied(effect, run, data=f"{run}") for run, effect in enumerate(effects)], RULES)
    assert same.effect.se is not None
    assert other.effect.se is not None
    assert same.effect.se > 1.3 * other.effect.se


def test_an_effect_that_was_counted_has_the_error_of_its_interval() -> None:
    counted = Effect(
        name="real - none",
        test="sign flip of pairs",
        verdict="refuted",
        estimate=0.0,
        ci95=(-0.12, 0.12),
        equivalence=Equivalence(delta=0.1, p_value=0.04, ci90=(-0.1, 0.1)),
    )
    pooled = pooled_effect([studied(counted, 0), studied(counted, 1)], RULES)
    assert pooled.runs[0].se == pytest.approx(0.12 / 1.96, rel=1e-3)


def test_equivalence_and_the_least_difference_are_those_of_the_margin_asked_for() -> None:
    rng = np.random.default_rng(4)
    effects = [studied(measured(cells(rng, 0.0, np.zeros(ITEMS), 40)), run) for run in range(6)]
    wide = pooled_effect(effects, replace(RULES, delta=0.2)).effect
    assert wide.equivalence is not None
    assert (wide.equivalence.delta, wide.least) == (0.2, 0.1)
    assert wide.equivalence.p_value < 0.05


# Simulations, at 99 % binomial limits.

_RUNS = 300
_LEAST = int(stats.binom.ppf(0.005, _RUNS, 0.95))


def covers(rng: np.random.Generator, *, tau: float, repeats: int, by_item: bool = True, count: int = 5) -> bool:
    """Whether the interval of runs on the same items, each diagnosed so often, holds the mean effect of all."""
    items = rng.normal(0, 0.3, ITEMS)
    means = rng.normal(TRUTH, tau, count)
    effects = [
        studied(measured(cells(rng, mean, items), by_item=by_item), run, again)
        for run, mean in enumerate(means)
        for again in range(repeats)
    ]
    if by_item:
        low, high = pooled_effect(effects, RULES).effect.ci95 or (0.0, 0.0)
        return low <= TRUTH <= high
    each = [replace(effect, run=effect.diagnostic) for effect in effects]
    low, high = pooled_effect(each, RULES).effect.ci95 or (0.0, 0.0)
    return low <= TRUTH <= high


@pytest.mark.slow
@pytest.mark.parametrize("tau", [0.0, 0.15])
@pytest.mark.parametrize("repeats", [1, 3])
def test_the_mean_over_runs_on_the_same_items_is_covered(tau: float, repeats: int) -> None:
    rng = np.random.default_rng(5)
    assert sum(covers(rng, tau=tau, repeats=repeats) for _ in range(_RUNS)) >= _LEAST


@pytest.mark.slow
def test_known_bad_diagnostics_as_if_each_were_a_run_on_items_of_its_own_cover_too_little() -> None:
    rng = np.random.default_rng(5)
    assert sum(covers(rng, tau=0.15, repeats=3, by_item=False) for _ in range(_RUNS)) < _LEAST
