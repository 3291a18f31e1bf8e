"""What is kept of a job: one line of JSON, keyed by its row, its number and the code that it ran on.

It owns the file and what is skipped. It does not own what is measured from a record.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.audit.service import ROOT, Json


def code() -> str:
    """A digest of the service's sources: records of other code are not mixed with those of this one."""
    found = hashlib.blake2b(digest_size=6)
    for path in sorted((ROOT / "service").rglob("*")):
        if (
            path.is_file()
            and "__pycache__" not in path.parts
            and not any(part.endswith(".egg-info") for part in path.parts)
        ):
            found.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return found.hexdigest()


def last_version(path: Path) -> str | None:
    """The code that the last whole record of a file is of."""
    codes = [record["code"] for record in _whole(path)]
    return codes[-1] if codes else None


class Records:
    """The records of a part, appended to as jobs end; a last line that was cut off by a kill is not read."""

    def __init__(self, path: Path, version: str) -> None:
        self._path = path
        self._version = version

    def __iter__(self) -> Iterator[Json]:
        return (record for record in _whole(self._path) if record["code"] == self._version)

    def of(self, row: str) -> list[Json]:
        """The records of a row, by job."""
        return sorted((record for record in self if record["row"] == row), key=lambda record: int(record["job"]))

    def done(self) -> set[tuple[str, int]]:
        """The rows and numbers of all jobs that need not be run again."""
        return {(record["row"], record["job"]) for record in self}

    def add(self, record: Json) -> None:
        """Keep a record."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        cut = self._path.exists() and not self._path.read_bytes().endswith(b"\n")
        with self._path.open("a", encoding="utf-8") as lines:
            lines.write("\n" * cut + json.dumps({**record, "code": self._version}) + "\n")


def _whole(path: Path) -> Iterator[Json]:
    """The records of a file; a line that was cut off is none."""
    for line in path.read_text("utf-8").splitlines() if path.exists() else ():
        try:
            record: Any = json.loads(line)
        except ValueError:
            continue
        yield record


def finding(record: Json, test: str, turn: int = -1) -> Json:
    """What a job's diagnostic found for a test; with several diagnostics, the last or that of a turn."""
    found: Json = record["diagnostics"][turn]["findings"].get(test, {})
    return found


def effect(record: Json, test: str, name: str) -> Json:
    """An effect by name, among claims and others; empty where there is none."""
    found = finding(record, test)
    return next((one for one in found.get("claims", []) + found.get("others", []) if one["name"] == name), {})
