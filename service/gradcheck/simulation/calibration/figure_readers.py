"""What is read from the figures beside a verdict: where they lie, and by how much they miss the truth.

Those of p-values, verdicts and effects are in `readers`.
"""

import numpy as np

from gradcheck.diagnostics.analysis.finding import Figure
from gradcheck.simulation.calibration.readers import Truth
from gradcheck.simulation.calibration.suite import Judged, Reader, number


def above(test: str, name: str, least: float = 0.0) -> Reader:
    """Whether a figure's estimate exceeds this; nothing where a test does not show it."""

    def read(judged: Judged) -> float:
        value = judged.findings[test].figure(name)
        return np.nan if value is None else float(value > least)

    return read


def surely_above(test: str, name: str) -> Reader:
    """Whether all of a figure's interval lies above 0."""

    def read(judged: Judged) -> float:
        figure = _figure(judged, test, name)
        return np.nan if figure is None or figure.ci95 is None else float(figure.ci95[0] > 0)

    return read


def figure_covers(test: str, name: str, truth: Truth) -> Reader:
    """Whether a figure's interval holds the truth."""

    def read(judged: Judged) -> float:
        figure = _figure(judged, test, name)
        if figure is None or figure.ci95 is None:
            return np.nan
        return float(figure.ci95[0] <= truth(judged) <= figure.ci95[1])

    return read


def figure_error(test: str, name: str, truth: Truth) -> Reader:
    """By how much a figure misses the truth."""

    def read(judged: Judged) -> float:
        value = judged.findings[test].figure(name)
        return np.nan if value is None else value - truth(judged)

    return read


def gap(test: str, parts: tuple[str, ...], total: str) -> Reader:
    """By how much figures that are parts of another differ from it in sum."""

    def read(judged: Judged) -> float:
        values = [number(judged.findings[test].figure(name)) for name in parts]
        return sum(values) - number(judged.findings[test].figure(total))

    return read


def _figure(judged: Judged, test: str, name: str) -> Figure | None:
    return next((figure for figure in judged.findings[test].figures if figure.name == name), None)
