"""`python -m tests.wheel`: the Python client's wheel in an environment that holds what it asks for and nothing else.

Its own tests are run there against three services: today's, one of before, and today's as a later version could be. In
another one, with Jupyter's packages, a kernel runs the notebook of the examples.
"""

import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from gradcheck.telemetry import configure_logging
from tests.api.server import CLIENT_KEY
from tests.docs.pages import ROOT
from tests.support import notebooks
from tests.support.processes import provider_process, service_process
from tests.support.served import served, told

CLIENT = ROOT / "clients/python"
# The last commit of 22 Nov 2026: half of today's calls, answers with fewer fields, the package of before its name.
EARLIER = "4496ba92bac3b4da1760b0b6d68fec378498c9b4"
EARLIER_TESTS = ("test_jobs", "test_awaiting")
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
_PINNED = re.compile(r"^(\S+==\S+)", re.MULTILINE)


def run(*command: str, folder: Path, **environ: str) -> None:
    """A command that has to succeed, in an environment that says nothing of this one."""
    sys.stdout.write(f"$ {' '.join(command)}\n")
    sys.stdout.flush()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GRADCHECK_", "PYTHON"))}
    subprocess.run(command, cwd=folder, env={**kept, **environ}, check=True)


def build(folder: Path) -> Path:
    """The wheel, built from a copy, so that nothing is left beside the sources."""
    source = folder / "source"
    shutil.copytree(CLIENT, source, ignore=shutil.ignore_patterns("*.egg-info", "build", "__pycache__"))
    run(*PIP, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(source), folder=folder)
    (wheel,) = folder.glob("*.whl")
    return wheel


def environment(folder: Path, wheel: Path, *locks: str) -> str:
    """A new environment with the wheel, what that asks for in the locked versions, and other locks; its Python."""
    run(sys.executable, "-m", "venv", str(folder), folder=ROOT)
    python, locked = folder / "bin/python", folder / "locked.txt"
    locked.write_text("\n".join(_PINNED.findall((ROOT / "requirements/runtime.lock").read_text("utf-8"))), "utf-8")
    install = (*PIP, "--python", str(python), "install")
    run(*install, "--constraint", str(locked), str(wheel), folder=folder)
    for lock in locks:
        run(
            *install, "--require-hashes", "--no-deps", "--requirement", str(ROOT / "requirements" / lock), folder=folder
        )
    run(str(python), "-m", "pip", "--disable-pip-version-check", "list", folder=folder)
    return str(python)


@contextmanager
def earlier(folder: Path) -> Iterator[str]:
    """The service as it was at a commit, run from the files of then with the packages of today; its URL."""
    packed = subprocess.run(["git", "archive", EARLIER], cwd=ROOT, capture_output=True, check=False)  # noqa: S607
    if packed.returncode:
        sys.exit(
            f"make wheel needs the history of the repository, with {EARLIER[:7]}: {packed.stderr.decode().strip()}"
        )
    with tarfile.open(fileobj=BytesIO(packed.stdout)) as files:
        files.extractall(folder / "earlier", filter="data")
    with (
        provider_process() as provider,
        service_process(folder / "home", provider.url, 8, folder / "earlier", api_keys=CLIENT_KEY) as service,
    ):
        yield service.url


def main() -> None:
    """Run it all."""
    configure_logging("error")
    with TemporaryDirectory() as place:
        folder = Path(place)
        wheel = build(folder)
        tests = (environment(folder / "alone", wheel), "-m", "unittest")
        jupyter = environment(folder / "jupyter", wheel, "notebook.lock")
        shutil.copytree(CLIENT / "tests", folder / "tests", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.rmtree(folder / "source")
        with served() as server:
            run(*tests, "discover", "--start-directory", "tests", folder=folder, **told(server.url))
            (folder / "notebook").mkdir()
            notebook = notebooks.placed(folder / "notebook", server.url)
            run(jupyter, str(ROOT / "tests/wheel/kernel.py"), str(notebook), folder=folder)
        with served(later=True) as server:
            run(*tests, "discover", "--start-directory", "tests", folder=folder, **told(server.url))
        with earlier(folder) as url:
            run(*tests, *EARLIER_TESTS, folder=folder / "tests", **told(url))


if __name__ == "__main__":
    main()
