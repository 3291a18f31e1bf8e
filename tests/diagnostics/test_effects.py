"""The rule of verdicts, on pairs written by hand."""

import numpy as np
import pytest

from gradcheck.diagnostics.effects.contrasts import Terms, contrast
from gradcheck.diagnostics.effects.effect import PValues, at_look, decided, multiplied
from gradcheck.diagnostics.effects.samples import Samples
from gradcheck.statistics.looks import Looks
from gradcheck.texts.numbers import p_value
from tests.support.drawing import Pairs, judged, rules, written

ITEMS = 8


def simulated(n: int, effect: float, seed: int = 0, sd: float = 0.05) -> Pairs:
    rng = np.random.default_rng(seed)
    pairs = []
    for _ in range(n):
        rows = [np.clip(0.5 + shift + rng.normal(0, sd) + rng.normal(0, sd, ITEMS), 0, 1) for shift in (effect, 0)]
        pairs.append((list(map(float, rows[0])), list(map(float, rows[1]))))
    return pairs


def made(n: int, effect: float, sd: float = 0.05) -> Samples:
    return written(simulated(n, effect, sd=sd), steps=3)


def test_a_clear_difference_in_the_predicted_direction_is_supported() -> None:
    assert judged(made(18, 0.3)).verdict == "supported"


def test_a_clear_difference_in_the_other_direction_is_refuted() -> None:
    found = judged(made(18, -0.3))
    assert found.verdict == "refuted"
    assert "opposite" in found.reasons[0]


def test_an_effect_within_delta_is_refuted_by_equivalence_only() -> None:
    assert judged(made(60, 0.0), delta=0.1).verdict == "refuted"
    found = judged(made(8, 0.0), delta=0.01)
    assert found.verdict == "inconclusive"
    assert found.minimum_detectable_effect is not None
    assert f"{found.minimum_detectable_effect:.2g}" in found.reasons[0]


def test_a_significant_effect_below_half_of_delta_is_not_supported() -> None:
    found = judged(made(60, 0.06), delta=0.2)
    assert found.p_value is not None
    assert found.p_value <= 0.05
    assert found.verdict == "refuted"
    assert judged(made(60, 0.06), delta=0.06).verdict == "supported"


def test_a_difference_on_these_items_alone_is_not_shown_for_items_like_them() -> None:
    """A rule that helps half of the items and harms the other: pairs agree about these eight, items do not."""
    rng = np.random.default_rng(4)
    helped = np.array([0.4, 0.4, 0.4, 0.4, 0.4, -0.3, -0.3, -0.3])
    for towards in (1, -1):
        pairs = [((0.5 + towards * helped + rng.normal(0, 0.02, ITEMS)).tolist(), [0.5] * ITEMS) for _ in range(12)]
        found = judged(written(pairs, steps=3))
        assert found.p_value is not None
        assert found.p_here is not None
        assert found.p_here <= 0.05 < found.p_value
        assert found.ci95 is not None
        assert found.ci95[0] < 0 < found.ci95[1]
        assert found.verdict == "inconclusive"
        assert "its interval includes 0" in found.reasons[0]


def test_a_p_value_about_these_items_alone_is_adjusted_like_the_others() -> None:
    found = contrast(made(18, 0.04), "a", "b", rules(delta=0.1))
    assert found.p_here is not None
    assert multiplied(found, 6).p_here == min(1.0, 6 * found.p_here)
    looked = at_look(found, Looks(shares=(0.5, 1.0), at=1)).p_here
    assert looked is not None
    assert looked > found.p_here
    assert contrast(made(18, 0.04), "a", "b", rules(delta=0.1), Terms(early=True)).p_here is None


def test_an_interval_that_excludes_zero_is_not_said_to_include_it() -> None:
    found = contrast(made(60, 0.06), "a", "b", rules(delta=0.1))
    assert found.side == 1
    hidden = decided(found, PValues(claim=0.2, opposite=1.0, equivalence=0.5), rules(delta=0.1))
    assert hidden.reasons[0].startswith("no difference is shown")


def test_what_adjusting_hides_is_said() -> None:
    found = contrast(made(18, 0.04), "a", "b", rules(delta=0.1))
    alone = found.raw
    hidden = decided(found, PValues(claim=0.2, opposite=1.0, equivalence=0.08), rules(delta=0.1))
    assert hidden.verdict == "inconclusive"
    assert alone.equivalence is not None
    assert any(
        f"the equivalence has {p_value(alone.equivalence)} alone, and p = 0.08" in reason for reason in hidden.reasons
    )


def test_five_pairs_can_never_be_significant() -> None:
    found = judged(made(5, 0.3, sd=0.02), delta=0.1)
    assert found.verdict == "inconclusive"
    assert "so few pairs" in found.reasons[-1]


