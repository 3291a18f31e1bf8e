"""A study's runs: paired by seed, the same however they are worked off, balanced however they end."""

import asyncio
import random
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from gradcheck.domain.run import ENDED, Result
from gradcheck.domain.seeds import derive
from gradcheck.engine.plan import Plan
from gradcheck.jobs.part_jobs import AT_ONCE
from gradcheck.runtime import Service
from gradcheck.storage.jobs import Job
from gradcheck.studies.plan import run_id
from tests.support import harness, world

TEXTGRAD = {"name": "textgrad", "steps": 2, "batch": 2}
ARMS: list[dict[str, Any]] = [
    {"name": "true"},
    {"name": "one_step", "overrides": {"method": {"chain": "one_step"}}},
    {"name": "improve", "overrides": {"method": {"name": "improve", "rounds": 1, "candidates": 2}}},
]


def request(trials: int = 3, arms: list[dict[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:  # noqa: ANN401
    optimize = harness.request(**{"method": TEXTGRAD, **changes.pop("optimize", {})})
    return {"optimize": optimize, "arms": ARMS if arms is None else arms, "trials": trials, "run_sd": 0.05, **changes}


async def run_of(service: Service, arm: str, trial: int) -> tuple[Plan, Result]:
    identity = run_id("study_1", arm, trial)
    job = await service.jobs.get(identity, "run")
    assert job.result is not None
    plan = msgspec.json.decode(await service.jobs.plan(identity), type=Plan)
    return plan, msgspec.json.decode(job.result, type=Result)


async def children_of(service: Service, status: str | None = None) -> list[Job]:
    """The runs of the study."""
    return await service.jobs_of("").page("run", limit=500, before=None, status=status, label=None, target="study_1")


def without_timing(found: dict[str, Any]) -> dict[str, Any]:
    usage = {
        role: {name: n for name, n in own.items() if name not in {"retries", "possibly_paid", "speculative"}}
        for role, own in found["usage"].items()
    }
    return {**found, "usage": usage}


def jitter(seed: int) -> harness.Model:
    rng = random.Random(seed)
    return harness.Model(latency_s=lambda _: rng.random() * 0.004)


async def test_runs_of_a_trial_share_seed_and_data_order_and_those_of_an_arm_do_not(tmp_path: Path) -> None:
    async with harness.serving(tmp_path, harness.Model()) as service:
        found = await harness.study(service, request())
        plans = {(arm["name"], t): (await run_of(service, arm["name"], t))[0] for arm in ARMS for t in range(3)}
        batches = {
            (arm, t): [step.minibatch for step in await service.records.steps(run_id("study_1", arm, t))]
            for arm in ("true", "one_step")
            for t in range(3)
        }
    assert found["status"] == "succeeded"
    seeds = [plans["true", t].seed for t in range(3)]
    assert len(set(seeds)) == 3
    assert all(plans[name, t].seed == seeds[t] for name, t in plans)
    for t in range(3):
        assert batches["true", t] == batches["one_step", t]
    assert batches["true", 0] != batches["true", 1]
    assert all(plan.examples == plans["true", 0].examples for plan in plans.values())


async def test_every_run_is_a_run_of_its_own_and_the_study_is_their_sum(tmp_path: Path) -> None:
    async with harness.serving(tmp_path, harness.Model()) as service:
        found = await harness.study(service, request(trials=2))
        results = {(arm["name"], t): (await run_of(service, arm["name"], t))[1] for arm in ARMS for t in range(2)}
        record = await harness.read(service, run_id("study_1", "true", 0))
    assert {event.type for event in record.events} >= {"run_started", "step_completed", "run_succeeded"}
    assert len(record.steps) == 3
    assert [(run["trial"], run["arm"]) for run in found["runs"]] == [(t, arm["name"]) for t in (0, 1) for arm in ARMS]
    for run in found["runs"]:
        test = results[run["arm"], run["trial"]].test
        assert test.best is not None
        assert run["outcome"] == test.best.score
    calls = sum(usage.calls for result in results.values() for usage in result.usage.values())
    assert sum(usage["calls"] for usage in found["usage"].values()) == calls
    for arm in found["arms"]:
        own = [run["outcome"] for run in found["runs"] if run["arm"] == arm["name"]]
        assert arm["mean"] == pytest.approx(sum(own) / 2)
        assert (arm["runs"], arm["n"], arm["failed"], arm["finish_reasons"]) == (2, 2, 0, {"completed": 2})


@pytest.mark.slow
async def test_a_study_is_the_same_at_many_slots_and_at_8_before_and_1_after_interruptions(tmp_path: Path) -> None:
    wanted = request(2, outcome="train", track={"every": 1, "split": "validation"})
    async with harness.serving(tmp_path / "whole", jitter(64), slots=64) as service:
        whole = await found_in(service, await harness.study(service, wanted))
    model = jitter(8)
    for calls, slots in ((40, 8), (150, 8), (300, 1)):
        async with harness.serving(tmp_path / "cut", model, slots=slots) as service:
            if calls == 40:
                await harness.study(service, wanted, wait=False)
            await harness.received(service, model, calls)
    async with harness.serving(tmp_path / "cut", model, slots=1) as service:
        cut = await found_in(service, await harness.studied(service))
    assert (whole[0]["status"], whole[0]["complete_trials"]) == ("succeeded", 2)
    assert cut == whole


async def found_in(service: Service, found: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A study's result and its runs', without what timing adds."""
    runs = [await harness.read(service, run["run_id"]) for run in found["runs"]]
    return without_timing(found), [outcome(record) for record in runs]


def outcome(record: harness.Record) -> dict[str, Any]:
    """How often the test split was used is told by the order in which runs came to it."""
    found = record.outcome()
    del found["result"]["test"]["times_used"]
    return found


async def test_trials_are_finished_in_order_and_told(tmp_path: Path) -> None:
    async with harness.serving(tmp_path, harness.Model()) as service:
        await harness.study(service, request(trials=4))
        events = await harness.told(service, "study_1")
    kinds = [event.type for event in events if event.type != "progress"]
    assert (kinds[0], kinds[-1]) == ("study_started", "study_succeeded")
    assert [event.is_last for event in events] == [False] * (len(events) - 1) + [True]
    started = [event.data["trial"] for event in events if event.type == "trial_started"]
    completed = [event.data for event in events if event.type == "trial_completed"]
    assert started == [0, 1, 2, 3]
    assert sorted(data["trial"] for data in completed) == [0, 1, 2, 3]
    assert all(set(data["outcomes"]) == {"true", "one_step", "improve"} for data in completed)


async def test_a_cancelled_study_keeps_its_complete_trials_and_leaves_no_run_behind(tmp_path: Path) -> None:
    model = harness.Model(latency_s=lambda _: 0.005)
    async with harness.serving(tmp_path, model) as service:
        await harness.study(service, request(trials=40), wait=False)
        most = 0
        while not [e for e in await service.events.page("study_1", after=0) if e.type == "trial_completed"]:
            await asyncio.sleep(0.01)
            most = max(most, len(await children_of(service, "running")))
        await service.cancel("", "study_1", "study")
        found = await harness.studied(service)
        received = len(model.received)
        children = await children_of(service)
        await asyncio.sleep(0.1)
        assert len(model.received) == received
        last = (await harness.told(service, "study_1"))[-1]
    assert (found["status"], found["finish_reason"]) == ("cancelled", "cancelled")
    assert last.type == "study_cancelled"
    assert 3 < most < AT_ONCE + len(ARMS)  # a trial begins whole
    assert {child.status for child in children} == {"succeeded", "cancelled"}
    assert 1 <= found["complete_trials"] < found["begun_trials"] < 40
    assert len(children) == 3 * found["begun_trials"]
    assert sum(run["outcome"] is not None for run in found["runs"]) >= 3 * found["complete_trials"]
    assert all(run["missing"] for run in found["runs"] if run["status"] == "cancelled")


async def test_a_budget_begins_whole_trials_only_and_is_kept(tmp_path: Path) -> None:
    cap = 120
    optimize = {"budget": {"max_calls": cap}}
    model = harness.Model()
    async with harness.serving(tmp_path, model) as service:
        wanted = request(trials=20, optimize=optimize, budget={"max_calls": 1000})
        found = await harness.study(service, wanted)
        events = [event.type for event in await harness.told(service, "study_1")]
    assert (found["status"], found["finish_reason"]) == ("succeeded", "budget_calls")
    assert "budget_reached" in events
    assert len(model.received) <= 1000
    assert 1000 // (3 * cap) < found["begun_trials"] < 20
    assert {arm["runs"] for arm in found["arms"]} == {found["begun_trials"]}
    assert found["complete_trials"] == found["begun_trials"]


async def test_when_its_time_is_up_a_study_begins_no_trial_and_finishes_those_it_has_begun(tmp_path: Path) -> None:
    model = harness.Model(latency_s=lambda _: 0.002)
    async with harness.serving(tmp_path, model, slots=8) as service:
        found = await harness.study(service, request(trials=200, budget={"max_seconds": 0.7}))
    assert (found["status"], found["finish_reason"]) == ("succeeded", "budget_seconds")
    assert 1 <= found["begun_trials"] < 200
    assert found["complete_trials"] == found["begun_trials"]


async def test_a_failed_run_is_counted_and_its_trial_drops_out_of_comparisons(tmp_path: Path) -> None:
    """The provider fails every task call of one arm's second trial."""
    seed = derive("study", 0, 1)

    def answer(body: harness.Body) -> harness.Reply:
        doomed = "Judge it" in harness.text_of(body) and body["seed"] == derive(seed, "rollout", 0)
        return httpx.Response(400, json={"error": {"message": "no"}}) if doomed else world.answer(body)

    arms: list[dict[str, Any]] = [
        {"name": "a"},
        {"name": "b", "overrides": {"prompt": "Judge it. What is the sentiment?\n\n{text}"}},
    ]
    compared = [{"first": "a", "second": "b"}]
    wanted = request(5, arms, comparisons=compared, delta=1, optimize={"method": "none"})
    async with harness.serving(tmp_path, harness.Model(answer)) as service:
        found = await harness.study(service, wanted)
    assert found["status"] == "succeeded"
    failed = [run for run in found["runs"] if run["status"] == "failed"]
    assert [(run["arm"], run["trial"], run["outcome"]) for run in failed] == [("b", 1, None)]
    assert "error_budget" in failed[0]["missing"]
    a, b = found["arms"]
    assert ((a["n"], a["failed"]), (b["n"], b["failed"])) == ((5, 0), (4, 1))
    assert b["mean"] == pytest.approx(sum(run["outcome"] or 0 for run in found["runs"] if run["arm"] == "b") / 4)
    comparison = found["comparisons"][0]
    assert (comparison["n"], comparison["dropped"]) == (4, 1)
    assert (found["complete_trials"], found["ranking"]["n"]) == (4, 4)


async def test_runs_of_a_study_go_on_by_themselves_when_a_service_starts(tmp_path: Path) -> None:
    model = harness.Model(latency_s=lambda _: 0.01)
    async with harness.serving(tmp_path, model) as service:
        await harness.study(service, request(trials=10), wait=False)
        await harness.received(service, model, 30)
    async with harness.serving(tmp_path, model) as service:
        runs = [run.id for run in await children_of(service) if run.status not in ENDED]
        assert set(await service.jobs.unfinished()) == {"study_1", *runs}
        await service.cancel("", "study_1", "study")
        await harness.studied(service)


async def test_a_study_whose_key_is_refused_begins_no_further_trial_and_fails_in_the_providers_words(
    tmp_path: Path,
) -> None:
    model = harness.Model(lambda _: httpx.Response(401, json={"error": {"message": "no"}}))
    async with harness.serving(tmp_path, model, slots=2) as service:
        found = await harness.study(service, request(trials=200))
        runs = await children_of(service)
    assert (found["status"], found["finish_reason"], found["error"].code) == ("failed", "wrong_key", "wrong_key")
    assert "401" in found["error"].message
    assert len(runs) < 100


async def test_a_study_without_a_single_answer_has_failed_with_the_commonest_words_first(tmp_path: Path) -> None:
    model = harness.Model(lambda _: httpx.Response(400, json={"error": {"message": "no"}}))
    async with harness.serving(tmp_path, model) as service:
        found = await harness.study(service, request(trials=2))
    assert (found["status"], found["finish_reason"]) == ("failed", "no_answer")
    calls = sum(run["calls"] for run in found["runs"])
    assert found["error"].message.startswith(f"{calls} of {calls} calls failed: {calls} \N{MULTIPLICATION SIGN} ")
    assert "400" in found["error"].message
