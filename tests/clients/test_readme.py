"""The snippets of the pages that use the client, as they stand there, against a running service."""

import io
import json
from functools import partial
from pathlib import Path

import pytest

from tests.api.server import CLIENT_KEY, Server
from tests.docs.pages import PAGES, ROOT, Snippet, snippets
from tests.support import programs, world

PYTHON = [
    snippet
    for page in [*PAGES, ROOT / "clients/python/README.md"]
    for snippet in snippets(page)
    if snippet.language == "python" and "gradcheck_client" in snippet.text
]


def test_the_readme_and_the_clients_own_have_snippets() -> None:
    assert {"README.md", "clients/python/README.md"} <= {snippet.page for snippet in PYTHON}


@pytest.mark.parametrize("snippet", PYTHON, ids=lambda snippet: f"{snippet.page}:{snippet.line}")
def test_a_snippet_runs_as_it_stands(
    server: Server,
    snippet: Snippet,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)  # some write files
    request = tmp_path / "request.json"
    request.write_text(json.dumps(world.request(method="none")), "utf-8")
    text = snippet.text.replace('"http://127.0.0.1:8000")', f'"{server.url}", api_key="{CLIENT_KEY}")')
    text = programs.in_the_world(text, server.url).replace("examples/sentiment.json", str(request))
    prints = io.StringIO()  # standard output has the log of the server too
    names = {"examples": world.task()["examples"], "run_id": server.run()["id"], "print": partial(print, file=prints)}
    exec(compile(text, snippet.page, "exec"), {"__name__": "__main__", **names})  # noqa: S102 - our own text
    assert prints.getvalue()
    assert programs.said().get(snippet.text, prints.getvalue()) == prints.getvalue(), "make transcripts"
