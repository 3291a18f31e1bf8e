"""The truths that scenarios hold verdicts against, and the readers that do: each is right, and can be missed."""

import numpy as np
import pytest

from gradcheck.simulation.calibration.calibrate import calibrate
from gradcheck.simulation.calibration.figure_readers import above, figure_covers, figure_error, gap, surely_above
from gradcheck.simulation.calibration.limits import Never
from gradcheck.simulation.calibration.readers import equivalent, reads, verdict, where
from gradcheck.simulation.calibration.registry import SCENARIOS
from gradcheck.simulation.calibration.report import table
from gradcheck.simulation.calibration.scenario import Portion
from gradcheck.simulation.calibration.scenarios.equivalence import with_interaction
from gradcheck.simulation.calibration.scenarios.parts import chosen
from gradcheck.simulation.calibration.scenarios.shared import steady, with_effect
from gradcheck.simulation.calibration.suite import Judged, Reader, Suite
from gradcheck.simulation.twin.simulate import simulate
from gradcheck.simulation.twin.sizes import TwinDesign
from gradcheck.simulation.twin.truth import true_arms
from gradcheck.simulation.worlds.registry import WORLDS

PART = Portion(scenario="test", number=0, runs=20)
LADDER = TwinDesign(steps=10, replicates=4, items=100, gate=50, arms=("real", "none", "placebo"))


@pytest.mark.parametrize("interaction", [-0.05, 0.0])
def test_halves_of_the_feedback_miss_their_sum_by_just_what_the_world_was_made_for(interaction: float) -> None:
    design = TwinDesign(steps=2, replicates=1, items=4, arms=("none", "first_half", "second_half", "real"))
    means = true_arms(with_interaction(interaction), design, 2000)
    found = means["real"] - means["first_half"] - means["second_half"] + means["none"]
    assert found == pytest.approx(interaction, abs=1e-4)
    assert means["real"] - means["none"] > 0.05


def test_a_steady_world_has_a_first_prompt_without_luck_and_edits_that_vary_as_they_did() -> None:
    design = TwinDesign(steps=2, replicates=1, items=4, arms=("real",))
    lucky, without = (simulate(world, design, 400, 1) for world in (WORLDS["W1"], steady(WORLDS["W1"])))
    assert lucky.parent_effect.std() == pytest.approx(0.2, rel=0.1)
    assert without.parent_effect.std() < 0.01
    means = [true_arms(world, design, 20_000)["real"] for world in (WORLDS["W1"], steady(WORLDS["W1"]))]
    assert means[0] == pytest.approx(means[1], abs=0.004)


def test_the_gates_choice_is_its_best_candidate_or_the_prompt_before() -> None:
    fresh = np.array([[1, 1], [0, 0], [1, 0]], dtype=bool)
    before = np.array([0, 1], dtype=bool)
    worst_is_best = np.array([[0, 0], [1, 1], [0, 0]], dtype=bool)
    tied = np.array([[1, 1], [1, 1], [0, 0]], dtype=bool)
    none, all_ = np.zeros(2, dtype=bool), np.ones(2, dtype=bool)
    assert chosen(fresh, worst_is_best, before, none) == 0.0
    assert chosen(fresh, tied, before, all_) == 0.5
    assert chosen(fresh, ~all_ & worst_is_best, before, all_) == 0.5
    assert chosen(fresh[:1], all_[None], before, all_) == 1.0


def test_figures_are_read_with_their_intervals_and_a_wrong_truth_is_missed() -> None:
    readers: dict[str, Reader] = {
        "content": surely_above("decomposition", "content"),
        "form": surely_above("decomposition", "form"),
        "share": above("decomposition", "share of content", 0.5),
        "near": figure_covers("decomposition", "content", lambda _: 0.15),
        "far": figure_covers("decomposition", "content", lambda _: 0.5),
        "error": figure_error("decomposition", "content", lambda _: 0.5),
        "whole": gap("decomposition", ("generic", "form", "content", "selection"), "total"),
        "part": gap("decomposition", ("generic", "form", "content"), "total"),
        "nothing": surely_above("decomposition", "no such figure"),
    }
    suite = Suite(world=steady(WORLDS["W1"]), design=LADDER, tests=("decomposition",), readers=readers)
    found = suite(PART)
    means = {name: float(np.mean(values)) for name, values in found.items()}
    assert means["content"] == 1.0
    assert means["form"] < 0.3
    assert np.nanmean(found["share"]) > 0.8
    assert means["near"] > 0.8
    assert means["far"] == 0.0
    assert means["error"] == pytest.approx(-0.35, abs=0.05)
    assert Never().judge(np.array(found["whole"])).verdict == "pass"
    assert Never().judge(np.array(found["part"])).verdict == "fail"
    assert np.isnan(means["nothing"])


def test_arms_can_be_judged_as_what_they_are_not_and_runs_be_left_out() -> None:
    def even(one: Judged) -> bool:
        return one.run % 2 == 0

    readers: dict[str, Reader] = {
        "equal": equivalent("paraphrase", "real - paraphrases"),
        "refuted": where(even, verdict("paraphrase", "refuted")),
        "sensitive": reads("paraphrase", "SENSITIVE"),
    }
    suite = Suite(
        world=with_effect(0.3),
        design=TwinDesign(steps=6, replicates=2, items=50, arms=("real", "real_again", "placebo", "foreign")),
        tests=("paraphrase",),
        readers=readers,
        known_as={"placebo": "paraphrase_1", "foreign": "paraphrase_2"},
    )
    found = suite(PART)
    assert sum(found["equal"]) == 0
    assert [np.isnan(value) for value in found["refuted"]] == [False, True] * 10
    assert np.nanmean(found["refuted"]) == np.mean(found["sensitive"]) == 1.0


@pytest.mark.slow
def test_the_parts_of_a_gain_are_covered_met_and_add_up() -> None:
    found = calibrate([SCENARIOS["parts"]], 300, 1)
    assert found.passed, table(found)
