"""The notebook of the examples, put where it can be run: beside its files, asking a service of a test."""

import json
import shutil
from pathlib import Path

from tests.api.server import CLIENT_KEY
from tests.docs.pages import ROOT
from tests.support.cells import source

EXAMPLES = ROOT / "examples"
NOTEBOOK = EXAMPLES / "reviews.ipynb"


def code() -> list[str]:
    """The texts of its cells of code."""
    return source(NOTEBOOK)


def placed(folder: Path, url: str) -> Path:
    """A copy in a folder, with the files that it reads, the service of a test and the model of its world."""
    for name in ("reviews.csv", "prompt.txt"):
        shutil.copy(EXAMPLES / name, folder)
    notebook = json.loads(NOTEBOOK.read_text("utf-8"))
    for cell in notebook["cells"]:
        text = "".join(cell["source"])
        text = text.replace('Gradcheck("http://127.0.0.1:8000")', f'Gradcheck("{url}", api_key="{CLIENT_KEY}")')
        cell["source"] = text.replace('{"provider": "embedded"}', '{"provider": "world", "model": "pure"}')
    target = folder / NOTEBOOK.name
    target.write_text(json.dumps(notebook), "utf-8")
    return target
