"""SIGUSR1: a process takes nothing new and ends when its jobs have; the last one of its version ends all there are."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.e2e.cluster import LATENCY, Cluster, until_running
from tests.support import databases, world
from tests.support.processes import HTTP, ServiceProcess, provider_process, service_process

REQUEST = world.request(task=world.task(40))
ENTER = "INSERT INTO workers VALUES ('later', '9999', now(), now() + interval '1 hour')"


def drain(service: ServiceProcess) -> None:
    os.kill(service.pid, signal.SIGUSR1)
    end = time.monotonic() + 10
    while HTTP.get(f"{service.url}/health/ready").json() != {"status": "draining"}:
        assert time.monotonic() < end
        time.sleep(0.05)
    time.sleep(1)  # it looks twice a second


@pytest.mark.slow
def test_on_sqlite_jobs_under_way_end_and_those_that_wait_are_left_to_the_next_start(tmp_path: Path) -> None:
    with (
        provider_process(**LATENCY) as provider,
        service_process(tmp_path / "home", provider.url, 8, max_jobs=1) as service,
    ):
        working = service.optimize(REQUEST)
        waiting = service.optimize({**REQUEST, "seed": 2})
        until_running(service, working)
        drain(service)
        assert service.run(working)["status"] == "running"
        assert service.ended() == 0
        service.start()
        ended, begun = service.run(working), service.finished(waiting)
    assert (ended["status"], begun["status"]) == ("succeeded", "succeeded")
    assert begun["started_at"] > ended["ended_at"]
    assert service.log.count('"drained"') == 1


@pytest.mark.slow
def test_a_worker_leaves_what_waits_to_the_others(cluster: Cluster) -> None:
    api, old = cluster.start("api"), cluster.start("worker", "old")
    working = api.optimize(REQUEST)
    until_running(api, working)
    new = cluster.start("worker", "new")
    drain(old)
    later = [api.optimize({**REQUEST, "seed": seed}) for seed in (2, 3)]
    assert old.ended() == 0
    assert api.run(working)["status"] == "succeeded"
    assert working not in new.log
    assert [api.finished(run_id)["status"] for run_id in later] == ["succeeded", "succeeded"]
    assert not any(run_id in old.log for run_id in later)


@pytest.mark.slow
def test_the_last_worker_of_its_version_ends_all_its_jobs_beside_workers_of_another(cluster: Cluster) -> None:
    api = cluster.start("api")
    one, two = (cluster.start("worker", name, max_jobs=1) for name in ("one", "two"))
    databases.rows(cluster.url, ENTER.replace("VALUES", "(name, version, started_at, lease_until) VALUES"))
    runs = [api.optimize({**REQUEST, "seed": seed}) for seed in range(4)]
    until_running(api, runs[0])
    drain(one)
    drain(two)
    assert (one.ended(), two.ended()) == (0, 0)
    assert {api.run(run_id)["status"] for run_id in runs} == {"succeeded"}
