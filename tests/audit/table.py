"""The audit as a table in markdown: every measure of every row with n, exact interval and what is allowed.

It owns the table. It does not own the rules.
"""

import re
from collections import Counter
from collections.abc import Sequence

from tests.audit.bounds import exact_interval
from tests.audit.records import Records
from tests.audit.rows import Row
from tests.audit.rules import at_most
from tests.audit.service import Json

HEAD = "| row | measure | count | share, exact 95 % interval | allowed | holds |\n|---|---|---|---|---|---|"

_NUMBER = re.compile(r"[-+\u2212]?\d[\d,]*(\.\d+)?")
_ANSWERED = at_most("jobs without a finding", lambda record: not record["diagnostics"][-1]["findings"])


def lines(row: Row, records: Sequence[Json]) -> list[str]:
    """A row's lines; one that says so where no job has ended."""
    if not records:
        return [f"| {row.name} | no job has ended | 0 | | | |"]
    found = []
    for rule in (*((_ANSWERED,) if row.asks else ()), *row.rules):
        line = rule(records)
        low, high = exact_interval(line.count, line.n) if line.n else (0.0, 1.0)
        share = f"{line.count / max(line.n, 1):.3f} [{low:.3f}, {high:.3f}]"
        holds = "yes" if line.holds else "**no**"
        found.append(f"| {row.name} | {line.measure} | {line.count} of {line.n} | {share} | {line.allowed} | {holds} |")
    return found


def table(rows: Sequence[Row], records: Records) -> str:
    """The table of a part, and below it what verdicts and readings were given."""
    found = {row.name: records.of(row.name) for row in rows}
    judged = [line for row in rows for line in lines(row, found[row.name])]
    told = [line for row in rows for line in _readings(row, found[row.name])]
    return "\n".join([HEAD, *judged, "", "Verdicts and readings:", "", *told, ""])


def _readings(row: Row, records: Sequence[Json]) -> list[str]:
    counted: Counter[str] = Counter()
    for record in records:
        for name, one in record["diagnostics"][-1]["findings"].items():
            counted[f"`{name}` {one['verdict']}: {_NUMBER.sub('#', one['reading'])}"] += 1
        if record["refused"]:
            counted[f"refused: {record['refused'].get('detail') or record['refused'].get('title')}"] += 1
        elif record["run"]["status"] != "succeeded":
            counted[f"the run failed: {(record['run']['error'] or {}).get('message')}"] += 1
    told = [f"  - {count} times {words}" for words, count in counted.most_common(6)]
    return [f"- {row.name}; right: {row.right}", *told]
