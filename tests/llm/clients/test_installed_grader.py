"""Scorers of installed packages: what they return, and that none of them takes the service along."""

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from gradcheck.domain.call import Assessment, Call, Endpoint, InstalledScorer, Sampling
from gradcheck.errors import AttemptError
from gradcheck.llm.clients.installed_grader import InstalledGraderLLM

OUTSIDE = Path(__file__).parents[2] / "support" / "outside"


@pytest.fixture(autouse=True)
def outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """The processes see the package of the tests as an installed one."""
    monkeypatch.setenv("PYTHONPATH", os.fspath(OUTSIDE))


@contextlib.asynccontextmanager
async def opened(name: str, timeout_s: float = 20, version: str = "1.2") -> AsyncIterator[InstalledGraderLLM]:
    client = InstalledGraderLLM(InstalledScorer(name=name, package="brevity", version=version), timeout_s)
    try:
        yield client
    finally:
        await client.close()


def call(output: str, expected: object = "good", version: str = "brevity 1.2") -> Call:
    endpoint = Endpoint(
        provider="python:x", model=version, profile="standard", sampling=Sampling(), kind="grader", call_price=0
    )
    request = Assessment(output=output, input={"text": "ü 好 \u2028"}, expected=expected)
    return Call(path="p", role="grader", endpoint=endpoint, request=request, sampling=Sampling(), seed=0)


async def graded(client: InstalledGraderLLM, output: str, expected: object = "good") -> dict[str, object]:
    answer = await client.attempt(call(output, expected))
    read: dict[str, object] = msgspec.json.decode(answer.text)
    return read


async def failed(client: InstalledGraderLLM, output: str, expected: object = "good") -> AttemptError:
    with pytest.raises(AttemptError) as caught:
        await graded(client, output, expected)
    return caught.value


async def test_a_scorer_sees_output_expected_and_fields_and_gives_score_and_note() -> None:
    async with opened("brevity") as client:
        assert await graded(client, "so very good") == {"score": 0.8, "note": "2 words too many for 'ü 好 \\u2028'"}
        assert await graded(client, "good\nor bad", ["good", "or bad"]) == {"score": 1.0, "note": ""}


@pytest.mark.parametrize(
    ("output", "expected", "read"),
    [
        ("expected", 0, {"score": 0.0, "note": ""}),
        ("expected", True, {"score": 1.0, "note": ""}),
        ("expected", 0.125, {"score": 0.125, "note": ""}),
        ("expected", [0.5, "half"], {"score": 0.5, "note": "half"}),
        ("dict", None, {"score": 0.25, "note": "a quarter"}),
        ("expected", [1, None], {"score": 1.0, "note": ""}),
    ],
)
async def test_a_number_a_pair_and_a_dict_are_scores(output: str, expected: object, read: dict[str, object]) -> None:
    async with opened("returns") as client:
        assert await graded(client, output, expected) == read


@pytest.mark.parametrize(
    ("output", "expected", "words"),
    [
        ("expected", 1.01, "returned the score 1.01"),
        ("expected", -1, "returned the score -1.0"),
        ("nan", None, "returned the score nan"),
        ("expected", None, "type NoneType"),
        ("expected", "1", "type str"),
        ("expected", [1, 2, 3], "returned 3 values"),
        ("expected", [1, 2], "a note of the type int"),
        ("expected", {"note": "x"}, "a dict with note"),
        ("expected", {"score": 1, "why": "x"}, "a dict with score, why"),
    ],
)
async def test_whatever_else_it_returns_is_no_score(output: str, expected: object, words: str) -> None:
    async with opened("returns") as client:
        error = await failed(client, output, expected)
    assert words in error.message
    assert "accepted are a number from 0 to 1" in error.message
    assert not error.retryable
    assert not error.fatal


async def test_a_coroutine_is_awaited() -> None:
    async with opened("later") as client:
        assert await graded(client, "x") == {"score": 0.75, "note": "later"}


@pytest.mark.parametrize(
    ("output", "words"), [("raise", "raised ValueError: no score for raise"), ("leave", "raised SystemExit: 3")]
)
async def test_what_it_raises_is_why_there_is_no_score_and_it_goes_on(output: str, words: str) -> None:
    async with opened("odd") as client:
        before = await graded(client, "pid")
        assert words in (await failed(client, output)).message
        assert await graded(client, "pid") == before, "the process was kept"


@pytest.mark.parametrize(("output", "words"), [("crash", "SIGSEGV"), ("exit", "exit code 3")])
async def test_a_crash_takes_only_its_process_along(output: str, words: str) -> None:
    async with opened("odd") as client:
        before = await graded(client, "pid")
        assert words in (await failed(client, output)).message
        assert await graded(client, "pid") != before


@pytest.mark.parametrize("output", ["hang", "loop", "child"])
async def test_one_that_hangs_is_ended_in_time_while_the_service_goes_on(output: str) -> None:
    async with opened("odd", timeout_s=1.5) as client:
        await graded(client, "pid")
        started, ticks = time.monotonic(), 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                await asyncio.sleep(0.05)
                ticks += 1

        ticking = asyncio.create_task(tick())
        error = await failed(client, output)
        ticking.cancel()
        assert "gave no score within 1.5 s and was ended" in error.message
        assert time.monotonic() - started < 10
        assert ticks >= 5
        assert await graded(client, "x") == {"score": 0.5, "note": ""}


async def test_what_it_prints_is_no_answer() -> None:
    async with opened("odd") as client:
        assert [await graded(client, "print") for _ in range(3)] == [{"score": 0.5, "note": ""}] * 3


async def test_a_cancelled_call_leaves_no_process() -> None:
    async with opened("odd") as client:
        pid = round(float(str((await graded(client, "pid"))["score"])) * 1e9)
        hanging = asyncio.create_task(client.attempt(call("hang")))
        await asyncio.sleep(0.3)
        hanging.cancel()
        with pytest.raises(asyncio.CancelledError):
            await hanging
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


async def test_one_that_cannot_be_loaded_ends_the_job_with_the_reason() -> None:
    async with opened("missing") as client:
        error = await failed(client, "x")
    assert error.fatal
    assert "missing cannot be loaded: AttributeError" in error.message


async def test_another_version_than_the_job_was_accepted_with_scores_nothing() -> None:
    async with opened("odd", version="1.3") as client:
        error = await failed(client, "x")
    assert error.fatal
    assert "is of brevity 1.3 now, not brevity 1.2" in error.message
