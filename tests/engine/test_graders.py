"""Graders of a team's own: what they are sent, what of their answers becomes a score, what they cost."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from tests.support import agents, harness, world

Grading = Callable[[agents.Body], agents.Body | web.Response]


def scored(**changes: object) -> dict[str, Any]:
    """A request whose outputs a grader scores."""
    return world.request(**{"task": world.task(40) | {"scoring": {"kind": "http", "grader": "tone"}}, **changes})


def evaluated(count: int = 24) -> dict[str, Any]:
    """One that scores the given prompt on every example."""
    split = {"train": 0, "validation": 1, "probe": 0, "test": 0}
    task = world.task(count) | {"split": split, "scoring": {"kind": "http", "grader": "tone"}}
    return world.request(task=task, method="none")


async def run(
    home: Path, grading: Grading, request: dict[str, Any] | None = None, **fields: object
) -> tuple[harness.Record, agents.Agent]:
    async with agents.running(grading) as grader:
        declared = agents.grader(grader.url, **fields)
        return await harness.run(home, request or scored(), harness.Model(), declared=declared), grader


def changing(change: Callable[[dict[str, Any]], Any]) -> Grading:
    """Grades, and makes something else of the result for example e3."""

    def grading(body: agents.Body) -> agents.Body | web.Response:
        texts = {item["id"]: item["input"]["text"] for item in body["items"]}
        results = agents.grade(body)["results"]
        made = [change(one) if texts[one["id"]].endswith("number 3.") else [one] for one in results]
        return web.Response(body=json.dumps({"results": [one for some in made for one in some]}))

    return grading


async def test_a_run_is_scored_by_a_grader_and_improves(tmp_path: Path) -> None:
    record, grader = await run(tmp_path, agents.grade, price_usd=0.01)
    assert record.job.status == "succeeded", record.job.error
    validation = record.result.validation
    assert validation["best"].score > validation["baseline"].score
    used = record.result.usage["grader"]
    assert used.cost_usd == pytest.approx(0.01 * (used.calls - used.cached))
    items = [item["id"] for body in grader.received for item in body["items"]]
    assert len(items) == len(set(items)) == used.calls - used.cached


async def test_outputs_that_are_graded_at_once_go_into_one_request(tmp_path: Path) -> None:
    record, grader = await run(tmp_path, agents.grade, evaluated(), batch=8)
    sizes = [len(body["items"]) for body in grader.received]
    assert sum(sizes) == 24
    assert max(sizes) <= 8
    assert len(sizes) < 12
    assert record.result.usage["grader"].calls == 24
    one = grader.received[0]["items"][0]
    assert one.keys() == {"id", "output", "input", "expected"}
    assert one["input"].keys() == {"text"}


async def test_requests_are_not_more_at_once_than_the_settings_allow(tmp_path: Path) -> None:
    _, grader = await run(tmp_path, agents.grade, evaluated(), batch=1, max_concurrency=2)
    assert {len(body["items"]) for body in grader.received} == {1}


async def test_a_score_comes_with_the_graders_note(tmp_path: Path) -> None:
    record, _ = await run(tmp_path, agents.grade, evaluated())
    assert {rollout.score for rollout in record.rollouts} == {0.5}
    assert record.rollouts[0].note.startswith("say ")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda one: [one | {"score": 2}], "<= 1"),
        (lambda one: [one | {"score": -0.1}], ">= 0"),
        (lambda one: [one | {"score": "0.9"}], "float"),
        (lambda one: [one | {"score": True}], "float"),
        (lambda one: [one | {"score": float("nan")}], ">= 0"),
        (lambda one: [one | {"score": float("inf")}], "<= 1"),
        (lambda one: [one | {"score": None}], "neither a score"),
        (lambda one: [{"id": one["id"]}], "neither a score"),
        (lambda one: [one | {"note": 3}], "$.note"),
        (lambda _: [], "no results"),
        (lambda one: [one, one], "2 results"),
        (lambda one: [one | {"id": "another"}], "no results"),
        (lambda one: [one | {"id": 7}], "no results"),
        (lambda _: ["nothing", None, 3], "no results"),
        (lambda one: [one | {"error": "no\nidea"}], "has no score and says: no idea"),
    ],
)
async def test_a_result_that_is_not_what_is_promised_fails_its_output_alone(
    tmp_path: Path, change: Callable[[dict[str, Any]], Any], words: str
) -> None:
    record, _ = await run(tmp_path, changing(change), evaluated())
    failed = {rollout.example: rollout for rollout in record.rollouts if rollout.score is None}
    assert set(failed) == {"e3"}
    assert failed["e3"].status == "failed"
    assert failed["e3"].note.startswith("the grader gave no score: grader:tone ")
    assert words in failed["e3"].note


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"", "no JSON: nothing"),
        (b"<html><title>Sign in</title></html>", "no JSON: Sign in"),
        (b"[]", "Expected `object`"),
        (b'{"results": {}}', "Expected `array`"),
        (b'{"scores": []}', "results"),
    ],
)
async def test_an_answer_that_cannot_be_read_is_no_score(tmp_path: Path, answer: bytes, words: str) -> None:
    record, _ = await run(tmp_path, lambda _: web.Response(body=answer), evaluated())
    assert record.job.status == "failed"
    assert record.job.error is not None
    assert words in record.job.error.message
    assert all(rollout.score is None for rollout in record.rollouts)


async def test_a_grader_that_stumbles_is_asked_again(tmp_path: Path) -> None:
    seen: list[str] = []

    def stumbling(body: agents.Body) -> agents.Body | web.Response:
        seen.append(body["id"])
        return web.Response(status=500) if len(seen) == 2 else agents.grade(body)

    record, _ = await run(tmp_path, stumbling, evaluated())
    assert record.job.status == "succeeded"
    assert all(rollout.score is not None for rollout in record.rollouts)


async def test_a_part_of_a_weighted_score_may_be_a_graders(tmp_path: Path) -> None:
    parts = [
        {"name": "tone", "scoring": {"kind": "http", "grader": "tone"}},
        {"name": "right", "scoring": {"kind": "exact"}},
    ]
    request = evaluated()
    request["task"]["scoring"] = {"kind": "weighted", "parts": parts}
    record, _ = await run(tmp_path, agents.grade, request)
    assert {rollout.score for rollout in record.rollouts} == {0.25}
    assert record.result.usage["grader"].calls == 24


def test_an_unknown_grader_is_named_where_it_stands(tmp_path: Path) -> None:
    found = {error.path: error.message for error in harness.errors(tmp_path, scored())}
    assert found == {"task.scoring.grader": "the server's settings declare no grader 'tone'; there are none"}


def test_a_graders_calls_and_price_are_part_of_an_estimate(tmp_path: Path) -> None:
    url = "https://graders.example"
    free = {error.path for error in harness.errors(tmp_path, scored(), declared=agents.grader(url, price_usd=0.01))}
    assert free == set()
    dear = scored(models={"task": {"provider": "simulated", "model": "W1"}}, budget={"max_cost_usd": 0.1})
    priced = agents.grader(url, price_usd=0.01)
    found = {error.path: error.message for error in harness.errors(tmp_path, dear, declared=priced)}
    assert "is too small" in found["budget.max_cost_usd"]
    found = {error.path: error.message for error in harness.errors(tmp_path, dear, declared=agents.grader(url))}
    assert "[graders.tone] price_usd" in found["budget.max_cost_usd"]
