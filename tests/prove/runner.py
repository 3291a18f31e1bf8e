"""Runs the trials of a part on one database, one after the other, and keeps a record of each as it ends.

It owns which trial comes next and the time there is. It does not own what a trial does.
"""

import asyncio
import subprocess
import sys
import time
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec

from tests.audit.records import Records
from tests.audit.service import ROOT, Json
from tests.prove.part import Part, Record

BEGUN_WITHIN_S = 1500.0
"""After so many seconds no further trial is begun."""
ENDED_WITHIN_S = 1790.0


def record_of(found: Json) -> Record:
    """What was kept of a trial."""
    return msgspec.convert(found, Record)


def done(records: Records, fault: str) -> int:
    """How often a fault has been done."""
    return sum(record_of(one).times for one in records if one["fault"] == fault)


def upcoming(wanted: Mapping[str, int], records: Records) -> tuple[str, int] | None:
    """The fault of which the largest share is left, and the seed of its next trial; None where all is done."""
    left = {fault: 1 - done(records, fault) / times for fault, times in wanted.items()}
    fault = max(left, key=left.__getitem__)
    return (fault, sum(one["fault"] == fault for one in records)) if left[fault] > 0 else None


async def run_part(
    part: Part,
    database: str,
    records: Records,
    most: int | None = None,
    begun_within_s: float = BEGUN_WITHIN_S,
    ended_within_s: float = ENDED_WITHIN_S,
) -> bool:
    """Run what is left, at most so many trials; whether nothing is left. A trial that is cut off has no record."""
    began = time.monotonic()
    turns = 0
    while (following := upcoming(part.FAULTS[database], records)) is not None:
        if turns == most or time.monotonic() - began > begun_within_s:
            return False
        fault, seed = following
        begun = time.monotonic()
        try:
            async with asyncio.timeout(ended_within_s - (begun - began)):
                found = await _tried(part, fault, seed, database)
        except TimeoutError:
            return False
        about = {"fault": fault, "seed": seed, "database": database, "commit": _commit()}
        at = datetime.now(UTC).isoformat(timespec="seconds")
        seconds = round(time.monotonic() - begun, 1)
        records.add({**about, "at": at, "seconds": seconds, **msgspec.to_builtins(found)})
        sys.stdout.write(f"{database}, {fault}, seed {seed}, {seconds:.0f} s: {_told(found)}\n")
        sys.stdout.flush()
        turns += 1
    return True


async def _tried(part: Part, fault: str, seed: int, database: str) -> Record:
    try:
        return await part.trial(fault, seed, database)
    except Exception as error:  # noqa: BLE001 - it is kept and shown like whatever else does not hold
        traceback.print_exc()
        return Record(jobs=0, unmet=(f"the trial broke off, {type(error).__name__}: {str(error)[:300]}",))


def _told(record: Record) -> str:
    recovered = ", ".join(f"{seconds:.1f}" for seconds in record.recovered_s)
    counts = f"{record.times} times, {record.jobs} jobs, lost {record.lost}, different {record.different}"
    paid = f"paid twice {record.paid_twice} of {record.in_flight} in flight"
    return "; ".join([counts, paid, f"recovered in {recovered or '?'} s", *record.unmet])


def _commit() -> str:
    asked = ["git", "describe", "--always", "--dirty", "--exclude", "*"]
    return subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
