"""The notebook of the examples: from a file of reviews to a prompt, against a running service.

Here its cells are run by an interpreter; `make wheel` runs them in a kernel of Jupyter's.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.server import Server
from tests.docs.pages import ROOT
from tests.support import notebooks

EXAMPLES = ROOT / "examples"


@pytest.fixture(scope="module")
def told(server: Server, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The folder that the notebook was run in, and what each of its cells of code showed."""
    folder = tmp_path_factory.mktemp("examples")
    notebook = notebooks.placed(folder, server.url)
    command = [sys.executable, "-m", "tests.support.cells", str(notebook)]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder, re.split(r"^\[\d+\]\n", done.stdout, flags=re.MULTILINE)[1:]


def test_the_notebook_leads_from_a_file_to_a_prompt_its_reason_and_its_report(told: tuple[Path, list[str]]) -> None:
    folder, cells = told
    said = "".join(cells)
    assert "48 rows, labels: ['negative', 'positive']" in said
    assert re.search(r"before 0\.0 after 0\.[1-9]\d* on 10 examples never seen before", said)
    assert "{review}" in cells[-1]
    assert len([cell for cell in cells if cell.startswith("<iframe ")]) == 2, "the run and the diagnostic are shown"
    assert (folder / "report.html").read_text("utf-8").lower().startswith("<!doctype html>")


def test_the_notebook_holds_no_outputs_and_names_each_cell() -> None:
    notebook = json.loads((EXAMPLES / "reviews.ipynb").read_text("utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    cells = notebook["cells"]
    assert len({cell["id"] for cell in cells}) == len(cells)
    assert [cell["id"] for cell in cells if cell.get("outputs") or cell.get("execution_count")] == []


def test_the_notebook_asks_for_what_is_beside_it() -> None:
    named = re.findall(r'"([\w.]+\.(?:csv|txt))"', "\n".join(notebooks.code()))
    assert sorted(set(named)) == ["prompt.txt", "reviews.csv"]
    assert all((EXAMPLES / name).exists() for name in named)
