"""An agent of three steps with one tool, behind HTTP: optimized, diagnosed, and killed in the middle of both."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from gradcheck.cli.commands.quickstart import sample_request
from tests.support import agents, world
from tests.support.processes import HTTP, ROOT, Json, ServiceProcess, free_port, provider_process

SLOTS = 4
PROMPT = {"modules": [agents.MODULE | {"application": "support"}]}


class AgentProcess:
    """The example application, and which answers it was asked for."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._log = folder / "asked"
        self._log.touch()
        environment = {**os.environ, "SUPPORT_SECRET": agents.SECRET}
        command = [sys.executable, "-m", "tests.support.agent_process", str(self.port), str(self._log)]
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment)

    @property
    def settings(self) -> str:
        """Its declaration, with four calls at once."""
        url = f'url = "http://127.0.0.1:{self.port}"\nsecret_env = "SUPPORT_SECRET"\n'
        return (
            f'[applications.support]\n{url}version = "1"\nprice_usd = 0.01\nprivate = true\nmax_concurrency = {SLOTS}\n'
        )

    def asked(self) -> list[str]:
        """The ids of all answers that went out, in their order."""
        lines = [line.split() for line in self._log.read_text().splitlines()]
        assert {status for _, status in lines} <= {"200"}
        return [name for name, _ in lines]

    def wait_for(self, count: int) -> None:
        """Wait until so many answers went out."""
        for _ in range(6000):
            if len(self.asked()) >= count:
                return
            time.sleep(0.05)
        raise AssertionError("the agent is not asked")


@pytest.fixture
def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AgentProcess]:
    monkeypatch.setenv("SUPPORT_SECRET", agents.SECRET)
    running = AgentProcess(tmp_path)
    try:
        yield running
    finally:
        running.process.kill()
        running.process.wait()


def started(home: Path, provider: str, agent: AgentProcess) -> ServiceProcess:
    home.mkdir()
    service = ServiceProcess(home, provider, 8)
    with (home / "config.toml").open("a") as config:
        config.write(agent.settings)
    service.start()
    return service


def repeats(asked: Sequence[str]) -> int:
    """How many answers went out that had gone out before."""
    return sum(count - 1 for count in Counter(asked).values())


def optimized_and_diagnosed(service: ServiceProcess, agent: AgentProcess, request: Json, timeout_s: float) -> Json:
    """The run, after two kills, and its diagnostic, after another one; what is paid for is asked for once."""
    run_id = service.optimize(request)
    for answers in (10, 25):
        agent.wait_for(answers)
        service.kill()
        service.start()
    run = service.finished(run_id, timeout_s)
    assert run["status"] == "succeeded", run
    before = len(agent.asked())
    body = {
        "tests": ["content"],
        "replicates": 8,
        "items": 4,
        "force": True,
        "stop": "fixed",
        "estimand": "fixed_feedback",
    }
    answer = HTTP.post(f"{service.url}/runs/{run_id}/diagnostics", json=body)
    assert answer.status_code == 202, answer.text
    agent.wait_for(before + 5)
    service.kill()
    service.start()
    url = f"{service.url}/diagnostics/{answer.json()['id']}"
    until = time.monotonic() + timeout_s
    while HTTP.get(url).json()["status"] not in {"succeeded", "failed"} and time.monotonic() < until:
        time.sleep(0.2)
    diagnostic: Json = HTTP.get(url).json()
    assert diagnostic["status"] == "succeeded", diagnostic
    assert diagnostic["result"]["usage"]["application"]["calls"] > 0
    # What was in flight at a kill, or answered and not yet stored, is asked for again, by the same id; nothing else is.
    asked = agent.asked()
    assert repeats(asked[:before]) <= 2 * 2 * SLOTS
    assert repeats(asked[before:]) <= 2 * SLOTS
    return run


@pytest.mark.alone
@pytest.mark.slow
def test_an_agent_is_optimized_and_diagnosed_and_a_kill_asks_it_nothing_twice(
    tmp_path: Path, agent: AgentProcess
) -> None:
    with provider_process() as provider:
        service = started(tmp_path / "home", provider.url, agent)
        try:
            request = world.request(prompt=PROMPT, task=world.task(40))
            run = optimized_and_diagnosed(service, agent, request, 120)
        finally:
            service.kill()
    result = run["result"]
    assert result["test"]["best"]["score"] > result["test"]["baseline"]["score"]
    used = result["usage"]["application"]
    assert used["cost_usd"] == pytest.approx(0.01 * (used["calls"] - used["cached"]))
    assert used["possibly_paid"] <= 2 * (SLOTS + 64)


@pytest.mark.alone
@pytest.mark.slow
@pytest.mark.embedded
def test_an_agent_is_optimized_by_the_embedded_model(tmp_path: Path, agent: AgentProcess) -> None:
    service = started(tmp_path / "home", "http://127.0.0.1:9", agent)
    request = sample_request(1) | {"prompt": PROMPT, "models": {"optimizer": {"provider": "embedded"}}}
    try:
        run = optimized_and_diagnosed(service, agent, json.loads(json.dumps(request)), 900)
    finally:
        service.kill()
    assert run["result"]["test"]["verdict"] == "improved"
