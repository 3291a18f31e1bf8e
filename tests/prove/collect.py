"""All parts in one document, made from their records: `docs/proofs.md`. It owns the page, and no row of it."""

import inspect
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

from tests.audit.records import Records, last_version
from tests.prove.part import DATABASES, Part, Record
from tests.prove.runner import record_of

_TOP = """# Proofs

What is done to a service at work, and what comes of it. Made by `make prove ARGS=--collect` from the records in the
folder `proofs` beside this page, a line of JSON for every trial; a part is shown as it was last run, with the digest
of the sources that it ran on.

```sh
make prove                                # lists the parts, and how much of each is done
make prove PART=kills DATABASE=postgres   # runs a part; called again, it goes on with the next trial
make prove ARGS=--collect                 # writes this page
```

*Lost* are jobs that did not succeed, *different* those whose results, steps, candidates, rollouts or numbers of events
are not byte by byte those of an undisturbed twin. *Paid twice* are answers that the provider, which keeps books of its
own, gave again for a call that it had answered before; *in flight* are the calls that were asked and whose answer was
not kept when the fault came, which is the most there may be. *Recovered* is the time from the fault until all that it
had interrupted went on, the median and the worst.
"""
_HEAD = (
    "| fault | database | times | jobs | lost | different | paid twice | in flight | recovered, s | code |\n"
    "|---|---|---|---|---|---|---|---|---|---|"
)


def records_of(folder: Path, part: str, database: str, version: str | None = None) -> Records:
    """The records of a part on a database, of this version of the code or the last that there is."""
    path = folder / f"{part}-{database}.jsonl"
    return Records(path, version or last_version(path) or "")


def document(parts: Mapping[str, Part], folder: Path) -> str:
    """The page: a section for each part, then what does not hold. A fault is named in the first of its rows."""
    lines, failing, last = [_TOP], [], ""
    for name, part in parts.items():
        measured: list[str] = []
        lines += [f"## {name}", "", _about(part), "", _HEAD]
        for fault, database, wanted in _rows(part):
            kept = [one for one in records_of(folder, name, database) if one["fault"] == fault]
            found = [record_of(one) for one in kept]
            version = str(kept[-1]["code"]) if kept else ""
            lines.append(_row("″" if fault == last else fault, database, wanted, found, version))
            last = fault
            measured += [
                f"- {fault}, {database}, seed {one['seed']}: {_measured(record)}"
                for one, record in zip(kept, found, strict=True)
                if record.measured
            ]
            failing += [
                f"{fault}, {database}, seed {one['seed']}: {_failing(record)}"
                for one, record in zip(kept, found, strict=True)
                if not record.holds
            ]
        lines += ["", *measured, ""] if measured else [""]
    told = ["```text", *failing, "```"] if failing else ["Nothing."]
    return "\n".join([*lines, "## What does not hold", "", *told, ""])


def _about(part: Part) -> str:
    assert isinstance(part, ModuleType)
    return inspect.getdoc(part) or ""


def _rows(part: Part) -> list[tuple[str, str, int]]:
    faults = dict.fromkeys(fault for database in DATABASES for fault in part.FAULTS.get(database, {}))
    wanted = ((fault, database, part.FAULTS.get(database, {}).get(fault)) for fault in faults for database in DATABASES)
    return [(fault, database, times) for fault, database, times in wanted if times is not None]


def _row(fault: str, database: str, wanted: int, found: Sequence[Record], code: str) -> str:
    times = sum(one.times for one in found)
    sums = [
        sum(getattr(one, name) for one in found) for name in ("jobs", "lost", "different", "paid_twice", "in_flight")
    ]
    seconds = [one for record in found for one in record.recovered_s]
    took = f"{statistics.median(seconds):.1f}, {max(seconds):.1f}" if seconds else ""
    counts = [f"{times} of {wanted}" if times < wanted else str(times), *(map(str, sums) if found else [""] * 5)]
    return f"| {' | '.join([fault, database, *counts, took, f'`{code}`' if code else ''])} |"


def _measured(record: Record) -> str:
    return "; ".join(f"{name}: {figure}" for name, figure in record.measured.items())


def _failing(record: Record) -> str:
    """What of a record does not hold, in words; nothing where all does."""
    said = [f"{count} {word}" for count, word in ((record.lost, "lost"), (record.different, "different")) if count]
    if record.paid_twice > record.in_flight:
        said.append(f"{record.paid_twice} paid twice where {record.in_flight} were in flight")
    return "; ".join([*said, *record.unmet])
