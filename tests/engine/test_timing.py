"""A run is a function of its request, its seed and the model: no latency, slot, fault or interruption changes it."""

import asyncio
import random
from collections import Counter
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.support import harness, world

ALTERNATIVES = [{"user": f"Answer with one word, {manner}.\n\n{{text}}"} for manner in ("good or bad", "like no other")]
PROTEGI = {"name": "protegi", "rounds": 2, "beam": 2, "minibatch": 4, "gradients": 2, "paraphrases": 1}
UCB = {"eval_rounds": 3, "eval_arms": 3, "eval_samples": 4}
METHODS: list[dict[str, Any]] = [
    *({**PROTEGI, **UCB, "selection": policy} for policy in ("ucb", "successive_rejects", "brute_force")),
    *({"name": "textgrad", "steps": 4, "revert": revert} for revert in ("validation", "naive")),
    {"name": "improve", "rounds": 2, "candidates": 3},
    {"name": "none", "alternatives": ALTERNATIVES},
]
NAMES = ["ucb", "successive_rejects", "brute_force", "textgrad", "textgrad_naive", "improve", "none"]
PROGRAM = {
    "modules": [
        {"name": "first", "user": "Read this text: {text}", "output": "notes"},
        {"name": "second", "system": "Name the sentiment.", "user": "{text} {notes}"},
    ]
}
BY_TIMING = {"progress", "provider_throttled", "call_retried", "call_failed"}  # a gate's spare calls fail too


class Timing(msgspec.Struct, frozen=True, kw_only=True):
    """What of a run must not matter; `stops` are shares of its calls after which the service is stopped."""

    slots: int
    latency_s: float
    faults: float
    luck: int
    stops: tuple[float, ...]


TIMINGS = st.builds(
    Timing,
    slots=st.sampled_from([8, 1, 64, 512]),
    latency_s=st.sampled_from([0.02, 0.0]),
    faults=st.sampled_from([0.03, 0.0]),
    luck=st.integers(0, 2**32),
    stops=st.lists(st.floats(0.05, 0.8), max_size=2).map(lambda stops: tuple(sorted(stops))),
)
SEEDS = st.integers(1, 1000)
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # a failure is shown as it is: each try takes seconds


def answer(body: harness.Body) -> harness.Reply:
    """The world's answer; some requests always fail."""
    return httpx.Response(400, json={}) if world.noise(harness.text_of(body)) < 0.03 else world.answer(body)


def disturbed(timing: Timing) -> harness.Model:
    """The same model with random pauses, and faults that another attempt mends."""
    rng = random.Random(timing.luck)
    spared: set[str] = set()

    def later(body: harness.Body) -> harness.Reply:
        text = harness.text_of(body)
        if text not in spared and rng.random() < timing.faults:
            spared.add(text)
            return httpx.Response(rng.choice([429, 500, 503]), json={})
        return answer(body)

    most_s = min(timing.latency_s, timing.slots * 0.002)
    return harness.Model(later, latency_s=lambda _: rng.random() * most_s)


def told(record: harness.Record) -> Counter[tuple[str, str]]:
    """The events, without those that tell of timing, in no order."""
    return Counter((event.type, str(event.data)) for event in record.events if event.type not in BY_TIMING)


@cache
def calm(request: bytes) -> tuple[harness.Record, int]:
    """A run without any of it, and its calls."""
    model = harness.Model(answer)
    with TemporaryDirectory() as home:
        record = asyncio.run(harness.run(Path(home), msgspec.json.decode(request), model))
    return record, len(model.received)


def check(method: dict[str, Any], seed: int, timing: Timing) -> None:
    request = harness.request(method=method, seed=seed, budget={"retry_share": 1.0})
    whole, calls = calm(msgspec.json.encode(request))
    model, slots = disturbed(timing), timing.slots
    stops = [max(int(share * calls), 1) for share in timing.stops]
    with TemporaryDirectory() as home:
        if stops:
            running = harness.run_interrupted(Path(home), request, model, stops, slots=slots)
        else:
            running = harness.run(Path(home), request, model, slots=slots)
        record = asyncio.run(running)
    assert model.most_at_once <= slots
    assert record.outcome() == whole.outcome()
    assert told(record) == told(whole)
    assert [event.seq for event in record.events] == list(range(1, len(record.events) + 1))


@settings(max_examples=2, phases=PHASES)
@given(seed=SEEDS, timing=TIMINGS)
def test_timing_faults_and_interruptions_change_nothing(seed: int, timing: Timing) -> None:
    check(METHODS[0], seed, timing)


async def test_a_program_of_modules_is_replayed_too(tmp_path: Path) -> None:
    request = harness.request(prompt=PROGRAM, method={"name": "textgrad", "steps": 2})
    whole = await harness.run(tmp_path / "whole", request, harness.Model())
    resumed = await harness.run_interrupted(tmp_path / "resumed", request, harness.Model(), (40,), slots=8)
    assert resumed.outcome() == whole.outcome()


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS, ids=NAMES)
@settings(max_examples=20, phases=PHASES)
@given(seed=SEEDS, timing=TIMINGS)
def test_a_long_search_finds_nothing_that_timing_changes(method: dict[str, Any], seed: int, timing: Timing) -> None:
    check(method, seed, timing)
