"""A clock that is set under a process at work, as an operator or a time service sets a machine's.

Nothing else on the machine sees it. It owns the clock of the processes that are started with its environment.
"""

import shutil
import struct
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.audit.service import ROOT

_SOURCE = Path(__file__).with_name("clock.c")
_SECONDS = struct.Struct("q")


class Clock:
    """The wall clock of all processes that have its `environment`; right until it is set."""

    def __init__(self, file: Path) -> None:
        self._file = file
        file.write_bytes(bytes(_SECONDS.size))
        file.chmod(0o644)  # a server that runs as another user reads it too
        self.environment: Mapping[str, str] = {"LD_PRELOAD": str(_library()), "SET_CLOCK": str(file)}

    def set(self, ahead_s: int) -> None:
        """Have it be so far ahead of the machine's, or behind where it is negative."""
        with self._file.open("r+b") as file:
            file.write(_SECONDS.pack(ahead_s))


def _library() -> Path:
    """What is preloaded, compiled once. Raises RuntimeError where there is no compiler."""
    library = ROOT / "build/prove/clock.so"
    if not library.exists() or library.stat().st_mtime < _SOURCE.stat().st_mtime:
        if (compiler := shutil.which("cc")) is None:
            raise RuntimeError("to set clocks takes a C compiler: apt-get install gcc libc6-dev")
        library.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(_SOURCE)], check=True)
    return library
