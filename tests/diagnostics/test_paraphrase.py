"""The paraphrase diagnostic: on samples whose truth is known, and on a run whose editor may mishear other words."""

from pathlib import Path

import numpy as np
import pytest

from gradcheck.diagnostics.effects.samples import Samples
from gradcheck.diagnostics.material import ArmDraw, Block, Material
from tests.support import drawing, harness, tips

SAME = dict.fromkeys(("real", "real_again", "paraphrase_1", "paraphrase_2", "bullets", "reordered"), 0.0)
WORSE = {**SAME, "paraphrase_1": -0.2, "paraphrase_2": -0.2}


def test_the_same_in_other_words_is_supported() -> None:
    found = drawing.found("paraphrase", drawing.drawn(SAME))
    assert (found.verdict, found.reading.split(":")[0]) == ("supported", "INVARIANT")
    assert [effect.name for effect in found.others] == [
        "real - real_again",
        "real - paraphrase_1",
        "real - paraphrase_2",
        "real - bullets",
        "real - reordered",
        "sd between texts",
    ]


def test_words_that_matter_are_refuted() -> None:
    found = drawing.found("paraphrase", drawing.drawn(WORSE))
    assert (found.verdict, found.reading.split(":")[0]) == ("refuted", "SENSITIVE")
    assert found.claims[0].estimate == pytest.approx(0.2, abs=0.03)


def test_words_that_matter_now_one_way_now_the_other_show_in_the_variance_between_texts() -> None:
    samples = drawing.drawn(SAME, replicates=15)
    rng = np.random.default_rng(5)
    written = [arm for arm in SAME if not arm.startswith("real")]
    moved = {arm: samples.scores[arm] + rng.normal(0, 0.15, (len(samples.steps), 1)) for arm in written}
    found = drawing.found("paraphrase", drawing.with_scores(samples, **moved))
    between = found.others[-1]
    assert found.verdict == "supported"
    assert between.verdict == "refuted"
    assert between.estimate == pytest.approx(0.15, abs=0.03)
    assert "on average" in found.reading
    even = drawing.found("paraphrase", samples).others[-1]
    assert (even.verdict, even.p_value is not None and even.p_value > 0.05) == ("inconclusive", True)


def test_invariance_is_called_trivial_unless_content_is_asked_for_too() -> None:
    samples = drawing.drawn(SAME)
    assert "trivial" in drawing.found("paraphrase", samples).flags[0]
    assert not drawing.found("paraphrase", samples, tests=("content", "paraphrase")).flags


def test_scores_without_variance_are_not_testable() -> None:
    found = drawing.found("paraphrase", drawing.flat(tuple(SAME)))
    assert found.verdict == "not_testable"
    assert {effect.verdict for effect in found.others} == {"not_testable"}
    assert all(effect.reasons and effect.estimate is None for effect in found.others)


def test_a_block_without_one_paraphrase_is_dropped_and_counted() -> None:
    samples = drawing.drawn(SAME)
    found = drawing.found("paraphrase", drawing.lacking(samples, "paraphrase_2", 4))
    assert (found.claims[0].n_pairs, found.claims[0].dropped_pairs) == (20, 4)
    assert found.others[1].dropped_pairs == 0


def test_a_text_that_has_no_other_layout_is_not_compared_with_itself() -> None:
    """One sentence a slot cannot be reordered: such blocks would be A/A pairs under another name."""
    samples = drawing.drawn(SAME)
    texts = {arm: arm for arm in SAME} | {"real": "One. Two.", "real_again": "One. Two.", "bullets": "- One. - Two."}

    def arm(name: str, row: int) -> ArmDraw:
        text = "One.\nTwo." if name == "reordered" and row < 5 else texts[name]
        scores = tuple(samples.scores[name][row].tolist())
        return ArmDraw(arm=name, feedback=(text,), text=f"{name} {row}", rejected=(), scores=scores)

    made = tuple(
        Block(step=int(step), replicate=int(replicate), arms=tuple(arm(name, row) for name in SAME))
        for row, (step, replicate) in enumerate(zip(samples.steps, samples.replicates, strict=True))
    )
    found = drawing.found("paraphrase", Samples.of(Material(blocks=made)))
    dropped = {effect.name: effect.dropped_pairs for effect in found.others}
    assert (dropped["real - reordered"], dropped["real - bullets"]) == (5, 0)


def test_texts_are_compared_within_a_block() -> None:
    """A11, pairing: between shuffled blocks the differences of texts drown."""
    rng = np.random.default_rng(6)
    samples = drawing.drawn(SAME, block_sd=0.5, replicates=10)
    moved = {arm: samples.scores[arm] + rng.normal(0, 0.2, (40, 1)) for arm in ("paraphrase_1", "paraphrase_2")}
    samples = drawing.with_scores(samples, **moved)
    paired, mixed = drawing.found("paraphrase", samples), drawing.found("paraphrase", drawing.shuffled(samples, *SAME))
    assert (paired.others[-1].verdict, mixed.others[-1].verdict) == ("refuted", "inconclusive")


def test_each_wording_is_that_of_its_arm() -> None:
    """A11, labels: with a real draw in place of a paraphrase on both sides the difference is gone."""
    samples = drawing.drawn(WORSE)
    assert drawing.found("paraphrase", samples).verdict == "refuted"
    assert drawing.found("paraphrase", drawing.swapped(samples, "real_again", "paraphrase_1")).verdict == "supported"


async def test_an_editor_that_hears_other_words_one_that_does_not_and_words_that_lose_the_meaning(
    tmp_path: Path,
) -> None:
    behaviour = tips.Tips()
    model = harness.Model(behaviour.answer)
    asked = {"tests": ["paraphrase"], "steps": [2, 3, 4], "replicates": 4, "delta": 0.2}
    async with harness.serving(tmp_path, model) as service:
        record = await tips.recorded(service, model, behaviour)
        heard = await harness.diagnose(service, record, asked, job_id="d1")
        tips.assert_fresh(heard, record, model)  # A11, fresh draws
        behaviour.follows = ("Mention",)
        deaf = (await harness.diagnose(service, record, asked, job_id="d2"))["findings"]["paraphrase"]
        behaviour.follows, behaviour.paraphrase = ("Mention", "Bring in"), "Bring in {0} or x{0}. Bring in x{0}."
        few = {**asked, "replicates": 2}
        lost = (await harness.diagnose(service, record, few, job_id="d3"))["findings"]["paraphrase"]
        behaviour.judges = False
        mute = (await harness.diagnose(service, record, few, job_id="d4"))["findings"]["paraphrase"]
    found = heard["findings"]["paraphrase"]
    assert found["verdict"] == "supported"
    assert all(check["passed"] for check in found["checks"])
    assert deaf["verdict"] == "refuted"
    assert lost["verdict"] == "not_testable"
    assert "0 of 12 equivalent" in lost["reading"]
    assert mute["verdict"] == "not_testable"
    assert "12 gave no answer" in mute["reading"]
