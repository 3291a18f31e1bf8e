"""Leaves out of trees of Python what no running service reads: `trim.py [--sources] TREE…`.

Gone are tests, stubs and sources of compiled modules, static libraries and symbols. Modules stay as bytecode alone,
which is trusted without a look at a time stamp; with `--sources` they stay beside it.
"""

import compileall
import py_compile
import shutil
import subprocess
import sys
from pathlib import Path

_FOLDERS = {"__pycache__", "pydoc_data", "tests"}
# Swagger UI comes with an editor, maps of its sources and other builds; these three are what a page loads.
_VIEWER = "swagger_ui/static"
_OF_VIEWER = {"swagger-ui-bundle.js", "swagger-ui-standalone-preset.js", "swagger-ui.css", "LICENSE"}
_SUFFIXES = {".a", ".c", ".h", ".hpp", ".pxd", ".pyi", ".pyx"}


def trim(tree: Path, *, sources: bool) -> None:
    """Trim and compile one tree."""
    for folder in [path for path in tree.rglob("*") if path.name in _FOLDERS and path.is_dir()]:
        shutil.rmtree(folder, ignore_errors=True)  # one may have been inside another
    for path in [path for path in tree.rglob("*") if path.is_file() and not path.is_symlink()]:
        if path.suffix in _SUFFIXES or (path.parent.match(_VIEWER) and path.name not in _OF_VIEWER):
            path.unlink()
        elif path.read_bytes()[:4] == b"\x7fELF":
            # Not binutils' strip: it breaks the libraries of wheels, whose headers auditwheel has moved.
            subprocess.run(["eu-strip", path], check=True)
    # Some files are for other versions of Python and have no bytecode for this one. They stay.
    unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
    compileall.compile_dir(tree, maxlevels=50, quiet=2, workers=0, legacy=not sources, invalidation_mode=unchecked)
    if not sources:
        for path in tree.rglob("*.py"):
            if path.with_suffix(".pyc").exists():
                path.unlink()


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        if argument != "--sources":
            trim(Path(argument), sources="--sources" in sys.argv)
