import json
from pathlib import Path

import pytest

from bench.measure import Measure, percentile, row, write
from bench.whole import SIZES
from gradcheck.methods.registry import METHODS


def measure(value: float) -> Measure:
    return Measure(name="wall", value=value, least=1.25, aim=1.08, unit="x bound", note="a note")


@pytest.mark.parametrize(
    ("value", "standing"),
    [(1.26, "below least"), (1.25, "ok"), (1.09, "ok"), (1.08, "aim reached"), (1, "aim reached")],
)
def test_a_measure_knows_where_it_stands(value: float, standing: str) -> None:
    assert measure(value).standing == standing
    assert standing in row(measure(value))


def test_the_99th_percentile_of_a_hundred_is_the_last_but_one() -> None:
    assert percentile([float(number) for number in range(100)], 0.99) == 98
    assert percentile([3.0], 0.99) == 3


def test_the_file_holds_exactly_what_is_promised(tmp_path: Path) -> None:
    write([measure(1.1)], tmp_path / "build" / "bench.json")
    written = json.loads((tmp_path / "build" / "bench.json").read_text())
    assert written == {"wall": {"value": 1.1, "least": 1.25, "aim": 1.08, "unit": "x bound"}}


def test_every_method_has_a_whole_run() -> None:
    assert set(SIZES) == set(METHODS)
