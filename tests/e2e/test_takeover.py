"""Two workers on one Postgres, one of which is killed, frozen or stopped: the other goes on with what it had."""

import os
import signal
import time

import pytest

from tests.e2e.cluster import SLOTS, Cluster
from tests.e2e.test_kill import check_books, events, record
from tests.support import databases, world
from tests.support.processes import Json, ServiceProcess

TAKEN_S = 20.0
"""What a worker that is silent for 15 s may have its jobs for, with the start of another."""
REQUEST = world.request(task=world.task(40))


def in_the_middle(cluster: Cluster, api: ServiceProcess, request: Json = REQUEST) -> str:
    """A run, some of whose calls are answered, the others under way or waiting."""
    before = cluster.provider.counts()["answered"]
    run_id = api.optimize(request)
    while cluster.provider.counts()["answered"] < before + 20:
        time.sleep(0.02)
    return run_id


@pytest.fixture
def api(cluster: Cluster) -> ServiceProcess:
    return cluster.start("api")


@pytest.fixture
def workers(cluster: Cluster) -> list[ServiceProcess]:
    return [cluster.start("worker", name) for name in ("one", "two")]


def worked_by(workers: list[ServiceProcess], run_id: str) -> tuple[ServiceProcess, ServiceProcess]:
    """The worker that says it has begun a run, and the other."""
    one, other = workers
    return (one, other) if run_id in one.log else (other, one)


def worker_of(cluster: Cluster, run_id: str) -> str | None:
    found: str | None = databases.rows(cluster.url, "SELECT worker FROM jobs WHERE id = :id", id=run_id)[0][0]
    return found


def taken_over(cluster: Cluster, run_id: str, before: str | None) -> float:
    """The seconds until another worker works it."""
    begun = time.monotonic()
    while worker_of(cluster, run_id) in {before, None}:
        assert time.monotonic() - begun < 2 * TAKEN_S
        time.sleep(0.05)
    return time.monotonic() - begun


def asked_twice(cluster: Cluster) -> int:
    counts = cluster.provider.counts()
    return int(counts["requests"] - counts["different"])


def attempts_of(cluster: Cluster, process: str, run_id: str) -> list[object]:
    query = "SELECT id, state FROM attempts WHERE job_id = :run_id AND id LIKE :process || '%' ORDER BY id"
    return [tuple(row) for row in databases.rows(cluster.url, query, process=process, run_id=run_id)]


def check_end(cluster: Cluster, api: ServiceProcess, run_id: str) -> None:
    """The run ends as an undisturbed one, nothing is lost, and no more is asked twice than was under way."""
    found = record(api, run_id)
    check_books(cluster.url, cluster.provider)
    assert asked_twice(cluster) <= SLOTS
    numbers = events(api, run_id)
    assert numbers == [f"id: {n}" for n in range(1, len(numbers) + 1)]
    assert found == record(api, api.optimize(REQUEST))


def test_a_frozen_worker_loses_its_job_in_twenty_seconds_and_writes_and_asks_nothing_when_it_wakes(
    cluster: Cluster, api: ServiceProcess, workers: list[ServiceProcess]
) -> None:
    run_id = in_the_middle(cluster, api)
    before = worker_of(cluster, run_id)
    frozen, other = worked_by(workers, run_id)
    os.kill(frozen.pid, signal.SIGSTOP)
    process = databases.rows(cluster.url, "SELECT id FROM attempts LIMIT 1")[0][0].rsplit("-", 1)[0]
    try:
        assert 10 < taken_over(cluster, run_id, before) < TAKEN_S
        while cluster.provider.counts()["answered"] < 60:
            time.sleep(0.02)
        left = attempts_of(cluster, process, run_id)
    finally:
        os.kill(frozen.pid, signal.SIGCONT)
    check_end(cluster, api, run_id)
    assert attempts_of(cluster, process, run_id) == left
    other.kill()
    again = in_the_middle(cluster, api, {**REQUEST, "seed": 77})
    assert api.finished(again)["status"] == "succeeded"
    assert again in frozen.log


@pytest.mark.slow
def test_a_job_of_a_killed_worker_is_gone_on_with_by_the_other_in_twenty_seconds(
    cluster: Cluster, api: ServiceProcess, workers: list[ServiceProcess]
) -> None:
    run_id = in_the_middle(cluster, api)
    before = worker_of(cluster, run_id)
    worked_by(workers, run_id)[0].kill()
    assert taken_over(cluster, run_id, before) < TAKEN_S
    check_end(cluster, api, run_id)


@pytest.mark.slow
def test_a_job_of_a_worker_that_stops_is_gone_on_with_by_the_other_at_once(
    cluster: Cluster, api: ServiceProcess, workers: list[ServiceProcess]
) -> None:
    run_id = in_the_middle(cluster, api)
    before = worker_of(cluster, run_id)
    worked_by(workers, run_id)[0].kill(signal.SIGTERM)
    assert taken_over(cluster, run_id, before) < 5
    check_end(cluster, api, run_id)
