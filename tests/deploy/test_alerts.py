"""The alerts ask only for what is exposed, and Compose and Kubernetes have the same."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from .exposition import exposed_series
from .promql import faults, named

_DEPLOY = Path(__file__).parents[2] / "deploy"
_GROUPS = yaml.safe_load((_DEPLOY / "alerts.yml").read_text())["groups"]
_RULES = [rule for group in _GROUPS for rule in group["rules"]]
_EXPOSED = exposed_series() | {"up": {"job", "instance"}}


@pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule["alert"])
def test_an_alert_asks_only_for_series_and_labels_that_are_exposed(rule: dict[str, Any]) -> None:
    assert list(named(rule["expr"]))
    assert faults(rule["expr"], _EXPOSED) == []


@pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule["alert"])
def test_an_alert_says_how_bad_it_is_and_names_only_labels_that_it_keeps(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in {"critical", "warning"}
    assert set(rule["annotations"]) == {"summary", "description"}
    kept = set().union(*(labels for _, labels in named(rule["expr"]))) | {"instance"}
    assert set(re.findall(r"\$labels\.(\w+)", " ".join(rule["annotations"].values()))) <= kept


def test_there_is_an_alert_for_each_thing_that_a_person_should_hear_of() -> None:
    series = {name for rule in _RULES for name, _ in named(rule["expr"])}
    assert series == {
        "up",
        "gradcheck_attempts_total",
        "gradcheck_lost_writes_total",
        "gradcheck_throttled_total",
        "gradcheck_queue_age_seconds",
        "gradcheck_cost_usd_total",
    }


def test_alerts_watch_the_job_that_prometheus_scrapes() -> None:
    (scrape,) = yaml.safe_load((_DEPLOY / "prometheus.yml").read_text())["scrape_configs"]
    watched = {job for rule in _RULES for job in re.findall(r'job="(\w+)"', rule["expr"])}
    assert watched == {scrape["job_name"]}
