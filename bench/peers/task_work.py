"""A real task as every peer is given it, on standard input, and what is printed of an optimization on it.

The calls are counted by whoever makes them, those of the last answers left out: what the prompt as it was given and the
one that came out answer to the items that are held out. It owns no score of these; the scores that peers go by ignore
case, white space and marks at the ends.

It imports no peer and nothing of the service: it runs in the peers' own environment.
"""

import json
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """The prompt, items as pairs of an input and its answer, the endpoint, and the calls there are."""

    base_url: str
    key: str
    model: str
    prompt: str
    train: list[list[str]]
    validation: list[list[str]]
    test: list[list[str]]
    calls: int
    slots: int
    max_tokens: int
    seed: int


class Count:
    """Calls that were made."""

    def __init__(self) -> None:
        self.made = 0
        self._lock = threading.Lock()

    def add(self, calls: int = 1) -> None:
        """Some more."""
        with self._lock:
            self.made += calls


@dataclass(frozen=True)
class Optimized:
    """What came out: a text, and what both prompts answer to inputs."""

    prompt: str
    given: Callable[[list[str]], list[str]]
    best: Callable[[list[str]], list[str]]


def right(answer: str, expected: str) -> float:
    """Whether an answer is the expected one."""
    return float(_plain(answer) == _plain(expected))


def _plain(text: str) -> str:
    return text.strip().strip(".!\"'*`").casefold()


def optimized(optimize: Callable[[Task, Count], Optimized]) -> None:
    """Optimize the task that is given and print what came of it."""
    task, count = Task(**json.load(sys.stdin)), Count()
    began = time.perf_counter()
    try:
        found = optimize(task, count)
        calls, seconds = count.made, time.perf_counter() - began
        inputs = [text for text, _ in task.test]
        answers = {"given": found.given(inputs), "best": found.best(inputs)}
    except Exception as error:  # noqa: BLE001 - whatever a peer raises becomes the one line that is read
        message = next(iter(str(error).strip().splitlines()), "no reason given")
        sys.exit(f"{type(error).__name__}: {message}")
    told = {"prompt": found.prompt, "calls": calls, "seconds": round(seconds, 1), **answers}
    sys.stdout.write("\n" + json.dumps(told) + "\n")
