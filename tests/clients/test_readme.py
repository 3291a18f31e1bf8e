"""The snippets of the pages that use the client, as they stand there, against a running service."""

import json
from pathlib import Path

import pytest

from tests.api.server import CLIENT_KEY, Server
from tests.docs.pages import PAGES, ROOT, Snippet, snippets
from tests.support import world

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
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)  # some write files
    request = tmp_path / "request.json"
    request.write_text(json.dumps(world.request(method="none")), "utf-8")
    text = snippet.text
    for said, here in {
        '"http://127.0.0.1:8000")': f'"{server.url}", api_key="{CLIENT_KEY}")',
        "http://127.0.0.1:8000": server.url,
        '"KEY"': repr(CLIENT_KEY),
        '{"provider": "embedded"}': '{"provider": "world", "model": "pure"}',
        "examples/sentiment.json": str(request),
    }.items():
        text = text.replace(said, here)
    names = {"examples": world.task()["examples"], "run_id": server.run()["id"]}
    exec(compile(text, snippet.page, "exec"), {"__name__": "__main__", **names})  # noqa: S102 - our own text
    assert capsys.readouterr().out
