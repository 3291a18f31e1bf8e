"""The environment that peers are measured in: made once in `build/peers`, from pinned requirements.

It owns that folder and the log beside it. It starts no peer and measures nothing.
"""

import hashlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "build" / "peers"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
LIMIT_S = 900.0
NEWEST_PYTHON = (3, 12)

PYTHON = FOLDER / "bin" / "python"
LOG = FOLDER.with_suffix(".log")
_STAMP = FOLDER / "installed"


@dataclass(frozen=True)
class Unavailable:
    """Why there is no environment, in one line."""

    reason: str


def environment(limit_s: float = LIMIT_S) -> Path | Unavailable:
    """The environment's folder, made unless it already holds the present requirements."""
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if _installed() == wanted and PYTHON.exists():
        return FOLDER
    if sys.version_info[:2] > NEWEST_PYTHON:
        return Unavailable(f"they need Python {NEWEST_PYTHON[0]}.{NEWEST_PYTHON[1]} or earlier")
    try:
        _make(time.monotonic() + limit_s)
    except subprocess.TimeoutExpired:
        return Unavailable(f"installing them took longer than {limit_s:.0f} s")
    except (subprocess.CalledProcessError, OSError) as error:
        return Unavailable(f"installing them failed: {_last_error() or error}")
    _STAMP.write_text(wanted)
    return FOLDER


def version(peer: str) -> str:
    """The version of `peer` that is pinned."""
    pins = dict(line.split("==") for line in REQUIREMENTS.read_text().splitlines() if "==" in line)
    return pins[peer]


def _installed() -> str | None:
    return _STAMP.read_text() if _STAMP.exists() else None


def _make(deadline: float) -> None:
    LOG.parent.mkdir(exist_ok=True)
    LOG.unlink(missing_ok=True)
    _run([sys.executable, "-I", "-m", "venv", "--clear", str(FOLDER)], deadline)
    pip = [str(PYTHON), "-I", "-m", "pip", "--quiet", "--disable-pip-version-check"]
    _run([*pip, "install", "--requirement", str(REQUIREMENTS)], deadline)


def _run(command: list[str], deadline: float) -> None:
    """Run `command` with its output in the log, and end whatever it started if it does not finish in time."""
    with LOG.open("a") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        try:
            status = process.wait(max(deadline - time.monotonic(), 0))
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
    if status:
        raise subprocess.CalledProcessError(status, command)


def _last_error() -> str | None:
    lines = LOG.read_text(errors="replace").splitlines() if LOG.exists() else []
    return next((line.removeprefix("ERROR: ") for line in reversed(lines) if line.startswith("ERROR: ")), None)
