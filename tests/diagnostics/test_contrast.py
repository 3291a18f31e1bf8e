"""The rule of verdicts, on blocks written by hand."""

from collections.abc import Sequence

import numpy as np
import pytest

from service.diagnostics.blocks import Block, Drawn
from service.diagnostics.contrast import Contrast, Rule, contrast

ITEMS = 8


Scores = Sequence[float | None]


def drawn(arm: str, scores: Scores) -> Drawn:
    return Drawn(arm=arm, feedback=(arm,), text=arm, rejected=(), scores=tuple(scores))


def blocks(pairs: Sequence[tuple[Scores, Scores]], steps: int = 1) -> list[Block]:
    return [
        Block(step=n % steps, replicate=n // steps, arms=(drawn("a", first), drawn("b", second)))
        for n, (first, second) in enumerate(pairs)
    ]


def judged(found: list[Block], **rule: object) -> Contrast:
    values = {"scope": "this_run", "delta": 0.1, "alpha": 0.05, "seed": 0, **rule}
    return contrast(found, "a", "b", Rule(**values))  # type: ignore[arg-type]


def simulated(n: int, effect: float, seed: int = 0, sd: float = 0.05) -> list[Block]:
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(n):
        rows = [np.clip(0.5 + shift + rng.normal(0, sd) + rng.normal(0, sd, ITEMS), 0, 1) for shift in (effect, 0)]
        made.append((list(map(float, rows[0])), list(map(float, rows[1]))))
    return blocks(made, steps=3)


def test_a_clear_difference_in_the_predicted_direction_is_supported() -> None:
    assert judged(simulated(18, 0.3)).verdict == "supported"


def test_a_clear_difference_in_the_other_direction_is_refuted() -> None:
    found = judged(simulated(18, -0.3))
    assert found.verdict == "refuted"
    assert "opposite" in found.reasons[0]


def test_an_effect_within_delta_is_refuted_by_equivalence_only() -> None:
    assert judged(simulated(60, 0.0), delta=0.1).verdict == "refuted"
    found = judged(simulated(8, 0.0), delta=0.01)
    assert found.verdict == "inconclusive"
    assert found.minimum_detectable_effect is not None
    assert f"{found.minimum_detectable_effect:.2g}" in found.reasons[0]


def test_a_significant_effect_below_half_of_delta_is_not_supported() -> None:
    found = judged(simulated(60, 0.06), delta=0.2)
    assert found.p_value is not None
    assert found.p_value <= 0.05
    assert found.verdict == "refuted"
    assert judged(simulated(60, 0.06), delta=0.06).verdict == "supported"


def test_five_pairs_can_never_be_significant() -> None:
    found = judged(simulated(5, 0.3, sd=0.02), delta=0.1)
    assert found.verdict == "inconclusive"
    assert "so few pairs" in found.reasons[-1]


@pytest.mark.parametrize(("bound", "name"), [(0.0, "floor"), (1.0, "ceiling")])
def test_all_scores_at_one_bound_are_not_testable(bound: float, name: str) -> None:
    found = judged(blocks([([bound] * ITEMS, [bound] * ITEMS)] * 8))
    assert found.verdict == "not_testable"
    assert name in found.reasons[0]


def test_one_arm_at_a_bound_does_not_prevent_a_verdict() -> None:
    rng = np.random.default_rng(1)
    pairs = [([float(x) for x in rng.random(ITEMS) < 0.6], [0.0] * ITEMS) for _ in range(10)]
    assert judged(blocks(pairs)).verdict == "supported"


def test_differences_without_variance_are_not_testable_never_equivalent() -> None:
    found = judged(blocks([([0.5] * ITEMS, [0.5] * ITEMS)] * 8))
    assert (found.verdict, found.equivalence) == ("not_testable", None)


def test_a_pair_with_an_unusable_side_is_dropped_and_counted() -> None:
    unusable: list[float | None] = [None] * ITEMS
    spoiled = [*simulated(12, 0.3), *blocks([(unusable, [0.5] * ITEMS)])]
    found = judged(spoiled)
    assert (found.n_pairs, found.dropped_pairs) == (12, 1)
    assert found.estimate == judged(simulated(12, 0.3)).estimate


def test_a_lone_missing_score_costs_only_its_cell() -> None:
    pairs: list[tuple[Scores, Scores]] = [([0.2, 0.8], [0.1, 0.1]), ([0.9, None], [0.1, 0.4]), ([0.4, 0.3], [0.2, 0.2])]
    found = judged(blocks(pairs))
    assert found.n_pairs == 3
    assert found.estimate == pytest.approx(((0.1 + 0.7) / 2 + 0.8 + (0.2 + 0.1) / 2) / 3)


def test_the_unit_is_the_pair_not_the_item() -> None:
    """With one lucky pair of many items no number of items makes a difference significant."""
    lucky = [([1.0] * 200, [0.0] * 200), *[([0.0, 1.0] * 100, [0.0, 1.0] * 100) for _ in range(7)]]
    found = judged(blocks(lucky))
    assert found.p_value is not None
    assert found.p_value > 0.5


@pytest.mark.parametrize("n", [0, 1])
def test_fewer_than_two_pairs_are_not_testable(n: int) -> None:
    assert judged(simulated(n, 0.3)).verdict == "not_testable"


def test_one_step_says_nothing_about_other_steps() -> None:
    one = blocks([(b.arm("a").scores, b.arm("b").scores) for b in simulated(8, 0.3)])
    assert judged(one).verdict == "supported"
    assert judged(one, scope="method").verdict == "not_testable"


def test_scope_method_clusters_by_step() -> None:
    found = judged(simulated(18, 0.3), scope="method")
    assert found.least_p_value == 0.25
    assert found.verdict == "inconclusive"


def test_a_single_item_is_not_testable() -> None:
    assert judged(blocks([([0.1 * n], [0.0]) for n in range(8)])).verdict == "not_testable"
