"""What content and the noise floor must not survive: lost pairing, swapped labels, reused edits or items."""

from pathlib import Path

import numpy as np

from gradcheck.diagnostics.effects.samples import Samples
from tests.diagnostics.test_content import request, where_feedback
from tests.support import harness
from tests.support.drawing import ITEMS, drawn, found, with_scores

PAIRS = 16


def given(gap: float) -> Samples:
    """Four arms over pairs that differ far more from each other than their arms do; real is better by `gap`."""
    shifts = {"real": gap, "real_again": gap, "none": 0.0, "placebo": 0.0}
    return drawn(shifts, replicates=4, block_sd=0.2, edit_sd=0.02, cell_sd=0.05)


def test_content_and_noise_floor_compare_within_pairs() -> None:
    """Pairs are far apart, so arms compared across pairs could not tell this difference."""
    samples = given(0.06)
    assert found("content", samples, delta=0.04).verdict == "supported"
    assert found("noise_floor", samples, delta=0.04).verdict == "supported"


def test_content_is_about_the_real_arm_being_better_not_about_a_difference() -> None:
    assert found("content", given(0.06), delta=0.04).verdict == "supported"
    worse = found("content", given(-0.06), delta=0.04)
    assert worse.verdict == "refuted"
    assert "opposite" in worse.reasons[0]


def test_content_reads_any_feedback_shaped_text_where_placebo_does_as_well() -> None:
    samples = given(0.0)
    lifted = with_scores(samples, **{arm: samples.scores[arm] + 0.2 for arm in ("real", "real_again", "placebo")})
    finding = found("content", lifted, delta=0.04)
    assert finding.verdict == "refuted"
    assert "feedback-shaped" in finding.reading


def test_a_placebo_that_harms_supports_no_feedback() -> None:
    samples = given(0.0)
    for feedback, reading in ((0.0, "the placebo harmed, so beating it says nothing"), (-0.2, "the feedback harmed")):
        shifted = {arm: samples.scores[arm] + feedback for arm in ("real", "real_again")}
        finding = found("content", with_scores(samples, placebo=samples.scores["placebo"] - 0.4, **shifted), delta=0.04)
        assert finding.claims[0].verdict == "supported"
        assert finding.verdict == "refuted"
        assert finding.reading.startswith(reading)


def test_feedback_that_helps_is_supported_although_the_placebo_harms() -> None:
    samples = given(0.2)
    finding = found("content", with_scores(samples, placebo=samples.scores["placebo"] - 0.4), delta=0.04)
    assert finding.verdict == "supported"
    assert "; the placebo harmed;" in finding.reading


def test_the_trend_over_the_ladder_is_on_the_items_that_all_rungs_have() -> None:
    """Items differ by far more than arms do: a rung that lacks the hard ones must not look better for it."""
    rng = np.random.default_rng(3)
    hardness = np.linspace(-0.4, 0.4, ITEMS)
    ladder = ("noise", "foreign", "placebo", "stale", "swapped", "real", "real_again", "none", "scores_only")
    scores = {arm: 0.5 + hardness + rng.normal(0, 0.05, (PAIRS, ITEMS)) for arm in ladder}
    scores["real"][:, : ITEMS // 2] = np.nan
    figure = found("content", with_scores(given(0.0), **scores)).figures[0]
    assert figure.name.startswith("trend over noise < foreign")
    assert figure.p_value is not None
    assert figure.p_value > 0.05


async def test_edits_are_scored_on_probe_items_and_on_no_others(tmp_path: Path) -> None:
    model = harness.Model(where_feedback(matters=True))
    async with harness.serving(tmp_path, model) as service:
        record = await harness.read(service, await harness.submit(service, harness.plan_of(service, request())))
        model.received.clear()
        await harness.diagnose(service, record, {"replicates": 4, "ladder": "core"})
    split = {example.fields["text"]: example.split for example in record.plan.examples}
    asked = [harness.text_of(body) for body in model.of("task")]
    assert {where for text, where in split.items() for one in asked if one.endswith(text)} == {"probe"}
