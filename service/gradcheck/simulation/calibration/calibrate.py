"""A calibration: scenarios drawn in parts by several processes, and every quantity judged by its limit.

The numbers depend on scenarios and runs alone.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import groupby
from multiprocessing import get_context

from gradcheck.domain.base import Value
from gradcheck.simulation.calibration.limits import Row, judged, largest
from gradcheck.simulation.calibration.registry import SCENARIOS
from gradcheck.simulation.calibration.scenario import Columns, Portion, Scenario


class Calibration(Value, frozen=True, kw_only=True):
    """What was measured, and whether everything holds that must."""

    runs: int
    rows: tuple[Row, ...]

    @property
    def passed(self) -> bool:
        """Whether no row fails; a single rate beyond its own limit is none."""
        return all(row.verdict != "fail" for row in self.rows)


def calibrate(
    scenarios: Sequence[Scenario],
    runs: int,
    processes: int | None = None,
    done: Callable[[Scenario], None] = lambda _: None,
) -> Calibration:
    """Draw and judge scenarios, as many runs of each as for a release if so asked; `done` is told of each of them."""
    parts = [part for scenario in scenarios for part in scenario.parts(runs)]
    by_name = {scenario.name: scenario for scenario in scenarios}
    rows: list[Row] = []
    with _drawing(min(processes or os.cpu_count() or 1, len(parts)), by_name) as draw:
        for name, drawn in groupby(zip(parts, draw(parts), strict=True), key=lambda pair: pair[0].scenario):
            rows += _rows(by_name[name], [columns for _, columns in drawn])
            done(by_name[name])
    worst = largest(rows)
    return Calibration(runs=runs, rows=tuple(rows if worst is None else [*rows, worst]))


def _rows(scenario: Scenario, drawn: Sequence[Columns]) -> list[Row]:
    worlds = ", ".join(scenario.worlds)
    return [
        judged(scenario.name, worlds, name, limit, [value for columns in drawn for value in columns.get(name, ())])
        for name, limit in scenario.limits.items()
    ]


@contextmanager
def _drawing(
    processes: int, scenarios: Mapping[str, Scenario]
) -> Iterator[Callable[[Sequence[Portion]], Iterator[Columns]]]:
    """How parts are drawn, in their order: in this process, or by several, which know the registry's scenarios only."""
    if processes <= 1:
        yield lambda parts: (scenarios[part.scenario].draw(part) for part in parts)
        return
    os.putenv("OPENBLAS_NUM_THREADS", "1")  # of those that are started: processes share the cores, threads only wait
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield lambda parts: pool.map(_draw, parts)


def _draw(part: Portion) -> Columns:
    return SCENARIOS[part.scenario].draw(part)
