"""Room near a bound of the score, and what counts where nearly nothing differs there."""

import numpy as np
import pytest
from msgspec.structs import replace

from gradcheck.diagnostics.effects.contrasts import Terms, over
from gradcheck.diagnostics.effects.samples import Matrix, Samples
from tests.support.drawing import ITEMS, found, in_turn, judged, rules, samples

BLOCKS = 18


def answers(rate: float, seed: int, blocks: int = BLOCKS, items: int = ITEMS) -> Matrix:
    """Right and wrong answers."""
    return (np.random.default_rng(seed).random((blocks, items)) < rate).astype(np.float64)


def made(first: Matrix, second: Matrix, *, before: float | None = None, **others: Matrix) -> Samples:
    """The arms a and b, others beside them, and the prompt before them where it was scored."""
    blocks, items = first.shape
    parent = np.zeros((0, 0, 0)) if before is None else np.full((3, 1, items), before)
    return samples(in_turn(blocks, 3), {"a": first, "b": second, **others}, parent=parent)


HIGH, LOW = (answers(0.97, 1), answers(0.97, 2)), (answers(0.03, 3), answers(0.03, 4))


def test_arms_alike_at_the_ceiling_are_equivalent_where_the_prompt_before_scores_less() -> None:
    effect = judged(made(*HIGH, before=0.6))
    assert (effect.verdict, "within" in effect.reasons[0]) == ("refuted", True)
    assert judged(made(*HIGH, before=0.6), Terms(claim="equivalence")).verdict == "supported"


def test_any_other_arm_shows_room_as_well_as_the_prompt_before() -> None:
    assert judged(made(*HIGH, none=answers(0.5, 5))).verdict == "refuted"
    assert judged(made(*HIGH, before=0.97, none=answers(0.5, 5))).verdict == "refuted"


@pytest.mark.parametrize("before", [None, 0.97, 0.9])
def test_without_any_prompt_delta_below_the_ceiling_there_is_no_room_and_the_reason_says_what_is_needed(
    before: float | None,
) -> None:
    effect = judged(made(*HIGH, before=before))
    assert (effect.verdict, effect.estimate) == ("not_testable", None)
    assert "ceiling of 1" in effect.reasons[0]
    assert "no prompt that was scored has 0.1 less; items are needed on which some prompt does" in effect.reasons[0]


def test_at_the_floor_a_prompt_that_scores_more_shows_room_and_one_that_scores_less_does_not() -> None:
    assert judged(made(*LOW, before=0.4)).verdict == "refuted"
    effect = judged(made(*LOW, before=0.0))
    assert (effect.verdict, "floor of 0" in effect.reasons[0]) == ("not_testable", True)
    assert "has 0.1 more" in effect.reasons[0]


def test_one_arm_off_the_bound_needs_no_other_prompt() -> None:
    assert judged(made(HIGH[0], answers(0.7, 6))).verdict == "supported"
    assert judged(made(answers(0.7, 6), HIGH[0])).verdict == "refuted"


def test_the_prompt_before_has_no_room_below_it_whatever_else_scores_less() -> None:
    """Edits are held against it as it is: at the ceiling none could have been better."""
    drawn = made(*HIGH, before=0.97, none=answers(0.3, 5))
    effect = over("a - before", drawn.scores["a"], drawn.before(), drawn, "a", rules())
    assert (effect.verdict, "ceiling" in effect.reasons[0]) == ("not_testable", True)


def test_an_interaction_needs_an_arm_of_its_own_off_the_bound() -> None:
    assert judged(made(*HIGH, before=0.5), Terms(claim="equivalence", room="arms")).verdict == "not_testable"


def test_a_missing_prompt_before_shows_no_room() -> None:
    drawn = made(*HIGH, before=0.5)
    assert judged(replace(drawn, parent=np.full_like(drawn.parent, np.nan))).verdict == "not_testable"


