"""How far a run says it is, for every method: right within a quarter at half-way.

The provider has a constant latency and few slots, as most have. How far a run truly is counts half by the calls it has
made of those it made in all, half by its time. At the report nearest to one half `share` is within a quarter of that.
At the one nearest to half of the time `seconds_left` is within three quarters of what was left: these runs take
seconds, a method's steps differ, and half of them are few.
"""

import asyncio
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest

from gradcheck.domain.base import Value
from gradcheck.domain.run import Event
from gradcheck.methods.registry import METHODS
from gradcheck.runtime import Service
from gradcheck.settings import load
from tests.methods.every import LONGER, PROMPTS
from tests.support import harness, world

pytestmark = pytest.mark.alone

LATENCY_S = 0.1
SLOTS = 4
AT_ONCE = 5
FIRST = {"protegi", "textgrad", "gepa", "capo", "portfolio"}  # steps, branches, races
BRIEF = {"repeat"}  # over before a second report
NAMES = [name if name in FIRST else pytest.param(name, marks=pytest.mark.slow) for name in LONGER if name not in BRIEF]


class Report(Value, frozen=True, kw_only=True):
    """A progress event, beside what was true."""

    share: float
    seconds_left: float
    calls_done: float
    time_done: float

    @property
    def done(self) -> float:
        return (self.calls_done + self.time_done) / 2


class Watched(Value, frozen=True, kw_only=True):
    """A run's reports, and its time in seconds."""

    reports: tuple[Report, ...]
    seconds: float


async def _answer(request: httpx.Request) -> httpx.Response:
    body = json.loads(request.content)
    await asyncio.sleep(LATENCY_S)
    return httpx.Response(200, json=harness.completion(body, world.answer(body)))


def _watched(events: list[Event]) -> Watched:
    began = next(event.at for event in events if event.type == "run_started")
    seconds = (events[-1].at - began).total_seconds()
    told = [event for event in events if event.type == "progress"]
    calls = max(event.data["calls"] for event in told)
    reports = tuple(
        Report(
            share=event.data["share"],
            seconds_left=event.data["seconds_left"],
            calls_done=event.data["calls"] / calls,
            time_done=(event.at - began).total_seconds() / seconds,
        )
        for event in told
        if event.data["seconds_left"] is not None
    )
    return Watched(reports=reports, seconds=seconds)


async def _all(home: Path, names: Sequence[str]) -> dict[str, Watched]:
    """Every method's run; each has a provider of its own, so that none waits for another."""
    config = "".join(f'[providers.{name}]\nbase_url = "http://x/v1"\nmax_concurrency = {SLOTS}\n' for name in names)
    (home / "config.toml").write_text(config)
    environ = {"GRADCHECK_HOME": str(home), "GRADCHECK_CONFIG": str(home / "config.toml")}
    service = Service(load({**environ, "GRADCHECK_MAX_JOBS": str(AT_ONCE)}), httpx.MockTransport(_answer))
    await service.start()
    try:
        for name in names:
            prompt: dict[str, Any] = {"prompt": PROMPTS[name]} if name in PROMPTS else {}
            models = {"task": {"provider": name, "model": "pure"}}
            request = harness.request(method={"name": name, **LONGER[name]}, models=models, **prompt)
            await harness.submit(service, harness.plan_of(service, request), job_id=name)
        return {name: _watched((await harness.read(service, name)).events) for name in names}
    finally:
        await service.stop()


@cache
def watched(name: str) -> Watched:
    """A method's run, made with those of its group."""
    return _group(name in FIRST)[name]


@cache
def _group(first: bool) -> dict[str, Watched]:  # noqa: FBT001 - one of two
    with TemporaryDirectory() as home:
        return asyncio.run(_all(Path(home), [name for name in LONGER if (name in FIRST) == first]))


def test_every_method_is_watched() -> None:
    assert set(LONGER) == set(METHODS)


@pytest.mark.parametrize("name", NAMES)
def test_the_share_done_and_the_time_left_are_right_at_half_way(name: str) -> None:
    run = watched(name)
    report = min(run.reports, key=lambda report: abs(report.done - 0.5))
    assert report.share == pytest.approx(report.done, rel=1 / 4)
    report = min(run.reports, key=lambda report: abs(report.time_done - 0.5))
    assert report.seconds_left == pytest.approx(run.seconds * (1 - report.time_done), rel=3 / 4)


@pytest.mark.parametrize("name", NAMES)
def test_the_share_done_is_nearly_all_at_the_end(name: str) -> None:
    reports = watched(name).reports
    assert reports[-1].share > 0.7
    assert all(0 <= report.share <= 1 for report in reports)
