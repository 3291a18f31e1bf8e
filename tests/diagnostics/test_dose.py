"""The dose diagnostic: on samples whose truth is known, and on a run whose editor follows what it is given."""

from pathlib import Path

import numpy as np
import pytest

from gradcheck.diagnostics.effects.samples import Samples
from gradcheck.diagnostics.material import ArmDraw, Block, Material, StepTexts
from tests.support import drawing, harness, tips

LINEAR = {"none": 0.0, "first_quarter": 0.05, "first_half": 0.1, "real": 0.2}
FLAT = dict.fromkeys(LINEAR, 0.0)


def test_an_effect_in_proportion_to_the_dose_is_supported_and_called_linear() -> None:
    found = drawing.found("dose", drawing.drawn(LINEAR))
    assert found.verdict == "supported"
    assert "about in proportion;" in found.reading
    assert found.claims[0].estimate == pytest.approx(0.2, abs=0.03)
    assert found.figures[0].p_value is not None
    assert found.figures[0].p_value < 0.001
    share = found.figures[1]
    assert share.name == "share of the effect reached at a quarter"
    assert share.ci95 is not None
    assert share.ci95[0] < 0.25 < share.ci95[1] < 0.6


def test_the_slope_is_that_of_the_mean_scores_on_the_doses() -> None:
    samples = drawing.drawn({**LINEAR, "first_quarter": 0.3})
    means = [samples.scores[arm].mean() for arm in ("none", "first_quarter", "first_half", "real")]
    assert drawing.found("dose", samples).claims[0].estimate == pytest.approx(
        np.polyfit([0, 0.25, 0.5, 1], means, 1)[0]
    )


def test_a_first_suggestion_that_does_everything_is_diminishing_returns() -> None:
    found = drawing.found("dose", drawing.drawn({**LINEAR, "first_quarter": 0.2, "first_half": 0.2}))
    assert found.verdict == "supported"
    assert "diminishing returns" in found.reading
    assert found.figure("share of the effect reached at a quarter") == pytest.approx(1, abs=0.3)


def test_a_dose_that_does_not_matter_is_refuted_and_has_no_share() -> None:
    found = drawing.found("dose", drawing.drawn(FLAT))
    assert found.verdict == "refuted"
    assert found.reading.startswith("how much of the feedback is given does not matter;")
    assert found.figure("share of the effect reached at a quarter") is None


def test_more_that_is_worse_is_refuted_and_said() -> None:
    found = drawing.found("dose", drawing.drawn({name: -shift for name, shift in LINEAR.items()}))
    assert found.verdict == "refuted"
    assert "the worse" in found.reading


def test_half_that_beats_the_whole_is_flagged_as_overshoot() -> None:
    assert drawing.found("dose", drawing.drawn({**LINEAR, "first_half": 0.4})).flags
    assert not drawing.found("dose", drawing.drawn(LINEAR)).flags


def test_too_few_noisy_pairs_settle_nothing_and_say_what_they_could_detect() -> None:
    found = drawing.found("dose", drawing.drawn(LINEAR, steps=2, replicates=3, edit_sd=0.3))
    assert found.verdict == "inconclusive"
    assert "detectable" in found.reasons[0]


def test_a_block_that_lacks_one_dose_is_dropped_and_counted() -> None:
    samples = drawing.drawn(LINEAR)
    lacking = samples.scores["first_quarter"].copy()
    lacking[:2], lacking[2, :5] = np.nan, np.nan
    claim = drawing.found("dose", drawing.with_scores(samples, first_quarter=lacking)).claims[0]
    assert (claim.n_pairs, claim.dropped_pairs) == (22, 2)


def test_each_dose_is_that_of_its_arm() -> None:
    """A11, labels: with the ends exchanged the slope is opposite, with the middle exchanged it is not linear."""
    samples = drawing.drawn(LINEAR)
    assert drawing.found("dose", drawing.swapped(samples, "none", "real")).verdict == "refuted"
    bent = {**LINEAR, "first_quarter": 0.1, "first_half": 0.3}
    found = drawing.found("dose", drawing.swapped(drawing.drawn(bent), "first_quarter", "first_half"))
    assert drawing.found("dose", drawing.drawn(bent)).others[0].verdict == "refuted"
    assert found.others[0].verdict == "supported"


