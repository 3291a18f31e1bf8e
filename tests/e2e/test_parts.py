"""One study or diagnostic on several workers: each works parts of it, and it comes out as from one process."""

import time
from typing import Any

import pytest

from tests.e2e.cluster import SLOTS, Cluster
from tests.e2e.test_kill import check_books
from tests.e2e.test_takeover import asked_twice
from tests.support import databases, world
from tests.support.processes import HTTP, Json, ServiceProcess

TRIALS = 6
ARMS = [{"name": "method"}, {"name": "none", "overrides": {"method": {"name": "none"}}}]
RETRIED = {"retries", "possibly_paid"}
DIAGNOSTIC = {"replicates": 12, "ladder": "whole", "stop": "fixed", "force": True}
STUDY = {"optimize": world.request(), "arms": ARMS, "trials": TRIALS, "force": True}


def started(api: ServiceProcess, study: Json = STUDY) -> str:
    answer = HTTP.post(f"{api.url}/studies", json=study)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def diagnosed(api: ServiceProcess, run_id: str, **changes: object) -> str:
    answer = HTTP.post(f"{api.url}/runs/{run_id}/diagnostics", json={**DIAGNOSTIC, **changes})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def ended(api: ServiceProcess, job_id: str, kind: str = "studies", timeout_s: float = 90) -> Json:
    end = time.monotonic() + timeout_s
    while True:
        found: Json = HTTP.get(f"{api.url}/{kind}/{job_id}").json()
        if found["ended_at"] is not None:
            return found
        assert time.monotonic() < end, found["status"]
        time.sleep(0.05)


def result(found: Json) -> Any:  # noqa: ANN401 - JSON
    """A study's result, but for the names of its runs and for what was asked again."""
    own = found["result"]
    usage = {role: {k: n for k, n in used.items() if k not in RETRIED} for role, used in own["usage"].items()}
    runs = [{name: value for name, value in run.items() if name != "run_id"} for run in own.get("runs", [])]
    return {**own, "usage": usage, "runs": runs, "status": found["status"]}


def workers_of(cluster: Cluster, study_id: str) -> list[str]:
    """The worker of each run that has begun."""
    query = "SELECT worker FROM jobs WHERE target = :study AND worker IS NOT NULL"
    return [row[0] for row in databases.rows(cluster.url, query, study=study_id)]


def at_work(cluster: Cluster, study_id: str) -> int:
    query = "SELECT count(*) FROM jobs WHERE (target = :study OR id = :study) AND status IN ('running', 'queued')"
    return int(databases.rows(cluster.url, query, study=study_id)[0][0])


def until_ended(cluster: Cluster, study_id: str, runs: int) -> None:
    """So many runs of a study have ended."""
    query = "SELECT count(*) FROM jobs WHERE target = :study AND ended_at IS NOT NULL"
    end = time.monotonic() + 60
    while databases.rows(cluster.url, query, study=study_id)[0][0] < runs:
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.slow
def test_all_workers_work_the_trials_of_one_study_and_a_cancelled_one_leaves_none_at_work(cluster: Cluster) -> None:
    api = cluster.start("api")
    for name in ("one", "two"):
        cluster.start("worker", name)
    study_id = started(api)
    found = ended(api, study_id)
    assert found["status"] == "succeeded"
    assert found["result"]["complete_trials"] == TRIALS
    shares = [workers_of(cluster, study_id).count(name) for name in set(workers_of(cluster, study_id))]
    assert len(shares) == 2
    assert max(shares) - min(shares) <= TRIALS

    run_id = api.optimize(world.request())
    assert api.finished(run_id)["status"] == "succeeded"
    diagnostic_id = diagnosed(api, run_id, ladder="core")
    assert ended(api, diagnostic_id, "diagnostics")["status"] == "succeeded"
    assert len(set(workers_of(cluster, diagnostic_id))) == 2

    cancelled = started(api, {**STUDY, "trials": 60})
    until_ended(cluster, cancelled, 4)
    assert HTTP.post(f"{api.url}/studies/{cancelled}/cancel").status_code == 202
    asked = time.monotonic()
    assert ended(api, cancelled)["status"] == "cancelled"
    assert at_work(cluster, cancelled) == 0
    assert time.monotonic() - asked < 5  # about one, on an idle machine
    counts = cluster.provider.counts()["requests"]
    time.sleep(0.5)
    assert cluster.provider.counts()["requests"] == counts


@pytest.mark.slow
@pytest.mark.parametrize("whose", ["study", "trials"])
def test_whichever_worker_is_killed_the_study_is_the_same_and_no_more_is_paid_twice_than_was_in_flight(
    cluster: Cluster, whose: str
) -> None:
    api = cluster.start("api")
    workers = {name: cluster.start("worker", name) for name in ("one", "two")}
    study_id = started(api)
    until_ended(cluster, study_id, 2)
    held = [name for name, worker in workers.items() if f'"job_id": "{study_id}"' in worker.log]
    assert len(held) == 1
    victim = held[0] if whose == "study" else next(name for name in workers if name not in held)
    workers[victim].kill()
    found = ended(api, study_id)
    check_books(cluster.url, cluster.provider)
    asked = cluster.provider.counts()["requests"]
    assert result(found) == result(ended(api, started(api)))
    assert asked - (cluster.provider.counts()["requests"] - asked) <= 2 * SLOTS


@pytest.mark.slow
@pytest.mark.parametrize("whose", ["diagnostic", "blocks"])
def test_whichever_worker_is_killed_the_diagnostic_is_the_same(cluster: Cluster, whose: str) -> None:
    api = cluster.start("api")
    workers = {name: cluster.start("worker", name) for name in ("one", "two")}
    run_id = api.optimize(world.request())
    assert api.finished(run_id)["status"] == "succeeded"
    job_id = diagnosed(api, run_id)
    until_ended(cluster, job_id, 1)
    held = [name for name, worker in workers.items() if f'"job_id": "{job_id}"' in worker.log]
    assert len(held) == 1
    victim = held[0] if whose == "diagnostic" else next(name for name in workers if name not in held)
    workers[victim].kill()
    found = ended(api, job_id, "diagnostics")
    check_books(cluster.url, cluster.provider)
    assert asked_twice(cluster) <= 2 * SLOTS
    other = api.optimize(world.request())  # a second diagnostic of one run remembers the first
    assert api.finished(other)["status"] == "succeeded"
    undisturbed = ended(api, diagnosed(api, other), "diagnostics")
    for name in ("material", "findings", "usage", "status"):
        assert result(found)[name] == result(undisturbed)[name]
