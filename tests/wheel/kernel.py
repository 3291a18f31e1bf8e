"""`python kernel.py FILE`: run a notebook in a kernel of Jupyter's, and check what it shows there.

It is run by an environment that has the client's wheel and Jupyter's packages, and nothing of the service.
"""

import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient


def main() -> None:
    """Run it; a cell that fails ends it."""
    file = Path(sys.argv[1])
    notebook = nbformat.read(file, as_version=4)
    nbformat.validate(notebook)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(file.parent)}}).execute()
    shown: list[dict[str, Any]] = []
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            data = output.get("data", {"text/plain": output.get("text", "")})
            shown.append(data)
            text = str(data.get("text/html") or data.get("text/plain", "")).strip()
            sys.stdout.write(f"[{number}] {output.output_type} {sorted(data)}: {text[:150]!r}\n")
    pages = [str(data["text/html"]) for data in shown if "text/html" in data]
    assert len([page for page in pages if page.startswith("<iframe sandbox=")]) == 2, "the run and the diagnostic"
    assert len([page for page in pages if "succeeded after" in page]) == 2, "two bars, each in a place of its own"


if __name__ == "__main__":
    main()
