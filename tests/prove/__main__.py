"""Do faults to a running service and count: `python -m tests.prove [PART …]`; without a part it lists them.

Records are appended to `docs/proofs/PART-DATABASE.jsonl`; a part that was interrupted goes on with the next trial, for
the same code. It owns the command.
"""

import argparse
import asyncio
import sys
from pathlib import Path

from tests.audit.records import code
from tests.audit.service import ROOT
from tests.prove.collect import document, records_of
from tests.prove.part import DATABASES
from tests.prove.parts.all import PARTS
from tests.prove.runner import done, record_of, run_part
from tests.support import databases

FOLDER = ROOT / "docs/proofs"
PAGE = ROOT / "docs/proofs.md"


def main() -> int:
    """Run parts; 1 where something does not hold or trials are left."""
    parser = argparse.ArgumentParser(prog="python -m tests.prove", description="Does faults to a service at work.")
    parser.add_argument("parts", nargs="*", metavar="PART", help="what to run; without any, what there is")
    parser.add_argument("--database", choices=DATABASES, help="where it is run; both, one after the other, without")
    parser.add_argument("--trials", type=int, help="trials of each part and database at most")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where records are kept")
    parser.add_argument("--collect", action="store_true", help="run nothing, write the page of all parts")
    given = parser.parse_args()
    if given.collect:
        PAGE.write_text(document(PARTS, given.folder), "utf-8")
        return 0
    if unknown := sorted(set(given.parts) - PARTS.keys()):
        parser.error(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    if not given.parts:
        sys.stdout.write(_listed(given.folder))
        return 0
    wanted = [given.database] if given.database else DATABASES
    try:
        return max(_part(name, database, given) for name in given.parts for database in wanted)
    finally:
        databases.close()


def _part(name: str, database: str, given: argparse.Namespace) -> int:
    part = PARTS[name]
    if database not in part.FAULTS:
        sys.stdout.write(f"{name}: not on {database}\n")
        return 0
    records = records_of(given.folder, name, database, code())
    whole = asyncio.run(run_part(part, database, records, given.trials))
    sys.stdout.write("" if whole else "Trials are left: run it again.\n")
    return int(not whole or not all(record_of(one).holds for one in records))


def _listed(folder: Path) -> str:
    version, lines = code(), []
    for name, part in PARTS.items():
        for database, faults in part.FAULTS.items():
            records = records_of(folder, name, database, version)
            counts = ", ".join(f"{fault} ({done(records, fault)} of {times})" for fault, times in faults.items())
            lines.append(f"{name}, {database}: {counts}\n")
    return "".join(lines)


if __name__ == "__main__":
    sys.exit(main())
