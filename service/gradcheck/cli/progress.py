"""A bar of a job's progress: share done, calls, rate, best score, cost, time left."""

import sys
import time
from typing import Any, TextIO

import msgspec
from msgspec import Struct, field

from gradcheck_client.models import Progress
from gradcheck_client.progress import line

_LINE_EVERY_S = 10.0


class ProgressBar(Struct, eq=False):
    """Shows progress events; in a terminal the line is redrawn, elsewhere a line is written now and then."""

    title: str
    output: TextIO = field(default_factory=lambda: sys.stderr)
    _told: Progress | None = None
    _began: float = field(default_factory=time.monotonic)
    _written: float = field(default_factory=time.monotonic)

    def show(self, kind: str, data: dict[str, Any]) -> None:
        """Take an event in, and draw."""
        if kind == "progress":
            self._told = msgspec.convert(data, Progress)
        now = time.monotonic()
        if self.output.isatty():
            self.output.write(f"\r\033[K{line(self.title, self._told)}")
            self.output.flush()
        elif now - self._written >= _LINE_EVERY_S:
            self._written = now
            self.output.write(f"{line(self.title, self._told)}\n")

    def end(self) -> None:
        """Leave the line."""
        self.output.write("\r\033[K" if self.output.isatty() else "")
        calls = self._told.calls if self._told else 0
        self.output.write(f"{self.title}: {calls} calls in {time.monotonic() - self._began:.0f} s\n")
