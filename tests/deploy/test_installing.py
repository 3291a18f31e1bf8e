"""The set-up on a new machine: the same distributions whatever pip its Python ships and whatever was released since."""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from tests.deploy.test_locks import LOCKS, MACHINES, locked

pytestmark = pytest.mark.slow

_ROOT = Path(__file__).parents[2]
_NEEDED = ["Makefile", "pyproject.toml", "README.md", "LICENSE", "clients/python", "service", *LOCKS]
_SHIPPING = """#!/bin/sh
# A Python whose environments come with a pip of another age.
"{python}" "$@" || exit
test "$2" != venv || "$3/bin/python" -m pip install --quiet --upgrade "{pip}"
"""
_LIST = "from importlib.metadata import distributions as d; print(*(f'{i.name}=={i.version}' for i in d()))"


def _clone(folder: Path) -> Path:
    for name in _NEEDED:
        source, target = _ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info", "build"))
        else:
            shutil.copy(source, target)
    return folder


def _python_that_ships(pip: str, folder: Path) -> Path:
    program = folder / "python-of-its-own"
    program.write_text(_SHIPPING.format(python=sys.executable, pip=pip))
    program.chmod(0o755)
    return program


def _released(name: str, folder: Path) -> None:
    """A release of a distribution that is newer than any."""
    stem = f"{name.replace('-', '_')}-99.0"
    files = {
        f"{stem}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 99.0\n",
        f"{stem}.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [f"{path},sha256={_digest(text)},{len(text)}" for path, text in files.items()]
    files[f"{stem}.dist-info/RECORD"] = "\n".join([*record, f"{stem}.dist-info/RECORD,,", ""])
    with zipfile.ZipFile(folder / f"{stem}-py3-none-any.whl", "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


def _here() -> dict[str, str]:
    """This machine, as the locks see it."""
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return next(one for one in MACHINES if (one["python_version"], one["sys_platform"]) == (version, sys.platform))


@pytest.mark.parametrize("pip", ["pip==22.3", "pip==23.0", "pip"])  # of Python 3.11.0, of later ones, the newest
def test_any_pip_installs_just_what_is_locked_beside_newer_releases_of_everything(tmp_path: Path, pip: str) -> None:
    clone, releases = _clone(tmp_path / "clone"), tmp_path / "releases"
    releases.mkdir()
    wanted = {name: version for lock in LOCKS for name, version in locked(lock, _here()).items()}
    for name in wanted:
        _released(name, releases)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    environment["PIP_FIND_LINKS"] = f"{os.environ.get('PIP_FIND_LINKS', '')} {releases}"
    make = ["make", f"PYTHON={_python_that_ships(pip, tmp_path)}", ".venv/.dev"]
    done = subprocess.run(make, cwd=clone, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    programs = clone / ".venv/bin"
    listed = subprocess.check_output([programs / "python", "-c", _LIST], cwd=tmp_path, text=True)
    pairs = [one.split("==") for one in listed.split()]
    found: dict[str, str] = {canonicalize_name(name): version for name, version in pairs}
    assert pip in {"pip", f"pip=={found['pip']}"}
    assert {name: version for name, version in found.items() if name in wanted} == wanted
    assert set(found) - set(wanted) == {"gradcheck", "gradcheck-client", "pip"}
    document = subprocess.check_output([programs / "gradcheck", "openapi"], cwd=tmp_path, text=True)
    assert document == (_ROOT / "openapi.json").read_text()
