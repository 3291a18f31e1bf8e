"""The real service in its own process, a real provider in another, and `kill -9`."""

import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support import world

ROOT = Path(__file__).parent.parent.parent
LATENCY_S = 0.05
Answer = dict[str, Any]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(url: str) -> None:
    for _ in range(300):
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(url).status_code == 200:
                return
        time.sleep(0.1)
    raise AssertionError(f"{url} never answered")


@pytest.fixture
def provider() -> Iterator[str]:
    port = _free_port()
    command = [sys.executable, "-m", "tests.support.provider", str(port), str(LATENCY_S)]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        _wait_for(f"http://127.0.0.1:{port}/paid")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


class Server:
    """A service process on a home of its own that can be killed and started again."""

    def __init__(self, home: Path, provider: str, slots: int) -> None:
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        config = home / "config.toml"
        config.write_text(f'[providers.world]\nbase_url = "{provider}/v1"\nmax_concurrency = {slots}\n')
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GRADCHECK_")},
            "GRADCHECK_HOME": str(home),
            "GRADCHECK_CONFIG": str(config),
            "GRADCHECK_PORT": str(self.port),
        }
        self._log = home / "log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            command = [sys.executable, "-m", "service", "serve"]
            self._process = subprocess.Popen(command, cwd=ROOT, env=self._environment, stdout=log, stderr=log)
        _wait_for(f"{self.url}/health/ready")

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        assert self._process is not None
        self._process.send_signal(how)
        self._process.wait(timeout=20)

    def optimize(self, request: dict[str, Any]) -> str:
        answer = httpx.post(f"{self.url}/optimize", json=request, timeout=30)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    def run(self, run_id: str) -> Answer:
        answer: Answer = httpx.get(f"{self.url}/runs/{run_id}").json()
        return answer

    def finished(self, run_id: str) -> Answer:
        for _ in range(600):
            run = self.run(run_id)
            if run["status"] in {"succeeded", "failed", "cancelled"}:
                return run
            time.sleep(0.1)
        raise AssertionError("the run does not end")

    def record(self, run_id: str) -> Answer:
        """All that must be the same: result without actual spend, steps, candidates, rollouts."""
        run = self.finished(run_id)
        result = run["result"]
        for role in result["usage"].values():
            role["retries"] = role["possibly_paid"] = 0
        result["test"]["times_used"] = 0
        found = {"status": run["status"], "finish_reason": run["finish_reason"], "result": result}
        for name in ("steps", "candidates", "rollouts"):
            page = httpx.get(f"{self.url}/runs/{run_id}/{name}", params={"limit": 500}).json()
            assert page["next"] is None or name == "rollouts"
            found[name] = page["items"]
        same: Answer = json.loads(json.dumps(found).replace(run_id, "RUN"))
        return same


@contextlib.contextmanager
def _served(home: Path, provider: str, slots: int) -> Iterator[Server]:
    home.mkdir()
    server = Server(home, provider, slots)
    server.start()
    try:
        yield server
    finally:
        server.kill(signal.SIGTERM)


def test_five_kills_change_neither_result_nor_steps_and_pay_again_only_for_calls_in_flight(
    tmp_path: Path, provider: str
) -> None:
    """The same request undisturbed at 64 slots, undisturbed at 1, and at 8 slots with five kills at random moments."""
    request = world.request()
    with _served(tmp_path / "calm", provider, 64) as server:
        calm = server.record(server.optimize(request))
    undisturbed = httpx.get(f"{provider}/paid").json()
    assert undisturbed["requests"] == undisturbed["different"]

    with _served(tmp_path / "one", provider, 1) as server:
        single = server.record(server.optimize(request))
    assert single == calm

    before = httpx.get(f"{provider}/paid").json()["requests"]
    moments = random.Random(4)
    slots, kills = 8, 5
    with _served(tmp_path / "killed", provider, slots) as server:
        run_id = server.optimize(request)
        running = 0
        for _ in range(kills):
            time.sleep(moments.uniform(0.1, 0.8))
            running += server.run(run_id)["status"] == "running"
            server.kill()
            server.start()
        killed = server.record(run_id)
        paid = httpx.get(f"{provider}/paid").json()["requests"] - before
        events = [line for line in _events(server, run_id) if line.startswith("id:")]
    assert running >= 2
    assert killed == calm
    assert undisturbed["different"] <= paid <= undisturbed["different"] + kills * slots
    assert events == [f"id: {number}" for number in range(1, len(events) + 1)]


def test_a_stopped_service_has_cancelled_nothing(tmp_path: Path, provider: str) -> None:
    """SIGTERM in the middle: the run is still running for whoever asks after the next start, and succeeds."""
    home = tmp_path / "home"
    with _served(home, provider, 2) as server:
        run_id = server.optimize(world.request())
        time.sleep(0.5)
        server.kill(signal.SIGTERM)
        server.start()
        assert server.run(run_id)["status"] == "running"
        assert server.finished(run_id)["status"] == "succeeded"


def _events(server: Server, run_id: str) -> list[str]:
    text = httpx.get(f"{server.url}/runs/{run_id}/events", timeout=30).text
    return text.replace("\r", "").split("\n")
