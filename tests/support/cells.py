"""`python -m tests.support.cells FILE`: the code of a notebook, cell by cell, as a kernel runs it but without one.

What a cell ends with is shown as a notebook would: its page if it has one, else its representation.
"""

import ast
import json
import sys
from pathlib import Path
from typing import Any


def source(notebook: Path) -> list[str]:
    """The texts of the cells of code."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def run(text: str, names: dict[str, Any]) -> None:
    """Run a cell and show what it ends with, unless a semicolon says not to."""
    tree = ast.parse(text)
    last = tree.body[-1]
    shown = isinstance(last, ast.Expr) and not text.rstrip().endswith(";")
    exec(compile(ast.Module(tree.body[:-1], []), "<cell>", "exec"), names)  # noqa: S102 - a notebook of ours
    if not isinstance(last, ast.Expr):
        exec(compile(ast.Module([last], []), "<cell>", "exec"), names)  # noqa: S102 - the same
        return
    value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)  # noqa: S307 - the same
    if shown and value is not None:
        page = value._repr_html_() if hasattr(value, "_repr_html_") else None
        sys.stdout.write(f"{page or repr(value)}\n")


def main() -> None:
    """Run all cells in one namespace."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for number, text in enumerate(source(Path(sys.argv[1]))):
        sys.stdout.write(f"[{number}]\n")
        run(text, names)


if __name__ == "__main__":
    main()
