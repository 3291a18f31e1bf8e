"""Every snippet of the documentation holds: what can run is run as it stands, against a real server.

Models are a small world, which stands where the embedded model does in `examples/sentiment.json` and in requests. What
takes minutes on that model is in `tests/e2e/test_readme.py`, programs that use a client are in `tests/clients` and, for
TypeScript, in `tests/typescript`.
"""

import contextlib
import inspect
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent

import pytest

from gradcheck import settings
from gradcheck.cli.arguments import parser
from tests.api.server import Json, Server
from tests.docs.pages import ROOT, SNIPPETS, Snippet
from tests.support.outside import shorten
from tests.support.pictures import png

_WORLD = {"provider": "world", "model": "pure"}
_SHELL = "set -euo pipefail\ncurl() { command curl --noproxy '*' --fail-with-body \"$@\"; }\n"
_COMMAND = re.compile(r"^gradcheck (\w+)(.*?)(?:#|$)", re.MULTILINE)
_TARGET = re.compile(r"^make (\w+)", re.MULTILINE)


def _of(language: str, takes: Callable[[Snippet], bool] = lambda _: True) -> pytest.MarkDecorator:
    found = [snippet for snippet in SNIPPETS if snippet.language == language and takes(snippet)]
    assert found
    return pytest.mark.parametrize("snippet", found, ids=lambda one: f"{one.page}:{one.line}")


def _asks_a_service(snippet: Snippet) -> bool:
    return "localhost:8000" in snippet.text


def _is_a_method(snippet: Snippet) -> bool:
    return "async def optimize(" in snippet.text


def _in_the_world(request: Json) -> Json:
    return {**request, "models": dict.fromkeys(request.get("models", {"task": _WORLD}), _WORLD)}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A running server, with the data set that requests name."""
    with TemporaryDirectory() as home:
        running = Server(Path(home))
        running.start()
        try:
            said = {"Content-Type": "text/csv"}
            answer = running.http.post("/datasets?name=reviews", content=_reviews(), headers=said)
            assert answer.status_code == 201, answer.text
            yield running
        finally:
            running.stop()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout as far as snippets look into it, with the world as its model."""
    place = tmp_path_factory.mktemp("checkout")
    (place / "examples").mkdir()
    request = json.loads((ROOT / "examples/sentiment.json").read_text("utf-8"))
    (place / "examples/sentiment.json").write_text(json.dumps(_in_the_world(request)), "utf-8")
    shutil.copy(ROOT / "examples/promptfooconfig.yaml", place / "examples")
    (place / "reviews.csv").write_text(_reviews(), "utf-8")
    (place / "photo.png").write_bytes(png(64, 48))
    return place


def _reviews() -> str:
    """The file that the page about data sets uploads and asks of."""
    words = ("good,positive", "bad,negative")
    lines = (
        f"A {word} thing {n},{label},en,{n % 5},c{n % 20}"
        for n in range(60)
        for word, label in [words[n % 2].split(",")]
    )
    return "review,label,lang,stars,customer\n" + "\n".join(lines)


@pytest.fixture(scope="module")
def environment(server: Server) -> dict[str, str]:
    """The variables that snippets use, of a run and a diagnostic that have ended, of an image, of a run to delete."""
    run, old = server.run()["id"], server.run(method="none")["id"]
    body, headers = {"tests": ["shortcuts"]}, {"Prefer": "wait=60"}
    diagnostic = server.http.post(f"/runs/{run}/diagnostics", json=body, headers=headers)
    assert diagnostic.status_code == 200, diagnostic.text
    image = server.http.post("/files", content=png(64, 48), headers={"Content-Type": "image/png"})
    jobs = {"RUN": run, "DIAGNOSTIC": diagnostic.json()["id"], "FILE": image.json()["id"], "OLD": old}
    programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return {**os.environ, **jobs, "PATH": programs, "NO_PROXY": "*"}


def test_every_snippet_is_of_a_language_that_is_checked_here() -> None:
    assert {snippet.language for snippet in SNIPPETS} == {"sh", "python", "toml", "json", "text", "ts"}


@_of("sh", _asks_a_service)
def test_what_a_shell_sends_is_accepted(
    snippet: Snippet, server: Server, folder: Path, environment: dict[str, str]
) -> None:
    script = _SHELL + snippet.text.replace("http://", "").replace("localhost:8000", server.url)
    bash = shutil.which("bash")
    assert bash
    done = subprocess.run(
        [bash, "-c", script], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr}"


@_of("sh", lambda snippet: bool(_COMMAND.search(snippet.text)))
def test_commands_and_their_options_are_there(snippet: Snippet) -> None:
    for line in filter(_COMMAND.match, snippet.text.splitlines()):
        with contextlib.redirect_stderr(io.StringIO()) as told:
            try:
                parser().parse_args(shlex.split(line, comments=True)[1:])
            except SystemExit:
                pytest.fail(f"{line}: {told.getvalue()}")


@_of("sh", lambda snippet: bool(_TARGET.search(snippet.text)))
def test_targets_of_make_are_there(snippet: Snippet) -> None:
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S607
    assert [target for target in _TARGET.findall(snippet.text) if f"make {target} " not in told] == []


@_of("sh")
def test_a_shell_snippet_is_checked_line_by_line(snippet: Snippet) -> None:
    if not _asks_a_service(snippet):
        lines = [line for line in snippet.text.splitlines() if line.strip()]
        assert [line for line in lines if not (_COMMAND.match(line) or _TARGET.match(line))] == []


@_of("python", _is_a_method)
def test_a_method_that_is_shown_is_the_one_that_the_tests_run(snippet: Snippet) -> None:
    assert snippet.text in inspect.getsource(shorten) or snippet.text in dedent(
        "    " + inspect.getsource(shorten.Shorten.optimize).lstrip()
    )


@_of("python")
def test_a_program_uses_the_client_or_is_something_of_ones_own_that_the_tests_run(snippet: Snippet) -> None:
    shown = ("examples/application.py", "examples/webhook.py", "tests/support/outside/brevity.py")
    is_run = any(snippet.text in (ROOT / path).read_text("utf-8") for path in shown)
    assert "gradcheck_client" in snippet.text or _is_a_method(snippet) or is_run


@_of("toml")
def test_settings_are_accepted(snippet: Snippet, tmp_path: Path) -> None:
    config = tmp_path / "gradcheck.toml"
    config.write_text(snippet.text, "utf-8")
    keys = dict.fromkeys(re.findall(r'api_key_env = "(\w+)"', snippet.text), "a key")
    keys |= dict.fromkeys(re.findall(r'secret_env = "(\w+)"', snippet.text), "c2lnbmVk" * 4)
    loaded = settings.load({"GRADCHECK_HOME": str(tmp_path), "GRADCHECK_CONFIG": str(config), **keys})
    assert set(loaded.providers) == set(re.findall(r"^\[providers\.(\w+)\]", snippet.text, re.MULTILINE))


@_of("json")
def test_requests_are_accepted(snippet: Snippet, server: Server) -> None:
    answer = server.http.post("/optimize", json=_in_the_world(json.loads(snippet.text)), headers={"Prefer": "wait=60"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == "succeeded"