async def test_a_dose_that_works_one_that_does_not_and_one_that_no_editor_takes_up(tmp_path: Path) -> None:
    behaviour = tips.Tips()
    model = harness.Model(behaviour.answer)
    asked = {"tests": ["dose"], "steps": [2, 3, 4], "replicates": 4, "delta": 0.15}
    async with harness.serving(tmp_path, model) as service:
        record = await tips.recorded(service, model, behaviour)
        works = await harness.diagnose(service, record, asked, job_id="d1")
        tips.assert_fresh(works, record, model)  # A11, fresh draws
        behaviour.worth = 0.0
        idle = (await harness.diagnose(service, record, asked, job_id="d2"))["findings"]["dose"]
        behaviour.worth, behaviour.blind = 0.12, True
        unmoved = (await harness.diagnose(service, record, asked, job_id="d3"))["findings"]["dose"]
    found = works["findings"]["dose"]
    assert found["verdict"] == "supported"
    assert all(check["passed"] for check in found["checks"])
    given = [arm["feedback"][0].count("Mention") for arm in works["material"]["blocks"][0]["arms"]]
    assert given == [0, 1, 2, 4]
    for none in (idle, unmoved):
        assert none["verdict"] in {"refuted", "inconclusive"}
        assert none["claims"][0]["verdict"] == none["verdict"]


async def test_feedback_that_says_one_thing_several_times_has_no_doses(tmp_path: Path) -> None:
    behaviour = tips.Tips(vague=True)
    model = harness.Model(behaviour.answer)
    async with harness.serving(tmp_path, model) as service:
        record = await tips.recorded(service, model, behaviour)
        asked = {"tests": ["dose"], "steps": [2, 3, 4], "replicates": 4, "delta": 0.15}
        found = (await harness.diagnose(service, record, asked))["findings"]["dose"]
    assert found["verdict"] == "not_testable"
    assert "0, 2, 2, 2 different words" in found["reading"]
    assert "in 12 of 12 blocks a larger dose says no more" in found["reading"]


NESTED = ("", "Look at the verb.", "Look at the verb. Weigh the tone.", "Look at the verb. Weigh the tone. Be brief.")


@pytest.mark.parametrize(
    ("shown", "edits", "verdict"),
    [
        (NESTED, ("a b", "a b c", "a b c d", "a b c d e"), "supported"),
        (NESTED, ("x " * 40, "y " * 30, "z " * 20, "w " * 10), "supported"),  # wordier the less it was told
        (NESTED, ("Style 1.",) * 4, "supported"),
        ((*NESTED[:2], *NESTED[1:3]), ("a b", "a b c", "a b c d", "a b c d e"), "not_testable"),
        ((NESTED[1], *NESTED[1:]), ("a b", "a b c", "a b c d", "a b c d e"), "not_testable"),
    ],
)
def test_doses_are_told_apart_by_what_editors_are_shown_and_not_by_how_far_prompts_move(
    shown: tuple[str, ...], edits: tuple[str, ...], verdict: str
) -> None:
    samples = drawing.drawn(LINEAR)
    arms = ("none", "first_quarter", "first_half", "real")

    def draw(place: int, row: int) -> ArmDraw:
        scores = tuple(samples.scores[arms[place]][row].tolist())
        return ArmDraw(
            arm=arms[place], feedback=(shown[place],), text=f"{edits[place]} {row}", rejected=(), scores=scores
        )

    blocks = tuple(
        Block(step=step, replicate=replicate, arms=tuple(draw(place, row) for place in range(4)))
        for row, (step, replicate) in enumerate(zip(samples.steps.tolist(), samples.replicates.tolist(), strict=True))
    )
    steps = tuple(
        StepTexts(step=step, component="prompt", before="a", feedback=(shown[3],), minibatch=()) for step in range(4)
    )
    found = drawing.found("dose", Samples.of(Material(blocks=blocks, steps=steps)))
    assert found.verdict == verdict, found.reading
