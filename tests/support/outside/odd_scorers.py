"""Scorers of another package that must not take the service along."""

import ctypes
import os
import time
from collections.abc import Callable
from typing import Any, NoReturn


def returns(output: str, expected: Any, _fields: dict[str, str]) -> Any:  # noqa: ANN401 - what a test wants
    """Whatever a test has it return."""
    return {"nan": float("nan"), "dict": {"score": 0.25, "note": "a quarter"}}.get(output, expected)


async def later(_output: str, _expected: object, _fields: dict[str, str]) -> dict[str, object]:
    """A coroutine."""
    return {"score": 0.75, "note": "later"}


def odd(output: str, _expected: object, _fields: dict[str, str]) -> float:
    """Does what `output` says."""
    if output == "pid":
        return os.getpid() / 1e9
    if output in _DEEDS:
        _DEEDS[output]()
    return 0.5


def _loop() -> NoReturn:
    while True:
        pass


def _raise() -> NoReturn:
    raise ValueError("no score\nfor raise")


def _leave() -> NoReturn:
    raise SystemExit(3)


def _child() -> None:
    os.fork()
    time.sleep(3600)


_DEEDS: dict[str, Callable[[], object]] = {
    "hang": lambda: ctypes.CDLL(None).sleep(3600),
    "loop": _loop,
    "crash": lambda: ctypes.string_at(0),
    "exit": lambda: os._exit(3),
    "leave": _leave,
    "raise": _raise,
    "print": lambda: os.write(1, b"{}\nnoise\n"),
    "child": _child,
}
