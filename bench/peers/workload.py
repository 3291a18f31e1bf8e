"""The work every peer is given, and how it is measured. It owns the prompt, the examples and the figures printed.

The work is an evaluation, or an optimization of a kind with its sizes.

It imports no peer and nothing of the service: it runs in the peers' own environment.
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

PROMPT = "Is the text positive or negative? Answer with one word."
EXPECTED = "positive"
MODEL = "gpt-4o-mini"  # a name that every peer knows: unknown ones send some of them through their error paths
API_KEY = "unused"


@dataclass(frozen=True)
class Work:
    """How many evaluations of the prompt to make, how many at once, and where."""

    base_url: str
    calls: int
    slots: int

    @property
    def texts(self) -> list[str]:
        return [f"A good thing, number {number}." for number in range(self.calls)]

    @property
    def warm_up(self) -> str:
        return f"A good thing, number {self.calls}."


def given() -> Work:
    """The work named by the command line: BASE_URL N SLOTS."""
    try:
        base_url, calls, slots = sys.argv[1:]
        return Work(base_url, int(calls), int(slots))
    except ValueError:
        sys.exit(f"usage: {sys.argv[0]} BASE_URL N SLOTS")


def report(work: Work, warm_up: Callable[[], object], evaluate: Callable[[], list[str]]) -> None:
    """Warm up, time `evaluate`, which returns the answers it got, and print the figures unless an answer is missing."""
    try:
        warm_up()
        figures = _timed(evaluate)
    except Exception as error:  # noqa: BLE001 - whatever a peer raises becomes the one line that is read
        message = next(iter(str(error).strip().splitlines()), "no reason given")
        sys.exit(f"{type(error).__name__}: {message}")
    if figures["calls"] != work.calls:
        sys.exit(f"{figures['calls']} of {work.calls} evaluations got an answer")
    sys.stdout.write(json.dumps(figures) + "\n")


@dataclass(frozen=True)
class Optimization:
    """Which optimizer to run, with which sizes, on how many examples; how many calls at once, and where."""

    base_url: str
    slots: int
    kind: str
    sizes: dict[str, int]

    @property
    def train(self) -> list[str]:
        return [f"A good thing, number {number}." for number in range(self.sizes["train"])]

    @property
    def validation(self) -> list[str]:
        return [f"A good book, number {number}." for number in range(self.sizes["validation"])]


def ordered() -> Optimization:
    """The optimization named by the command line: BASE_URL SLOTS KIND SIZES, the last as JSON."""
    try:
        base_url, slots, kind, sizes = sys.argv[1:]
        return Optimization(base_url, int(slots), kind, json.loads(sizes))
    except ValueError:
        sys.exit(f"usage: {sys.argv[0]} BASE_URL SLOTS KIND SIZES")


def optimized(work: Optimization, optimize: Callable[[Optimization], object]) -> None:
    """Time an optimization and print what it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        optimize(work)
    except Exception as error:  # noqa: BLE001 - whatever a peer raises becomes the one line that is read
        message = next(iter(str(error).strip().splitlines()), "no reason given")
        sys.exit(f"{type(error).__name__}: {message}")
    took = {"wall_s": time.perf_counter() - wall, "cpu_s": time.process_time() - cpu}
    sys.stdout.write("\n" + json.dumps(took) + "\n")


def _timed(evaluate: Callable[[], list[str]]) -> dict[str, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    answers = evaluate()
    took = {"wall_s": time.perf_counter() - wall, "cpu_s": time.process_time() - cpu}
    return {"calls": sum(map(bool, answers)), "correct": answers.count(EXPECTED), **took}
