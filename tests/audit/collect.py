"""All parts in one document, made from their records: `docs/audit-rows.md`. It owns the page, and no row of it.

Each part is shown as it was last run; the version of the rules and the digest of the code that it ran on stand beside
it, so that parts of several versions are told apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.audit.records import Records, last_version
from tests.audit.rows import Row
from tests.audit.runner import AT_ONCE
from tests.audit.service import Json
from tests.audit.table import HEAD, lines

_TOP = """# The audit's rows

Made by `make audit ARGS=--collect` from the records of every part, as it was last run; what a row is about is in [the
audit](audit.md). Shares have exact 95 % intervals. Eight jobs run at once, on whatever else the machine had to do.

"""
_RAN = "| part | jobs | rules | code | does not hold | seconds a job | minutes in full |\n|---|---|---|---|---|---|---|"


@dataclass(frozen=True)
class Ran:
    """A part as it was last run: its rows with their records, and the code that these are of; none if it never was."""

    name: str
    rows: tuple[tuple[Row, tuple[Json, ...]], ...]
    code: str | None

    @property
    def records(self) -> list[Json]:
        """The records of all rows."""
        return [record for _, records in self.rows for record in records]

    @property
    def judged(self) -> list[str]:
        """The lines of all rows that have a record."""
        return [line for row, records in self.rows for line in (lines(row, records) if records else ())]


def ran(name: str, rows: Sequence[Row], folder: Path) -> Ran:
    """What there is of a part in a folder."""
    path = folder / f"{name}.jsonl"
    version = last_version(path)
    records = Records(path, version or "")
    return Ran(name, tuple((row, tuple(records.of(row.name))) for row in rows), version)


def document(parts: Mapping[str, Sequence[Row]], folder: Path) -> str:
    """The page: what was run of each part, then every measure of every row."""
    known = [ran(name, rows, folder) for name, rows in parts.items()]
    measures = [line for part in known for line in part.judged]
    return "\n".join([_TOP + _RAN, *map(_summary, known), "", HEAD, *measures, ""])


def _summary(part: Ran) -> str:
    wanted = sum(row.jobs for row, _ in part.rows)
    if not part.records:
        return f"| {part.name} | 0 of {wanted} | | | | | |"
    seconds = [record["seconds"] for record in part.records if "seconds" in record]
    each = sum(seconds) / max(len(seconds), 1)
    time = f"{each:.1f} | {wanted * each / AT_ONCE / 60:.0f}" if seconds else " | "
    rules = ", ".join(sorted({str(one["rules_version"]) for record in part.records for one in _diagnostics(record)}))
    missed = sum("**no**" in line for line in part.judged)
    return (
        f"| {part.name} | {len(part.records)} of {wanted} | {rules} | `{part.code}` | {missed or 'nothing'} | {time} |"
    )


def _diagnostics(record: Json) -> list[Json]:
    return [one for one in record["diagnostics"] if one.get("rules_version") is not None]
