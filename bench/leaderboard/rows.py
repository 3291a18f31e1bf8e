"""What is kept of a run: a line of JSON in the file of its part. It owns the files, and which runs are missing."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

FOLDER = Path(__file__).parents[2] / "docs" / "leaderboard"
_FAILED = "failed"
Kept = TypeVar("Kept")


class Row(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One run of a method on a task.

    `model` is what answered, a provider and its model; `budget` is its calls, those of the test left out. `asked` are
    the parameters that are not the defaults. `given` and `score` are the held-out scores of the prompt as it was given
    and of the one that the run returned, `length` and `longer` the characters of its texts and demos, and their ratio
    to the given ones. `calls` were made, `usd` is their price at the reference, which is not known of peers. `waves`
    are the call times that the run takes at the least on 64 slots; `curve` has the score of what the run would have
    returned, by calls made. `late` says that the time ended the run before its calls.
    """

    method: str
    task: str
    model: str
    budget: int
    seed: int
    asked: dict[str, Any]
    given: float
    score: float
    length: int
    longer: float
    calls: int
    usd: float | None = None
    waves: int | None = None
    seconds: float | None = None
    curve: dict[int, float] = {}
    prompt: dict[str, str] | None = None
    late: bool = False
    commit: str

    @property
    def gain(self) -> float:
        """What the run is worth."""
        return self.score - self.given


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """One run that gave nothing, and why."""

    method: str
    task: str
    model: str
    budget: int
    seed: int
    calls: int
    reason: str
    commit: str


class Part(msgspec.Struct, frozen=True, order=True):
    """Runs that are kept together: those on one task, with one budget, of one model."""

    task: str
    budget: int
    model: str = "simulated"

    @property
    def name(self) -> str:
        """As files and commands call it."""
        named = f"{self.task}-{self.budget}"
        return named if self.model == "simulated" else f"{named}-{self.model.replace('/', '_').replace(':', '_')}"

    def rows(self, folder: Path = FOLDER) -> list[Row]:
        """All that are kept."""
        return _read(folder / f"{self.name}.jsonl", Row)

    def failures(self, folder: Path = FOLDER) -> list[Failure]:
        """The runs that gave nothing."""
        return _read(folder / _FAILED / f"{self.name}.jsonl", Failure)

    def add(self, run: Row | Failure, folder: Path = FOLDER) -> None:
        """Keep a run."""
        within = folder / _FAILED if isinstance(run, Failure) else folder
        within.mkdir(parents=True, exist_ok=True)
        with (within / f"{self.name}.jsonl").open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(msgspec.to_builtins(run, str_keys=True)) + "\n")

    def forget(self, methods: Iterable[str], folder: Path = FOLDER) -> None:
        """Leave out the runs of methods, so that these are made anew."""
        forgotten = set(methods)
        kept = [run for run in self._runs(folder) if run.method not in forgotten]
        for within in (folder, folder / _FAILED):
            (within / f"{self.name}.jsonl").unlink(missing_ok=True)
        for run in kept:
            self.add(run, folder)

    def _runs(self, folder: Path) -> list[Row | Failure]:
        return [*self.rows(folder), *self.failures(folder)]

    def missing(self, methods: Sequence[str], seeds: int, folder: Path = FOLDER) -> list[tuple[int, str]]:
        """The runs that are not kept, seed by seed, so that what is cut short compares equals."""
        known = {(run.seed, run.method) for run in self._runs(folder)}
        return [run for seed in range(seeds) for method in methods if (run := (seed, method)) not in known]


def every_row(folder: Path = FOLDER) -> list[Row]:
    """The rows of all parts."""
    return [row for path in sorted(folder.glob("*.jsonl")) for row in _read(path, Row)]


def every_failure(folder: Path = FOLDER) -> list[Failure]:
    """The runs of all parts that gave nothing."""
    return [run for path in sorted((folder / _FAILED).glob("*.jsonl")) for run in _read(path, Failure)]


def _read(path: Path, kind: type[Kept]) -> list[Kept]:
    """What a file holds, nothing where there is none; a last line that was cut off by a kill is none."""
    lines = path.read_bytes().splitlines() if path.exists() else []
    return [msgspec.json.decode(line, type=kind) for line in lines if line.endswith(b"}")]
