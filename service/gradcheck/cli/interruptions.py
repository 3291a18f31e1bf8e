"""Ctrl-C while something is waited for: a word to whoever waits, and no end by itself."""

import asyncio
import contextlib
import signal
from collections.abc import Iterator
from typing import Any, Literal


class Interruptions:
    """The interruptions that have come and that nobody has seen yet."""

    def __init__(self) -> None:
        self._came = asyncio.Event()

    def note(self) -> None:
        """One has come."""
        self._came.set()

    async def outlast(
        self, task: "asyncio.Task[Any]", timeout_s: float | None = None
    ) -> Literal["ended", "interrupted", "timeout"]:
        """What comes first: the task's end, an interruption, the time."""
        waiting = asyncio.create_task(self._came.wait())
        await asyncio.wait({task, waiting}, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if task.done():
            return "ended"
        if not self._came.is_set():
            return "timeout"
        self._came.clear()
        return "interrupted"


@contextlib.contextmanager
def interruptions() -> Iterator[Interruptions]:
    """Interruptions that come meanwhile are noted and do nothing else."""
    found = Interruptions()
    before = signal.getsignal(signal.SIGINT)
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, found.note)
    try:
        yield found
    finally:
        loop.remove_signal_handler(signal.SIGINT)
        signal.signal(signal.SIGINT, before)
