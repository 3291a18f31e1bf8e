"""The image's recipe: reproducible stages, an unprivileged end, accepted settings, an honest health check."""

import contextlib
import http.server
import json
import os
import re
import runpy
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from gradcheck import settings
from tests.support.serving import in_a_thread

_ROOT = Path(__file__).parents[2]


def _instructions() -> list[tuple[str, str]]:
    lines = [line for line in (_ROOT / "Dockerfile").read_text().splitlines() if not line.startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in joined.splitlines() if line)]


_ALL = _instructions()
_LAST = {rest.rpartition(" AS ")[2]: at for at, (word, rest) in enumerate(_ALL) if word == "FROM"}
_SLIM = _ALL[_LAST["slim"] : _LAST["full"]]
_FULL = _ALL[_LAST["full"] :]
_FINAL = dict(_SLIM)
_ENVIRONMENT = dict(pair.split("=", 1) for pair in shlex.split(_FINAL["ENV"]))


def _copied() -> list[str]:
    """The paths of the build context that are copied."""
    copies = [rest.split() for word, rest in _ALL if word == "COPY" and "--from=" not in rest]
    return [source for copy in copies for source in copy[:-1]]


@contextlib.contextmanager
def _service(status: int) -> Iterator[tuple[int, list[str]]]:
    """A server that answers everything with one status: its port and the paths it was asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is inherited
            """Say nothing."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    with in_a_thread(server):
        yield server.server_port, asked


def _health_check(port: int) -> int:
    """The exit code of the image's health check, run with this interpreter."""
    program, *arguments = json.loads(_FINAL["HEALTHCHECK"].partition(" CMD ")[2])
    assert program == "python"
    environment = os.environ | {"GRADCHECK_PORT": str(port), "http_proxy": "http://127.0.0.1:9"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, check=False).returncode


def test_the_images_only_copy_what_earlier_stages_made_into_an_empty_one() -> None:
    assert _SLIM[0] == ("FROM", "scratch AS slim")
    assert _FULL == [("FROM", "slim AS full"), ("COPY", "--from=model /opt/model /opt/gradcheck")]
    assert not [rest for word, rest in _SLIM if word == "RUN"]
    copied = {stage for word, rest in _SLIM if word == "COPY" for stage in re.findall(r"--from=(\w+)", rest)}
    assert copied == {"dependencies", "package"}
    assert all("--from=" in rest for word, rest in _SLIM if word == "COPY")


def test_the_image_that_is_built_unless_another_is_named_has_the_model() -> None:
    assert max(_LAST, key=lambda stage: _LAST[stage]) == "full"


def test_the_base_is_one_pinned_image_unless_another_is_given() -> None:
    (base,) = (rest for word, rest in _ALL if word == "ARG")
    assert re.fullmatch(r"BASE=python:3\.11\.\d+-slim-\w+", base)
    images = {rest.partition(" AS ")[0] for word, rest in _ALL if word == "FROM"}
    assert images == {"${BASE}", "dependencies", "scratch", "slim"}


def test_whoever_checks_dockerfiles_has_nothing_to_say() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([hadolint, _ROOT / "Dockerfile"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_build_backend_is_locked_with_its_hash_and_is_the_one_the_project_asks_for() -> None:
    lock = (_ROOT / "requirements/build.lock").read_text()
    (wanted,) = tomllib.loads((_ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    pinned = re.findall(r"^(\w+)==(\d+)\S* \\\n +--hash=sha256:[0-9a-f]{64}$", lock, re.MULTILINE)
    name, _, least = wanted.partition(">=")
    assert [pin[0] for pin in pinned] == [name]
    assert int(pinned[0][1]) >= int(least)


def test_the_build_is_sent_just_what_is_copied() -> None:
    lines = (_ROOT / ".dockerignore").read_text().split("\n")
    assert "*" in lines
    assert sorted(line[1:] for line in lines if line.startswith("!")) == sorted(_copied())


def test_whoever_builds_is_told_which_packages_are_missing() -> None:
    build = [sys.executable, str(_ROOT / "deploy/image/build.py")]
    done = subprocess.run(build, env={"PATH": ""}, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "these Debian packages are missing: apt-get install buildah debootstrap runc\n"


def test_every_path_that_is_copied_is_there() -> None:
    assert [path for path in _copied() if not (_ROOT / path).exists()] == []


@pytest.mark.parametrize("sources", [True, False])
def test_a_trimmed_tree_can_be_imported_without_its_tests_and_keeps_the_sources_that_it_should(
    sources: bool,  # noqa: FBT001 - a case
    tmp_path: Path,
) -> None:
    for name in ("a/__init__.py", "a/b.py", "a/b.pyi", "a/tests/__init__.py", "a/tests/tests/c.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("VALUE = 7\n")
    (tmp_path / "a/later.py").write_text("a syntax of later\n")
    trim = str(_ROOT / "deploy/image/trim.py")
    subprocess.run([sys.executable, trim, *(["--sources"] if sources else []), str(tmp_path)], check=True)
    found = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert {name for name in found if not name.endswith(".pyc")} == {
        "a/later.py",
        *(["a/__init__.py", "a/b.py"] if sources else []),
    }
    assert len(found) == (5 if sources else 3)
    said = "import a.b; print(a.b.VALUE)"
    done = subprocess.run([sys.executable, "-c", said], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "7\n"


def test_the_image_runs_as_a_fixed_unprivileged_user_that_owns_its_volume() -> None:
    build, root = (runpy.run_path(str(_ROOT / f"deploy/image/{name}.py")) for name in ("build", "root"))
    assert _FINAL["USER"] == "{ID}:{ID}".format_map(root) == "{UID}:{UID}".format_map(build)
    assert json.loads(_FINAL["VOLUME"]) == [root["HOME"]]


def test_the_service_accepts_the_settings_of_the_image() -> None:
    loaded = settings.load(_ENVIRONMENT | {"GRADCHECK_API_KEYS": "key"})
    assert [str(loaded.home)] == json.loads(_FINAL["VOLUME"])
    assert loaded.host == "0.0.0.0"  # noqa: S104 - inside a container
    assert str(loaded.port) == _FINAL["EXPOSE"]


def test_compose_publishes_the_port_and_keeps_the_volume_of_the_image() -> None:
    services = yaml.safe_load((_ROOT / "deploy/compose.yaml").read_text())["services"]
    for name in ("gradcheck", "api"):
        assert [port.rpartition(":")[2] for port in services[name]["ports"]] == [_FINAL["EXPOSE"]]
    assert f"gradcheck_home:{json.loads(_FINAL['VOLUME'])[0]}" in services["gradcheck"]["volumes"]


def test_the_image_starts_the_projects_own_command_without_a_shell() -> None:
    scripts = tomllib.loads((_ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    (program,) = json.loads(_FINAL["ENTRYPOINT"])
    assert program in scripts
    assert json.loads(_FINAL["CMD"]) == ["serve"]


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (401, False), (503, False)])
def test_the_image_is_healthy_just_when_the_service_is_ready(status: int, healthy: bool) -> None:  # noqa: FBT001 - a case
    with _service(status) as (port, asked):
        assert (_health_check(port) == 0) is healthy
    assert asked == ["/health/ready"]


def test_the_image_is_unhealthy_when_nothing_answers() -> None:
    with _service(200) as (port, _):
        pass
    assert _health_check(port) != 0
