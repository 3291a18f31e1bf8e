"""All that is asked of Prometheus: by boards, rules and the adapter. It owns how these are read, not what they say."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from gradcheck.domain.base import Value

DEPLOY = Path(__file__).parents[2] / "deploy"
NAMESPACE = "gradcheck"
_ADAPTER = "kubernetes/monitoring/adapter.yaml"
_MATCHERS = "<<.LabelMatchers>>"
_THRESHOLD = re.compile(r" (?:==|>) [\d.]+$")
_VALUES = re.compile(r"label_values\((.+), (\w+)\)")
_SPECIAL = re.compile(r"([$^*{}\[\]'+?.()|])")


class Variable(Value, frozen=True):
    """What the viewer of a board chooses of the values that a label has in some series."""

    name: str
    label: str
    series: str


class Asked(Value, frozen=True):
    """A query, the board or file that it is of, and the panel or rule; `kind` is the panel's type, or the rule's."""

    place: str
    title: str
    kind: str
    query: str

    @property
    def without_threshold(self) -> str:
        """What an alert compares with a number."""
        return _THRESHOLD.sub("", self.query)


def filled(query: str, rate_interval_s: float, chosen: Mapping[str, Sequence[str]] | None = None) -> str:
    """A query as it is sent: every variable of Grafana at all values, or at those of them that are chosen.

    The adapter asks of one namespace, that of who is scaled.
    """
    query = query.replace("$__rate_interval", f"{rate_interval_s:g}s").replace(_MATCHERS, f'namespace="{NAMESPACE}"')
    for name, values in (chosen or {}).items():
        parts = [_SPECIAL.sub(r"\\\\\1", value) for value in values]
        query = query.replace(f"${name}", parts[0] if len(parts) == 1 else f"({'|'.join(parts)})")
    return re.sub(r"\$\w+", ".*", query)


def asked() -> list[Asked]:
    """All queries, in the order in which they are read."""
    return [*_of_boards(), *_of_rules(), *_of_adapter()]


def alerts() -> list[str]:
    """The names of all alerts."""
    return [one.title for one in _of_rules() if one.kind == "alert"]


def variables() -> list[Variable]:
    """Those of all boards."""
    found = []
    for board in _boards():
        for one in board["templating"].get("list") or []:
            match = _VALUES.fullmatch(one["query"]["query"])
            assert match, one
            found.append(Variable(name=one["name"], label=match[2], series=match[1]))
    return found


def _boards() -> list[Any]:
    paths = sorted((DEPLOY / "grafana/dashboards").glob("*.json"))
    return [json.loads(path.read_text("utf-8")) for path in paths]


def _of_boards() -> Iterator[Asked]:
    for board in _boards():
        for panel in board["panels"]:
            for target in panel.get("targets") or []:
                yield Asked(place=board["title"], title=panel["title"], kind=panel["type"], query=target["expr"])


def _of_rules() -> Iterator[Asked]:
    for file in ("recording.yml", "alerts.yml"):
        for group in yaml.safe_load((DEPLOY / file).read_text("utf-8"))["groups"]:
            for rule in group["rules"]:
                kind = "alert" if "alert" in rule else "record"
                yield Asked(place=file, title=rule[kind], kind=kind, query=" ".join(rule["expr"].split()))


def _of_adapter() -> Iterator[Asked]:
    """What it asks to find series, and what it makes of them."""
    for rule in yaml.safe_load((DEPLOY / _ADAPTER).read_text("utf-8"))["rules"]["external"]:
        name = rule["name"]["as"]
        yield Asked(place=_ADAPTER, title=f"{name}: its series", kind="series", query=rule["seriesQuery"])
        yield Asked(place=_ADAPTER, title=name, kind="external", query=rule["metricsQuery"])
