"""What is read from the figures beside a verdict: where they lie, and by how much they miss the truth.

It owns these readers. Those of p-values, verdicts and effects are in `readers`.
"""

import numpy as np

from gradcheck.diagnostics.analysis.finding import Figure
from gradcheck.simulation.calibration.readers import Truth
from gradcheck.simulation.calibration.suite import Judged, Reader, number


def above(test: str, name: str, least: float = 0.0) -> Reader:
    """Whether a figure's estimate exceeds this; nothing where a test does not show it."""

    def read(one: Judged) -> float:
        value = one.found[test].figure(name)
        return np.nan if value is None else float(value > least)

    return read


def surely_above(test: str, name: str) -> Reader:
    """Whether all of a figure's interval lies above 0."""

    def read(one: Judged) -> float:
        found = _figure(one, test, name)
        return np.nan if found is None or found.ci95 is None else float(found.ci95[0] > 0)

    return read


def figure_covers(test: str, name: str, truth: Truth) -> Reader:
    """Whether a figure's interval holds the truth."""

    def read(one: Judged) -> float:
        found = _figure(one, test, name)
        if found is None or found.ci95 is None:
            return np.nan
        return float(found.ci95[0] <= truth(one) <= found.ci95[1])

    return read


def figure_error(test: str, name: str, truth: Truth) -> Reader:
    """By how much a figure misses the truth."""

    def read(one: Judged) -> float:
        value = one.found[test].figure(name)
        return np.nan if value is None else value - truth(one)

    return read


def gap(test: str, parts: tuple[str, ...], total: str) -> Reader:
    """By how much figures that are parts of another differ from it in sum."""

    def read(one: Judged) -> float:
        values = [number(one.found[test].figure(name)) for name in parts]
        return sum(values) - number(one.found[test].figure(total))

    return read


def _figure(one: Judged, test: str, name: str) -> Figure | None:
    return next((figure for figure in one.found[test].figures if figure.name == name), None)
