"""Real processes and real signals: what goes on, how to come back, what a second interruption does."""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import world
from tests.support.processes import HTTP, ProviderProcess, ServiceProcess, provider_process, service_process

SLOW = {"latency_s": 0.4}
RUNNING = {"queued", "running"}


class Started:
    """A command under way, in a process group of its own as in a terminal; its lines as they come."""

    def __init__(self, home: Path, *arguments: str, **environ: str) -> None:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("GRADCHECK_")}
        environment = {**inherited, "GRADCHECK_HOME": str(home), **environ}
        command = [sys.executable, "-m", "gradcheck", *arguments]
        self.process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        self.out: list[str] = []
        self.err: list[str] = []
        self._lines: queue.Queue[str] = queue.Queue()
        self._readers = [
            threading.Thread(target=self._read, args=(stream, held))
            for stream, held in ((self.process.stdout, self.out), (self.process.stderr, self.err))
        ]
        for reader in self._readers:
            reader.start()

    def _read(self, stream: Any, held: list[str]) -> None:  # noqa: ANN401 - a pipe
        with stream:
            for line in stream:
                held.append(line.rstrip("\n"))
                self._lines.put(held[-1])

    def line(self, said: str, timeout_s: float = 60) -> str:
        """The next line that holds this."""
        until = time.monotonic() + timeout_s
        while True:
            line = self._lines.get(timeout=max(until - time.monotonic(), 0.01))
            if said in line:
                return line

    def interrupt(self, how: signal.Signals = signal.SIGINT) -> None:
        """What a terminal does at Ctrl-C: a signal to the whole group."""
        os.killpg(self.process.pid, how)

    def ended(self, timeout_s: float = 60) -> int:
        code = self.process.wait(timeout_s)
        for reader in self._readers:
            reader.join(timeout_s)
        return code


@contextlib.contextmanager
def command(home: Path, *arguments: str, **environ: str) -> Iterator[Started]:
    started = Started(home, *arguments, **environ)
    try:
        yield started
    finally:
        if started.process.poll() is None:
            os.killpg(started.process.pid, signal.SIGKILL)
        started.ended()


@pytest.fixture
def provider() -> Iterator[ProviderProcess]:
    with provider_process(**SLOW) as running:
        yield running


@pytest.fixture
def remote(tmp_path: Path, provider: ProviderProcess) -> Iterator[ServiceProcess]:
    with service_process(tmp_path / "remote", provider.url, 2) as running:
        yield running


@pytest.fixture
def request_file(tmp_path: Path) -> str:
    file = tmp_path / "request.json"
    file.write_text(json.dumps(world.request()), "utf-8")
    return str(file)


def local(tmp_path: Path, provider: ProviderProcess) -> dict[str, str]:
    """The environment of a command that starts a service of its own."""
    config = tmp_path / "local.toml"
    config.write_text(f'[providers.world]\nbase_url = "{provider.url}/v1"\nmax_concurrency = 2\n')
    return {"GRADCHECK_CONFIG": str(config)}


def test_an_interruption_says_what_goes_on_and_how_to_come_back(
    tmp_path: Path, remote: ServiceProcess, request_file: str
) -> None:
    with command(tmp_path, "optimize", request_file, "--url", remote.url) as first:
        run_id = first.line("run_")
        first.interrupt()
        first.line(f"{run_id} goes on at {remote.url}")
        assert first.line("watch").strip().startswith(f"gradcheck runs watch {run_id} --url {remote.url} ")
        assert first.line("cancel").strip().startswith(f"gradcheck runs cancel {run_id} --url {remote.url} ")
        assert first.line("Ctrl-C again")
        assert first.ended() == 130
    assert first.out == [run_id]
    assert remote.run(run_id)["status"] in RUNNING
    with command(tmp_path, "runs", "watch", run_id, GRADCHECK_URL=remote.url) as again:
        assert again.ended(60) == 0
    assert f"run {run_id}: succeeded, completed" in again.out


def test_a_second_interruption_cancels_and_shows_what_there_is(
    tmp_path: Path, remote: ServiceProcess, request_file: str
) -> None:
    with command(tmp_path, "optimize", request_file, "--url", remote.url) as running:
        run_id = running.line("run_")
        running.interrupt()
        running.line("Ctrl-C again")
        running.interrupt()
        assert running.ended() == 130
    assert remote.run(run_id)["status"] == "cancelled"
    assert any(line.startswith(f"run {run_id}: cancelled") for line in running.out)


