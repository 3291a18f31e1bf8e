"""The process that an installed scorer runs in: a line of JSON in for every output, a line out for its score.

It is a process of its own so that a scorer that hangs, crashes or prints takes nothing else along. It owns what counts
as a score. It does not own who starts and ends it (`installed_grader.py`), but ends by itself a while after a scorer
should have answered, so that none is left behind.
"""

import asyncio
import inspect
import math
import os
import signal
import sys
from collections.abc import Callable
from importlib.metadata import entry_points
from numbers import Real
from typing import Any, BinaryIO

import msgspec

GROUP = "gradcheck.scorers"
_GRACE_S = 5.0
_LONGEST = 2_000  # characters of a note or of an error
_ACCEPTED = "accepted are a number from 0 to 1, a pair of it and a note, or a dict with score and note"


class ScorerAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A score with its note, or in words why there is none."""

    score: float | None = None
    note: str = ""
    error: str | None = None


def main() -> None:
    """Load the scorer that the arguments name, then answer until the input ends; the second bounds a score."""
    name, timeout_s = sys.argv[1], float(sys.argv[2])
    lines, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)  # what a scorer reads and prints is no part of the conversation
    try:
        [point] = entry_points(group=GROUP, name=name)
        scorer = point.load()
    except BaseException as error:  # noqa: BLE001 - whatever a package does when it is imported
        _write(answers, ScorerAnswer(error=f"{name} cannot be loaded: {_words(error)}"))
        return
    _write(answers, ScorerAnswer())
    for line in lines:
        asked = msgspec.json.decode(line)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, timeout_s + _GRACE_S)
        try:
            answer = read(_called(scorer, asked))
        except BaseException as error:  # noqa: BLE001 - whatever a scorer raises is why there is no score
            answer = ScorerAnswer(error=f"raised {_words(error)}")
        signal.setitimer(signal.ITIMER_REAL, 0)
        _write(answers, answer)


def read(value: object) -> ScorerAnswer:
    """What a scorer returned, as its score, or why it is none."""
    score, note = value, None
    if isinstance(value, tuple | list):
        if len(value) != 2:
            return _wrong(f"returned {len(value)} values")
        score, note = value
    elif isinstance(value, dict):
        unknown = sorted(map(str, value.keys() - {"score", "note"}))
        if "score" not in value or unknown:
            return _wrong(f"returned a dict with {', '.join(sorted(map(str, value))) or 'nothing'}")
        score, note = value["score"], value.get("note")
    if not isinstance(score, Real):
        return _wrong(f"returned a score of the type {type(score).__name__}")
    number = float(score)
    if not (math.isfinite(number) and 0 <= number <= 1):
        return _wrong(f"returned the score {number}")
    if note is not None and not isinstance(note, str):
        return _wrong(f"returned a note of the type {type(note).__name__}")
    return ScorerAnswer(score=number, note=(note or "")[:_LONGEST])


def _called(scorer: Callable[..., Any], asked: dict[str, Any]) -> object:
    value = scorer(asked["output"], asked["expected"], asked["fields"])
    return asyncio.run(_awaited(value)) if inspect.isawaitable(value) else value


async def _awaited(value: Any) -> object:  # noqa: ANN401 - whatever a scorer gives to be awaited
    return await value


def _wrong(what: str) -> ScorerAnswer:
    return ScorerAnswer(error=f"{what}; {_ACCEPTED}")


def _words(error: BaseException) -> str:
    try:
        said = " ".join(str(error).split())
    except Exception:  # noqa: BLE001 - an error that cannot be written
        said = ""
    return f"{type(error).__name__}: {said}"[:_LONGEST] if said else type(error).__name__


def _write(answers: BinaryIO, answer: ScorerAnswer) -> None:
    answers.write(msgspec.json.encode(answer) + b"\n")
    answers.flush()


if __name__ == "__main__":
    main()
