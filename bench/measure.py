"""A measured figure with its bounds, as a row of the table and as JSON. It owns no clock and starts nothing."""

import json
import math
from collections.abc import Sequence
from pathlib import Path

import msgspec

_ROW = "{:<26} {:>10} {:>8} {:>8}  {:<8} {:<14} {}"


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """A figure, the smaller the better: it must not be above `least` and should come down to `aim`."""

    name: str
    value: float
    least: float
    aim: float
    unit: str
    note: str = ""

    @property
    def standing(self) -> str:
        """Where it stands."""
        if self.value > self.least:
            return "below least"
        return "aim reached" if self.value <= self.aim else "ok"


class CannotRunError(Exception):
    """Something that a measure needs is not here; the message says what."""


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of all are not above."""
    return sorted(values)[max(math.ceil(share * len(values)) - 1, 0)]


def header() -> str:
    """The table's first line."""
    return _ROW.format("measure", "value", "least", "aim", "unit", "stands", "").rstrip()


def row(measure: Measure) -> str:
    """A measure's line of the table."""
    bounds = (f"{measure.least:g}", f"{measure.aim:g}")
    return _ROW.format(
        measure.name, f"{measure.value:.3f}", *bounds, measure.unit, measure.standing, measure.note
    ).rstrip()


def write(measures: Sequence[Measure], path: Path) -> None:
    """All measures as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    figures = {
        measure.name: {"value": measure.value, "least": measure.least, "aim": measure.aim, "unit": measure.unit}
        for measure in measures
    }
    path.write_text(json.dumps(figures, indent=1) + "\n")
