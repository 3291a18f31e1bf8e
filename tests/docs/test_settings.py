"""Every setting is set by an example of the pages, and what the page of settings shows of it is what comes.

The examples of its tables are set together in a real service, whose provider is `examples/echo.py`.
"""

import os
import re
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, get_args

import msgspec

from gradcheck import settings
from gradcheck.settings import Settings
from tests.api.server import until
from tests.docs.pages import ROOT, SNIPPETS
from tests.docs.shown import furnish, reviews
from tests.support.processes import HTTP, free_port, wait_for
from tests.support.shell import bash

_PAGE = (ROOT / "docs/settings.md").read_text("utf-8")
_DERIVED = {"proxies", "secrets"}  # made of variables that have rows
_BUSY = 'gradcheck_calls_in_flight{provider="echo"} 2.0'


class Row(NamedTuple):
    """An example, the command that shows what it does, and a piece of what that prints."""

    setting: str
    command: str
    prints: str


def _rows(section: str) -> list[Row]:
    text = _PAGE.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    usual = re.search(r"Where no\s+command stands, it is `(.+?)`", text)
    rows = []
    for line in text.splitlines():
        if line.startswith("| `"):
            cells = [cell.strip(" `") for cell in line.strip("|").split(" |")]
            rows.append(Row(cells[0], cells[-2] or (usual[1] if usual else ""), cells[-1]))
    assert rows
    return rows


_PROCESS, _CALLERS, _CERTIFICATES = map(_rows, ("The process", "Who may call", "Certificates"))
_TABLES = [row for name in ("Providers", "The embedded model", "Data sets and images") for row in _rows(name)]


def _fields(kind: Any, path: str = "") -> set[str]:  # noqa: ANN401 - a type of any form
    """The paths of all settings below a type; `*` stands for a name."""
    structs = [one for one in (kind, *get_args(kind)) if isinstance(one, type) and issubclass(one, msgspec.Struct)]
    if not structs:
        return {path}
    path += "." if path and structs[0] is kind else ".*." if path else ""
    fields = (field for field in msgspec.structs.fields(structs[0]) if path or field.name not in _DERIVED)
    return {found for field in fields for found in _fields(field.type, path + field.encode_name)}


def _set(table: dict[str, Any], path: str = "") -> set[str]:
    """The paths of all values in a table and its tables."""
    below = (_set(value, f"{path}{name}.") for name, value in table.items() if isinstance(value, dict))
    return {f"{path}{name}" for name in table}.union(*below)


def test_every_setting_is_set_in_an_example() -> None:
    """Those of the file in blocks that the tests load, others in rows that they start."""
    tables = [tomllib.loads(snippet.text) for snippet in SNIPPETS if snippet.language == "toml"]
    tables += [tomllib.loads(row.setting) for row in _TABLES]
    variables = (row.setting.partition("=")[0] for row in (*_PROCESS, *_CALLERS, *_CERTIFICATES))
    found = {name.removeprefix("GRADCHECK_").lower() for name in variables}.union(*map(_set, tables))
    patterns = {field: re.compile(re.escape(field).replace(r"\*", ".+")) for field in _fields(Settings)}
    assert len(patterns) > 90
    assert sorted(name for name, field in patterns.items() if not any(map(field.fullmatch, found))) == []


def test_every_variable_has_a_row() -> None:
    source = Path(settings.__file__).read_text("utf-8")
    named = set(re.findall(r'"(GRADCHECK_[A-Z_]+|OPENAI_[A-Z_]+|(?:HTTPS?|NO)_PROXY)"', source))
    assert named - {row.setting.partition("=")[0] for row in (*_PROCESS, *_CALLERS, *_CERTIFICATES)} == set()


class Started:
    """A service with the examples of some rows, and somebody at a shell beside it."""

    def __init__(self, folder: Path, variables: Sequence[Row], tables: Sequence[Row]) -> None:
        self._folder = folder
        self._ports = {"localhost:8000": f"127.0.0.1:{free_port()}", "localhost:9001": f"localhost:{free_port()}"}
        own = [snippet.text for snippet in SNIPPETS if (snippet.page, snippet.language) == ("docs/settings.md", "toml")]
        config = "\n".join([*(row.setting for row in tables), *(own if tables else [])])
        (folder / "gradcheck.toml").write_text(self._here(config), "utf-8")
        programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("GRADCHECK_")}
        self.environment = {**inherited, "PATH": programs, "ECHO_KEY": "echo-secret", "GRADCHECK_HOME": "data"}
        self.environment |= dict(self._here(row.setting).split("=", 1) for row in variables)
        self.environment["GRADCHECK_PORT"] = self._ports["localhost:8000"].partition(":")[2]
        self.url = f"http://{self._ports['localhost:8000']}"

    def _here(self, text: str) -> str:
        """A text with the addresses that are free here."""
        for shown, port in self._ports.items():
            text = text.replace(shown, port)
        return text

    @contextmanager
    def running(self) -> Iterator[None]:
        """The service and the provider live inside."""
        echo = [sys.executable, str(ROOT / "examples/echo.py"), self._ports["localhost:9001"].partition(":")[2]]
        serve = [sys.executable, "-m", "gradcheck", "serve"]
        with (self._folder / "log").open("wb") as log, subprocess.Popen(echo) as provider:
            service = subprocess.Popen(serve, cwd=self._folder, env=self.environment, stdout=log, stderr=log)
            try:
                try:
                    wait_for(f"{self.url}/health/ready", service)
                except AssertionError as error:
                    raise AssertionError((self._folder / "log").read_text("utf-8")) from error
                yield
            finally:
                service.send_signal(signal.SIGTERM)
                service.wait()
                provider.kill()

    def ask_slowly(self) -> None:
        """Begin a run whose model is slow, and ask for another."""
        examples = [{"input": {"a": str(number)}, "expected": "b"} for number in range(100)]
        request = {
            "prompt": "{a}",
            "method": "none",
            "task": {"examples": examples, "scoring": {"kind": "exact"}},
            "models": {"task": {"provider": "echo", "model": "slow"}},
        }
        for name in ("RUN", "NEXT"):
            self.environment[name] = HTTP.post(f"{self.url}/optimize", json=request).json()["id"]
        until(lambda: _BUSY in HTTP.get(f"{self.url}/metrics").text)

    def wrong(self, rows: Sequence[Row]) -> list[str]:
        """The rows whose commands do not print what they say, with what they do print."""
        printed = {command: self._printed(command) for command in dict.fromkeys(row.command for row in rows)}
        return [
            f"{row.setting}: {printed[row.command][-2000:]}"
            for row in rows
            if not row.prints or self._here(row.prints) not in printed[row.command]
        ]

    def _printed(self, command: str) -> str:
        script = f"curl() {{ command curl --noproxy '*' \"$@\"; }}\n{self._here(command)}"
        done = bash(script, self._folder, self.environment, 60)
        return done.stdout + done.stderr


def test_what_the_page_shows_of_the_process_and_the_file_is_what_comes(tmp_path: Path) -> None:
    furnish(tmp_path)
    started = Started(tmp_path, _PROCESS, _TABLES)
    with started.running():
        started.ask_slowly()
        assert started.wrong([*_PROCESS, *_TABLES]) == []


def test_what_the_page_shows_of_callers_and_certificates_is_what_comes(tmp_path: Path) -> None:
    (tmp_path / "reviews.csv").write_text(reviews(), "utf-8")
    started = Started(tmp_path, _CALLERS, [])
    with started.running():
        assert started.wrong([*_CALLERS, *_CERTIFICATES]) == []
