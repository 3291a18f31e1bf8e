"""What goes on beside requests and jobs goes on whatever happens."""

import asyncio

import pytest
from structlog.testing import capture_logs

from gradcheck import runtime


class Part:
    """A part that fails so many times and then ends, or goes on for ever."""

    def __init__(self, failures: int, *, ends: bool) -> None:
        self.failures = failures
        self.ends = ends
        self.begun = 0

    async def run(self) -> None:
        self.begun += 1
        if self.begun <= self.failures:
            raise RuntimeError("nobody thought of it")
        if not self.ends:
            await asyncio.Event().wait()


async def test_a_part_that_fails_says_so_and_begins_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "_PAUSE_S", 0.0)
    part = Part(3, ends=True)
    with capture_logs() as logs:
        await runtime.lasting(part)
    assert part.begun == 4
    assert [(entry["event"], entry["part"], entry["log_level"]) for entry in logs] == [
        ("part_failed", "Part", "error")
    ] * 3


async def test_a_part_that_is_cancelled_ends() -> None:
    part = Part(0, ends=False)
    task = asyncio.create_task(runtime.lasting(part))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    assert (task.cancelled(), part.begun) == (True, 1)
