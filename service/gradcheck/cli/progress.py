"""A bar of a job's progress: share done, calls, rate, best score, cost, time left."""

import sys
import time
from typing import Any, TextIO

from msgspec import Struct, field

_WIDTH = 24
_LINE_EVERY_S = 10.0


class ProgressBar(Struct, eq=False):
    """Shows progress events; in a terminal the line is redrawn, elsewhere a line is written now and then."""

    title: str
    output: TextIO = field(default_factory=lambda: sys.stderr)
    _told: dict[str, Any] = {}
    _began: float = field(default_factory=time.monotonic)
    _written: float = field(default_factory=time.monotonic)

    def show(self, kind: str, data: dict[str, Any]) -> None:
        """Take an event in, and draw."""
        if kind == "progress":
            self._told = data
        now = time.monotonic()
        if self.output.isatty():
            self.output.write(f"\r\033[K{self._line()}")
            self.output.flush()
        elif now - self._written >= _LINE_EVERY_S:
            self._written = now
            self.output.write(f"{self._line()}\n")

    def end(self) -> None:
        """Leave the line."""
        self.output.write("\r\033[K" if self.output.isatty() else "")
        calls = self._told.get("calls", 0)
        self.output.write(f"{self.title}: {calls} calls in {time.monotonic() - self._began:.0f} s\n")

    def _line(self) -> str:
        progress = self._told
        if not progress:
            return f"{self.title} starting"
        filled = round(progress["share"] * _WIDTH)
        bar = "█" * filled + "·" * (_WIDTH - filled)
        rate = f"{progress['calls']} calls  {progress['calls_per_second']:.1f}/s"
        best = "" if progress.get("best_score") is None else f"  best {progress['best_score']:.2f}"
        cost = "" if progress.get("cost_usd") is None else f"  ${progress['cost_usd']:.4f}"
        left = "" if progress["seconds_left"] is None else f"  about {progress['seconds_left']:.0f} s left"
        return f"{self.title} {bar} {progress['share']:.0%}  {rate}{best}{cost}{left}"
