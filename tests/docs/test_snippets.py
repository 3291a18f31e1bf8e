"""Every snippet of the documentation holds. What asks a service is run as it stands by `test_examples.py`.

Models are a small world, which stands where the embedded model does in `examples/sentiment.json` and in requests. What
takes minutes on that model is in `tests/e2e/test_readme.py`, programs that use a client are in `tests/clients` and, for
TypeScript, in `tests/typescript`.
"""

import contextlib
import inspect
import io
import json
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent

import pytest

from gradcheck import settings
from gradcheck.cli.arguments import parser
from tests.docs.pages import ROOT, SNIPPETS, Snippet
from tests.docs.shown import PagesServer, asks_a_service, in_the_world
from tests.support.outside import shorten

_COMMAND = re.compile(r"^gradcheck (\w+)(.*?)(?:#|$)", re.MULTILINE)
_TARGET = re.compile(r"^make (\w+)", re.MULTILINE)


def _of(language: str, takes: Callable[[Snippet], bool] = lambda _: True) -> pytest.MarkDecorator:
    found = [snippet for snippet in SNIPPETS if snippet.language == language and takes(snippet)]
    assert found
    return pytest.mark.parametrize("snippet", found, ids=lambda one: f"{one.page}:{one.line}")


def _is_a_method(snippet: Snippet) -> bool:
    return "async def optimize(" in snippet.text


@pytest.fixture(scope="module")
def server() -> Iterator[PagesServer]:
    """The service of the pages, with the data set that requests name."""
    with TemporaryDirectory() as home:
        running = PagesServer(Path(home))
        running.start()
        try:
            yield running
        finally:
            running.stop()


def test_every_snippet_is_of_a_language_that_is_checked_here() -> None:
    assert {snippet.language for snippet in SNIPPETS} == {"sh", "python", "toml", "json", "text", "ts"}


@_of("sh", lambda snippet: bool(_COMMAND.search(snippet.text)))
def test_commands_and_their_options_are_there(snippet: Snippet) -> None:
    for line in filter(_COMMAND.match, snippet.text.splitlines()):
        with contextlib.redirect_stderr(io.StringIO()) as told:
            try:
                parser().parse_args(shlex.split(line.partition(" | ")[0], comments=True)[1:])
            except SystemExit:
                pytest.fail(f"{line}: {told.getvalue()}")


@_of("sh", lambda snippet: bool(_TARGET.search(snippet.text)))
def test_targets_of_make_are_there(snippet: Snippet) -> None:
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S607
    assert [target for target in _TARGET.findall(snippet.text) if f"make {target} " not in told] == []


@_of("sh")
def test_a_shell_snippet_is_checked_line_by_line(snippet: Snippet) -> None:
    if not asks_a_service(snippet) and snippet.page != "docs/first-result.md":  # which is run whole
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
    assert set(loaded.providers) == set(re.findall(r"^\[?providers\.(\w+)(?=\]| =)", snippet.text, re.MULTILINE))


@_of("json")
def test_requests_are_accepted(snippet: Snippet, server: PagesServer) -> None:
    answer = server.http.post("/optimize", json=in_the_world(json.loads(snippet.text)), headers={"Prefer": "wait=60"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == "succeeded"
