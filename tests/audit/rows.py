"""A row of the audit: a world, what is asked in it, how often, and by what rule it is judged.

It owns the shape of rows. The rows themselves are in `parts`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.audit.service import Json


@dataclass(frozen=True)
class Line:
    """One measure of a row: how many of how many, what was allowed in words, and whether it holds."""

    measure: str
    count: int
    n: int
    allowed: str
    holds: bool


Rule = Callable[[Sequence[Json]], Line]


@dataclass(frozen=True)
class Row:
    """A row: `jobs` runs in a world with one diagnostic each, or more.

    `asks` are diagnostics of one run, one after another, `runs` how many runs of one task a job has (the first one is
    diagnosed, the others are named in `runs`), `prepare` changes the request of a run. `right` is what the audit asks
    for, `rules` how that is counted.
    """

    name: str
    world: str
    right: str
    rules: tuple[Rule, ...]
    asks: tuple[Json, ...] = ()
    jobs: int = 60
    method: Json | None = None
    sizes: dict[str, int] = field(default_factory=dict)
    runs: int = 1
    prepare: Callable[[Json, int], Json] | None = None


def ask(*tests: str, replicates: int = 12, delta: float | None = 0.1, **more: object) -> Json:
    """The body of a diagnostic that is run whatever its power."""
    given = {} if delta is None else {"delta": delta}
    return {"tests": list(tests), "ladder": "core", "replicates": replicates, "force": True, **given, **more}
