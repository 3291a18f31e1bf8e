"""How a command starts: what it loads, and what becomes of arguments that are wrong."""

import os
import re
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest

from gradcheck.outbound.addresses import is_loopback
from tests.support import world
from tests.support.processes import provider_process, service_process
from tests.support.stored import made_diagnostic

SERVERS = {"alembic", "dbos", "litestar", "numpy", "optuna", "psycopg", "scipy", "sqlalchemy", "uvicorn", "xllamacpp"}
CLIENTS = {"aiohttp", "asyncio", "genai_prices", "gradcheck_client", "httpx", "rich", "structlog"}
HEAVY = SERVERS | CLIENTS
LATE = {"genai_prices", "optuna", "scipy.optimize", "scipy.special", "scipy.stats"}


def _command(*arguments: str, home: Path) -> "tuple[subprocess.CompletedProcess[str], set[str]]":
    """A command that has ended, and the packages and modules that it loaded."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GRADCHECK_")}
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "gradcheck", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=environment | {"GRADCHECK_HOME": str(home)},
    )
    modules = _modules(done.stderr)
    assert "argparse" in modules  # they are listed at all
    return done, modules


def _modules(log: str) -> set[str]:
    """The modules that Python says it has imported, and the packages they are of."""
    names = [name.split(".") for name in re.findall(r"^import time: +\d+ \| +\d+ \| +(\S+)$", log, re.MULTILINE)]
    return {".".join(name[:length]) for name in names for length in range(1, len(name) + 1)}


@pytest.mark.parametrize("arguments", [(), ("runs",), ("runs", "list"), ("optimize",), ("calibrate",)], ids=" ".join)
def test_help_loads_nothing_that_a_command_needs(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done, modules = _command(*arguments, "--help", home=tmp_path)
    assert (done.returncode, done.stdout.split()[:2]) == (0, ["usage:", "gradcheck"])
    assert sorted(modules & HEAVY) == []
    loaded = {module for module in modules if module.startswith("gradcheck.cli.")}
    assert sorted(module for module in loaded if not module.startswith("gradcheck.cli.arguments")) == []


@pytest.mark.parametrize(
    "arguments", [("nothing",), ("check",), ("optimize", "a", "b"), ("calibrate", "--runs", "0")], ids=" ".join
)
def test_wrong_arguments_are_told_before_anything_is_loaded(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done, modules = _command(*arguments, home=tmp_path)
    assert done.returncode == 2
    assert "gradcheck" in done.stderr.splitlines()[-1]
    assert sorted(modules & HEAVY) == []


@pytest.mark.parametrize(
    "arguments",
    [("check", "world"), ("runs", "list"), ("optimize", "--prompt", "a"), ("methods",), ("diagnose", "run_1")],
    ids=" ".join,
)
def test_asking_a_running_service_loads_none(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done, modules = _command(*arguments, "--url", "http://127.0.0.1:1", home=tmp_path)
    assert done.returncode == 3
    assert done.stderr.splitlines()[-1].startswith("gradcheck: the service does not answer: ")
    assert sorted(modules & SERVERS) == []


def test_verifying_loads_what_computes_verdicts_and_neither_the_service_nor_what_is_slow_to_load(
    tmp_path: Path,
) -> None:
    stored = tmp_path / "diagnostic.json"
    stored.write_bytes(made_diagnostic())
    done, modules = _command("verify", str(stored), home=tmp_path)
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[0].endswith("follows from the material")
    assert "gradcheck.diagnostics.suite.content" in modules
    assert sorted(modules & (HEAVY | LATE) - {"numpy", "scipy", "scipy.special"}) == []
    rooms = ("api", "engine.plan", "jobs", "llm", "methods", "storage", "studies", "telemetry")
    assert sorted(f"gradcheck.{room}" for room in rooms if f"gradcheck.{room}" in modules) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("optimize", "missing.json"), "gradcheck: missing.json cannot be read: No such file or directory"),
        (("verify", "missing.json"), "gradcheck: missing.json is no diagnostic as GET /diagnostics/ID gives it: "),
        (("calibrate", "--scenarios", "nothing"), "  scenarios: there is no scenario 'nothing'; there are "),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_what_a_command_cannot_use_is_told_with_exit_code_2(
    arguments: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    done, _ = _command(*arguments, home=tmp_path)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith(message)


def test_a_command_of_wrong_settings_ends_with_exit_code_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.toml").write_text("port = 'none'")
    monkeypatch.setenv("GRADCHECK_CONFIG", str(tmp_path / "config.toml"))
    command = [sys.executable, "-m", "gradcheck", "serve"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.splitlines()[0][:10]) == (2, "gradcheck:")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "example.org", "0"])  # noqa: S104 - what is refused
def test_without_a_key_no_address_but_loopback_is_bound(
    host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADCHECK_HOME", str(tmp_path))
    monkeypatch.setenv("GRADCHECK_HOST", host)
    command = [sys.executable, "-m", "gradcheck", "serve"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "loopback only" in done.stderr
    assert "gradcheck keys create" in done.stderr
    assert not is_loopback(host)


def test_a_service_is_ready_before_it_loads_what_jobs_compute_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with provider_process() as provider:
        monkeypatch.setenv("PYTHONPROFILEIMPORTTIME", "1")  # it lists what it imports
        with service_process(tmp_path, provider.url, 1) as service:
            at_start = _modules((tmp_path / "log").read_text())
            service.finished(service.optimize(world.request(method="none")))
            later = _modules((tmp_path / "log").read_text())
    assert {"gradcheck.engine.execute", "litestar", "dbos"} <= at_start
    assert sorted(at_start & LATE) == []
    assert sorted(LATE - later) == []


def test_a_connection_that_a_client_keeps_for_seconds_is_answered_again(tmp_path: Path) -> None:
    with provider_process() as provider, service_process(tmp_path, provider.url, 1) as service:
        connection = HTTPConnection(service.url.removeprefix("http://"))
        for pause_s in (0, 6):  # the usual 5 s of clients, and one more
            time.sleep(pause_s)
            connection.request("GET", "/methods")
            answer = connection.getresponse()
            assert (answer.status, len(answer.read()) > 0) == (200, True)
        connection.close()
