"""A real task as every peer is given it, on standard input, and what is printed of an optimization on it.

The endpoint counts the calls, and refuses those that there are none left for; it is told when the optimization has
ended, so that what the prompt as it was given and the one that came out answer to the items that are held out is no
call of it. This module owns no score of these; the scores that peers go by ignore case, white space and marks at the
ends.

It imports no peer and nothing of the service: it runs in the peers' own environment.
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.request import urlopen


@dataclass(frozen=True)
class Task:
    """The prompt, items as pairs of an input and its answer, the endpoint, and the calls there are.

    An answer may have `max_tokens`, a text that a model writes for the optimizer `writing_tokens`.
    """

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
    writing_tokens: int
    seed: int

    def told(self) -> "Told":
        """What the endpoint has counted."""
        return self._asked("count")

    def ended(self) -> None:
        """Tell the endpoint that the optimization has ended."""
        self._asked("ended", b"{}")

    def _asked(self, path: str, body: bytes | None = None) -> "Told":
        with urlopen(f"{self.base_url}/{path}", body, timeout=60) as answer:  # noqa: S310 - a loopback address
            return Told(**json.load(answer))


@dataclass(frozen=True)
class Told:
    """How many calls were made, and whether there are any left."""

    made: int
    left: bool


@dataclass(frozen=True)
class Optimized:
    """What came out: a text, the characters of demos beside it, and what both prompts answer to inputs."""

    prompt: str
    demos: int
    given: Callable[[list[str]], list[str]]
    best: Callable[[list[str]], list[str]]


def right(answer: str, expected: str) -> float:
    """Whether an answer is the expected one."""
    return float(_plain(answer) == _plain(expected))


def _plain(text: str) -> str:
    return text.strip().strip(".!\"'*`").casefold()


def optimized(optimize: Callable[[Task], Optimized]) -> None:
    """Optimize the task that is given and print what came of it."""
    task = Task(**json.load(sys.stdin))
    began = time.perf_counter()
    try:
        found = optimize(task)
        seconds = time.perf_counter() - began
        task.ended()
        inputs = [text for text, _ in task.test]
        given = found.given(inputs)
        unchanged = found.prompt == task.prompt and not found.demos
        answers = {"given": given, "best": given if unchanged else found.best(inputs)}
    except Exception as error:  # noqa: BLE001 - whatever a peer raises becomes the one line that is read
        message = next(iter(str(error).strip().splitlines()), "no reason given")
        sys.exit(f"{type(error).__name__}: {message}")
    told = {"prompt": found.prompt, "demos": found.demos, "seconds": round(seconds, 1), **answers}
    sys.stdout.write("\n" + json.dumps(told) + "\n")
