"""Writes every board as JSON."""

from pathlib import Path

from boards.all import BOARDS
from boards.panels import written

_DASHBOARDS = Path(__file__).parents[1] / "dashboards"

for name, board in BOARDS.items():
    (_DASHBOARDS / f"{name}.json").write_text(written(board), "utf-8")
