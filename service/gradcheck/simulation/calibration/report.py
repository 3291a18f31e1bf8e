"""A calibration as text, as Markdown for the documentation, and as JSON."""

import math
from collections.abc import Sequence

import msgspec

from gradcheck.simulation.calibration.calibrate import Calibration
from gradcheck.simulation.calibration.limits import Row

_COLUMNS = ("scenario", "worlds", "quantity", "value", "limit", "runs", "")
_GROUPED = ("scenario", "worlds", "quantities", "lowest to highest", "limit", "runs", "")
_MANY_WORLDS = 3


def table(calibration: Calibration) -> str:
    """Rows in columns, and the verdict on all."""
    rows = [_COLUMNS, *map(_texts, calibration.rows)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_COLUMNS))]
    lines = ("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join([*lines, "", summary(calibration)])


def markdown(calibration: Calibration) -> str:
    """A Markdown table with one line for all quantities of a scenario with the same limit: the lowest and highest."""
    lines = [f"| {' | '.join(_GROUPED)} |", "|" + "---|" * len(_GROUPED)]
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in calibration.rows:
        groups.setdefault((row.scenario, row.limit), []).append(row)
    lines += (f"| {' | '.join(_together(rows))} |" for rows in groups.values())
    return "\n".join([*lines, "", summary(calibration)])


def as_json(calibration: Calibration) -> bytes:
    """All rows with their exact numbers; a value that could not be measured is null."""
    report = {"runs": calibration.runs, "passed": calibration.passed, "rows": msgspec.to_builtins(calibration.rows)}
    return msgspec.json.format(msgspec.json.encode(report), indent=2)


def summary(calibration: Calibration) -> str:
    """One line on what holds and what does not."""
    failed = sum(row.verdict == "fail" for row in calibration.rows)
    over = sum(row.verdict == "over" for row in calibration.rows)
    rates = sum(row.level is not None for row in calibration.rows)
    verdict = "all of it holds" if calibration.passed else f"{failed} of {len(calibration.rows)} quantities fail"
    chance = f"; {over} of {rates} rates are over their own 99 % limit" if over else ""
    return f"{len(calibration.rows)} quantities, {calibration.runs} runs: {verdict}{chance}"


def _together(rows: Sequence[Row]) -> tuple[str, ...]:
    """Quantities with one limit."""
    scenario, worlds, quantity, value, limit, runs, verdict = _texts(rows[0])
    if len(rows) > 1:
        values = [row.value for row in rows if not math.isnan(row.value)]
        quantity, value = f"{len(rows)} quantities", f"{min(values):.4f} to {max(values):.4f}" if values else "none"
        failed = sum(row.verdict == "fail" for row in rows)
        verdict = f"{failed} fail" if failed else verdict
    return scenario, worlds, quantity, value, limit, runs, verdict


def _texts(row: Row) -> tuple[str, ...]:
    worlds = row.worlds.split(", ")
    shown = f"{worlds[0]} to {worlds[-1]}" if len(worlds) > _MANY_WORLDS else row.worlds
    value = "none" if math.isnan(row.value) else f"{row.value:.4f}" + (f" ± {row.se:.4f}" if row.se else "")
    return row.scenario, shown, row.quantity, value, row.limit, str(row.runs), row.verdict
