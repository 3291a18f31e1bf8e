"""Runs a peer's script in the peers' environment and reads its figures. It owns neither of the two."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from bench.peers.install import FOLDER, PYTHON

PEERS: Final = ("dspy", "gepa", "promptolution")
LIMIT_S: Final = 180.0
T = TypeVar("T")


class PeerFigures(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an evaluation took: answered calls, seconds of the clock, seconds of CPU; and how many were correct."""

    calls: int
    wall_s: float
    cpu_s: float
    correct: int


class PeerError(Exception):
    """A peer gave no figures; the message says which and why."""


def evaluate(peer: str, base_url: str, calls: int, slots: int, *, limit_s: float = LIMIT_S) -> PeerFigures:
    """Let `peer` make `calls` evaluations against `base_url`, `slots` at a time. Raises PeerError."""
    arguments = [base_url, str(calls), str(slots)]
    return run_script(peer, f"{peer}_evaluate.py", arguments, PeerFigures, limit_s=limit_s)


def run_script(
    peer: str, script: str, arguments: Sequence[str], figures: type[T], *, limit_s: float, given: str = ""
) -> T:
    """The figures that a peer's script prints on its last line; `given` is its standard input.

    Raises PeerError where there are none.
    """
    command = [str(PYTHON), str(Path(__file__).with_name(script)), *arguments]
    try:
        done = subprocess.run(
            command,
            input=given,
            capture_output=True,
            text=True,
            check=True,
            timeout=limit_s,
            cwd=FOLDER,
            env=_variables(),
        )
        return msgspec.json.decode(_last_line(done.stdout), type=figures)
    except subprocess.TimeoutExpired as late:
        raise PeerError(f"{peer}: no figures within {limit_s:.0f} s") from late
    except subprocess.CalledProcessError as failed:
        raise PeerError(f"{peer}: {_last_line(failed.stderr)}") from failed
    except OSError as missing:
        raise PeerError(f"{peer}: cannot be started: {missing}") from missing
    except msgspec.DecodeError as unreadable:
        raise PeerError(f"{peer}: printed no figures: {unreadable}") from unreadable


def _variables() -> dict[str, str]:
    """The whole environment of a peer: none of the caller's keys, addresses and caches, and no look-up at import."""
    return {"HOME": str(FOLDER), "LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_MODE": "PRODUCTION"}


def _last_line(text: str) -> str:
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "said nothing")
