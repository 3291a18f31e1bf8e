"""Queries are sent as Grafana sends them, and the page of samples is read as it is written."""

from tests.operate.page import PAGE, Shown, queries, written
from tests.operate.prometheus import Answer
from tests.operate.queries import Asked, alerts, asked, filled
from tests.operate.staging import BEYOND

_QUERY = 'rate(gradcheck_x{tenant=~"$tenant"}[$__rate_interval])'


def test_every_query_of_the_boards_and_rules_has_its_sample_on_the_page_and_no_other_has() -> None:
    assert queries(PAGE.read_text("utf-8")) == [(one.title, one.query) for one in asked()], "make operate"


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
