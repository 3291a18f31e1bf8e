"""A job's progress as a bar, in a terminal and in a notebook; elsewhere a line at the end."""

import sys
import time
from html import escape
from typing import TextIO

from gradcheck_client.models import Progress
from gradcheck_client.notebook import place

_WIDTH = 24
_CLEAR = "\r\033[K"


class Bar:
    """Drawn anew each time that something is known; one notebook's cell, or one line of a terminal, is its own."""

    def __init__(self, title: str, output: TextIO | None = None) -> None:
        self._title = title
        self._output = output or sys.stderr
        self._place = place()
        self._began = time.monotonic()

    def show(self, progress: Progress | None) -> None:
        """Draw how far the job is."""
        if self._place is not None:
            share = progress.share if progress else 0.0
            said = escape(f"{self._title}  {_numbers(progress)}")
            self._place.show(f'<progress max="1" value="{share:.3f}"></progress> <code>{said}</code>')
        elif self._output.isatty():
            self._output.write(f"{_CLEAR}{line(self._title, progress)}")
            self._output.flush()

    def end(self, status: str) -> None:
        """Say how the job is as it is left."""
        said = f"{self._title}: {status} after {time.monotonic() - self._began:.0f} s"
        if self._place is not None:
            self._place.show(f"<code>{escape(said)}</code>")
        else:
            self._output.write(f"{_CLEAR if self._output.isatty() else ''}{said}\n")


def line(title: str, progress: Progress | None) -> str:
    """A title, a bar and what is known beside it, in a line."""
    filled = round(progress.share * _WIDTH) if progress else 0
    return f"{title} {'█' * filled}{'·' * (_WIDTH - filled)} {_numbers(progress)}"


def _numbers(progress: Progress | None) -> str:
    if progress is None:
        return "starting"
    parts = [f"{progress.share:.0%}", f"{progress.calls} calls", f"{progress.calls_per_second:.1f}/s"]
    parts += [] if progress.best_score is None else [f"best {progress.best_score:.2f}"]
    parts += [] if progress.cost_usd is None else [f"${progress.cost_usd:.4f}"]
    parts += [] if progress.seconds_left is None else [f"about {progress.seconds_left:.0f} s left"]
    return "  ".join(parts)
