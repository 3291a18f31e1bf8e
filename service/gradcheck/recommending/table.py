"""What was measured of all methods: figures by method, task and budget, written by `make leaderboard`.

It owns the file's shape and where it is. It chooses nothing.
"""

from functools import cache
from pathlib import Path

import msgspec

from gradcheck.domain.base import Value

FILE = Path(__file__).with_name("leaderboard.json")


class MethodFigures(Value, frozen=True, kw_only=True):
    """A method on one task with one budget: means of `runs`, true scores minus the given prompt's.

    `budget` holds the calls but those of a test; `items` were to validate, and as many to train. `se` is the standard
    error of the gain, `below` the share of runs that ended below the given prompt.
    """

    method: str
    task: str
    budget: int
    items: int
    gain: float
    se: float
    below: float
    runs: int


@cache
def table() -> tuple[MethodFigures, ...]:
    """All that was measured."""
    return msgspec.json.decode(FILE.read_bytes(), type=tuple[MethodFigures, ...])
