"""`python -m tests.wheel`: the Python client's wheel in an environment that holds what it asks for and nothing else.

Its own tests are run there against three services: today's, one of before, and today's as a later version could be.
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
from tests.support.processes import provider_process, service_process
from tests.support.served import served, told

CLIENT = ROOT / "clients/python"
# The last commit of 22 Nov 2026: half of today's calls, answers with fewer fields, the package of before its name.
EARLIER = "4496ba92bac3b4da1760b0b6d68fec378498c9b4"
EARLIER_TESTS = ("test_jobs", "test_awaiting")
_PINNED = re.compile(r"^(\S+==\S+)", re.MULTILINE)


def run(*command: str, folder: Path, **environ: str) -> None:
    """A command that has to succeed, in an environment that says nothing of this one."""
    sys.stdout.write(f"$ {' '.join(command)}\n")
    sys.stdout.flush()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GRADCHECK_", "PYTHON"))}
    subprocess.run(command, cwd=folder, env={**kept, **environ}, check=True)


def install(folder: Path) -> Path:
    """Build the wheel and install it with what it asks for, in the locked versions; the environment's Python."""
    source, python = folder / "source", folder / "venv/bin/python"
    shutil.copytree(CLIENT, source, ignore=shutil.ignore_patterns("*.egg-info", "build", "__pycache__"))
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
    run(*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(source), folder=folder)
    locked = folder / "locked.txt"
    locked.write_text("\n".join(_PINNED.findall((ROOT / "requirements/runtime.lock").read_text("utf-8"))), "utf-8")
    run(sys.executable, "-m", "venv", "venv", folder=folder)
    (wheel,) = folder.glob("*.whl")
    run(*pip, "--python", str(python), "install", "--constraint", str(locked), str(wheel), folder=folder)
    run(str(python), "-m", "pip", "--disable-pip-version-check", "list", folder=folder)
    shutil.copytree(CLIENT / "tests", folder / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.rmtree(source)
    return python


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
        python = str(install(folder))
        tests = (python, "-m", "unittest")
        with served() as server:
            run(*tests, "discover", "--start-directory", "tests", folder=folder, **told(server.url))
        with served(later=True) as server:
            run(*tests, "discover", "--start-directory", "tests", folder=folder, **told(server.url))
        with earlier(folder) as url:
            run(*tests, *EARLIER_TESTS, folder=folder / "tests", **told(url))


if __name__ == "__main__":
    main()
