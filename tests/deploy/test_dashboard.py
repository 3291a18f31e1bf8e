"""The dashboard asks only for what the service exposes, of the data source that is provisioned, and can be laid out."""

import itertools
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from .exposition import exposed, exposed_series
from .promql import faults, named

_DEPLOY = Path(__file__).parents[2] / "deploy"
_COLUMNS = 24


def _yaml(name: str) -> Any:  # noqa: ANN401 - a parsed document
    return yaml.safe_load((_DEPLOY / name).read_text())


_DASHBOARD = json.loads((_DEPLOY / "grafana/dashboards/gradcheck.json").read_text())
_PANELS = _DASHBOARD["panels"]
_CHARTS = [panel for panel in _PANELS if panel["type"] != "row"]
_TITLED = [(panel["title"], target) for panel in _CHARTS for target in panel["targets"]]
_TARGETS = [pytest.param(target, id=f"{title} {target['refId']}") for title, target in _TITLED]
_VARIABLES = _DASHBOARD["templating"]["list"]


@pytest.mark.parametrize("target", _TARGETS)
def test_a_query_names_only_series_and_labels_that_the_service_exposes(target: dict[str, str]) -> None:
    assert list(named(target["expr"]))
    assert faults(target["expr"], exposed_series()) == []


@pytest.mark.parametrize("target", _TARGETS)
def test_a_legend_names_only_labels_that_the_query_keeps(target: dict[str, str]) -> None:
    kept = set().union(*(labels for _, labels in named(target["expr"])))
    assert set(re.findall(r"{{(\w+)}}", target["legendFormat"])) <= kept


@pytest.mark.parametrize("target", _TARGETS)
def test_a_rate_is_taken_over_the_interval_that_fits_the_scrapes(target: dict[str, str]) -> None:
    assert set(re.findall(r"\[.*?\]", target["expr"])) <= {"[$__rate_interval]"}


@pytest.mark.parametrize("variable", _VARIABLES, ids=lambda variable: variable["name"])
def test_a_variable_lists_the_values_of_an_exposed_label(variable: dict[str, Any]) -> None:
    match = re.fullmatch(r"label_values\((\w+), (\w+)\)", variable["query"]["query"])
    assert match
    assert faults(f'{match[1]}{{{match[2]}=""}}', exposed_series()) == []


def test_every_variable_in_a_query_is_defined_and_every_defined_one_used() -> None:
    used = set(re.findall(r'"\$(\w+)"', " ".join(target["expr"] for _, target in _TITLED)))
    assert used == {variable["name"] for variable in _VARIABLES}


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


def test_panels_have_ids_of_their_own_and_targets_within_a_panel_too() -> None:
    ids = [panel["id"] for panel in _PANELS]
    assert len(set(ids)) == len(ids)
    for panel in _CHARTS:
        references = [target["refId"] for target in panel["targets"]]
        assert len(set(references)) == len(references)


def test_panels_lie_inside_the_grid_and_do_not_overlap() -> None:
    cells = [
        cell
        for place in (panel["gridPos"] for panel in _PANELS)
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
