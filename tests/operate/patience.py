"""What everything together may take. It owns how long is waited and that somebody who watches sees how far it is."""

import sys
import threading
import time
from collections.abc import Callable
from typing import TypeVar

_PAUSE_S = 0.5
_Found = TypeVar("_Found")


class OverdueError(Exception):
    """Something did not come in the time that there is."""


class Patience:
    """So many seconds for all waits of all threads together."""

    def __init__(self, limit_s: float) -> None:
        self._began = time.monotonic()
        self._limit_s = limit_s
        self._over = threading.Event()
        self._one = threading.Lock()

    @property
    def spent_s(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self._began

    def say(self, text: str) -> None:
        """Tell how far it is."""
        with self._one:
            sys.stdout.write(f"{self.spent_s:6.1f} s  {text}\n")
            sys.stdout.flush()

    def end(self) -> None:
        """Let nobody wait any longer."""
        self._over.set()

    def until(self, what: str, find: Callable[[], _Found | None]) -> _Found:
        """What is found, once it is there. Raises OverdueError."""
        while True:
            found = find()
            if found is not None:
                return found
            self.sleep(_PAUSE_S, what)

    def sleep(self, seconds: float, what: str) -> None:
        """Wait for so long. Raises OverdueError."""
        if self._over.wait(min(seconds, max(self._limit_s - self.spent_s, 0))) or self.spent_s >= self._limit_s:
            raise OverdueError(f"after {self.spent_s:.0f} s there is still no end of: {what}")
