"""What `/metrics` says of the queue and of providers that nobody has asked yet."""

import time
from collections.abc import Iterator
from typing import get_args

from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from gradcheck.storage.jobs import Kind
from tests.api.server import Server
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


def test_metrics_are_there_while_the_database_is_not(server: Server) -> None:
    url = server.service.settings.database_url
    databases.rows(url, "ALTER TABLE jobs RENAME TO hidden")
    try:
        assert any(one.name == "gradcheck_jobs_queued" for one in _samples(server))
    finally:
        databases.rows(url, "ALTER TABLE hidden RENAME TO jobs")