def test_machines_still_get_one_document_where_a_run_is_cancelled(
    tmp_path: Path, remote: ServiceProcess, request_file: str
) -> None:
    with command(tmp_path, "optimize", request_file, "--json", GRADCHECK_URL=remote.url) as running:
        running.line("run_")
        running.interrupt()
        running.line("Ctrl-C again")
        running.interrupt()
        assert running.ended() == 130
    assert json.loads("\n".join(running.out))["status"] == "cancelled"


def test_watching_for_machines_may_be_left_without_a_word_of_python(
    tmp_path: Path, remote: ServiceProcess, request_file: str
) -> None:
    run_id = remote.optimize(world.request())
    with command(tmp_path, "runs", "watch", run_id, "--json", GRADCHECK_URL=remote.url) as running:
        running.line("run_started")
        running.interrupt()
        assert running.ended() == 130
    assert "Traceback" not in "\n".join(running.err)
    assert remote.run(run_id)["status"] in RUNNING


def test_a_service_of_its_own_ends_with_its_command_and_the_run_goes_on_with_the_next(
    tmp_path: Path, provider: ProviderProcess, request_file: str
) -> None:
    environ = local(tmp_path, provider)
    with command(tmp_path / "home", "optimize", request_file, **environ) as first:
        run_id = first.line("run_")
        provider_has_answered(provider)
        first.interrupt()
        first.line("The service that was started for this command ends with it")
        assert first.line("watch").strip().startswith(f"gradcheck runs watch {run_id} ")
        assert first.ended() == 130
    asked = provider.counts()["requests"]
    time.sleep(1)
    assert provider.counts()["requests"] == asked, "nothing goes on that was said to rest"
    with command(tmp_path / "home", "runs", "watch", run_id, **environ) as again:
        assert again.ended(60) == 0
    assert f"run {run_id}: succeeded, completed" in again.out
    counts = provider.counts()
    assert counts["requests"] - counts["different"] <= 2, "only what was under way is asked again"


def test_a_second_interruption_cancels_the_run_of_a_service_of_its_own(
    tmp_path: Path, provider: ProviderProcess, request_file: str
) -> None:
    environ = local(tmp_path, provider)
    with command(tmp_path / "home", "optimize", request_file, **environ) as running:
        run_id = running.line("run_")
        running.interrupt()
        running.line("Ctrl-C again")
        running.interrupt()
        assert running.ended() == 130
    assert any(line.startswith(f"run {run_id}: cancelled") for line in running.out)


def test_an_interruption_before_anything_was_started_leaves_nothing_behind(
    tmp_path: Path, provider: ProviderProcess, request_file: str
) -> None:
    environ = local(tmp_path, provider)
    with command(tmp_path / "home", "optimize", request_file, **environ) as running:
        time.sleep(0.7)  # the service is starting
        running.interrupt()
        assert running.ended() == 130
    assert running.out == []
    assert "Traceback" not in "\n".join(running.err)
    assert services(tmp_path / "home") == []


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP], ids=["term", "hup"])
def test_a_command_that_is_ended_takes_its_service_with_it(
    how: signal.Signals, tmp_path: Path, provider: ProviderProcess, request_file: str
) -> None:
    environ = local(tmp_path, provider)
    with command(tmp_path / "home", "optimize", request_file, **environ) as running:
        running.line("run_")
        running.process.send_signal(how)
        assert running.ended() == 128 + how
    assert services(tmp_path / "home") == []


def services(home: Path) -> list[str]:
    """The processes that serve on a home."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            environ = (entry / "environ").read_bytes().split(b"\0") if entry.name.isdigit() else []
            if f"GRADCHECK_HOME={home}".encode() in environ:
                found.append(entry.name)
    return found


def provider_has_answered(provider: ProviderProcess) -> None:
    while provider.counts()["answered"] < 4:
        time.sleep(0.05)


def test_nobody_waits_for_what_a_pipe_no_longer_reads(tmp_path: Path, remote: ServiceProcess) -> None:
    HTTP.get(f"{remote.url}/methods").raise_for_status()
    shell = f"{sys.executable} -m gradcheck methods --json --url {remote.url} | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["/bin/bash", "-c", shell], capture_output=True, text=True, check=True)
    assert done.stdout == "[\n0\n"
    assert done.stderr == ""
