"""The rules ask only for what there is, an alert says what to do about it, and all have the job that is scraped."""

import re
from typing import Any

import pytest
import yaml

from .promql import faults, named
from .recorded import DEPLOY, known_series, recorded_series, rules

_ALERTS = rules("alerts.yml")
_RECORDS = rules("recording.yml")


@pytest.mark.parametrize("rule", [*_ALERTS, *_RECORDS], ids=lambda rule: rule.get("alert") or rule["record"])
def test_a_rule_asks_only_for_series_and_labels_that_there_are(rule: dict[str, Any]) -> None:
    assert list(named(rule["expr"]))
    assert faults(rule["expr"], known_series()) == []


@pytest.mark.parametrize("rule", _ALERTS, ids=lambda rule: rule["alert"])
def test_an_alert_says_how_bad_it_is_and_names_only_labels_that_it_keeps(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in {"critical", "warning"}
    assert set(rule["annotations"]) == {"summary", "description", "runbook"}
    kept = set().union(*(labels for _, labels in named(rule["expr"]))) | {"instance"}
    kept |= {label for name, _ in named(rule["expr"]) for label in recorded_series().get(name, ())}
    assert set(re.findall(r"\$labels\.(\w+)", " ".join(rule["annotations"].values()))) <= kept


def test_every_alert_has_its_lines_in_the_runbook_and_the_runbook_no_other() -> None:
    operating = (DEPLOY.parent / "docs/operating.md").read_text("utf-8")
    heads = re.findall(r"^### (Gradcheck\w+)$", operating, re.MULTILINE)
    assert heads == [rule["alert"] for rule in _ALERTS]
    for rule in _ALERTS:
        assert rule["annotations"]["runbook"] == f"docs/operating.md#{rule['alert'].lower()}"


def test_there_is_an_alert_for_each_thing_that_a_person_should_hear_of() -> None:
    series = {name for rule in _ALERTS for name, _ in named(rule["expr"])}
    assert series == {
        "up",
        "gradcheck_storage_away",
        "gradcheck_storage_write_seconds_bucket",
        "gradcheck_lost_writes_total",
        "provider:gradcheck_attempts_failed:ratio10m",
        "gradcheck_provider_away_seconds",
        "gradcheck_throttled_total",
        "gradcheck_queue_age_seconds",
        "gradcheck_jobs_total",
        "gradcheck:cost_usd:sum",
        "gradcheck_verdicts_total",
    }


def test_every_series_that_is_recorded_is_asked_for() -> None:
    boards = "".join(path.read_text("utf-8") for path in (DEPLOY / "grafana/dashboards").iterdir())
    asked = boards + " ".join(rule["expr"] for rule in _ALERTS)
    assert [name for name in recorded_series() if name not in asked] == []


def test_prometheus_reads_the_rules_and_watches_the_job_that_alerts_name() -> None:
    settings = yaml.safe_load((DEPLOY / "prometheus.yml").read_text())
    assert settings["rule_files"] == ["alerts.yml", "recording.yml"]
    (scrape,) = settings["scrape_configs"]
    watched = {job for rule in _ALERTS for job in re.findall(r'job="(\w+)"', rule["expr"])}
    assert watched == {scrape["job_name"]}
