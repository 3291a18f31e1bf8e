"""Scorers of installed packages in runs: listed, priced at nothing, in the ledger, and a failure is no score."""

import asyncio
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest

from gradcheck.domain.call import Assessment, Call, Endpoint, Sampling
from gradcheck.errors import AttemptError
from gradcheck.llm.clients import installed_grader
from gradcheck.scoring.registry import catalogue
from tests.support import harness, world
from tests.support.gateways import wired

OUTSIDE = Path(__file__).parents[1] / "support" / "outside"


@pytest.fixture(autouse=True)
def outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package of the tests is installed."""
    monkeypatch.syspath_prepend(OUTSIDE)
    monkeypatch.setenv("PYTHONPATH", os.fspath(OUTSIDE))


def request(scoring: dict[str, Any], **changes: object) -> harness.Body:
    split = {"train": 0, "validation": 0.5, "probe": 0, "test": 0.5}
    task = {**world.task(16), "split": split, "scoring": scoring}
    method = {"name": "none", "alternatives": [{"user": "Answer with one word. {text}"}]}
    return harness.request(task=task, method=method, **changes)


def python(name: str) -> dict[str, Any]:
    return {"kind": "python", "scorer": name}


async def test_a_run_is_scored_by_a_scorer_of_another_package(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, request(python("brevity")), harness.Model())
    assert record.job.status == "succeeded"
    usage = record.result.usage["grader"]
    assert (usage.calls, usage.cost_usd) == (len(record.rollouts), 0.0)
    assert record.plan.context.per_item == 2
    assert record.plan.models.graders["python:brevity"].model == "brevity 1.2"
    assert {rollout.score for rollout in record.rollouts if rollout.candidate == "seed"} == {0.7}
    note = next(rollout.note for rollout in record.rollouts if rollout.candidate == "seed")
    assert note.startswith("3 words too many for")
    assert all(path.endswith("/grader") for rollout in record.rollouts for path in rollout.judge_paths)


async def test_what_is_scored_is_never_scored_again_after_an_interruption(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    attempt = installed_grader.InstalledGraderLLM.attempt

    async def counted(self: installed_grader.InstalledGraderLLM, call: Any) -> Any:  # noqa: ANN401 - passed on
        answer = await attempt(self, call)
        asked.append(call.key(""))
        return answer

    monkeypatch.setattr(installed_grader.InstalledGraderLLM, "attempt", counted)
    whole = await harness.run(tmp_path / "whole", request(python("brevity")), harness.Model())
    once = len(asked)
    model = harness.Model(latency_s=lambda _: 0.002)
    parts = await harness.run_interrupted(tmp_path / "parts", request(python("brevity")), model, [10, 20])
    assert msgspec.json.encode(parts.outcome()) == msgspec.json.encode(whole.outcome())
    lost = sum(usage.possibly_paid for usage in parts.result.usage.values())
    assert len(asked) - once <= once + lost, "only what was under way when it stopped is asked for again"


async def test_a_scorer_that_fails_leaves_no_score_and_says_why(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, request(python("returns")), harness.Model())
    rollout = record.rollouts[0]
    assert (rollout.status, rollout.score) == ("failed", None)
    assert "returned a score of the type str; accepted are a number from 0 to 1" in rollout.note


async def test_a_part_of_a_weighted_score_may_be_one(tmp_path: Path) -> None:
    parts = [{"name": "label", "scoring": {"kind": "exact"}}, {"name": "brief", "scoring": python("brevity")}]
    record = await harness.run(tmp_path, request({"kind": "weighted", "parts": parts}), harness.Model())
    seed = next(rollout for rollout in record.rollouts if rollout.candidate == "seed")
    assert {part.name: part.score for part in seed.parts} == {"label": 0.0, "brief": 0.7}


async def test_the_settings_say_how_long_a_scorer_may_take_and_how_many_scores_are_made_at_once(tmp_path: Path) -> None:
    declared = "[python_scorers]\ntimeout_s = 0.5\nprocesses = 3\n"
    gateway = wired(harness.settings(tmp_path, declared=declared))
    limiter = gateway.limiter("python:odd", "brevity 1.2")
    waiting = [asyncio.ensure_future(limiter.acquire("job", 1, 0)) for _ in range(5)]
    await asyncio.sleep(0)
    assert limiter.in_flight == 3
    for one in waiting:
        one.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    with pytest.raises(AttemptError, match=r"gave no score within 0\.5 s"):
        await gateway.attempt(asked_of("python:odd", "hang"))
    await gateway.close()


def asked_of(scorer: str, output: str) -> Call:
    sampling = Sampling()
    endpoint = Endpoint(
        provider=scorer, model="brevity 1.2", profile="standard", sampling=sampling, kind="grader", call_price=0
    )
    request = Assessment(output=output, input={"text": "x"}, expected="good")
    return Call(path="p", role="grader", endpoint=endpoint, request=request, sampling=sampling, seed=0)


def test_a_name_that_no_package_brings_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    [error] = harness.errors(tmp_path, request(python("brevty")))
    assert error.path == "task.scoring.scorer"
    assert "there are brevity, later, missing, odd, returns" in error.message


def test_the_catalogue_lists_what_packages_bring() -> None:
    found = catalogue(tuple(installed_grader.installed_scorers().values()))
    [entry] = [one for one in found if one.installed]
    first = entry.installed[0]
    assert (entry.name, first.name, first.package, first.version) == ("python", "brevity", "brevity", "1.2")
