"""A bar of a job's progress: calls, rate, best score, time left. It owns one line of the terminal."""

import sys
import time
from typing import Any, TextIO

_WIDTH = 24
_LINE_EVERY_S = 10.0


class Progress:
    """Shows progress events; in a terminal the line is redrawn, elsewhere a line is written now and then."""

    def __init__(self, title: str, expected_calls: int, output: TextIO = sys.stderr) -> None:
        self._title = title
        self._expected = max(expected_calls, 1)
        self._output = output
        self._began = self._written = time.monotonic()
        self._best: float | None = None
        self._calls = 0

    def show(self, kind: str, data: dict[str, Any]) -> None:
        """Take an event in, and draw."""
        if kind == "progress":
            self._calls = data["calls"]
            self._best = data.get("best_score", self._best)
        now = time.monotonic()
        if self._output.isatty():
            self._output.write(f"\r\033[K{self._line(now)}")
            self._output.flush()
        elif now - self._written >= _LINE_EVERY_S:
            self._written = now
            self._output.write(f"{self._line(now)}\n")

    def end(self) -> None:
        """Leave the line."""
        self._output.write("\r\033[K" if self._output.isatty() else "")
        self._output.write(f"{self._title}: {self._calls} calls in {time.monotonic() - self._began:.0f} s\n")

    def _line(self, now: float) -> str:
        elapsed = max(now - self._began, 1e-9)
        rate = self._calls / elapsed
        share = min(self._calls / self._expected, 1.0)
        bar = "█" * round(share * _WIDTH) + "·" * (_WIDTH - round(share * _WIDTH))
        left = f"at most {max(self._expected - self._calls, 0) / rate:.0f} s left" if rate > 0 else "starting"
        best = "" if self._best is None else f"  best {self._best:.2f}"
        return f"{self._title} {bar} {self._calls}/{self._expected} calls  {rate:.1f}/s{best}  {left}"
