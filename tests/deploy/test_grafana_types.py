"""What is no board by the types of Grafana's own SDK is found, and where."""

import copy
import json
from typing import Any

import pytest

from .grafana_types import type_faults
from .recorded import DEPLOY

_BOARD = json.loads((DEPLOY / "grafana/dashboards/gradcheck-service.json").read_text("utf-8"))


def _place(board: Any, path: str) -> Any:  # noqa: ANN401 - a parsed document
    for name in path.split("."):
        board = board[int(name) if name.isdigit() else name]
    return board


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        ("panels.1", "title", 3),
        ("panels.1.gridPos", "w", "8"),
        ("panels.1.gridPos", "w", True),
        ("panels.1.targets.0", "expr", None),
        ("panels.1.options", "colorMode", "glaring"),
        ("panels.1.fieldConfig.defaults.thresholds", "mode", "none"),
        ("", "schemaVersion", 1.5),
    ],
)
def test_a_value_of_another_type_is_found_with_its_place(path: str, name: str, value: object) -> None:
    board = copy.deepcopy(_BOARD)
    (_place(board, path) if path else board)[name] = value
    (fault,) = type_faults(board)
    assert fault.endswith(f" is {value!r}")


@pytest.mark.parametrize("path", ["panels.1", "panels.1.options", "panels.1.targets.0", "time"])
def test_a_field_that_no_type_has_is_found(path: str) -> None:
    board = copy.deepcopy(_BOARD)
    _place(board, path)["new"] = 1
    assert type_faults(board) == ["it has fields that no type has"]
