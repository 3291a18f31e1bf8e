"""Blocks that are drawn as jobs by themselves: the diagnostic comes out as if it had drawn them all."""

import asyncio
import random
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from gradcheck.diagnostics import block_jobs
from gradcheck.runtime import Service
from gradcheck.storage.jobs import Job
from tests.diagnostics.test_content import request, where_feedback
from tests.support import harness

ASKED = {"replicates": 8, "ladder": "whole"}


def each(monkeypatch: pytest.MonkeyPatch, calls: int) -> None:
    """Have parts of so many calls at least."""
    monkeypatch.setattr(block_jobs, "_LEAST_CALLS", calls)


def jitter(seed: int) -> harness.Model:
    rng = random.Random(seed)
    return harness.Model(where_feedback(matters=True), latency_s=lambda _: rng.random() * 0.01)


async def ran(service: Service) -> harness.Record:
    return await harness.read(service, await harness.submit(service, harness.plan_of(service, request())))


async def blocks_of(service: Service) -> list[Job]:
    return await service.jobs.parts("diagnostic_1")


def contents(model: harness.Model) -> Counter[str]:
    return Counter(repr(body) for body in model.received)


@pytest.mark.parametrize(
    "asked", [ASKED, {**ASKED, "stop": "evalue"}, {"replicates": 30, "ladder": "core", "budget": {"max_calls": 600}}]
)
async def test_a_diagnostic_is_the_same_whether_its_blocks_are_jobs_or_not_and_pays_for_the_same_calls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: dict[str, Any]
) -> None:
    results, paid, jobs = [], [], []
    for calls in (10**9, 1, 150):
        each(monkeypatch, calls)
        model = jitter(calls % 97)
        async with harness.serving(tmp_path / str(calls), model, slots=64) as service:
            record = await ran(service)
            model.received.clear()
            results.append(await harness.diagnose(service, record, asked))
            paid.append(contents(model))
            jobs.append(len(await blocks_of(service)))
            events = [event.type for event in await harness.told(service, "diagnostic_1")]
            assert events.count("block_completed") == len(results[-1]["material"]["blocks"])
    assert ("budget" in asked) == (results[0]["finish_reason"] == "budget_calls")
    assert jobs[0] == 0
    assert jobs[1] > jobs[2] > 1
    assert results[0] == results[1] == results[2]
    assert paid[0] == paid[1] == paid[2]


async def test_interrupted_blocks_go_on_and_nothing_of_them_is_asked_twice_beyond_what_was_under_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    each(monkeypatch, 1)
    model = jitter(1)
    async with harness.serving(tmp_path / "whole", model) as service:
        whole = await harness.diagnose(service, await ran(service), ASKED)
    model = jitter(2)
    async with harness.serving(tmp_path / "cut", model, slots=8) as service:
        record = await ran(service)
        model.received.clear()
        await harness.diagnose(service, record, ASKED, wait=False)
        await harness.received(service, model, 100)
    async with harness.serving(tmp_path / "cut", model, slots=8) as service:
        await harness.received(service, model, 250)
    async with harness.serving(tmp_path / "cut", model, slots=8) as service:
        cut = await harness.diagnosed(service)
    asked = contents(model)
    assert asked.total() - len(asked) <= 2 * 8
    for name in ("material", "findings", "status", "finish_reason"):
        assert cut[name] == whole[name]


async def test_a_cancelled_diagnostic_keeps_complete_blocks_and_leaves_none_at_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    each(monkeypatch, 1)
    model = harness.Model(where_feedback(matters=True), latency_s=lambda _: 0.02)
    async with harness.serving(tmp_path, model, slots=8) as service:
        record = await ran(service)
        await harness.diagnose(service, record, {**ASKED, "replicates": 40}, wait=False)
        while not [e for e in await service.events.page("diagnostic_1", after=0) if e.type == "block_completed"]:
            await asyncio.sleep(0.01)
        await service.cancel("", "diagnostic_1", "diagnostic")
        found = await harness.diagnosed(service)
        asked = len(model.received)
        statuses = {job.status for job in await blocks_of(service)}
        await asyncio.sleep(0.1)
        assert len(model.received) == asked
        listed = await service.jobs_of("").page("run", limit=500, before=None, status=None, label=None, of_all=True)
        await service.erase("", "diagnostic_1", "diagnostic", cascade=False)
        assert await blocks_of(service) == []
        assert await service.ledger.scope("diagnostic_1") == {}
    assert found["status"] == "cancelled"
    assert 1 <= len(found["material"]["blocks"]) < found["planned_blocks"]
    assert statuses <= {"succeeded", "cancelled"}
    assert [job.kind for job in listed] == ["run"]


async def test_blocks_whose_key_is_refused_end_the_diagnostic_in_the_providers_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    each(monkeypatch, 1)
    valid = where_feedback(matters=True)
    refusing = False

    def answer(body: harness.Body) -> harness.Reply:
        if refusing and harness.role(body) == "editor":
            return httpx.Response(401, json={"error": {"message": "no"}})
        return valid(body)

    model = harness.Model(answer)
    async with harness.serving(tmp_path, model, slots=4) as service:
        record = await ran(service)
        refusing = True
        found = await harness.diagnose(service, record, ASKED)
    assert (found["status"], found["finish_reason"], found["error"].code) == ("failed", "wrong_key", "wrong_key")
    assert found["material"]["blocks"] == []


async def test_a_call_that_several_blocks_want_is_made_by_another_where_the_first_has_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All edits are the same, and the provider refuses some contents once."""
    each(monkeypatch, 1)
    refused: set[str] = set()
    valid = where_feedback(matters=True)

    def answer(body: harness.Body) -> harness.Reply:
        if harness.role(body) == "editor":
            return valid(body | {"seed": 1})
        content = repr(body)
        unlucky = harness.role(body) == "task" and zlib.crc32(content.encode()) % 5 == 0
        if unlucky and diagnosing and content not in refused:
            refused.add(content)
            return httpx.Response(400, json={"error": {"message": "no"}})
        return valid(body)

    diagnosing = False
    model = harness.Model(answer, latency_s=lambda _: 0.005)
    async with harness.serving(tmp_path, model) as service:
        record = await ran(service)
        diagnosing = True
        model.received.clear()
        found = await harness.diagnose(service, record, {"replicates": 6, "ladder": "core"})
    assert found["status"] == "succeeded"
    assert found["usage"]["task"]["failed"] > 0
    assert found["usage"]["task"]["cached"] > 0
    assert max(contents(model).values()) == 2
