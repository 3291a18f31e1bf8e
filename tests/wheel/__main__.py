"""`python -m tests.wheel`: the Python client's wheel in an environment that holds what it asks for and nothing else.

Its own tests are run there against three services: today's, one of before, and today's as a later version could be. In
another one, with Jupyter's packages, a kernel runs the notebook of the examples.
"""

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
from tests.support.environments import CLIENT, client_wheel, environment, run
from tests.support.processes import provider_process, service_process
from tests.support.served import served, told

# The last commit of 22 Nov 2026: half of today's calls, answers with fewer fields, the package of before its name.
EARLIER = "4496ba92bac3b4da1760b0b6d68fec378498c9b4"
EARLIER_TESTS = ("test_jobs", "test_awaiting")


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
        wheel = str(client_wheel(folder))
        tests = (environment(folder / "alone", wheel), "-m", "unittest")
        jupyter = environment(folder / "jupyter", wheel, lock="notebook.lock")
        shutil.copytree(CLIENT / "tests", folder / "tests", ignore=shutil.ignore_patterns("__pycache__"))
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
