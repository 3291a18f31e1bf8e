"""A run that several tests diagnose: recorded once, with the requests it made."""

import asyncio
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from tests.support import harness, world


class Ran(msgspec.Struct, frozen=True, kw_only=True):
    """A run with the requests it made."""

    record: harness.Record
    received: list[harness.Body]

    def changed(self, **changes: object) -> "Ran":
        """The run with another record, as if it had made no requests."""
        return Ran(record=msgspec.structs.replace(self.record, **changes), received=[])


def example(number: int, split: str, text: str, labels: Sequence[str]) -> dict[str, Any]:
    """An example with the label that is its number's turn."""
    return {"id": f"e{number}", "input": {"text": text}, "expected": labels[number % len(labels)], "split": split}


def recorded(
    model: harness.Model, examples: Sequence[Mapping[str, Any]], method: Mapping[str, Any], prompt: object
) -> Ran:
    """The run of a method, scored by exact answers. To be called where no event loop runs."""
    task = {"examples": examples, "scoring": {"kind": "exact"}}
    with tempfile.TemporaryDirectory() as home:
        record = asyncio.run(harness.run(Path(home), world.request(prompt=prompt, task=task, method=method), model))
    return Ran(record=record, received=model.received)
