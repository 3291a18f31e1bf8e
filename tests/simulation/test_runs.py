"""Whole runs and diagnostics of a real service on the provider `simulated`: what a world is, the service finds."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradcheck.domain.call import Sampling
from gradcheck.errors import ConfigurationError, InvalidRequestError
from gradcheck.settings import SIMULATED, Settings, load
from gradcheck.simulation.twin.truth import true_effects, true_score
from gradcheck.simulation.worlds.registry import WORLDS
from gradcheck.simulation.worlds.tasks import dataset, seed_prompt
from tests.support import harness
from tests.support.gateways import wired

SIZES = {"beam": 2, "minibatch": 16, "gradients": 2, "paraphrases": 1}
PROTEGI = {"name": "protegi", "selection": "brute_force", "rounds": 2, **SIZES}
ONE_ROUND = {**PROTEGI, "rounds": 1}
BLIND = {"name": "improve", "rounds": 3, "candidates": 4}
SPLIT = {"train": 0.2, "validation": 0.3, "probe": 0.2, "test": 0.3}


def request(name: str, seed: int = 1, examples: int = 200, **changes: object) -> dict[str, Any]:
    world = WORLDS[name]
    return {
        "prompt": seed_prompt(world),
        "task": {**dataset(world, examples, seed), "split": SPLIT},
        "method": PROTEGI,
        "models": {"task": {"provider": SIMULATED, "model": name}},
        "seed": seed,
        **changes,
    }


async def found(
    home: Path, wanted: dict[str, Any], diagnostic: dict[str, Any] | None = None
) -> tuple[harness.Record, dict[str, Any]]:
    """What a run left behind, and a diagnostic's result on it."""
    async with harness.serving(home, None) as service:
        record = await harness.read(service, await harness.submit(service, harness.plan_of(service, wanted)))
        if diagnostic is None:
            return record, {}
        return record, await harness.diagnose(service, record, {"ladder": "core", **diagnostic})


def mean(result: dict[str, Any], arm: str) -> float:
    """The mean score of an arm's edits."""
    scores = [
        s for block in result["material"]["blocks"] for one in block["arms"] if one["arm"] == arm for s in one["scores"]
    ]
    return float(np.mean([score for score in scores if score is not None]))


def gain(record: harness.Record, name: str) -> float:
    """How much better the found prompt truly is."""
    before, after = record.result.baseline_prompt["user"], record.result.prompt["user"]
    return true_score(WORLDS[name], after) - true_score(WORLDS[name], before)


@pytest.mark.slow
async def test_where_feedback_is_a_gradient_a_run_improves_and_its_content_is_supported(tmp_path: Path) -> None:
    record, result = await found(tmp_path, request("W1", examples=300), {"replicates": 12})
    content = result["findings"]["content"]
    assert record.result.test.verdict == "improved"
    assert gain(record, "W1") > 0.15
    assert content["verdict"] == "supported"
    assert all(check["passed"] for check in content["checks"])
    assert abs(mean(result, "none") - mean(result, "placebo")) < 0.1


@pytest.mark.slow
async def test_the_diagnostic_estimates_the_true_effect_of_its_recorded_feedback(tmp_path: Path) -> None:
    record, result = await found(tmp_path, request("W1", method=ONE_ROUND), {"replicates": 16})
    feedback = result["material"]["blocks"][0]["arms"][0]["feedback"][0]
    primary = result["findings"]["content"]["claims"][0]
    truth = true_effects(WORLDS["W1"], record.result.baseline_prompt["user"], feedback, 4000)
    assert abs(primary["estimate"] - truth.content) < 3 * primary["se"]


@pytest.mark.slow
async def test_where_edits_are_generic_they_improve_and_content_is_not_supported(tmp_path: Path) -> None:
    record, result = await found(tmp_path, request("W2", 3, 160), {"replicates": 8})
    assert result["findings"]["content"]["verdict"] != "supported"
    assert gain(record, "W2") > 0
    effects = true_effects(
        WORLDS["W2"], record.result.baseline_prompt["user"], "Check the hull before you settle on a label.", 4000
    )
    assert effects.generic > 0.03
    control, _ = await found(tmp_path / "control", request("W2", 3, 160, method=BLIND))
    assert gain(control, "W2") > 0.05


@pytest.mark.slow
async def test_at_the_ceiling_and_on_the_floor_nothing_is_found(tmp_path: Path) -> None:
    for name, bound in (("W8", 1.0), ("W8-floor", 0.0)):
        wanted = request(name, 2, 100, method=ONE_ROUND)
        # At the ceiling there may be no errors to criticize.
        diagnostic = {"replicates": 6, "delta": 0.05} if bound == 0 else None
        record, result = await found(tmp_path / name, wanted, diagnostic)
        assert record.result.test.verdict == "not_distinguishable"
        scores = [rollout.score for rollout in record.rollouts if rollout.score is not None]
        assert abs(sum(scores) / len(scores) - bound) < 0.1
    content = result["findings"]["content"]
    assert content["verdict"] == "not_testable"
    assert "floor" in content["reading"]


@pytest.mark.parametrize("method", [{"name": "textgrad", "steps": 2, "batch": 4}, BLIND])
async def test_every_method_runs_and_the_same_request_gives_the_same_run(tmp_path: Path, method: object) -> None:
    wanted = request("W12", 5, 40, method=method)
    first, again = [(await found(tmp_path / name, wanted))[0] for name in "ab"]
    assert first.job.status == "succeeded"
    assert first.outcome() == again.outcome()
    assert first.result.proposals > 0
    assert not [step for step in first.steps for proposal in step.proposals if proposal.status == "failed"]
    usage = first.result.usage
    assert sum(role.failed for role in usage.values()) == 0
    assert {role.cost_usd for role in usage.values()} == {0.0}
    assert all(role.output_tokens > 0 for role in usage.values())


def test_the_provider_is_always_there_costs_nothing_and_cannot_be_declared(tmp_path: Path) -> None:
    made = wired(Settings(home=tmp_path, database_url=""))
    info = made.info(SIMULATED)
    assert info is not None
    assert info.default_model == "W1"
    endpoint = made.endpoint(info, "W1", Sampling())
    assert (endpoint.profile, endpoint.input_price, endpoint.cost(10**6, 10**6)) == ("standard", 0, 0)
    config = tmp_path / "config.toml"
    config.write_text("[providers.simulated]\nbase_url = 'http://own'\n")
    with pytest.raises(ConfigurationError, match=r"providers\.simulated is built in"):
        load({"GRADCHECK_HOME": str(tmp_path), "GRADCHECK_CONFIG": str(config)})


async def test_a_model_that_is_no_world_is_refused(tmp_path: Path) -> None:
    wanted = request("W1", method="none", models={"task": {"provider": SIMULATED, "model": "W99"}})
    async with harness.serving(tmp_path, None) as service:
        with pytest.raises(InvalidRequestError):
            harness.plan_of(service, wanted)
