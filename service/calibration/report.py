"""A calibration as text, as Markdown for the README, and as JSON. It owns the looks, not the numbers."""

import math
from collections.abc import Iterator, Sequence

import msgspec

from service.calibration.calibrate import Calibration
from service.calibration.limits import Row

_COLUMNS = ("cell", "worlds", "quantity", "value", "limit", "runs", "")
_MANY_WORLDS = 3


def table(calibration: Calibration) -> str:
    """Rows in columns, and the verdict on all."""
    rows = [_COLUMNS, *map(_texts, calibration.rows)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_COLUMNS))]
    lines = ("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join([*lines, "", summary(calibration)])


def markdown(calibration: Calibration) -> str:
    """The same as a Markdown table."""
    return "\n".join([*_markdown(list(map(_texts, calibration.rows))), "", summary(calibration)])


def as_json(calibration: Calibration) -> bytes:
    """All rows with their exact numbers; a value that could not be measured is null."""
    found = {"runs": calibration.runs, "passed": calibration.passed, "rows": msgspec.to_builtins(calibration.rows)}
    return msgspec.json.format(msgspec.json.encode(found), indent=2)


def summary(calibration: Calibration) -> str:
    """One line on what holds and what does not."""
    failed = sum(row.verdict == "fail" for row in calibration.rows)
    over = sum(row.verdict == "over" for row in calibration.rows)
    rates = sum(row.level is not None for row in calibration.rows)
    verdict = "all of it holds" if calibration.passed else f"{failed} of {len(calibration.rows)} quantities fail"
    chance = f"; {over} of {rates} rates are over their own 99 % limit" if over else ""
    return f"{len(calibration.rows)} quantities, {calibration.runs} runs: {verdict}{chance}"


def _markdown(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(_COLUMNS)} |"
    yield "|" + "---|" * len(_COLUMNS)
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _texts(row: Row) -> tuple[str, ...]:
    worlds = row.worlds.split(", ")
    shown = f"{worlds[0]} to {worlds[-1]}" if len(worlds) > _MANY_WORLDS else row.worlds
    value = "none" if math.isnan(row.value) else f"{row.value:.4f}" + (f" ± {row.se:.4f}" if row.se else "")
    return row.cell, shown, row.quantity, value, row.limit, str(row.runs), row.verdict
