"""The calibration itself: what it measures on, that it can fail, and that processes do not matter."""

import json
import subprocess
import sys
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from scipy import special, stats

from gradcheck.cli.commands import calibrate as command
from gradcheck.errors import InvalidRequestError
from gradcheck.simulation.calibration.calibrate import Calibration, calibrate
from gradcheck.simulation.calibration.limits import Bias, Coverage, Level, Limit, Power, Share
from gradcheck.simulation.calibration.readers import covers, error, of_steps_alike, rejects, verdict
from gradcheck.simulation.calibration.registry import SCENARIOS
from gradcheck.simulation.calibration.report import as_json, markdown, summary, table
from gradcheck.simulation.calibration.scenario import Portion, Scenario
from gradcheck.simulation.calibration.scenarios.melcer import ARMS, EXPECTED, LONG_TRIALS, plan, verdicts
from gradcheck.simulation.calibration.scenarios.shared import core, in_turn, together, with_effect
from gradcheck.simulation.calibration.suite import Reader, Suite
from gradcheck.simulation.twin.optimizing import Data, optimize
from gradcheck.simulation.twin.truth import true_arms
from gradcheck.simulation.worlds.registry import WORLDS
from gradcheck.simulation.worlds.world import World

CONTENT = "real - placebo"
FIVE = ("null-heavy", "null-halves", "estimates-method", "margin", "known-bad")


def said(found: Calibration) -> dict[str, str]:
    return {row.quantity: row.verdict for row in found.rows if row.scenario != "all"}


def judged(world: World, readers: Mapping[str, Reader], limits: Mapping[str, Limit], runs: int = 200) -> dict[str, str]:
    """What limits say of a world, drawn in this process."""
    suite = Suite(world=world, design=core(6, 3, 50), tests=("content",), readers=readers)
    scenario = Scenario(name="test", about="", worlds=(world.name,), draw=suite, limits=limits)
    return said(calibrate([scenario], runs, 1))


@pytest.mark.slow
def test_five_cells_hold_at_a_thousand_runs() -> None:
    found = calibrate([SCENARIOS[name] for name in FIVE], 1000)
    assert found.passed, table(found)
    assert {row.scenario for row in found.rows} == {*FIVE, "all"}
    assert all(row.runs >= 100 for row in found.rows)


@pytest.mark.slow
def test_the_numbers_are_the_same_however_many_processes_draw_them() -> None:
    scenarios = [SCENARIOS["null-heavy"], SCENARIOS["accepted-edit"]]
    alone, shared = (calibrate(scenarios, 40, processes) for processes in (1, 2))
    assert alone == shared
    assert calibrate(scenarios[:1], 40, 1).rows[0] == alone.rows[0]


def test_parts_of_a_cell_and_cells_have_seeds_of_their_own() -> None:
    parts = [part for scenario in SCENARIOS.values() for part in scenario.parts(1000)]
    assert len({part.seed for part in parts}) == len(parts)
    scenario = replace(SCENARIOS["null-heavy"], per_thousand=450, part=100)
    assert [part.runs for part in scenario.parts(1000)] == [100, 100, 100, 100, 50]
    assert [part.runs for part in replace(scenario, per_thousand=1).parts(10)] == [1]


@pytest.mark.slow
def test_an_effect_is_no_null_and_a_null_no_effect() -> None:
    readers: dict[str, Reader] = {"rejects": rejects("content"), "supported": verdict("content", "supported")}
    limits: dict[str, Limit] = {"rejects": Level(), "supported": Share()}
    assert judged(WORLDS["W1"], readers, limits) == {"rejects": "over", "supported": "pass"}
    assert judged(WORLDS["W2"], readers, limits) == {"rejects": "pass", "supported": "fail"}


@pytest.mark.slow
def test_estimates_are_held_against_the_truth_of_their_own_contrast() -> None:
    right, wrong = of_steps_alike("real", "placebo"), of_steps_alike("real", "real_again")
    readers: dict[str, Reader] = {
        "covers": covers("content", CONTENT, right),
        "misses": covers("content", CONTENT, wrong),
        "near": error("content", CONTENT, right),
        "far": error("content", CONTENT, wrong),
    }
    limits: dict[str, Limit] = {"covers": Coverage(most=0.98), "misses": Coverage(), "near": Bias(), "far": Bias()}
    found = judged(with_effect(0.08), readers, limits)
    assert found == {"covers": "pass", "misses": "fail", "near": "pass", "far": "fail"}


