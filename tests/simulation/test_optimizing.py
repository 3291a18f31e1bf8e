"""The twin of whole runs: what it agrees with, and what its arms do."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradcheck.settings import SIMULATED
from gradcheck.simulation.twin.optimizing import Data, Recipe, optimize
from gradcheck.simulation.twin.truth import true_score
from gradcheck.simulation.worlds.registry import WORLDS
from gradcheck.simulation.worlds.tasks import dataset, seed_prompt
from tests.support import harness

DATA = Data(train=30, gate=50, test=120)
RUNS = 24
SPLIT = {"train": 0.375, "validation": 0.625, "probe": 0, "test": 0}


def mean(name: str, recipe: Recipe, studies: int = 12, trials: int = 20) -> float:
    return float(optimize(WORLDS[name], recipe, DATA, studies, trials, 1).test.mean())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "method", "recipe"),
    [
        ("W12", {"name": "textgrad", "steps": 3, "batch": 3, "revert": "naive"}, Recipe(steps=3)),
        ("W1", {"name": "textgrad", "steps": 3, "batch": 3}, Recipe(steps=3, candidates=1)),
        ("W12", {"name": "improve", "rounds": 2, "candidates": 3}, Recipe(method="improve", steps=2, candidates=3)),
    ],
)
async def test_runs_of_the_service_and_of_the_twin_come_to_the_same_score(
    tmp_path: Path, name: str, method: dict[str, Any], recipe: Recipe
) -> None:
    world = WORLDS[name]
    found = []
    async with harness.serving(tmp_path, None) as service:
        for seed in range(RUNS):
            wanted = {
                "prompt": seed_prompt(world),
                "task": {**dataset(world, 80, seed), "split": SPLIT},
                "method": method,
                "models": {"task": {"provider": SIMULATED, "model": name}},
                "seed": seed,
            }
            plan = harness.plan_of(service, wanted)
            record = await harness.read(service, await harness.submit(service, plan, job_id=f"run_{seed}"))
            found.append(true_score(world, record.result.prompt["user"]))
    twin = optimize(world, recipe, DATA, 60, 10, 1).test
    error = np.hypot(np.std(found, ddof=1) / RUNS**0.5, twin.mean(axis=1).std(ddof=1) / 60**0.5)
    assert abs(np.mean(found) - twin.mean()) < 3 * error


def test_arms_share_their_studies_items_and_orders_and_a_seed_gives_the_same_runs() -> None:
    world = WORLDS["W8"]
    first, again, other = (
        optimize(world, recipe, DATA, 40, 20, 1).test
        for recipe in (Recipe(), Recipe(), Recipe(candidates=4, labels="wrong"))
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    before = optimize(WORLDS["W12"], Recipe(method="none"), DATA, 200, 30, 1).test.mean(1)
    after = optimize(WORLDS["W12"], Recipe(), DATA, 200, 30, 1).test.mean(1)
    assert np.corrcoef(before, after)[0, 1] > 0.3 > np.corrcoef(before, np.roll(after, 1))[0, 1]


def test_wrong_labels_hurt_where_critics_believe_them_and_nowhere_else() -> None:
    for name, hurt in (("W1", True), ("W4", False), ("W12", False)):
        lost = mean(name, Recipe()) - mean(name, Recipe(labels="wrong"))
        assert (lost > 0.1) == hurt, name
        assert abs(lost) < 0.015 or hurt, name


def test_without_an_evaluation_feedback_is_worth_less() -> None:
    assert mean("W1", Recipe(steps=3)) > mean("W1", Recipe(steps=3, evaluation="none")) + 0.05
    assert mean("W12", Recipe()) > mean("W12", Recipe(evaluation="none")) + 0.03
    assert mean("W1", Recipe(evaluation="binary")) == pytest.approx(mean("W1", Recipe(evaluation="smooth")), abs=0.02)
    assert mean("W1", Recipe(evaluation="binary")) == pytest.approx(mean("W1", Recipe()), abs=0.02)


def test_a_grade_against_a_wrong_label_misleads_less_than_the_label() -> None:
    told = mean("W1", Recipe(labels="wrong"))
    assert mean("W1", Recipe(labels="wrong", evaluation="binary")) > told + 0.02


def test_more_candidates_are_worth_more_and_none_keeps_every_update() -> None:
    by_count = [mean("W3", Recipe(candidates=count)) for count in (0, 1, 3, 5)]
    before = mean("W3", Recipe(method="none"))
    assert abs(by_count[0] - before) < 0.02
    assert before + 0.02 < by_count[1] < by_count[2] < by_count[3]


def test_rewriting_gains_by_selection_alone_and_improving_by_what_the_editor_knows() -> None:
    rewritten = {name: mean(name, Recipe(method="rewrite", candidates=3)) for name in ("W1", "W2", "W12")}
    given = {name: mean(name, Recipe(method="none")) for name in ("W1", "W12")}
    assert given["W1"] < rewritten["W1"] < given["W1"] + 0.08
    assert rewritten["W12"] == pytest.approx(given["W12"], abs=0.02)
    assert mean("W2", Recipe(method="improve", candidates=3)) > rewritten["W2"] + 0.05


def test_a_long_run_is_tracked_on_train_from_the_first_prompt_on() -> None:
    found = optimize(WORLDS["W12"], Recipe(steps=40, track=10), DATA, 60, 20, 1)
    assert found.train.shape == (60, 20, 5)
    curve = found.train.mean((0, 1))
    assert curve[1] > curve[0] + 0.15
    assert abs(curve[4] - curve[2]) < 0.03
    assert optimize(WORLDS["W12"], Recipe(), DATA, 2, 3, 1).train.shape == (2, 3, 0)
