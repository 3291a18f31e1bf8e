"""Cancellation, stops of the process, failures of the provider, and what a step records."""

import asyncio
from pathlib import Path
from typing import Any

import httpx

from tests.support import harness, world

SLOW = 0.03


def down(_: harness.Body) -> harness.Reply:
    return httpx.Response(400, json={})


async def test_a_cancelled_run_keeps_its_best_so_far_and_skips_the_test(tmp_path: Path) -> None:
    model = harness.Model(latency_s=lambda _: SLOW)
    async with harness.serving(tmp_path, model, slots=4) as service:
        method = {"name": "improve", "rounds": 50, "candidates": 2}
        job_id = await harness.submit(service, harness.plan_of(service, harness.request(method=method)))
        while len(await service.records.steps(job_id)) < 4:
            await asyncio.sleep(0.02)
        await service.jobs_of("").cancel(job_id, "run")
        record = await harness.read(service)
        received = len(model.received)
        await asyncio.sleep(5 * SLOW)
        assert len(model.received) == received
    assert (record.job.status, record.job.finish_reason) == ("cancelled", "cancelled")
    assert record.job.error is None
    assert record.result.test.verdict == "not_tested"
    assert record.steps[-1].selection is not None
    assert record.result.candidate == record.steps[-1].selection.best
    assert not [rollout for rollout in record.rollouts if rollout.stage == "test"]
    assert record.events[-1].type == "run_cancelled"


async def test_a_cancellation_during_the_test_ends_the_run_as_cancelled(tmp_path: Path) -> None:
    model = harness.Model(latency_s=lambda _: 0.3)
    async with harness.serving(tmp_path, model, slots=12) as service:
        job_id = await harness.submit(service, harness.plan_of(service, harness.request(method="none")))
        while len(model.received) < 13:
            await asyncio.sleep(0.01)
        await service.jobs_of("").cancel(job_id, "run")
        record = await harness.read(service)
    assert record.job.status == "cancelled"


async def test_a_stop_of_the_process_cancels_nothing(tmp_path: Path) -> None:
    model = harness.Model(latency_s=lambda _: SLOW)
    async with harness.serving(tmp_path, model, slots=4) as service:
        await harness.submit(service, harness.plan_of(service, harness.request()))
        while len(model.received) < 20:
            await asyncio.sleep(0.01)
    async with harness.serving(tmp_path, model) as service:
        assert (await harness.read(service)).job.status == "succeeded"


async def test_a_cancelled_run_stays_cancelled_when_the_process_stops_too(tmp_path: Path) -> None:
    model = harness.Model(latency_s=lambda _: SLOW)
    async with harness.serving(tmp_path, model, slots=4) as service:
        job_id = await harness.submit(service, harness.plan_of(service, harness.request()))
        while len(model.received) < 20:
            await asyncio.sleep(0.01)
        await service.jobs_of("").cancel(job_id, "run")
    received = len(model.received)
    async with harness.serving(tmp_path, model) as service:
        assert (await harness.read(service)).job.status == "cancelled"
    assert len(model.received) == received


async def test_past_the_error_budget_a_run_fails_and_no_failure_is_a_score(tmp_path: Path) -> None:
    def answer(body: harness.Body) -> harness.Reply:
        return down(body) if len(model.received) > 60 else world.answer(body)

    model = harness.Model(answer)
    record = await harness.run(tmp_path, harness.request(), model, slots=4)
    assert (record.job.status, record.job.finish_reason) == ("failed", "error_budget")
    assert record.job.error is not None
    assert record.result.prompt
    assert record.result.test.verdict == "not_tested"
    assert len(model.received) < 130


async def test_failed_rollouts_have_no_score(tmp_path: Path) -> None:
    def answer(body: harness.Body) -> harness.Reply:
        return down(body) if "number 7." in harness.text_of(body) else world.answer(body)

    record = await harness.run(tmp_path, harness.request(method="improve"), harness.Model(answer))
    failed = [rollout for rollout in record.rollouts if rollout.status == "failed"]
    assert record.job.status == "succeeded"
    assert failed
    assert all(rollout.score is None for rollout in failed)
    assert {rollout.example for rollout in failed} == {"e7"}


async def test_a_lost_critic_or_editor_call_loses_only_itself(tmp_path: Path) -> None:
    lost: dict[str, str] = {}

    def answer(body: harness.Body) -> harness.Reply:
        kind = harness.role(body)
        text = str(body["seed"])
        if kind != "task" and lost.setdefault(kind, text) == text:
            return down(body)
        return world.answer(body)

    method = {"name": "protegi", "rounds": 1, "minibatch": 8, "gradients": 4, "paraphrases": 0}
    record = await harness.run(tmp_path, harness.request(method=method), harness.Model(answer))
    step = record.steps[1]
    assert len(step.notes) == 1
    assert len(step.feedback) == 3
    assert [proposal.status for proposal in step.proposals].count("failed") == 1
    assert len(step.edit_requests) == len(step.proposals) == 3


async def test_a_step_records_all_that_was_shown_and_decided(tmp_path: Path) -> None:
    model = harness.Model()
    record = await harness.run(tmp_path, harness.request(), model)
    sent = {harness.text_of(body) for body in model.of("editor")}
    for step in record.steps[1:]:
        assert step.parents
        assert len(step.minibatch) == 6
        assert {p.request for p in step.proposals} == {r.id for r in step.edit_requests}
        assert [r.id for r in step.edit_requests if r.id in {p.request for p in step.proposals}] == [
            p.request for p in step.proposals
        ]
        assert all(p.reason for p in step.proposals if p.status != "accepted")
        for request in step.edit_requests:
            assert any(all(slot.text in text for slot in request.slots if slot.text) for text in sent)
            assert set(request.feedback) <= {feedback.id for feedback in step.feedback}
        asked = {harness.text_of(body) for body in model.of("critic")}
        critics = {request.id: request for request in step.critic_requests}
        for feedback in step.feedback:
            critic = critics[feedback.id]
            assert any(all(slot.text in text for slot in critic.slots) for text in asked)
            assert tuple(one.example for one in critic.seen) == feedback.evidence
        assert step.selection is not None
        assert step.selection.reason
        assert step.selection.best == step.selection.chosen[0]


async def test_every_parent_of_a_candidate_is_recorded(tmp_path: Path) -> None:
    method: dict[str, Any] = {"name": "protegi", "rounds": 3, "beam": 2, "gradients": 4, "max_expansion": 2}
    record = await harness.run(tmp_path, harness.request(method=method), harness.Model())
    known = {candidate.id for candidate in record.candidates}
    assert len(known) == len(record.candidates)
    assert all(set(candidate.parents) <= known for candidate in record.candidates)
