"""The same request and seed give the same run, whatever the timing and however often it was interrupted."""

import random
from pathlib import Path

from tests.support import harness

PROTEGI = {
    "name": "protegi",
    "rounds": 2,
    "beam": 2,
    "minibatch": 6,
    "gradients": 2,
    "eval_rounds": 3,
    "eval_samples": 4,
}
PROGRAM = {
    "modules": [
        {"name": "first", "user": "Read this text: {text}", "output": "notes"},
        {"name": "second", "system": "Name the sentiment.", "user": "{text} {notes}"},
    ]
}


def jitter(seed: int, most_s: float = 0.02) -> harness.Model:
    rng = random.Random(seed)
    return harness.Model(latency_s=lambda _: rng.random() * most_s)


def told(record: harness.Record) -> list[tuple[str, str]]:
    return sorted((event.type, str(event.data)) for event in record.events if event.type != "progress")


async def test_interruptions_change_nothing_and_repeat_only_what_was_in_flight(tmp_path: Path) -> None:
    request = harness.request(method=PROTEGI)
    calm = harness.Model()
    whole = await harness.run(tmp_path / "whole", request, calm, slots=8)
    model = jitter(3)
    stops = (15, 40, 41)
    resumed = await harness.run_interrupted(tmp_path / "resumed", request, model, stops, slots=8)
    assert resumed.outcome() == whole.outcome()
    assert told(resumed) == told(whole)
    assert [event.seq for event in resumed.events] == list(range(1, len(resumed.events) + 1))
    assert len(model.answered) <= len(calm.answered) + 8 * len(stops)
    assert len(model.received) <= len(calm.received) + 8 * len(stops)


async def test_a_program_of_modules_is_replayed_too(tmp_path: Path) -> None:
    request = harness.request(prompt=PROGRAM, method={"name": "textgrad", "steps": 2})
    whole = await harness.run(tmp_path / "whole", request, harness.Model())
    resumed = await harness.run_interrupted(tmp_path / "resumed", request, jitter(5), (40,), slots=8)
    assert resumed.outcome() == whole.outcome()
