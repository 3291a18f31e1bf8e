"""Several tests in one job: arms are shared between them, drawn afresh, and what is selected on is scored elsewhere."""

from pathlib import Path

from tests.support import harness, tips

TESTS = ["dose", "additivity", "paraphrase", "uptake", "decomposition"]
ARMS = {
    *("none", "first_quarter", "first_half", "second_half", "real", "real_again"),
    *("paraphrase_1", "paraphrase_2", "bullets", "reordered", "placebo"),
}


async def test_no_edit_is_the_recorded_one_or_used_twice_and_no_item_both_selects_and_scores(tmp_path: Path) -> None:
    """A11, fresh draws, for all five tests at once."""
    behaviour = tips.Tips()
    model = harness.Model(behaviour.answer)
    async with harness.serving(tmp_path, model) as service:
        record = await tips.recorded(service, model, behaviour)
        found = await harness.diagnose(
            service, record, {"tests": TESTS, "steps": [2, 3], "replicates": 4, "delta": 0.3}
        )
    tips.assert_fresh(found, record, model)
    arms = [arm for block in found["material"]["blocks"] for arm in block["arms"]]
    assert {arm["arm"] for arm in arms} == ARMS
    assert len(arms) == 8 * len(ARMS)  # an arm that several tests need is drawn once
    gated = {arm["arm"] for arm in arms if arm["gate"]}
    assert gated == {"none", "placebo", "real"}
    asked = [harness.text_of(body) for body in model.of("task")]
    by_split = {
        split: {
            text for text in asked for one in record.plan.examples if one.split == split and one.fields["text"] in text
        }
        for split in ("train", "validation", "probe")
    }
    assert not by_split["train"]  # no minibatch item scores an edit
    assert not by_split["validation"] & by_split["probe"]
    assert len(by_split["probe"]) == (8 * len(ARMS) + 2) * tips.ITEMS
    assert len(by_split["validation"]) == (8 * len(gated) + 2) * tips.GATE
    assert set(found["findings"]) == set(TESTS)
    assert found["findings"]["additivity"]["p_holm"] >= found["findings"]["additivity"]["p_value"]
