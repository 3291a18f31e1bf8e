"""The real service while its storage is away: nothing ends, nothing is lost, nothing is paid twice, and it says so."""

import contextlib
import resource
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.e2e.test_kill import SLOTS, check_books, events, on, record
from tests.support import world
from tests.support.processes import HTTP, ServiceProcess, provider_process, service_process

Outage = Callable[[ServiceProcess, Path], AbstractContextManager[None]]
NAMES = ("gradcheck.sqlite", "gradcheck-jobs.sqlite")
AWAY_S = 3.0
SLOW = {"latency_s": 0.15, "jitter": 0.5}


@contextlib.contextmanager
def full(service: ServiceProcess, _: Path) -> Iterator[None]:
    """No file of the service grows, as on a disk without room."""
    before = resource.prlimit(service.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(service.pid, resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(service.pid, resource.RLIMIT_FSIZE, before)


@contextlib.contextmanager
def locked(_: ServiceProcess, home: Path) -> Iterator[None]:
    """Another process writes and does not end."""
    with contextlib.ExitStack() as stack:
        for name in NAMES:
            held = stack.enter_context(contextlib.closing(sqlite3.connect(home / name, timeout=30)))
            held.execute("BEGIN IMMEDIATE")
        yield


def timed_post(service: ServiceProcess, request: object) -> tuple[float, int, dict[str, str], str]:
    began = time.monotonic()
    answer = HTTP.post(f"{service.url}/optimize", json=request)
    code = answer.json().get("code", "")
    return time.monotonic() - began, answer.status_code, dict(answer.headers), code


def status(service: ServiceProcess, path: str) -> int:
    return HTTP.get(f"{service.url}{path}").status_code


def read_along(service: ServiceProcess, run_id: str, found: list[str]) -> None:
    with HTTP.stream("GET", f"{service.url}/runs/{run_id}/events", timeout=60) as answer:
        found += [line for line in answer.iter_lines() if line.startswith("id:")]


def until_ready(service: ServiceProcess, *, ready: bool, within_s: float) -> None:
    end = time.monotonic() + within_s
    while (status(service, "/health/ready") == 200) is not ready:
        assert time.monotonic() < end, f"ready is not {ready}"
        time.sleep(0.1)


@pytest.mark.parametrize("outage", [full, pytest.param(locked, marks=pytest.mark.slow)])
def test_a_job_waits_for_storage_and_goes_on_by_itself(tmp_path: Path, outage: Outage) -> None:
    asked = world.request(task=world.task(40), seed=1)
    with provider_process(**SLOW) as provider:
        with service_process(tmp_path / "away", provider.url, SLOTS, heartbeat_s=0.5) as service:
            run_id = service.optimize(asked)
            seen: list[str] = []
            reader = threading.Thread(target=read_along, args=(service, run_id, seen))
            reader.start()
            while provider.counts()["answered"] < 30:
                time.sleep(0.02)
            with outage(service, tmp_path / "away"):
                until_ready(service, ready=False, within_s=4)
                taken_s, answered, headers, code = timed_post(service, asked)
                assert (answered, code) == (503, "storage_unavailable")
                assert int(headers["retry-after"]) > 0
                assert taken_s < 2
                assert status(service, "/health/live") == 200
                assert service.run(run_id)["status"] == "running"
                time.sleep(AWAY_S)
                assert service.run(run_id)["status"] == "running"
                asked_before = provider.counts()["requests"]
                time.sleep(0.5)
                assert provider.counts()["requests"] == asked_before, "calls go out whose intent is not durable"
                assert reader.is_alive(), "a reader was sent away"
            until_ready(service, ready=True, within_s=4)
            disturbed = record(service, run_id)
            reader.join(20)
            assert seen == events(service, run_id) == [f"id: {number}" for number in range(1, len(seen) + 1)]
            assert len(HTTP.get(f"{service.url}/runs").json()["items"]) == 1, "what was refused is not there"
        assert check_books(on("sqlite", tmp_path / "away")["database_url"], provider) == 0
        counts = provider.counts()
        assert counts["requests"] == counts["different"], "a call is asked again"
        with service_process(tmp_path / "calm", provider.url, SLOTS) as service:
            calm = record(service, service.optimize(asked))
    assert disturbed == calm
    assert disturbed["status"] == "succeeded"


def test_a_locked_engine_delays_new_jobs_and_refuses_none(tmp_path: Path) -> None:
    with provider_process(latency_s=0) as provider, service_process(tmp_path, provider.url, SLOTS) as service:
        with contextlib.closing(sqlite3.connect(tmp_path / NAMES[1], timeout=30)) as held:
            held.execute("BEGIN IMMEDIATE")
            run_ids = [service.optimize(world.request(seed=seed)) for seed in range(3)]
            until_ready(service, ready=False, within_s=6)
            assert {service.run(run_id)["status"] for run_id in run_ids} == {"queued"}
        assert {service.finished(run_id)["status"] for run_id in run_ids} == {"succeeded"}
        until_ready(service, ready=True, within_s=4)


@pytest.mark.parametrize("outage", [locked, pytest.param(full, marks=pytest.mark.slow)])
def test_a_service_without_storage_ends_in_time_and_its_jobs_go_on_with_the_next(
    tmp_path: Path, outage: Outage
) -> None:
    with provider_process(**SLOW) as provider, service_process(tmp_path, provider.url, SLOTS) as service:
        run_id = service.optimize(world.request(task=world.task(40)))
        while provider.counts()["answered"] < 20:
            time.sleep(0.02)
        with outage(service, tmp_path):
            time.sleep(1.5)
            began = time.monotonic()
            service.kill(signal.SIGTERM)
            assert time.monotonic() - began < 10
        service.start()
        assert service.finished(run_id)["status"] == "succeeded"
        check_books(on("sqlite", tmp_path)["database_url"], provider)