@pytest.mark.parametrize(("bound", "name"), [(0.0, "floor"), (1.0, "ceiling")])
def test_all_scores_at_one_bound_are_not_testable(bound: float, name: str) -> None:
    found = judged(written([([bound] * ITEMS, [bound] * ITEMS)] * 8))
    assert found.verdict == "not_testable"
    assert name in found.reasons[0]


def test_one_arm_at_a_bound_does_not_prevent_a_verdict() -> None:
    rng = np.random.default_rng(1)
    pairs = [([float(x) for x in rng.random(ITEMS) < 0.6], [0.0] * ITEMS) for _ in range(10)]
    assert judged(written(pairs)).verdict == "supported"


def test_differences_without_variance_are_not_testable_never_equivalent() -> None:
    found = judged(written([([0.5] * ITEMS, [0.5] * ITEMS)] * 8))
    assert (found.verdict, found.equivalence) == ("not_testable", None)


def test_a_pair_with_an_unusable_side_is_dropped_and_counted() -> None:
    unusable: list[float | None] = [None] * ITEMS
    found = judged(written([*simulated(12, 0.3), (unusable, [0.5] * ITEMS)], steps=3))
    assert (found.n_pairs, found.dropped_pairs) == (12, 1)
    assert found.estimate == judged(made(12, 0.3)).estimate


def test_a_lone_missing_score_costs_only_its_cell() -> None:
    pairs: Pairs = [([0.2, 0.8], [0.1, 0.1]), ([0.9, None], [0.1, 0.4]), ([0.4, 0.3], [0.2, 0.2])]
    found = judged(written(pairs))
    assert found.n_pairs == 3
    assert found.estimate == pytest.approx(((0.1 + 0.7) / 2 + 0.8 + (0.2 + 0.1) / 2) / 3)


def test_the_unit_is_the_pair_not_the_item() -> None:
    """With one lucky pair of many items no number of items makes a difference significant."""
    lucky = [([1.0] * 200, [0.0] * 200), *[([0.0, 1.0] * 100, [0.0, 1.0] * 100) for _ in range(7)]]
    found = judged(written(lucky))
    assert found.p_value is not None
    assert found.p_value > 0.5


def test_fewer_than_two_pairs_are_not_testable() -> None:
    assert judged(made(1, 0.3)).verdict == "not_testable"


def test_one_step_says_nothing_about_other_steps() -> None:
    one = written(simulated(8, 0.3))
    assert judged(one).verdict == "supported"
    assert judged(one, scope="method").verdict == "not_testable"


def test_scope_method_clusters_by_step() -> None:
    found = judged(made(18, 0.3), scope="method")
    assert found.least_p_value == 0.25
    assert found.verdict == "inconclusive"


def test_a_single_item_is_not_testable() -> None:
    assert judged(written([([0.1 * n], [0.0]) for n in range(8)])).verdict == "not_testable"


def test_an_equivalence_is_supported_within_delta_and_refuted_by_a_difference() -> None:
    terms = Terms(claim="equivalence")
    assert judged(made(60, 0.0), terms).verdict == "supported"
    assert judged(made(18, 0.3), terms).verdict == "refuted"
    assert judged(made(6, 0.0, sd=0.3), terms).verdict == "inconclusive"


def test_a_one_sided_claim_is_refuted_by_the_other_side() -> None:
    terms = Terms(alternative="greater")
    right, wrong = judged(made(18, 0.3), terms), judged(made(18, -0.3), terms)
    assert (right.verdict, wrong.verdict) == ("supported", "refuted")
    assert right.p_value is not None
    assert wrong.p_value is not None
    assert wrong.p_value > 0.99


def test_arms_that_leave_no_room_for_delta_are_not_testable() -> None:
    rng = np.random.default_rng(2)
    near = [tuple([float(x) for x in rng.random(50) < 0.97] for _ in range(2)) for _ in range(20)]
    pairs: Pairs = [(a, b) for a, b in near]
    assert "ceiling" in judged(written(pairs), delta=0.1).reasons[0]
    assert judged(written(pairs), delta=0.01).verdict != "not_testable"


def test_a_contrast_that_may_stop_early_has_an_e_value_and_a_wider_interval() -> None:
    fixed, early = judged(made(30, 0.3)), judged(made(30, 0.3), Terms(early=True))
    assert early.verdict == "supported"
    assert early.e_value is not None
    assert early.e_value >= 20
    assert fixed.ci95 is not None
    assert early.ci95 is not None
    assert early.ci95[1] - early.ci95[0] > fixed.ci95[1] - fixed.ci95[0]
