"""Failures that speak: what every call would meet ends a job at once, and a job without an answer has failed."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from gradcheck.domain.run import JobError
from gradcheck.llm.trouble import Trouble, fatal
from tests.support import comparing, harness, world

REFUSALS = {401: "wrong_key", 402: "quota", 403: "wrong_key", 404: "provider_refused"}


def refuse(status: int, after: int = 0, **options: Any) -> harness.Model:  # noqa: ANN401 - of Model
    """A provider that answers so many requests, and refuses all others."""

    def answer(body: harness.Body) -> harness.Reply:
        if len(model.received) <= after:
            return world.answer(body)
        return httpx.Response(status, json={"error": {"message": "No."}})

    model = harness.Model(answer, **options)
    return model


def error_of(record: harness.Record) -> JobError:
    assert record.job.error is not None
    return record.job.error


@pytest.mark.parametrize(("status", "code"), REFUSALS.items())
@pytest.mark.parametrize("after", [0, 17])
async def test_what_every_call_would_meet_ends_a_run_with_no_more_calls_than_were_in_flight(
    tmp_path: Path, status: int, code: str, after: int
) -> None:
    slots = 4
    model = refuse(status, after, latency_s=lambda _: 0.01)
    record = await harness.run(tmp_path, harness.request(), model, slots=slots)
    assert (record.job.status, record.job.finish_reason, error_of(record).code) == ("failed", code, code)
    assert str(status) in error_of(record).message
    assert len(model.received) <= after + slots
    assert record.result.test.verdict == "not_tested"
    assert record.events[-1].data["error"]["message"] == error_of(record).message
    told = [event.data for event in record.events if event.type == "call_failed"]
    assert told
    assert {one["status"] for one in told} == {status}


async def test_a_fatal_end_is_decided_once_and_its_words_are_found_again(tmp_path: Path) -> None:
    """The service is stopped when the stop is written down, before the job has ended."""
    model = refuse(401, latency_s=lambda _: 0.01)
    async with harness.serving(tmp_path, model, slots=1) as service:
        await harness.submit(service, harness.plan_of(service, harness.request()))
        while await service.jobs.stop_reason("run_1") is None:
            await asyncio.sleep(0)
    received = len(model.received)
    async with harness.serving(tmp_path, harness.Model(), slots=1) as service:
        record = await harness.read(service)
    assert (record.job.status, error_of(record).code, received) == ("failed", "wrong_key", 1)
    assert "401" in error_of(record).message


async def test_a_key_that_is_refused_in_the_final_test_fails_the_run_and_keeps_its_best(tmp_path: Path) -> None:
    calm = harness.Model()
    whole = await harness.run(tmp_path / "whole", harness.request(method="none"), calm)
    model = refuse(401, len(calm.received) - 3)
    record = await harness.run(tmp_path / "cut", harness.request(method="none"), model)
    assert (record.job.status, error_of(record).code) == ("failed", "wrong_key")
    assert record.result.validation == whole.result.validation
    assert record.result.test.verdict == "not_tested"


def thinks(used_up: Callable[[str], bool], **options: Any) -> harness.Model:  # noqa: ANN401 - of Model
    """A provider whose answers to some texts are used up by thinking."""

    def answer(body: harness.Body) -> harness.Reply:
        if harness.role(body) != "task" or not used_up(harness.text_of(body)):
            return world.answer(body)
        message = {"content": "", "reasoning_content": "Well, let me see. " * 40}
        usage = {
            "prompt_tokens": 5,
            "completion_tokens": body["max_tokens"],
            "completion_tokens_details": {"reasoning_tokens": body["max_tokens"]},
        }
        choice = {"message": message, "finish_reason": "length"}
        return httpx.Response(200, json={"choices": [choice], "usage": usage})

    return harness.Model(answer, **options)


def test_words_come_with_counts_and_the_commonest_first() -> None:
    trouble = Trouble()
    for number in range(12):
        trouble.met(f"p{number}", "openai answered 429: slow down" if number % 4 else "no answer within 5 s")
    trouble.over("p1")
    trouble.over("other")
    assert trouble.told == (
        "11 of 13 calls failed: 8 \N{MULTIPLICATION SIGN} openai answered 429: slow down; "
        "3 \N{MULTIPLICATION SIGN} no answer within 5 s"
    )


def test_more_kinds_of_failures_than_can_be_read_are_counted_together() -> None:
    trouble = Trouble()
    for number in range(6):
        trouble.met(f"p{number}", f"kind {min(number, 4)}")
    assert trouble.told.endswith("; 2 others")


def test_without_failures_there_are_no_words() -> None:
    trouble = Trouble()
    trouble.met("p", "no answer within 5 s")
    trouble.over("p")
    assert trouble.told == ""


@pytest.mark.parametrize(
    ("cause", "status", "code", "message", "expected"),
    [
        ("http_401", 401, "invalid_api_key", "Incorrect API key provided", "wrong_key"),
        ("http_400", 400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", "wrong_key"),
        ("http_404", 404, "model_not_found", "The model `gpt-9` does not exist", "unknown_model"),
        ("http_404", 404, None, "404 page not found", "provider_refused"),
        ("http_400", 400, "model_not_found", "no such model", "unknown_model"),
        ("http_400", 400, "unsupported_parameter", "'max_tokens' is not supported with this model", "parameter"),
        ("quota", 429, "insufficient_quota", "You exceeded your current quota", "quota"),
        ("provider_away", 503, None, "it has not answered for 600 s", "provider_away"),
        ("certificate", None, None, "the certificate is not trusted", "provider_refused"),
    ],
)
def test_the_code_of_a_fatal_failure_says_whose_setting_it_is(
    cause: str, status: int | None, code: str | None, message: str, expected: str
) -> None:
    assert fatal(cause, status, code, message) == JobError(code=expected, message=message)


@pytest.mark.parametrize(("status", "examples"), [(400, 24), (429, 2), (429, 24), (500, 2)])
async def test_a_run_without_a_single_answer_has_failed_whatever_its_size(
    tmp_path: Path, status: int, examples: int
) -> None:
    request = harness.evaluation(examples, budget={"retry_share": 0, "max_seconds": 1})
    record = await harness.run(tmp_path, request, refuse(status), slots=64)
    assert record.job.status == "failed"
    assert "\N{MULTIPLICATION SIGN}" in error_of(record).message
    assert str(status) in error_of(record).message
    assert error_of(record).code == record.job.finish_reason
    assert record.result.test.verdict == "not_tested"


LIMITED = [(20, 5, "succeeded"), (20, 6, "failed"), (40, 6, "failed"), (8, 2, "succeeded"), (8, 3, "failed")]


@pytest.mark.parametrize(("items", "used_up", "status"), LIMITED)
@pytest.mark.parametrize("slots", [1, 64])
async def test_thinking_that_uses_up_more_than_a_quarter_of_the_first_answers_ends_the_run(
    tmp_path: Path, items: int, used_up: int, status: str, slots: int
) -> None:
    """Those that are used up are the last of the first twenty in the order of the data, and the slowest."""
    last = {f"number {n}." for n in range(min(items, 20) - used_up, min(items, 20))}

    def is_used_up(text: str) -> bool:
        return any(name in text for name in last)

    model = thinks(is_used_up, latency_s=lambda body: 0.05 if is_used_up(harness.text_of(body)) else 0.001)
    record = await harness.run(tmp_path, harness.evaluation(items), model, slots=slots)
    assert record.job.status == status
    assert len([one for one in record.rollouts if one.cause == "thinking_limit"]) == used_up
    if status == "failed":
        assert (error_of(record).code, record.job.finish_reason) == ("thinking_limit", "thinking_limit")
        assert f"in {used_up} of the first {min(items, 20)} answers" in error_of(record).message
        assert "raise models.task.max_tokens (it is 256) or lower models.task.effort" in error_of(record).message


async def test_thinking_beyond_the_first_twenty_answers_ends_nothing(tmp_path: Path) -> None:
    late = {f"number {n}." for n in range(20, 40)}
    model = thinks(lambda text: any(name in text for name in late))
    record = await harness.run(tmp_path, harness.evaluation(40), model)
    assert record.job.status == "succeeded"


async def test_calls_that_failed_are_told_in_the_result_by_what_the_provider_said(tmp_path: Path) -> None:
    def answer(body: harness.Body) -> harness.Reply:
        return harness.failure("no") if "number 7." in harness.text_of(body) else world.answer(body)

    record = await harness.run(tmp_path, harness.request(method="none"), harness.Model(answer))
    assert record.job.status == "succeeded"
    (failed,) = record.result.failures
    assert (failed.role, failed.status, failed.count) == ("task", 400, record.result.usage["task"].failed)
    assert "400" in failed.message


@pytest.mark.parametrize("scoring", [comparing.JUDGE, comparing.PAIRWISE], ids=["judge", "pairwise"])
async def test_a_judge_that_nobody_can_read_fails_the_run_in_words(tmp_path: Path, scoring: dict[str, Any]) -> None:
    def rambling(body: dict[str, Any]) -> harness.Reply:
        return "It is hard to say." if comparing.judges(body) else comparing.answer()(body)

    request = harness.request(
        task=comparing.task(scoring),
        method={"name": "none", "alternatives": [{"user": "Answer with one word, the sentiment of: {text}"}]},
    )
    record = await harness.run(tmp_path, request, harness.Model(rambling))
    assert (record.job.status, record.job.finish_reason) == ("failed", "no_score")
    assert re.fullmatch(r"none of \d+ answers got a score; most often: .*", error_of(record).message, re.DOTALL)
    assert record.result.test.verdict == "not_tested"


async def test_a_judge_that_can_be_read_once_ends_no_run(tmp_path: Path) -> None:
    def seldom(body: dict[str, Any]) -> harness.Reply:
        hard = comparing.judges(body) and "A terrible" in body["messages"][-1]["content"]
        return "It is hard to say." if hard else comparing.answer()(body)

    request = harness.request(task=comparing.task(comparing.JUDGE), method="none")
    record = await harness.run(tmp_path, request, harness.Model(seldom))
    assert record.job.status == "succeeded"
