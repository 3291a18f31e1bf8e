"""How a service starts and ends as a process: its home, its files, signals at any moment, exit codes."""

import contextlib
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support import world
from tests.support.processes import HTTP, ROOT, ServiceProcess, provider_process, service_process

NOWHERE = "http://127.0.0.1:1"
_LOOKS = 5


def refused(service: ServiceProcess, *command: str) -> tuple[int, str]:
    """The exit code of a command on a service's home, and what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "gradcheck", *command],
        check=False,
        cwd=ROOT,
        env=service._environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.returncode, done.stderr


def heavy_parts(pid: int) -> bool:
    """Whether a process has loaded a module of compiled code of ours."""
    return "site-packages" in Path(f"/proc/{pid}/maps").read_text()


def test_a_second_service_on_a_home_is_refused_in_words_and_harms_nothing(tmp_path: Path) -> None:
    with service_process(tmp_path, NOWHERE, 1) as service:
        code, said = refused(service, "serve")
        assert code == 2
        for part in (f"process {service.pid} ", socket.gethostname(), service.url, "--url", "GRADCHECK_HOME"):
            assert part in said
        code, said = refused(service, "optimize", str(ROOT / "examples/sentiment.json"))
        assert code == 2
        assert f"process {service.pid} " in said
        assert HTTP.get(f"{service.url}/health/ready").status_code == 200


def test_a_home_is_free_after_a_kill(tmp_path: Path) -> None:
    with service_process(tmp_path, NOWHERE, 1) as service:
        service.kill(signal.SIGKILL)
        service.start()


def test_the_files_of_a_home_are_its_users_alone_also_those_of_before(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    with provider_process(latency_s=0) as provider, service_process(home, provider.url, 4) as service:
        service.kill(signal.SIGKILL)
        for file in home.iterdir():
            file.chmod(0o644)
        home.chmod(0o755)
        service.start()
        service.finished(service.optimize(world.request()))
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in home.iterdir()}
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    kept = {name: mode for name, mode in modes.items() if name.startswith("gradcheck")}
    assert {"gradcheck.sqlite", "gradcheck.sqlite-wal", "gradcheck-jobs.sqlite", "gradcheck-jobs.sqlite-wal"} <= set(
        kept
    )
    assert set(kept.values()) == {0o600}, kept


def test_sigterm_is_heard_before_anything_is_loaded(tmp_path: Path) -> None:
    service, loaded = ServiceProcess(tmp_path, NOWHERE, 1), True
    for _ in range(_LOOKS):  # who looks may be late, on a busy machine
        service.launch()
        while not service.hears(signal.SIGTERM):
            time.sleep(0.0005)
        loaded = loaded and heavy_parts(service.pid)
        service.kill(signal.SIGTERM)
        assert service.returncode == 0
    assert not loaded


@pytest.mark.parametrize("after_s", [0.2, 0.6, 1.2, 2.0])
def test_sigterm_ends_a_service_at_any_moment_of_its_start(tmp_path: Path, after_s: float) -> None:
    service = ServiceProcess(tmp_path, NOWHERE, 1)
    service.launch()
    while not service.hears(signal.SIGTERM):
        time.sleep(0.0005)
    time.sleep(after_s)
    began = time.monotonic()
    service.kill(signal.SIGTERM)
    assert (service.returncode, time.monotonic() - began < 10) == (0, True)


def test_the_end_is_bounded_whatever_hangs(tmp_path: Path) -> None:
    """A request that never ends its body and a stream are open, and calls hang."""
    with provider_process(latency_s=600) as provider, service_process(tmp_path, provider.url, 4) as service:
        run_id = service.optimize(world.request())
        port = int(service.url.rsplit(":", 1)[1])
        with contextlib.ExitStack() as stack:
            host, json = "HTTP/1.0\r\nHost: localhost\r\n", "Content-Type: application/json\r\nContent-Length: 9\r\n"
            for sent in (f"GET /runs/{run_id}/events {host}\r\n", f"POST /optimize {host}{json}\r\n", "GET / HT"):
                client = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
                client.sendall(sent.encode())
            time.sleep(0.5)
            began = time.monotonic()
            service.kill(signal.SIGTERM)
            assert (service.returncode, time.monotonic() - began < 10) == (0, True)
        service.start()


def test_a_port_that_is_taken_is_an_exit_code_of_its_own(tmp_path: Path) -> None:
    service = ServiceProcess(tmp_path, NOWHERE, 1)
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(service.url.rsplit(":", 1)[1])))
        other.listen()
        code, _ = refused(service, "serve")
    assert code == 3
