"""The rules that Prometheus is given, and the series that it records by them. It owns no names."""

import re
from pathlib import Path
from typing import Any

import yaml

from .exposition import exposed_series

DEPLOY = Path(__file__).parents[2] / "deploy"


def rules(file: str) -> list[dict[str, Any]]:
    """The rules of a file."""
    groups = yaml.safe_load((DEPLOY / file).read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def recorded_series() -> dict[str, set[str]]:
    """Labels by recorded series: those of its first grouping, which all others in it have too."""
    found = {}
    for rule in rules("recording.yml"):
        grouping = re.match(r"\(*sum(?: by \(([\w, ]+)\))? ?\(", rule["expr"])
        assert grouping, rule["expr"]
        found[rule["record"]] = set(grouping[1].split(", ")) if grouping[1] else set()
    return found


def known_series() -> dict[str, set[str]]:
    """Labels by series of all that a query can ask for; a scrape gives each of the service's its instance."""
    scraped = exposed_series() | {"up": set()}
    return {name: labels | {"job", "instance"} for name, labels in scraped.items()} | recorded_series()
