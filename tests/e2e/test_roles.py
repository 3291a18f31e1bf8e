"""APIs and workers in processes of their own on one Postgres: whoever is asked, it is as if one process did it all."""

import json
import subprocess
import sys
import threading
import time
from datetime import datetime
from pathlib import Path

import pytest

from tests.e2e.cluster import SLOTS, Cluster, until_running
from tests.e2e.test_kill import check_books, events, record
from tests.support import databases, world
from tests.support.processes import (
    HTTP,
    ROOT,
    ServiceProcess,
)

LATE_S = 1.0
"""What an event may be late by."""
WAIT_LATE_S = 0.3
"""By how much longer a caller may wait than the job took."""
BUSY_S = 0.7
"""What a machine may add that does something else."""


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


@pytest.mark.slow
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


@pytest.mark.slow
def test_connections_that_are_cut_in_the_middle_of_a_run_change_nothing(cluster: Cluster) -> None:
    api, request = cluster.start("api"), world.request(task=world.task(40))
    cluster.start("worker")
    run_id = api.optimize(request)
    before = cluster.provider.counts()["answered"]
    for count in (20, 60, 100):
        while cluster.provider.counts()["answered"] < before + count:
            time.sleep(0.02)
        query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        databases.rows(cluster.url, f"{query} AND datname = current_database()")
    cut = record(api, run_id)
    assert check_books(cluster.url, cluster.provider) == 0
    counts = cluster.provider.counts()
    assert counts["requests"] == counts["different"], "a call is asked again"
    assert cut == record(api, api.optimize(request))
    numbers = events(api, run_id)
    assert numbers == [f"id: {number}" for number in range(1, len(numbers) + 1)]


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


def gradcheck(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "gradcheck", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("role", ["api", "worker"])
def test_a_part_of_the_service_on_sqlite_is_refused_in_words(tmp_path: Path, role: str) -> None:
    done = gradcheck(role, GRADCHECK_HOME=str(tmp_path))
    assert done.returncode == 2
    assert f"`gradcheck {role}` needs a database for several processes" in done.stderr
    assert "`gradcheck serve`" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_a_database_that_cannot_be_used_is_told_in_words_without_the_password(tmp_path: Path, command: str) -> None:
    url = databases.new_url("postgres", tmp_path)
    url = url.replace(databases.name_of(url), "nowhere").replace("postgres@", "postgres:secret@")
    done = gradcheck(command, GRADCHECK_HOME=str(tmp_path), GRADCHECK_DATABASE_URL=url)
    assert done.returncode == 2
    assert "cannot be used: connection failed" in done.stderr
    assert 'database "nowhere" does not exist' in done.stderr
    assert "secret" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("kind", databases.KINDS)
def test_migrate_says_what_is_to_be_done_does_it_and_says_that_nothing_is_left(tmp_path: Path, kind: str) -> None:
    environ = {"GRADCHECK_HOME": str(tmp_path), "GRADCHECK_DATABASE_URL": databases.new_url(kind, tmp_path)}
    shown, done, again = (gradcheck("migrate", *more, **environ) for more in (("--show",), (), ("--show",)))
    lines = shown.stdout.splitlines()
    assert lines[0] == "to do: 0001 The first tables."
    assert done.stdout.splitlines() == [line.replace("to do", "done") for line in lines]
    assert again.stdout == "nothing is to be done: the tables are those of this version\n"
    assert {one.returncode for one in (shown, done, again)} == {0}
