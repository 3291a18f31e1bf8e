"""A declared limit in real minutes: workers, one of which is killed, before a provider that refuses more."""

import contextlib
import time
from pathlib import Path

import pytest

from tests.support import databases, world
from tests.support.homes import template
from tests.support.processes import HTTP, ServiceProcess, provider_process, service_process

LIMIT = 1200
MEASURED_S = 130.0
DECLARED = f"limits.pure = {{ requests_per_minute = {LIMIT} }}\n"
MUCH = world.request(method="none", task=world.task(1500))


def answered(provider_url: str) -> int:
    counts = HTTP.get(f"{provider_url}/counts").json()
    assert counts["throttled"] == 0
    return int(counts["answered"])


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 2, 4])
def test_workers_use_most_of_a_limit_and_never_more_than_all_of_it_though_one_of_four_is_killed(
    tmp_path: Path, count: int
) -> None:
    url = databases.new_url("postgres", tmp_path, template())
    with contextlib.ExitStack() as stack:
        provider = stack.enter_context(provider_process(latency_s=0.3, jitter=0.5, per_minute=LIMIT))

        def started(role: str, name: str) -> ServiceProcess:
            process = service_process(tmp_path / name, provider.url, 64, role=role, database_url=url, declared=DECLARED)
            return stack.enter_context(process)

        api, workers = started("api", "api"), [started("worker", f"worker{n}") for n in range(count)]
        for seed in range(4 * count):
            api.optimize({**MUCH, "seed": seed})
        while answered(provider.url) < LIMIT / 10:
            time.sleep(0.05)
        began, before, killed = time.monotonic(), answered(provider.url), count < 4
        while time.monotonic() < began + MEASURED_S:
            time.sleep(0.5)
            answered(provider.url)
            if not killed and time.monotonic() > began + MEASURED_S / 3:
                workers[0].kill()
                workers[0].start()
                killed = True
        made, seconds = answered(provider.url) - before, time.monotonic() - began
        counts = provider.counts()
    share = made / (LIMIT * seconds / 60)
    assert counts["most_a_minute"] <= LIMIT
    assert share >= 0.85, counts


@pytest.mark.slow
def test_a_service_on_sqlite_that_is_killed_and_started_again_keeps_the_minute(tmp_path: Path) -> None:
    with (
        provider_process(latency_s=0.1, per_minute=LIMIT // 4) as provider,
        service_process(
            tmp_path, provider.url, 64, declared=f"limits.pure = {{ requests_per_minute = {LIMIT // 4} }}\n"
        ) as service,
    ):
        service.optimize(MUCH)
        for _ in range(6):
            before = answered(provider.url)
            while answered(provider.url) < before + 20:
                time.sleep(0.05)
            service.kill()
            service.start()
        time.sleep(60)
        assert provider.counts()["throttled"] == 0


@pytest.mark.slow
def test_a_refusal_that_asks_for_a_pause_keeps_all_workers_away(tmp_path: Path) -> None:
    url = databases.new_url("postgres", tmp_path, template())
    with contextlib.ExitStack() as stack:
        provider = stack.enter_context(provider_process(latency_s=0.2))
        started = [
            stack.enter_context(service_process(tmp_path / name, provider.url, 8, role=name[:6], database_url=url))
            for name in ("api", "worker", "worker2")
        ]
        for seed in range(12):
            started[0].optimize({**MUCH, "seed": seed})
        while not all("job_started" in worker.log for worker in started[1:]):
            time.sleep(0.1)
        provider.behave(latency_s=0.2, per_minute=20, retry_after="8")
        while not provider.counts()["throttled"]:
            time.sleep(0.02)
        time.sleep(1)
        refused = provider.counts()["requests"]
        time.sleep(4)
        assert provider.counts()["requests"] == refused
        time.sleep(6)
        assert provider.counts()["requests"] > refused
