"""The page that shows what every query gave: written, and read again."""

import itertools
import re
from collections.abc import Sequence
from pathlib import Path

from gradcheck.domain.base import Value
from tests.operate.prometheus import SCRAPES_S, Answer
from tests.operate.queries import Asked

PAGE = Path(__file__).parents[2] / "docs/board-queries.md"
_ROW = re.compile(r"^\| (?P<title>[^|]+) \| `(?P<query>.+?)` \| (?P<series>\d+) \| (?P<sample>.+) \|$")
_HEAD = f"""# What every query gives

Each query of the boards, of the rules and of the adapter by which Kubernetes scales workers, as a Prometheus answered
it that scraped two services of the namespace `gradcheck` every {SCRAPES_S} seconds. The process `a` was idle, and then
worked runs, a diagnostic, a study and a headroom measure for two tenants, with providers of which one fails often, one
asks for pauses, one knows no key, one rewards what the test punishes and one is away. The database of `b` was locked
and refused rows, a job was made to look as if it had waited for an hour, and in the end the process was killed.

Variables are at all their values. A sample is the newest number but 0, and the largest of several. An alert's query is
empty while nothing is wrong, so what it watches was brought about: the sample says how far the alert came, which is
`pending` where that has to last longer. What takes longer than all of this is shown without its threshold.
`make operate` asks again, in some minutes.
"""


class Shown(Value, frozen=True, kw_only=True):
    """A query with what came of it; `note` says how far an alert came."""

    asked: Asked
    answer: Answer
    note: str = ""


def written(shown: Sequence[Shown]) -> str:
    """The whole page."""
    sections = []
    for place, rows in itertools.groupby(shown, key=lambda one: one.asked.place):
        kind = "panel" if place.startswith("Gradcheck") else "rule"
        name = place if kind == "panel" else f"`deploy/{place}`"
        head = f"## {name}\n\n| {kind} | query | series | a sample |\n|---|---|---|---|\n"
        sections.append(head + "".join(_row(row) for row in rows))
    return "\n".join([_HEAD, *sections])


def queries(page: str) -> list[tuple[str, str]]:
    """The panels and rules of a page, each with its query; those without a sample are left out."""
    rows = [_ROW.match(line) for line in page.splitlines()]
    return [(row["title"], row["query"].replace("\\|", "|")) for row in rows if row and int(row["series"])]


def _row(shown: Shown) -> str:
    answer = shown.answer
    labels = ", ".join(f'{name}="{value}"' for name, value in sorted(answer.labels.items()) if name != "__name__")
    sample = f"`{{{labels}}}` {answer.value:.4g}" if labels else f"{answer.value:.4g}"
    query = shown.asked.query.replace("|", "\\|")
    return f"| {shown.asked.title} | `{query}` | {answer.series} | {sample}{shown.note and f', {shown.note}'} |\n"
