"""Queries are sent as Grafana sends them, and the page of samples is read as it is written."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from tests.deploy.exposition import exposed_series
from tests.deploy.recorded import recorded_series
from tests.operate.page import PAGE, Shown, queries, written
from tests.operate.prometheus import Answer
from tests.operate.queries import DEPLOY, Asked, alerts, asked, filled, variables
from tests.operate.staging import BEYOND

_NAME = re.compile(r"[\w:]+")
_QUERY = 'rate(gradcheck_x{tenant=~"$tenant"}[$__rate_interval])'


def test_every_query_of_the_boards_and_rules_has_its_sample_on_the_page_and_no_other_has() -> None:
    assert queries(PAGE.read_text("utf-8")) == [(one.title, one.query) for one in asked()], "make operate"


def test_no_query_of_what_is_deployed_is_missing_from_those_that_are_asked() -> None:
    series = {*exposed_series(), *recorded_series()}
    known = {one.query for one in asked()} | {f"label_values({one.series}, {one.label})" for one in variables()}
    held = {" ".join(text.split()) for path in DEPLOY.rglob("*") for text in _texts(path)}
    assert _naming(series, held) == _naming(series, known)


def _naming(series: set[str], texts: set[str]) -> set[str]:
    return {text for text in texts if series.intersection(_NAME.findall(text))}


def _texts(path: Path) -> Iterator[str]:
    """All that a file of settings holds, but for what series are recorded as."""
    if path.suffix == ".json":
        yield from _leaves(json.loads(path.read_text("utf-8")))
    elif path.suffix in {".yml", ".yaml"}:
        yield from _leaves(list(yaml.load_all(path.read_text("utf-8"), yaml.CSafeLoader)))


def _leaves(value: object, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    elif isinstance(value, str) and key != "record":
        yield value


def test_the_adapter_asks_of_one_namespace() -> None:
    assert filled("sum(x{<<.LabelMatchers>>})", 20) == 'sum(x{namespace="gradcheck"})'


def test_a_variable_is_sent_with_all_its_values_or_the_chosen_ones_as_a_pattern() -> None:
    assert filled(_QUERY, 20) == 'rate(gradcheck_x{tenant=~".*"}[20s])'
    assert filled(_QUERY, 20, {"tenant": ["acme"]}) == 'rate(gradcheck_x{tenant=~"acme"}[20s])'
    assert filled(_QUERY, 20, {"tenant": ["a.b", "c"]}) == r'rate(gradcheck_x{tenant=~"(a\\.b|c)"}[20s])'


def test_an_alert_that_cannot_be_waited_for_has_a_threshold_to_be_shown_without() -> None:
    assert set(alerts()) >= BEYOND
    assert all(one.without_threshold != one.query for one in asked() if one.title in BEYOND)


def test_a_page_names_what_it_was_written_of_but_for_what_gave_nothing() -> None:
    query = Asked(place="Gradcheck: x", title="Some", kind="stat", query='x{a=~"b|c"} > 0')
    answer = Answer(labels={"a": "b"}, value=1.5, series=1, nan=False)
    assert queries(written([Shown(asked=query, answer=answer)])) == [("Some", query.query)]
