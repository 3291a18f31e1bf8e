"""APIs and workers in processes of their own on one Postgres: whoever is asked, it is as if one process did it all."""

import contextlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.e2e.test_kill import check_books, events, record
from tests.support import databases, world
from tests.support.homes import template
from tests.support.processes import (
    HTTP,
    ROOT,
    ProviderProcess,
    ServiceProcess,
    provider_process,
    service_process,
)

SLOTS = 8
LATENCY = {"latency_s": 0.08, "jitter": 0.5}
LATE_S = 1.0
"""What an event may be late by."""
WAIT_LATE_S = 0.3
"""By how much longer a caller may wait than the job took."""
BUSY_S = 0.7
"""What a machine may add that does something else."""


class Cluster:
    """One API, one worker, and more of either by name."""

    def __init__(self, folder: Path, provider: ProviderProcess) -> None:
        self.folder = folder
        self.provider = provider
        self.url = databases.new_url("postgres", folder, template())
        self._open = contextlib.ExitStack()

    def start(self, role: str, name: str = "") -> ServiceProcess:
        home = self.folder / f"{role}{name}"
        made = service_process(home, self.provider.url, SLOTS, role=role, database_url=self.url)
        return self._open.enter_context(made)

    def close(self) -> None:
        self._open.close()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with provider_process(**LATENCY) as provider:
        cluster = Cluster(tmp_path, provider)
        try:
            yield cluster
        finally:
            cluster.close()


def age_s(moment: str) -> float:
    """Seconds since a moment of this machine's clock."""
    return time.time() - datetime.fromisoformat(moment).timestamp()


def lateness(service: ServiceProcess, run_id: str) -> list[float]:
    """By how many seconds each event of a run comes late to a reader; returns with the last."""
    with HTTP.stream("GET", f"{service.url}/runs/{run_id}/events", timeout=60) as answer:
        lines = (line.removeprefix("data: ") for line in answer.iter_lines() if line.startswith("data: "))
        return [age_s(json.loads(line)["at"]) for line in lines]


def status(service: ServiceProcess, run_id: str) -> str:
    return str(service.run(run_id)["status"])


def until_running(service: ServiceProcess, run_id: str) -> None:
    end = time.monotonic() + 30
    while status(service, run_id) != "running":
        assert time.monotonic() < end
        time.sleep(0.02)


def test_any_api_waits_streams_and_cancels_as_the_process_does_that_works(cluster: Cluster) -> None:
    cluster.start("worker")
    one, other = cluster.start("api"), cluster.start("api", "2")
    for api in (one, other):
        answer = HTTP.post(f"{api.url}/optimize", json=world.request(), headers={"Prefer": "wait=60"}, timeout=90)
        assert answer.status_code == 200, answer.text
        assert answer.json()["status"] == "succeeded"
        assert age_s(answer.json()["ended_at"]) < WAIT_LATE_S + BUSY_S

    run_id = one.optimize(world.request(seed=2))
    late = lateness(other, run_id)
    assert len(late) > 10
    assert max(late) < LATE_S + BUSY_S
    assert sorted(late)[len(late) // 2] < WAIT_LATE_S + BUSY_S
    assert events(one, run_id) == events(other, run_id) == [f"id: {n}" for n in range(1, len(late) + 1)]

    run_id = one.optimize(world.request(seed=3, task=world.task(200)))
    until_running(other, run_id)
    assert HTTP.post(f"{other.url}/runs/{run_id}/cancel").status_code == 202
    asked = time.monotonic()
    assert one.finished(run_id)["status"] == "cancelled"
    assert time.monotonic() - asked < 3


def test_a_worker_goes_on_without_an_api_and_another_api_tells_of_it(cluster: Cluster) -> None:
    cluster.start("worker")
    first = cluster.start("api")
    run_id = first.optimize(world.request(task=world.task(80)))
    until_running(first, run_id)
    first.kill()
    second = cluster.start("api", "2")
    assert second.finished(run_id)["status"] == "succeeded"
    assert len(events(second, run_id)) > 10
    waiting = second.optimize(world.request(seed=9))
    first.start()
    assert first.finished(waiting)["status"] == "succeeded"


def test_what_an_api_takes_while_no_worker_is_there_is_worked_by_the_first_that_comes(cluster: Cluster) -> None:
    api = cluster.start("api")
    run_id = api.optimize(world.request(method="none"))
    time.sleep(1)
    assert status(api, run_id) == "queued"
    cluster.start("worker")
    assert api.finished(run_id)["status"] == "succeeded"


def test_a_worker_is_asked_how_it_is_and_nothing_else(cluster: Cluster) -> None:
    worker = cluster.start("worker")
    assert HTTP.get(f"{worker.url}/health/ready").json() == {"status": "ready"}
    assert "gradcheck_jobs_running" in HTTP.get(f"{worker.url}/metrics").text
    assert HTTP.get(f"{worker.url}/runs").status_code == 404
    assert HTTP.post(f"{worker.url}/optimize", json=world.request()).status_code == 404


def test_a_run_of_a_killed_worker_is_gone_on_with_by_the_next_one_and_ends_as_undisturbed(cluster: Cluster) -> None:
    api, worker = cluster.start("api"), cluster.start("worker")
    request = world.request(task=world.task(40))
    run_id = api.optimize(request)
    before = cluster.provider.counts()["answered"]
    while cluster.provider.counts()["answered"] < before + 20:
        time.sleep(0.02)
    worker.kill()
    worker.start()
    killed = record(api, run_id)
    check_books(cluster.url, cluster.provider)
    counts = cluster.provider.counts()
    assert counts["requests"] - counts["different"] <= SLOTS
    assert killed == record(api, api.optimize(request))


def test_two_workers_share_runs_and_each_is_worked_once(cluster: Cluster) -> None:
    api = cluster.start("api")
    starting = [threading.Thread(target=cluster.start, args=("worker", str(n))) for n in range(2)]
    for thread in starting:
        thread.start()
    for thread in starting:
        thread.join()
    run_ids = [api.optimize(world.request(seed=seed, method="none")) for seed in range(12)]
    assert {api.finished(run_id)["status"] for run_id in run_ids} == {"succeeded"}
    counts = cluster.provider.counts()
    check_books(cluster.url, cluster.provider)
    attempts = databases.rows(cluster.url, "SELECT id FROM attempts WHERE role <> 'check'")
    assert counts["requests"] == len(attempts)
    assert len({attempt.id.rpartition("-")[0] for attempt in attempts}) == 2, "one worker has done it all"


@pytest.mark.parametrize("role", ["api", "worker"])
def test_a_part_of_the_service_on_sqlite_is_refused_in_words(tmp_path: Path, role: str) -> None:
    command = [sys.executable, "-m", "gradcheck", role]
    done = subprocess.run(
        command, cwd=ROOT, env={"GRADCHECK_HOME": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert f"`gradcheck {role}` needs a database for several processes" in done.stderr
    assert "`gradcheck serve`" in done.stderr
    assert "Traceback" not in done.stderr
