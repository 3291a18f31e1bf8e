"""On which items an effect is."""

import numpy as np
import pytest
from msgspec.structs import replace
from numpy.typing import NDArray

from gradcheck.diagnostics.analysis import finding as findings
from gradcheck.diagnostics.analysis.measuring import found_by
from gradcheck.diagnostics.effects.samples import Samples
from gradcheck.diagnostics.effects.where import Where, where_of
from gradcheck.diagnostics.material import Material
from gradcheck.diagnostics.registry import DIAGNOSTICS
from gradcheck.diagnostics.request import Noise, Rules

Matrix = NDArray[np.float64]
PAIRS, ITEMS = 16, 12
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


def samples(scores: dict[str, Matrix], parent: Matrix | None = None, steps: int = 2) -> Samples:
    """Pairs in turn of `steps` steps; `parent` has shape (steps, repeats, items)."""
    empty = np.zeros((steps, 0))
    return Samples(
        steps=np.arange(PAIRS) % steps,
        replicates=np.arange(PAIRS) // steps,
        scores=scores,
        gate={},
        crossed={},
        owners=np.zeros((steps, 0), dtype=np.bool_),
        parent_steps=np.arange(steps),
        parent=np.zeros((steps, 0, ITEMS)) if parent is None else parent,
        parent_gate=empty,
        parent_crossed=empty,
    )


def found(test: str, given: Samples) -> list[Where | None]:
    rules = replace(RULES, tests=(test,))
    finding = found_by([DIAGNOSTICS[test]], findings.TestInput(samples=given, rules=rules), {})[test]
    return [claim.where for claim in finding.claims]


def bernoulli(rng: np.random.Generator, chances: Matrix) -> Matrix:
    return (rng.random((PAIRS, ITEMS)) < chances).astype(np.float64)


def test_content_says_which_items_are_helped_and_which_harmed() -> None:
    rng = np.random.default_rng(1)
    real = np.repeat([0.95, 0.5, 0.05], 4)
    arms = {arm: bernoulli(rng, np.full(ITEMS, 0.5)) for arm in ("none", "placebo", "real_again")}
    for where in found("content", samples({"real": bernoulli(rng, real), **arms})):
        assert where is not None
        assert where.ci95[0] > 0
        assert sum(int(item.item) < 4 for item in where.items[:4]) >= 3
        assert sum(int(item.item) >= 8 for item in where.items[-4:]) >= 3
        assert all(abs(item.effect) < abs(item.mean) + 0.1 for item in where.items)
        assert where.helped == pytest.approx(0.4, abs=0.15)
        assert where.harmed == pytest.approx(0.4, abs=0.15)
        assert where.reading.startswith("the effect differs between the 12 items")


def test_where_items_do_not_differ_their_order_is_called_noise() -> None:
    rng = np.random.default_rng(2)
    arms = {arm: bernoulli(rng, np.full(ITEMS, 0.5)) for arm in ("none", "placebo", "real_again")}
    for where in found("content", samples({"real": bernoulli(rng, np.full(ITEMS, 0.8)), **arms})):
        assert where is not None
        assert where.ci95[0] == 0
        assert (where.helped, where.harmed) == (None, None)
        assert "noise" in where.reading


def test_the_noise_of_the_prompt_before_is_not_taken_for_items_that_are_helped() -> None:
    false, unaware, runs = 0, 0, 60
    for seed in range(runs):
        rng = np.random.default_rng(seed)
        chances = np.full(ITEMS, 0.5)
        parent = (rng.random((1, 2, ITEMS)) < chances).astype(np.float64)
        given = samples({"real": bernoulli(rng, np.full(ITEMS, 0.7))}, parent, steps=1)
        (where,) = found("descent", given)
        assert where is not None
        false += where.ci95[0] > 0
        alone = where_of(given.scores["real"] - given.before(), tuple("abcdefghijkl"), given.steps, RULES)
        assert alone is not None
        unaware += alone.ci95[0] > 0
    assert false <= 8  # 99.9 % limit of one in twenty
    assert unaware > runs / 2


def test_that_noise_is_known_item_by_item_where_steps_are_scored_on_other_items() -> None:
    false, runs = 0, 60
    for seed in range(runs):
        rng = np.random.default_rng(seed)
        parent = (rng.random((4, 2, ITEMS)) < 0.5).astype(np.float64)
        real = bernoulli(rng, np.full(ITEMS, 0.7))
        for step in range(4):  # each step's items are its own
            elsewhere = np.arange(ITEMS) % 4 != step
            parent[step][:, elsewhere] = np.nan
            real[np.ix_(np.arange(PAIRS) % 4 == step, elsewhere)] = np.nan
        (where,) = found("descent", samples({"real": real}, parent, steps=4))
        false += where is not None and where.ci95[0] > 0
    assert false <= 8  # 99.9 % limit of one in twenty


def test_a_prompt_before_that_was_answered_once_says_nothing_of_items() -> None:
    rng = np.random.default_rng(3)
    real, parent = bernoulli(rng, np.full(ITEMS, 0.7)), np.full((2, 1, ITEMS), 0.5)
    assert found("descent", samples({"real": real}, parent)) == [None]


def test_items_have_the_names_of_the_examples() -> None:
    rng = np.random.default_rng(4)
    arms = {arm: bernoulli(rng, np.full(ITEMS, 0.5)) for arm in ("real", "real_again")}
    names = tuple(f"example-{column}" for column in range(ITEMS))
    where = where_of(arms["real"] - arms["real_again"], names, np.zeros(PAIRS, dtype=np.int_), RULES)
    assert where is not None
    assert {item.item for item in where.items} == set(names)
    assert Material(items=names).items == names


def test_steps_are_units_where_a_method_is_spoken_of() -> None:
    rng = np.random.default_rng(5)
    steps = np.arange(PAIRS) // 4
    of_step = rng.normal(0, 0.4, (4, ITEMS))[steps]
    differences = of_step + rng.normal(0, 0.05, (PAIRS, ITEMS))
    names = tuple(map(str, range(ITEMS)))
    pairs = where_of(differences, names, steps, RULES)
    whole = where_of(differences, names, steps, replace(RULES, scope="method"))
    assert pairs is not None
    assert whole is not None
    assert pairs.ci95[0] > 0
    assert whole.ci95[0] == 0
    assert {item.pairs for item in whole.items} == {4}
