"""The boards are what their code writes, ask for what there is, and can be laid out."""

import itertools
import json
import re
from typing import Any

import pytest
import yaml

from boards.all import BOARDS
from boards.panels import written

from .exposition import exposed, exposed_series
from .grafana_types import type_faults
from .promql import faults, named
from .recorded import DEPLOY, known_series

_DASHBOARDS = DEPLOY / "grafana/dashboards"
_COLUMNS = 24
_FILES = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(_DASHBOARDS.glob("*.json"))}
_PANELS = [(board, panel) for board in _FILES.values() for panel in board["panels"]]
_CHARTS = [panel for _, panel in _PANELS if panel["type"] != "row"]
_TITLED = [(panel["title"], target) for panel in _CHARTS for target in panel["targets"]]
_TARGETS = [pytest.param(target, id=f"{title} {target['refId']}") for title, target in _TITLED]
_VARIABLES = [variable for board in _FILES.values() for variable in board["templating"]["list"]]


def _yaml(name: str) -> Any:  # noqa: ANN401 - a parsed document
    return yaml.safe_load((DEPLOY / name).read_text())


def test_every_board_is_what_its_code_writes_and_no_other_is_there() -> None:
    committed = {path.stem: path.read_text("utf-8") for path in _DASHBOARDS.iterdir()}
    assert committed == {name: written(board) for name, board in BOARDS.items()}, "make boards"


@pytest.mark.parametrize("board", _FILES.values(), ids=_FILES)
def test_a_board_is_of_the_types_of_grafanas_own_sdk(board: dict[str, Any]) -> None:
    assert type_faults(board) == []


@pytest.mark.parametrize("target", _TARGETS)
def test_a_query_names_only_series_and_labels_that_there_are(target: dict[str, str]) -> None:
    assert list(named(target["expr"]))
    assert faults(target["expr"], known_series()) == []


@pytest.mark.parametrize("target", _TARGETS)
def test_a_legend_names_only_labels_that_the_query_keeps(target: dict[str, str]) -> None:
    kept = set().union(*(labels for _, labels in named(target["expr"])))
    assert set(re.findall(r"{{(\w+)}}", target["legendFormat"])) <= kept


@pytest.mark.parametrize("target", _TARGETS)
def test_a_rate_is_taken_over_the_interval_that_fits_the_scrapes(target: dict[str, str]) -> None:
    assert set(re.findall(r"rate\([^)]*(\[.*?\])", target["expr"])) <= {"[$__rate_interval]"}


@pytest.mark.parametrize("target", _TARGETS)
def test_what_every_process_says_alike_is_never_added_up_over_processes(target: dict[str, str]) -> None:
    alike = r"gradcheck_(?:cost_usd_total|tokens_total|charged_attempts_total|jobs_queued|queue_age_seconds)"
    largest = re.findall(rf"max(?: by \([^)]*\))? ?\((?:rate\()?{alike}", target["expr"])
    assert len(largest) == len(re.findall(alike, target["expr"]))


@pytest.mark.parametrize("panel", _CHARTS, ids=lambda panel: panel["title"])
def test_a_number_that_is_a_quotient_is_none_where_nothing_divides_and_the_panel_says_so(panel: dict[str, Any]) -> None:
    quotients = [target["expr"] for target in panel["targets"] if " / " in target["expr"]]
    if panel["type"] in {"stat", "bargauge"} and quotients:
        assert all(query.count(" / ") == query.count(" / (") == query.count(" > 0)") for query in quotients)
        assert panel["fieldConfig"]["defaults"]["noValue"] != "0"


@pytest.mark.parametrize("variable", _VARIABLES, ids=lambda variable: variable["name"])
def test_a_variable_lists_the_values_of_an_exposed_label(variable: dict[str, Any]) -> None:
    match = re.fullmatch(r"label_values\((\w+)(?:{(\w+)!=\"\"})?, (\w+)\)", variable["query"]["query"])
    assert match
    assert match[2] in {None, match[3]}
    assert faults(f'{match[1]}{{{match[3]}=""}}', exposed_series()) == []


@pytest.mark.parametrize("board", _FILES.values(), ids=_FILES)
def test_every_variable_in_a_query_is_defined_and_every_defined_one_used(board: dict[str, Any]) -> None:
    asked = " ".join(target["expr"] for panel in board["panels"] for target in panel.get("targets") or [])
    used = set(re.findall(r'"\$(\w+)"', asked))
    assert used == {variable["name"] for variable in board["templating"].get("list") or []}


def test_every_collector_of_the_service_is_shown() -> None:
    shown = {name for _, target in _TITLED for name, _ in named(target["expr"])}
    assert [family for family, series in exposed().items() if shown.isdisjoint(series)] == []


def test_every_panel_target_and_variable_uses_the_provisioned_data_source() -> None:
    (source,) = _yaml("grafana/provisioning/datasources/prometheus.yaml")["datasources"]
    used = [part["datasource"] for part in [*_CHARTS, *(target for _, target in _TITLED), *_VARIABLES]]
    assert all(reference == {"type": source["type"], "uid": source["uid"]} for reference in used)


def test_the_data_source_knows_the_scrape_interval() -> None:
    (source,) = _yaml("grafana/provisioning/datasources/prometheus.yaml")["datasources"]
    assert source["jsonData"]["timeInterval"] == _yaml("prometheus.yml")["global"]["scrape_interval"]


def test_boards_have_uids_of_their_own_and_the_first_that_is_shown_is_there() -> None:
    assert len({board["uid"] for board in _FILES.values()}) == len(_FILES)
    home = _yaml("compose.yaml")["services"]["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
    assert home.removeprefix("/etc/grafana/dashboards/").removesuffix(".json") in _FILES


@pytest.mark.parametrize("board", _FILES.values(), ids=_FILES)
def test_panels_have_ids_of_their_own_and_targets_within_a_panel_too(board: dict[str, Any]) -> None:
    ids = [panel["id"] for panel in board["panels"]]
    assert len(set(ids)) == len(ids)
    for panel in board["panels"]:
        references = [target["refId"] for target in panel.get("targets") or []]
        assert len(set(references)) == len(references)


@pytest.mark.parametrize("board", _FILES.values(), ids=_FILES)
def test_panels_lie_inside_the_grid_and_do_not_overlap(board: dict[str, Any]) -> None:
    cells = [
        cell
        for place in (panel["gridPos"] for panel in board["panels"])
        for cell in itertools.product(
            range(place["x"], place["x"] + place["w"]), range(place["y"], place["y"] + place["h"])
        )
    ]
    assert len(set(cells)) == len(cells)
    assert {x for x, _ in cells} == set(range(_COLUMNS))


@pytest.mark.parametrize("panel", _CHARTS, ids=lambda panel: panel["title"])
def test_a_panel_says_what_it_shows_and_in_which_unit(panel: dict[str, Any]) -> None:
    assert panel["description"]
    assert panel["fieldConfig"]["defaults"]["unit"]
