"""The reader of queries is held to queries whose faults are known, and to the service's own series."""

import pytest

from .exposition import exposed_series
from .promql import faults, named

_EXPOSED = {"calls_total": {"role"}, "seconds_bucket": {"le", "role"}, "streams": set[str]()}


@pytest.mark.parametrize(
    "query",
    [
        "streams",
        "sum(streams) / 60",
        'calls_total{role="editor, {by} (x)"}',
        'sum by (role) (rate(calls_total{role=~"$role"}[$__rate_interval]))',
        "histogram_quantile(0.95, sum by (le, role) (rate(seconds_bucket[5m]))) > 1e3",
        "sum without (role) (calls_total) - sum(streams)",
        "sum(streams) > 2 and sum(streams) > sum(calls_total)",
    ],
)
def test_a_query_of_exposed_series_and_labels_has_no_fault(query: str) -> None:
    assert faults(query, _EXPOSED) == []


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("sum(rate(call_total[5m]))", "unknown series call_total"),
        ("streams / nothing", "unknown series nothing"),
        ("rate(seconds_count[5m])", "unknown series seconds_count"),
        ('calls_total{model="a"}', "calls_total has no label model"),
        ("sum by (le) (rate(calls_total[5m]))", "calls_total has no label le"),
        ("sum by (role) (calls_total) / sum by (role) (streams)", "streams has no label role"),
    ],
)
def test_an_unknown_series_or_label_is_a_fault(query: str, fault: str) -> None:
    assert faults(query, _EXPOSED) == [fault]


@pytest.mark.parametrize("query", ["sum(calls_total) by (role)", "calls_total; streams"])
def test_a_query_that_cannot_be_read_is_refused(query: str) -> None:
    with pytest.raises(ValueError, match=r"grouping|unreadable"):
        list(named(query))


@pytest.mark.parametrize(
    "name", ["gradcheck_calls", "gradcheck_cost_usd", "gradcheck_attempt_seconds", "gradcheck_jobs_running_total"]
)
def test_a_collector_without_its_suffix_is_an_unknown_series(name: str) -> None:
    assert faults(name, exposed_series()) == [f"unknown series {name}"]


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("gradcheck_calls_total", {"role", "outcome"}),
        ("gradcheck_calls_in_flight", {"provider"}),
        ("gradcheck_attempt_seconds_bucket", {"provider", "role", "le"}),
        ("gradcheck_attempt_seconds_count", {"provider", "role"}),
        ("gradcheck_event_streams", set[str]()),
    ],
)
def test_exposed_series_carry_the_suffix_and_labels_of_their_kind(name: str, labels: set[str]) -> None:
    assert exposed_series()[name] == labels
