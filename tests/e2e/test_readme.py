"""The README's first request, as it stands there, on the real embedded model."""

import json
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.api.server import Server
from tests.support.processes import ROOT, ServiceProcess

_SERVER = "localhost:8000"


def first_request() -> list[str]:
    """The first `curl` command of the README that sends something."""
    found = re.search(rf"^curl .*{_SERVER}/optimize .*$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert found
    return shlex.split(found[0])


def test_the_first_request_is_accepted_and_takes_no_more_calls_than_the_readme_says(tmp_path: Path) -> None:
    words = first_request()
    server = Server(tmp_path)
    server.start()
    try:
        body = (ROOT / words[words.index("-d") + 1].removeprefix("@")).read_bytes()
        answer = server.http.post("/optimize/estimate", content=body, headers={"Content-Type": "application/json"})
    finally:
        server.stop()
    assert answer.status_code == 200, answer.text
    assert 100 <= answer.json()["needed"]["calls"] <= 180


@pytest.mark.alone
@pytest.mark.slow
@pytest.mark.embedded
def test_the_first_request_ends_in_a_better_prompt(tmp_path: Path) -> None:
    server = ServiceProcess(tmp_path, "http://127.0.0.1:9", 1)
    server.start()
    try:
        command = [word.replace(_SERVER, server.url.removeprefix("http://")) for word in first_request()]
        said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    finally:
        server.kill()
    head, _, body = said.replace("\r\n", "\n").partition("\n\n")
    assert head.startswith("HTTP/1.1 200 ")
    assert json.loads(body)["result"]["test"]["verdict"] == "improved"
