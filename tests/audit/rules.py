"""The rules that rows are judged by: what is counted, and what count is allowed.

A job that did not end with a finding counts as what it is: no rejection, no cover, no power. It owns no row.
"""

import re
from collections.abc import Callable, Sequence
from statistics import fmean, median

from tests.audit.bounds import least_covered, limits, most_rejections, planned_power
from tests.audit.records import effect, finding
from tests.audit.rows import Line, Rule
from tests.audit.service import Json

_DETECTABLE = "minimum_detectable_effect"


def at_most(measure: str, happened: Callable[[Json], bool], rate: float = 0.05) -> Rule:
    """No more often than a rate gives by chance."""

    def judge(records: Sequence[Json]) -> Line:
        count, most = sum(map(happened, records)), most_rejections(len(records), rate)
        return Line(measure, count, len(records), f"at most {most}", count <= most)

    return judge


def never(measure: str, happened: Callable[[Json], bool]) -> Rule:
    """Not once."""
    return at_most(measure, happened, 0.0)


def mostly(measure: str, happened: Callable[[Json], bool], rate: float = 0.8) -> Rule:
    """As often as a rate gives."""

    def judge(records: Sequence[Json]) -> Line:
        count, least = sum(map(happened, records)), limits(len(records), rate)[0]
        return Line(measure, count, len(records), f"at least {least}", count >= least)

    return judge


def always(measure: str, happened: Callable[[Json], bool]) -> Rule:
    """In every job."""
    return mostly(measure, happened, 1.0)


def verdict(test: str, *verdicts: str) -> Callable[[Json], bool]:
    """Whether the verdict is one of these."""
    return lambda record: finding(record, test).get("verdict") in verdicts


def significant(test: str, alpha: float = 0.05) -> Callable[[Json], bool]:
    """Whether the raw p-value of a test is at most alpha."""
    return lambda record: (p := finding(record, test).get("p_value")) is not None and p <= alpha


def against_its_interval(test: str) -> Callable[[Json], bool]:
    """Whether a difference is called supported while its own 95 % interval holds 0."""

    def against(record: Json) -> bool:
        claims = [
            one for one in finding(record, test).get("claims", []) if one["claim"] == "difference" and one["ci95"]
        ]
        return any(one["verdict"] == "supported" and one["ci95"][0] <= 0 for one in claims)

    return against


def differs(test: str, name: str) -> Callable[[Json], bool]:
    """Whether the raw p-value of one effect is at most 0.05."""
    return lambda record: (p := effect(record, test, name).get("p_value")) is not None and p <= 0.05


def says(test: str, pattern: str) -> Callable[[Json], bool]:
    """Whether reading, reasons or flags of a finding hold the pattern, whatever the case."""
    return lambda record: re.search(pattern, words(finding(record, test)), re.IGNORECASE) is not None


def words(found: Json) -> str:
    """All that a finding says in sentences."""
    return "\n".join([found.get("reading", ""), *found.get("reasons", []), *found.get("flags", [])])


def no_rejections(test: str) -> tuple[Rule, ...]:
    """A null: a raw p-value up to alpha and a verdict of an effect are no more frequent than alpha."""
    return (
        at_most(f"`{test}` p ≤ .05", significant(test)),
        at_most(f"`{test}` supported", verdict(test, "supported")),
    )


def no_support(test: str) -> tuple[Rule, ...]:
    """A claim that does not hold is not supported more often than alpha."""
    return (at_most(f"`{test}` supported", verdict(test, "supported")),)


def covers(test: str, name: str, truth: float) -> Rule:
    """The 95 % interval of an effect holds the truth."""

    def covered(record: Json) -> bool:
        interval = effect(record, test, name).get("ci95")
        return interval is not None and interval[0] - 1e-9 <= truth <= interval[1] + 1e-9

    def judge(records: Sequence[Json]) -> Line:
        count, least = sum(map(covered, records)), least_covered(len(records))
        return Line(f"{name}: interval holds {truth:+.3g}", count, len(records), f"at least {least}", count >= least)

    return judge


def power(test: str, truth: float) -> Rule:
    """Supported as often as the plans of these very jobs promise, which say what the whole verdict finds.

    A plan whose noise was assumed, not measured, may promise less than is found and never more.
    """

    def judge(records: Sequence[Json]) -> Line:
        plans = [record["plans"][-1] for record in records if record["plans"]]
        known = [planned_power(truth, found, plan["pairs"]) for plan in plans if (found := plan[_DETECTABLE])]
        promised = fmean(known) if known else 0.8
        count, (least, most) = sum(map(verdict(test, "supported"), records)), limits(len(records), promised)
        if all(plan["noise"]["basis"] == "assumed" for plan in plans):
            most = len(records)
        allowed = f"{least} to {most}: planned {promised:.2f}"
        return Line(f"`{test}` supported", count, len(records), allowed, least <= count <= most)

    return judge


def middle(measure: str, value: Callable[[Json], float | None], low: float, high: float) -> Rule:
    """The median of a number lies between two bounds; the count is of the jobs that do."""

    def judge(records: Sequence[Json]) -> Line:
        values = [found for record in records if (found := value(record)) is not None]
        inside, found = sum(low <= one <= high for one in values), median(values) if values else float("nan")
        return Line(f"{measure}: median {found:.3g}", inside, len(values), f"{low:g} to {high:g}", low <= found <= high)

    return judge
