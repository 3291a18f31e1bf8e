"""Clean environments: wheels of ours, what they ask for in the locked versions, and nothing of this environment."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.docs.pages import ROOT

CLIENT = ROOT / "clients/python"
_PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
_PINNED = re.compile(r"^(\S+==[^\\\n]+)", re.MULTILINE)
_OF_SERVICE = ("service", "docs", "clients", "pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE")


def run(*command: str, folder: Path, **environ: str) -> None:
    """A command that has to succeed, where no variable speaks of this environment."""
    sys.stdout.write(f"$ {' '.join(command)}\n")
    sys.stdout.flush()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GRADCHECK_", "PYTHON"))}
    subprocess.run(command, cwd=folder, env={**kept, **environ}, check=True)


def client_wheel(folder: Path) -> Path:
    """The wheel of the Python client."""
    return _built(folder, CLIENT, ("pyproject.toml", "README.md", "gradcheck_client"))


def service_wheel(folder: Path) -> Path:
    """The wheel of the service."""
    return _built(folder, ROOT, _OF_SERVICE)


def _built(folder: Path, root: Path, parts: tuple[str, ...]) -> Path:
    """A wheel of a copy, so that nothing is left beside the sources."""
    source, made = folder / "source", folder / "wheel"
    source.mkdir(parents=True)
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info", "build", "node_modules")
    for part in parts:
        if (root / part).is_dir():
            shutil.copytree(root / part, source / part, symlinks=True, ignore=ignored)
        else:
            shutil.copyfile(root / part, source / part)
    run(*_PIP, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(made), str(source), folder=folder)
    (wheel,) = made.glob("*.whl")
    shutil.rmtree(source)
    return wheel


def environment(folder: Path, *wanted: str, lock: str | None = None) -> str:
    """A new environment with what is wanted and what that asks for, and a lock's packages; its Python."""
    run(sys.executable, "-m", "venv", str(folder), folder=ROOT)
    python, known = folder / "bin/python", folder / "known.txt"
    known.write_text("\n".join(_PINNED.findall((ROOT / "requirements/dev.lock").read_text("utf-8"))), "utf-8")
    install = (*_PIP, "--python", str(python), "install")
    run(*install, "--constraint", str(known), *wanted, folder=folder)
    if lock is not None:
        locked = str(ROOT / "requirements" / lock)
        run(*install, "--require-hashes", "--no-deps", "--requirement", locked, folder=folder)
    run(str(python), "-m", "pip", "--disable-pip-version-check", "list", folder=folder)
    return str(python)