@pytest.mark.parametrize(("bound", "before"), [(1.0, 0.4), (0.0, 0.6)])
def test_arms_that_never_differ_at_a_bound_are_equivalent_only_from_as_many_pairs_and_items_as_chance_needs(
    bound: float, before: float
) -> None:
    """0.9 ** 29 is the first power of 0.9 below 0.05."""

    for blocks, items, verdict, power in (
        (29, 29, "refuted", 29),
        (28, 60, "inconclusive", 28),
        (60, 28, "inconclusive", 28),
    ):
        effect = judged(made(*[np.full((blocks, items), bound)] * 2, before=before))
        assert effect.equivalence is not None
        assert effect.equivalence.p_value == pytest.approx(0.9**power)
        assert effect.ci95 is not None
        assert effect.ci95[0] < 0 < effect.ci95[1]
        assert (effect.verdict, effect.pairs_needed_for_equivalence) == (verdict, 29)


def test_one_cell_that_differs_makes_no_interval_narrow() -> None:
    """Student's t would have called these twelve pairs equivalent, which those without any difference are not."""
    first = np.ones((12, ITEMS))
    second = first.copy()
    second[3, 5] = 0
    effect = judged(made(first, second, before=0.4))
    assert effect.verdict == "inconclusive"
    assert effect.estimate == pytest.approx(1 / (12 * ITEMS))
    assert effect.ci95 is not None
    assert effect.ci95[1] > 0.3


def test_in_scope_method_steps_are_counted() -> None:
    full = np.ones((60, 60))
    assert judged(made(full, full, before=0.4), scope="method").verdict == "inconclusive"
    assert judged(made(full, full, before=0.4)).verdict == "refuted"


def test_a_job_that_may_stop_early_is_not_more_sure_of_arms_that_never_differ() -> None:
    early = Terms(early=True)
    few, many = (judged(made(*[np.ones((n, 60))] * 2, before=0.4), early, stop="evalue") for n in (20, 60))
    assert (few.verdict, many.verdict) == ("inconclusive", "refuted")
    assert few.e_value is not None


def test_feedback_on_wrong_labels_at_the_ceiling_is_label_blind() -> None:
    drawn = samples(
        in_turn(BLOCKS, 3), {"redrawn": HIGH[0], "wrong_labels": HIGH[1]}, parent=np.full((3, 1, ITEMS), 0.5)
    )
    finding = found("labels", drawn, ladder="core")
    assert (finding.verdict, "label-blind" in finding.reading) == ("refuted", True)
    cramped = found("labels", replace(drawn, parent=np.full((3, 1, ITEMS), 0.96)), ladder="core")
    assert (cramped.verdict, "ceiling" in cramped.reading) == ("not_testable", True)


def test_feedbacks_alike_at_the_ceiling_are_alike_where_the_prompt_before_scores_less() -> None:
    arms = {f"feedback_{n}": answers(0.96, n, blocks=36) for n in range(1, 5)}
    drawn = samples(in_turn(36, 6), arms, parent=np.full((6, 1, ITEMS), 0.5))
    assert found("consistency", drawn).claims[0].estimate is not None
    assert found("consistency", replace(drawn, parent=np.full((6, 1, ITEMS), 0.96))).verdict == "not_testable"


LOSSES = {  # what share of edits loses how much on what share of items; the mean is delta in each
    "every edit a little": (1.0, 0.1, 1.0),
    "every edit half on a fifth of the items": (1.0, 0.5, 0.2),
    "a third of the edits": (1 / 3, 0.3, 1.0),
    "a tenth of the edits everything": (0.1, 1.0, 1.0),
}


@pytest.mark.parametrize("pairs", [12, 30])
@pytest.mark.parametrize("loss", LOSSES)
def test_a_difference_of_delta_at_the_ceiling_is_seldom_called_none(loss: str, pairs: int) -> None:
    """At most 5 %, within what 400 draws give by chance in 99 of 100."""
    edits, size, items = LOSSES[loss]
    wrong = 0
    for seed in range(400):
        rng = np.random.default_rng([seed, pairs])
        lost = np.where((rng.random((pairs, 1)) < edits) & (rng.random((1, 40)) < items), size, 0.0)
        second = (rng.random((pairs, 40)) >= lost).astype(np.float64)
        effect = judged(made(np.ones((pairs, 40)), second, before=0.4))
        wrong += effect.verdict == "refuted"
    assert wrong <= 31
