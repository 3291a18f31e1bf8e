"""The page that leads from a CSV file and a key to a result: its commands, one after the other, in one shell."""

import json
import os
import shutil
import sys
from pathlib import Path

from tests.docs.pages import ROOT, SNIPPETS
from tests.docs.shown import reviews
from tests.support.processes import provider_process
from tests.support.shell import bash


def test_a_csv_and_a_key_lead_to_a_result_a_report_and_an_exported_prompt(tmp_path: Path) -> None:
    """Where the key's provider would be stands the world, and the rows are of what it knows."""
    (tmp_path / "examples").mkdir()
    shutil.copy(ROOT / "examples/prompt.txt", tmp_path / "examples")
    rows = (line.split(",")[:2] for line in reviews().splitlines())
    (tmp_path / "examples/reviews.csv").write_text("\n".join(map(",".join, rows)), "utf-8")
    shells = [
        snippet.text for snippet in SNIPPETS if (snippet.page, snippet.language) == ("docs/first-result.md", "sh")
    ]
    script = "set -euo pipefail\nmake() { true; }\n" + "".join(shells)
    with provider_process() as provider:
        variables = {"OPENAI_BASE_URL": f"{provider.url}/v1", "GRADCHECK_HOME": str(tmp_path / "home")}
        programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        environment = {**os.environ, **variables, "PATH": programs, "NO_PROXY": "*"}
        done = bash(script, tmp_path, environment, 300)
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    told = (tmp_path / "result.txt").read_text("utf-8")
    assert told.startswith("run_")
    assert "verdict: improved" in told
    assert "one word" in (tmp_path / "report.html").read_text("utf-8")
    [message] = json.loads((tmp_path / "prompt.json").read_text("utf-8"))["messages"]
    assert "one word" in message["content"]
    assert "{{review}}" in message["content"]