def test_a_world_with_an_effect_has_just_that_effect_and_arms_that_vary_alike() -> None:
    for effect in (0.03, 0.08):
        means = true_arms(with_effect(effect), core(4, 1, 10), 4000)
        assert means["real"] - means["placebo"] == pytest.approx(effect, abs=1e-4)


@pytest.mark.slow
def test_power_that_is_not_kept_fails() -> None:
    readers: dict[str, Reader] = {"found": rejects("content")}
    assert judged(with_effect(0.02), readers, {"found": Power()}) == {"found": "fail"}


def test_draws_are_put_together_by_name_or_taken_in_turn() -> None:
    part = Portion(scenario="c", number=3, runs=2)

    def seeds(one: Portion) -> dict[str, list[float]]:
        return {"seed": [float(one.seed)] * one.runs}

    both = together({"a": seeds, "b": seeds})(part)
    assert set(both) == {"a: seed", "b: seed"}
    assert both["a: seed"] != both["b: seed"]
    turns = in_turn([seeds, lambda _: {"seed": [0.0]}])
    assert [turns(replace(part, number=number))["seed"][0] == 0 for number in range(4)] == [False, True, False, True]


def test_a_rate_over_its_own_limit_fails_only_together_with_the_others() -> None:
    def scenario(name: str, count: int) -> Scenario:
        def draw(part: Portion) -> dict[str, list[float]]:
            return {"q": [float(place < count) for place in range(part.runs)]}

        return Scenario(name=name, about="", worlds=("W0",), draw=draw, limits={"q": Level()}, part=1000)

    def passed(*counts: int) -> Calibration:
        return calibrate([scenario(f"scenario-{place}", count) for place, count in enumerate(counts)], 1000, 1)

    one = passed(*[50] * 20, 70)
    assert one.passed
    assert "1 of 21 rates are over" in summary(one)
    assert not passed(*[50] * 20, 90).passed


def test_the_report_shows_every_row_and_its_json_the_exact_numbers() -> None:
    found = calibrate([SCENARIOS["accepted-edit"]], 200, 1)
    text, marked, stored = table(found), markdown(found), json.loads(as_json(found))
    assert "accepted-edit" in text
    assert text.endswith(summary(found))
    lines = marked.splitlines()
    assert all(line.count("|") == 8 for line in lines[: len(found.rows) + 2])
    assert stored["passed"] is found.passed
    assert [row["value"] for row in stored["rows"]] == [row.value for row in found.rows]


def test_the_command_ends_with_one_where_something_does_not_hold(tmp_path: Path) -> None:
    arguments = [sys.executable, "-m", "gradcheck", "calibrate", "--scenarios", "power", "--runs", "4"]
    report = tmp_path / "build" / "numbers.json"
    arguments += ["--save", str(report), "--markdown"]
    ended = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert ended.returncode == 1, ended.stderr
    assert "| power | W1 | content finds the predicted effect |" in ended.stdout
    assert json.loads(report.read_text())["passed"] is False
    flags = {"save": None, "json": False, "markdown": False}
    assert command.run(Namespace(scenarios="accepted-edit", runs=200, **flags)) == 0
    with pytest.raises(InvalidRequestError) as refused:
        command.run(Namespace(scenarios="power,nothing,null", runs=10, **flags))
    assert [field_error.message.split(";")[0] for field_error in refused.value.errors] == [
        "there is no scenario 'nothing'",
        "there is no scenario 'null'",
    ]


@pytest.mark.slow
def test_a_study_in_the_world_of_melcer_returns_the_papers_pattern() -> None:
    enough, published = plan(published=False), plan(published=True)
    drawn = {
        name: optimize(WORLDS["W12"], recipe, Data(), 1, enough.arm(name).trials, 3).test[0]
        for name, recipe in ARMS.items()
    }
    found = verdicts(drawn.__getitem__, enough)
    assert {pair: found[pair] for pair in EXPECTED} == EXPECTED
    alike = np.resize(drawn["three_stage_naive"], LONG_TRIALS) + np.linspace(0, 1e-3, LONG_TRIALS)
    assert set(verdicts(lambda _: alike, enough).values()) == {"refuted"}
    few = verdicts(drawn.__getitem__, published)
    assert few.keys() == found.keys()
    assert list(few.values()).count("inconclusive") > len(few) / 3


def test_the_papers_own_trials_have_the_power_that_is_stated() -> None:
    def power(alpha: float) -> float:
        critical = float(special.stdtrit(8, 1 - alpha))
        return float(stats.nct.sf(critical, 8, 0.8 * np.sqrt(5 / 2)))

    assert [round(power(0.05 / count), 2) for count in (1, 2, 4)] == [0.31, 0.2, 0.12]
