"""Studies of a real service on the provider `simulated`: what is true of a world, the study finds."""

from pathlib import Path
from typing import Any

import pytest

from gradcheck.simulation.worlds.registry import WORLDS
from gradcheck.simulation.worlds.tasks import dataset, seed_prompt
from tests.support import harness

NAIVE = {"name": "textgrad", "steps": 4, "batch": 4, "revert": "naive"}
LABELS = [{"first": "true", "second": "wrong", "alternative": "greater", "family": "labels"}]
ARMS = [{"name": "true"}, {"name": "wrong", "critic": {"labels": "wrong"}}]


def request(name: str, examples: int = 100, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any part of a request
    world = WORLDS[name]
    split = {"train": 0.2, "validation": 0.3, "probe": 0, "test": 0.5}
    optimize = {
        "prompt": seed_prompt(world),
        "task": {**dataset(world, examples, 1), "split": split},
        "method": NAIVE,
        "models": {"task": {"provider": "simulated", "model": name}},
    }
    return {"optimize": optimize, "arms": ARMS, "trials": 6, "comparisons": LABELS, "delta": 0.1, **changes}


async def found(home: Path, wanted: dict[str, Any]) -> dict[str, Any]:
    async with harness.serving(home, None) as service:
        return await harness.study(service, wanted)


async def test_where_the_critic_reads_labels_true_ones_beat_wrong_ones(tmp_path: Path) -> None:
    study = await found(tmp_path, request("W1"))
    comparison = study["comparisons"][0]
    assert comparison["verdict"] == "supported"
    assert comparison["estimate"] > 0.1
    assert study["ranking"]["text"] == "all arms can be told apart"
    assert study["families"] == [{"name": "labels", "comparisons": 1, "verdicts": {"supported": 1}, "published": None}]


@pytest.mark.slow
async def test_where_edits_are_generic_labels_do_not_matter_and_the_arms_cannot_be_told_apart(tmp_path: Path) -> None:
    study = await found(tmp_path, request("W2", trials=10, delta=0.2))
    comparison = study["comparisons"][0]
    assert comparison["verdict"] == "refuted"
    assert "lies within ±0.2" in comparison["reasons"][0]
    assert comparison["holm_p_value"] > 0.05
    assert study["ranking"]["text"] in {
        "these cannot be told apart: true, wrong",
        "these cannot be told apart: wrong, true",
    }


@pytest.mark.slow
async def test_a_preset_returns_what_is_published_beside_what_it_found(tmp_path: Path) -> None:
    wanted = request("W12", 40)
    del wanted["arms"], wanted["comparisons"]
    study = await found(tmp_path, {**wanted, "preset": "melcer2025", "families": ["chain", "audit"], "trials": 4})
    assert study["status"] == "succeeded"
    chain, audit = study["families"]
    assert (chain["name"], chain["comparisons"], audit["name"], audit["comparisons"]) == ("chain", 2, "audit", 0)
    assert "second-hand" in study["comparisons"][0]["published"]["source"]
    findings = study["comparisons"][0]["published"]["findings"]
    assert {"task": "BBEH Web of Lies", "outcome": "three stages are better", "p_value": 0.0037} in findings
    assert audit["published"]["findings"]
    assert all(arm["audited"] and arm["flagged"] is not None for arm in study["arms"])
    assert {one["verdict"] for one in study["comparisons"]} <= {"inconclusive", "refuted"}


async def test_a_run_is_tracked_on_the_labels_it_is_shown_and_its_outcome_is_judged_by_true_ones(
    tmp_path: Path,
) -> None:
    """In W1 true labels are fitted and wrong ones are not: hints raise true accuracy alone."""
    study = await found(tmp_path, request("W1", trials=4, track={"every": 2}, comparisons=[], outcome="train"))
    fits = {fit["arm"]: fit for fit in study["fits"]}
    assert fits["true"]["steps"] == fits["wrong"]["steps"] == [0, 2, 4]
    assert fits["true"]["means"][-1] > fits["true"]["means"][0] + 0.15
    assert fits["wrong"]["means"][-1] < fits["wrong"]["means"][0] + 0.1
    alike: dict[str, set[bool]] = {"true": set(), "wrong": set()}
    for run in study["runs"]:
        assert [point["n"] for point in run["curve"]] == [20, 20, 20]
        alike[run["arm"]].add(run["outcome"] == run["curve"][-1]["score"])
    assert alike["true"] == {True}
    assert False in alike["wrong"]
    assert 0 < fits["true"]["first_share"] < 2
