"""What the snippets of the pages do when they are run: what they ask of a service, what they print.

It owns the service of the documentation and how shell snippets run; it does not own what must hold of them.
"""

import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import NamedTuple

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from examples import trouble
from tests.api.server import Json, Server
from tests.docs.pages import ROOT, Snippet
from tests.support import world
from tests.support.pictures import png
from tests.support.serving import in_a_thread
from tests.support.shell import bash

MODEL = {"provider": "mine", "model": "large"}
PROTEGI = world.request()["method"]
_CONFIG = """
[providers.mine]
base_url = "http://models.example/v1"
default_model = "large"
prices.large = { input = 0.15, output = 0.60 }

[providers.trouble]
base_url = "http://localhost:9000/v1"
default_model = "moody"
"""
_SHELL = "set -euo pipefail\ncurl() { command curl --noproxy '*' --fail-with-body \"$@\"; }\n"


class Call(NamedTuple):
    """A call: its method and its path, as it was sent or as the document has it."""

    method: str
    path: str


class Done(NamedTuple):
    """A snippet that was run."""

    snippet: Snippet
    code: int
    printed: str
    said: str

    def __str__(self) -> str:
        return f"{self.snippet.page}:{self.snippet.line}: {self.printed[-1000:]}\n{self.said}"


def in_the_world(request: Json) -> Json:
    """A request of a model that the service of the documentation has."""
    return {**request, "models": dict.fromkeys(request.get("models", {"task": MODEL}), MODEL)}


def asks_a_service(snippet: Snippet) -> bool:
    """Whether a snippet sends anything."""
    return snippet.language == "sh" and "localhost:8000" in snippet.text


class Recorder:
    """An application whose good answers are kept."""

    def __init__(self, app: ASGIApp, answered: set[Call]) -> None:
        self._app = app
        self._answered = answered

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the application's life."""

        async def kept(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 300:
                self._answered.add(Call(str(scope.get("method")), str(scope.get("path"))))
            await send(message)

        await self._app(scope, receive, kept)


class PagesServer(Server):
    """The service that the pages speak of, which keeps what it was asked."""

    def __init__(self, home: Path) -> None:
        config = home / "pages.toml"
        config.write_text(_CONFIG, "utf-8")
        super().__init__(home, GRADCHECK_CONFIG=str(config))
        self.answered: set[Call] = set()
        self._server.config.app = Recorder(self.app, self.answered)

    def start(self) -> None:
        """Start, and take in the data set that requests name."""
        super().start()
        answer = self.http.post("/datasets?name=reviews", content=reviews(), headers={"Content-Type": "text/csv"})
        assert answer.status_code == 201, answer.text


class Reader:
    """Somebody in a checkout, as far as the pages look into it, who does what they say."""

    def __init__(self, folder: Path, server: PagesServer, troubled: trouble.Server) -> None:
        self._folder = folder
        self._server = server
        self._troubled = troubled
        furnish(folder)
        _archive(folder)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Everything that the pages speak of is there inside."""
        with in_a_thread(self._troubled):
            self._server.world.elsewhere["localhost:9000"] = f"http://127.0.0.1:{self._troubled.server_port}"
            self._server.start()
            try:
                self._environment = self._named()
                self._server.answered.clear()
                yield
            finally:
                self._server.stop()

    def run(self, snippet: Snippet) -> Done:
        """Run a shell snippet as it stands, but for addresses. While something is to be cancelled, no model answers."""
        script = snippet.text.replace("http://", "").replace("localhost:8000", self._server.url)
        script = _SHELL + script.replace("localhost:9000", f"127.0.0.1:{self._troubled.server_port}")
        with self._server.world.held() if "/cancel" in snippet.text else nullcontext():
            done = bash(script, self._folder, self._environment, 30)
        return Done(snippet, done.returncode, done.stdout, done.stderr)

    def _named(self) -> dict[str, str]:
        """The variables of snippets: jobs that have ended, one of them to be deleted, and an image."""
        run, other, old = (
            self._server.run(models={"task": MODEL}, seed=seed, method=method)["id"]
            for seed, method in ((7, PROTEGI), (8, PROTEGI), (7, "none"))
        )
        image = self._server.http.post("/files", content=png(64, 48), headers={"Content-Type": "image/png"})
        return {
            **os.environ,
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
            "NO_PROXY": "*",
            "RUN": run,
            "OLD": old,
            "DIAGNOSTIC": self._diagnostic(run, "shortcuts"),
            "OTHER": self._diagnostic(other, "content"),
            "FILE": image.json()["id"],
        }

    def _diagnostic(self, run: str, test: str) -> str:
        body, headers = {"tests": [test], "force": True}, {"Prefer": "wait=60"}
        answer = self._server.http.post(f"/runs/{run}/diagnostics", json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["id"])


def unanswered(document: Json, answered: set[Call]) -> list[Call]:
    """What the document has and nobody asked for. Where two paths fit, the one with fewer variables is meant."""
    paths = sorted(document["paths"], key=lambda path: path.count("{"))
    fits = {path: re.compile(re.sub(r"\{\w+\}", "[^/]+", path)) for path in paths}
    made = {
        Call(call.method, next((path for path in paths if fits[path].fullmatch(call.path)), "")) for call in answered
    }
    return sorted({Call(method.upper(), path) for path in paths for method in document["paths"][path]} - made)


def furnish(folder: Path) -> None:
    """Make the files that snippets send."""
    (folder / "examples").mkdir()
    request = json.loads((ROOT / "examples/sentiment.json").read_text("utf-8"))
    (folder / "examples/sentiment.json").write_text(json.dumps(in_the_world(request)), "utf-8")
    shutil.copy(ROOT / "examples/promptfooconfig.yaml", folder / "examples")
    (folder / "reviews.csv").write_text(reviews(), "utf-8")
    (folder / "photo.png").write_bytes(png(64, 48))


def _archive(folder: Path) -> None:
    """Make the file of a run of another service."""
    elsewhere = Server(folder / "elsewhere")
    elsewhere.start()
    try:
        archive = elsewhere.http.get(f"/runs/{elsewhere.run(method='none')['id']}/archive")
        (folder / "elsewhere.gradcheck").write_bytes(archive.content)
    finally:
        elsewhere.stop()


def reviews() -> str:
    """The file that the page about data sets uploads and asks of."""
    words = ("good,positive", "bad,negative")
    lines = (
        f"A {word} thing {n},{label},en,{n % 5},c{n % 20}"
        for n in range(60)
        for word, label in [words[n % 2].split(",")]
    )
    return "review,label,lang,stars,customer\n" + "\n".join(lines)
