"""What `/metrics` says: of the queue, of money, of results, and of what nobody has asked yet."""

import math
import time
from collections.abc import Iterator
from typing import get_args

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as open_metrics
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from gradcheck.domain.call import Role
from gradcheck.storage.jobs import Kind
from tests.api.server import Server, until
from tests.support import databases, world

ENVIRON = {"GRADCHECK_MAX_JOBS": "1"}


def _samples(server: Server) -> Iterator[Sample]:
    answer = server.http.get("/metrics")
    assert answer.status_code == 200
    for family in text_string_to_metric_families(answer.text):
        yield from family.samples


def _queue(server: Server) -> tuple[dict[str, float], float]:
    """How many jobs of each kind wait, and for how many seconds the oldest has."""
    samples = list(_samples(server))
    queued = [one for one in samples if one.name == "gradcheck_jobs_queued"]
    assert {one.labels["priority"] for one in queued} == {"low", "normal", "high"}
    lengths = dict.fromkeys(get_args(Kind), 0.0)
    for one in queued:
        lengths[one.labels["kind"]] += one.value
    (age,) = (one.value for one in samples if one.name == "gradcheck_queue_age_seconds")
    return lengths, age


def test_the_attempts_of_every_provider_start_at_zero(server: Server) -> None:
    attempts = [one for one in _samples(server) if one.name == "gradcheck_attempts_total"]
    assert {one.labels["provider"] for one in attempts} == {"embedded", "simulated", "world"}
    assert {"ok", "throttled", "timeout", "http_500"} <= {one.labels["outcome"] for one in attempts}
    assert {one.value for one in attempts} == {0.0}


def test_the_queue_has_a_length_and_an_age_until_its_jobs_begin(server: Server) -> None:
    assert _queue(server) == (dict.fromkeys(get_args(Kind), 0.0), 0.0)
    with server.world.held():
        runs = [server.http.post("/optimize", json=world.request(seed=seed)).json()["id"] for seed in range(3)]
        time.sleep(1.2)
        lengths, age = _queue(server)
        assert (lengths["run"], lengths["study"]) == (2.0, 0.0)
        assert 1 < age < 60
    for run in runs:
        server.ended(run)
    assert _queue(server) == (dict.fromkeys(get_args(Kind), 0.0), 0.0)


def test_what_has_a_closed_set_of_outcomes_starts_at_zero(server: Server) -> None:
    samples = list(_samples(server))
    verdicts = {
        (one.labels["kind"], one.labels["verdict"]) for one in samples if one.name == "gradcheck_verdicts_total"
    }
    assert {("run", "worse"), ("headroom", "reacts"), ("study", "refuted"), ("content", "supported")} <= verdicts
    money = [one for one in samples if one.name == "gradcheck_cost_usd_total" and not one.labels["provider"]]
    assert {one.labels["role"] for one in money} == set(get_args(Role))
    assert {one.value for one in money} == {0.0}
    pauses = {one.labels["provider"]: one.value for one in samples if one.name == "gradcheck_pause_seconds_total"}
    assert pauses == {"embedded": 0.0, "simulated": 0.0, "world": 0.0}


def _value(server: Server, name: str, **labels: str) -> float:
    return sum(one.value for one in _samples(server) if one.name == name and labels.items() <= one.labels.items())


def test_a_tested_run_leaves_its_gain_with_its_interval_and_its_time_by_its_method(server: Server) -> None:
    def counted() -> dict[str, float]:
        sums = {
            bound: _value(server, "gradcheck_run_gain_sum", method="protegi", bound=bound)
            - _value(server, "gradcheck_run_loss_sum", method="protegi", bound=bound)
            for bound in ("low", "estimate", "high")
        }
        return {**sums, "runs": _value(server, "gradcheck_run_result_seconds_count", method="protegi")}

    until(lambda: server.gauge("gradcheck_jobs_running", kind="run") + _queue(server)[0]["run"] == 0, 120)
    before = counted()
    difference = server.run(seed=1)["result"]["test"]["difference"]
    low, high = difference["ci95"]
    expected = {"low": low, "estimate": difference["estimate"], "high": high, "runs": 1}
    assert {name: value - before[name] for name, value in counted().items()} == pytest.approx(expected)
    fates = {one.labels["status"] for one in _samples(server) if one.name == "gradcheck_proposals_total"}
    assert fates == {"accepted", "rejected", "failed"}


def test_dollars_to_a_result_are_those_of_runs_whose_prices_are_known(server: Server) -> None:
    assert server.run(seed=2)["result"]["usage"]["task"]["cost_usd"] is None
    assert _value(server, "gradcheck_run_result_usd_count") == 0
    server.run(method="none", models={"task": {"provider": "simulated", "model": "W1"}})
    assert _value(server, "gradcheck_run_result_usd_count", method="none") == 1


def test_whoever_accepts_open_metrics_gets_it_with_the_jobs_that_samples_are_of(server: Server) -> None:
    run = server.run(seed=3)["id"]
    accepted = "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3"
    answer = server.http.get("/metrics", headers={"Accept": accepted})
    assert answer.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    families = open_metrics(answer.text)  # type: ignore[no-untyped-call]
    found = [one for family in families for one in family.samples if one.exemplar is not None]
    named = {one.name for one in found if one.exemplar and one.exemplar.labels["job_id"] == run}
    assert {"gradcheck_attempt_seconds_bucket", "gradcheck_job_seconds_bucket"} <= named
    assert server.http.get("/metrics").headers["content-type"].startswith("text/plain; version=0.0.4")


def test_writes_have_a_duration_and_nothing_lags_when_nothing_is_written(server: Server) -> None:
    server.run(seed=4)
    assert _value(server, "gradcheck_storage_write_seconds_count") > 0
    assert 0 <= _value(server, "gradcheck_storage_lag_seconds") < 1


def test_metrics_are_there_while_the_database_is_not(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server.service.database, "_tried_at", -math.inf)
    url = server.service.settings.database_url
    databases.rows(url, "ALTER TABLE jobs RENAME TO hidden")
    try:
        assert any(one.name == "gradcheck_jobs_queued" for one in _samples(server))
    finally:
        databases.rows(url, "ALTER TABLE hidden RENAME TO jobs")
