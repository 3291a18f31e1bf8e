"""A run's end told to a real receiver, over `kill -9` before the delivery and in the middle of it."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support import world
from tests.support.processes import HTTP, ROOT, Json, ServiceProcess, free_port, provider_process

SECRET = "whsec_" + "c2lnbmVk" * 4


class Receiver:
    """The example receiver in a process of its own; it is started by the test."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._log = folder / "taken"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it listens."""
        with self._log.open("wb") as log:
            command = [sys.executable, str(ROOT / "examples/webhook.py"), str(self.port)]
            environment = {**os.environ, "CI_SECRET": SECRET}
            self._process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with contextlib.suppress(httpx.TransportError):
                # What is not signed is refused.
                assert HTTP.post(f"http://127.0.0.1:{self.port}", json={}).status_code == 401
                return
            time.sleep(0.05)
        raise AssertionError("the receiver does not listen")

    def signal(self, how: signal.Signals) -> None:
        """Stop it, let it go on, or end it."""
        if self._process is not None:
            self._process.send_signal(how)
            if how == signal.SIGKILL:
                self._process.wait()

    def is_connected(self) -> bool:
        """Whether somebody holds a connection to it."""
        port, established = f":{self.port:04X}", "01"
        rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        return any(row[2].endswith(port) and row[3] == established for row in rows)

    def taken(self) -> list[str]:
        """What it has taken, in its order."""
        return self._log.read_text().splitlines()


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    running = Receiver(tmp_path)
    try:
        yield running
    finally:
        running.signal(signal.SIGKILL)


@pytest.fixture
def service(tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Iterator[ServiceProcess]:
    monkeypatch.setenv("CI_SECRET", SECRET)
    home = tmp_path / "home"
    home.mkdir()
    with provider_process() as provider:
        running = ServiceProcess(home, provider.url, 8)
        with (home / "config.toml").open("a") as config:
            config.write(f'[webhooks.ci]\nurl = "http://127.0.0.1:{receiver.port}/"\n')
            config.write('secret_env = "CI_SECRET"\nprivate = true\n')
        running.start()
        try:
            yield running
        finally:
            running.kill()


def delivered(service: ServiceProcess, run_id: str) -> Json:
    """The run's notice once the receiver has taken it."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        notice: Json = service.run(run_id)["webhook"]
        if notice["delivered_at"] is not None:
            return notice
        time.sleep(0.1)
    raise AssertionError(f"it is not delivered: {notice}")


def ended(service: ServiceProcess) -> Json:
    return service.finished(service.optimize(world.request(method="none", webhook="ci")))


def line(run: Json) -> str:
    return f"evt_{run['id']} succeeded {run['result']['test']['verdict']} /runs/{run['id']}"


def test_a_kill_between_a_runs_end_and_the_delivery_loses_no_notice(
    service: ServiceProcess, receiver: Receiver
) -> None:
    run = ended(service)
    service.kill()
    receiver.start()
    service.start()
    notice = delivered(service, run["id"])
    assert (notice["given_up"], notice["next_at"], notice["error"]) == (False, None, None)
    assert receiver.taken() == [line(run)]


def test_a_kill_in_the_middle_of_a_delivery_sends_it_again_by_the_same_id(
    service: ServiceProcess, receiver: Receiver
) -> None:
    receiver.start()
    receiver.signal(signal.SIGSTOP)  # its system still takes connections and what comes over them
    run = ended(service)
    deadline = time.monotonic() + 20
    while not receiver.is_connected() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)
    assert (service.run(run["id"])["webhook"]["attempts"], receiver.taken()) == (0, [])
    service.kill()
    receiver.signal(signal.SIGCONT)
    deadline = time.monotonic() + 20
    while not receiver.taken() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert receiver.taken() == [line(run)], "the first delivery came before the kill"
    service.start()
    assert delivered(service, run["id"])["attempts"] == 1
    assert receiver.taken() == [line(run)]
