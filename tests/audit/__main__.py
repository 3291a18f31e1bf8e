"""Audit the service from outside: `python -m tests.audit [PART …] [--jobs N]`; without a part it lists them.

Records are appended to `build/audit/PART.jsonl`, and a run that is started again skips what is there for the same code.
It owns the command.
"""

import argparse
import asyncio
import json
import sys
from pathlib import Path

from tests.audit.collect import document
from tests.audit.parts.all import PARTS
from tests.audit.records import Records, code
from tests.audit.runner import run_part, run_request
from tests.audit.service import ROOT
from tests.audit.table import table
from tests.audit.worlds.all import WORLDS

FOLDER = ROOT / "build/audit"
PAGE = ROOT / "docs/audit-rows.md"


def main() -> int:
    """Run and judge parts; 1 where a rule does not hold or jobs are left."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.audit", description="Audits verdicts in worlds of known truth."
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help="what to run; without any, what there is")
    parser.add_argument("--jobs", type=int, help="jobs of each row at most")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where records and tables are kept")
    parser.add_argument(
        "--show", type=int, metavar="JOB", help="run nothing, print the requests of this job of each row"
    )
    parser.add_argument("--judge", action="store_true", help="run nothing, judge what is there")
    parser.add_argument("--collect", action="store_true", help="run nothing, write the page of all rows")
    given = parser.parse_args()
    if given.collect:
        PAGE.write_text(document(PARTS, given.folder), "utf-8")
        return 0
    if unknown := sorted(set(given.parts) - PARTS.keys()):
        parser.error(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    for name in given.parts or PARTS:
        records = Records(given.folder / f"{name}.jsonl", code())
        if not given.parts:
            rows = ", ".join(f"{row.name} ({len(records.of(row.name))} of {row.jobs})" for row in PARTS[name])
            sys.stdout.write(f"{name}: {rows}\n")
    return max((_part(name, given) for name in given.parts), default=0)


def _part(name: str, given: argparse.Namespace) -> int:
    if given.show is not None:
        for row in PARTS[name]:
            body = run_request(row, given.show, WORLDS[row.world])
            shown = {"row": row.name, "right": row.right, "optimize": body, "diagnostics": row.asks}
            sys.stdout.write(json.dumps(shown) + "\n")
        return 0
    records = Records(given.folder / f"{name}.jsonl", code())
    whole = given.judge or asyncio.run(run_part(PARTS[name], records, WORLDS, given.jobs))
    judged = table(PARTS[name], records)
    (given.folder / f"{name}.md").write_text(judged, "utf-8")
    sys.stdout.write(judged + ("" if whole else "Jobs are left: run it again.\n"))
    return int("**no**" in judged or not whole)


if __name__ == "__main__":
    sys.exit(main())
