"""Software and files of others, as they are published, in folders below `build`: fetched once, never committed."""

import hashlib
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

from tests.support.processes import ROOT

_BUILD = ROOT / "build"
_PYTHON_PINS = ("dspy==3.4.1", "langchain-core==1.8.3", "mlflow-skinny==3.17.2")
_PROMPTFOO = "promptfoo@0.121.20"
_LIMIT_S = 1500


def python_with_tools() -> Path:
    """The interpreter of an environment that has the libraries prompts are exported for."""
    folder = _BUILD / "tools"
    python, stamp = folder / "bin" / "python", folder / "installed"
    if not stamp.exists() or stamp.read_text() != " ".join(_PYTHON_PINS):
        _run(sys.executable, "-I", "-m", "venv", "--clear", str(folder))
        _run(str(python), "-I", "-m", "pip", "--quiet", "install", *_PYTHON_PINS)
        stamp.write_text(" ".join(_PYTHON_PINS))
    return python


def promptfoo(*arguments: str, within: Path) -> subprocess.CompletedProcess[str]:
    """What promptfoo says to arguments; it keeps what it keeps in the folder and tells nobody."""
    folder = _BUILD / "promptfoo"
    program, stamp = folder / "node_modules/promptfoo/dist/src/entrypoint.js", folder / "installed"
    if not stamp.exists() or stamp.read_text() != _PROMPTFOO:
        folder.mkdir(parents=True, exist_ok=True)
        _run("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder), _PROMPTFOO)
        stamp.write_text(_PROMPTFOO)
    quiet = {f"PROMPTFOO_DISABLE_{name}": "1" for name in ("TELEMETRY", "UPDATE", "REMOTE_GENERATION")}
    environ = {**os.environ, **quiet, "PROMPTFOO_CONFIG_DIR": str(within / ".promptfoo")}
    command = ["node", str(program), *arguments]
    return subprocess.run(
        command, cwd=within, env=environ, check=False, capture_output=True, text=True, timeout=_LIMIT_S
    )


def published(requirement: str, file: str, sha256: str, *, source: bool = False) -> Path:
    """A file of a package index as it is published there, whose hash has to be this one."""
    folder = _BUILD / "published"
    path = folder / file
    if not path.exists():
        # Of a source distribution pip asks its backend for the metadata, so that is installed as well, out of the way.
        kind = ("--no-binary" if source else "--only-binary", requirement.partition("=")[0])
        _run(sys.executable, "-m", "pip", "--quiet", "download", "--no-deps", *kind, "-d", str(folder), requirement)
    return _checked(path, sha256)


def published_for_node(package: str, file: str, sha256: str) -> Path:
    """A package of npm as it is published there, whose hash has to be this one; nothing of it is installed."""
    folder = _BUILD / "published"
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / file).exists():
        _run("npm", "pack", "--silent", "--pack-destination", str(folder), package)
    return _checked(folder / file, sha256)


def _checked(path: Path, sha256: str) -> Path:
    assert hashlib.sha256(path.read_bytes()).hexdigest() == sha256, f"{path.name} is not what it was"
    return path


def member(package: Path, name: str) -> bytes:
    """A file in a wheel, or in the tarball of a package."""
    if package.suffix == ".whl":
        with zipfile.ZipFile(package) as held:
            return held.read(name)
    with tarfile.open(package) as tarball:
        file = tarball.extractfile(name)
        assert file is not None
        return file.read()


def _run(*command: str) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=_LIMIT_S)
    assert done.returncode == 0, done.stderr[-2000:]
