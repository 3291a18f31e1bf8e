"""The additivity diagnostic: on samples whose truth is known, and on a run where tips add up or do not."""

from pathlib import Path

import pytest

from tests.support import drawing, harness, tips

ADDS = {"none": 0.0, "first_half": 0.1, "second_half": 0.2, "real": 0.3}


def test_effects_that_add_up_are_supported() -> None:
    found = drawing.found("additivity", drawing.drawn(ADDS))
    assert (found.verdict, found.reading.split(":")[0]) == ("supported", "ADDITIVE")
    assert found.claims[0].estimate == pytest.approx(0, abs=0.05)
    assert not found.flags


@pytest.mark.parametrize(("whole", "word"), [(0.05, "SUB-ADDITIVE"), (0.6, "SUPER-ADDITIVE")])
def test_effects_that_do_not_are_refuted_and_named_by_their_sign(whole: float, word: str) -> None:
    found = drawing.found("additivity", drawing.drawn({**ADDS, "real": whole}))
    assert found.verdict == "refuted"
    assert found.reading.startswith(word)


def test_noise_wider_than_delta_settles_nothing() -> None:
    found = drawing.found("additivity", drawing.drawn(ADDS, replicates=2, edit_sd=0.2))
    assert found.verdict == "inconclusive"


def test_feedback_without_effect_is_additive_but_trivially() -> None:
    found = drawing.found("additivity", drawing.drawn(dict.fromkeys(ADDS, 0.0)))
    assert found.verdict == "supported"
    assert "trivial" in found.flags[0]


def test_a_ceiling_is_flagged_and_the_log_odds_are_beside_it() -> None:
    """From 0.5 two steps to 0.75 lead to 0.9: 0.1 less than the sum of both, but the sum of both in log odds."""
    found = drawing.found("additivity", drawing.drawn({**ADDS, "first_half": 0.25, "second_half": 0.25, "real": 0.4}))
    assert found.verdict == "refuted"
    assert found.flags[0].startswith("ceiling")
    log_odds = found.figure("interaction of log odds of the arms' means")
    assert log_odds == pytest.approx(0, abs=0.3)
    assert found.claims[0].estimate == pytest.approx(-0.1, abs=0.04)


def test_a_block_that_lacks_one_half_is_dropped_and_counted() -> None:
    samples = drawing.drawn(ADDS)
    claim = drawing.found("additivity", drawing.lacking(samples, "second_half", 3)).claims[0]
    assert (claim.n_pairs, claim.dropped_pairs) == (21, 3)


def test_each_effect_is_that_of_its_arm() -> None:
    """A11, labels: the whole in place of a half, or nothing in place of a half, does not add up."""
    samples = drawing.drawn(ADDS)
    assert drawing.found("additivity", drawing.swapped(samples, "real", "second_half")).verdict == "refuted"
    assert drawing.found("additivity", drawing.swapped(samples, "none", "first_half")).verdict == "refuted"


async def test_tips_that_add_up_tips_that_do_not_and_halves_that_are_one_direction(tmp_path: Path) -> None:
    behaviour = tips.Tips()
    model = harness.Model(behaviour.answer)
    asked = {"tests": ["additivity"], "replicates": 4, "delta": 0.2}
    async with harness.serving(tmp_path, model) as service:
        record = await tips.recorded(service, model, behaviour)
        adds = await harness.diagnose(service, record, asked, job_id="d1")
        tips.assert_fresh(adds, record, model)  # A11, fresh draws
        behaviour.saturates = True
        fewer = {**asked, "steps": [2, 3, 4]}
        dilutes = (await harness.diagnose(service, record, fewer, job_id="d2"))["findings"]["additivity"]
    found = adds["findings"]["additivity"]
    assert (found["verdict"], found["flags"]) == ("supported", [])
    assert all(check["passed"] for check in found["checks"])
    for block in adds["material"]["blocks"]:
        said = {arm["arm"]: set(arm["feedback"][0].split()) for arm in block["arms"]}
        assert said["first_half"] | said["second_half"] == said["real"]
        assert said["first_half"] & said["second_half"] == {"Mention"}
    assert dilutes["verdict"] == "refuted"
    assert dilutes["reading"].startswith("SUB-ADDITIVE")
    behaviour.vague, behaviour.saturates = True, False
    async with harness.serving(tmp_path / "vague", model) as service:
        record = await tips.recorded(service, model, behaviour)
        one = (await harness.diagnose(service, record, {**asked, "steps": [2, 3]}))["findings"]["additivity"]
    assert one["verdict"] == "not_testable"
    assert "share" in one["reading"]
