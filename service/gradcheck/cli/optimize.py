"""`gradcheck optimize FILE`: one run from a file, watched to its end."""

import json
import sys
from argparse import Namespace
from pathlib import Path

from gradcheck.api.decode import decode
from gradcheck.cli.job import client_of, finish, watched_run, write_json
from gradcheck.cli.show import run_text
from gradcheck.engine.request import OptimizeRequest as Accepted
from gradcheck.errors import GradcheckError
from gradcheck_client.wire import Json


def run(arguments: Namespace) -> int:
    """Run the request of a file; the exit code. Raises GradcheckError where it is refused."""
    return finish(optimize(arguments.file, arguments.url, arguments.json))


async def optimize(file: Path, url: str | None, json_file: Path | None) -> int:
    """Run the file's request on a running service or on one of its own; 0 when the run succeeded."""
    request = read_request(file)
    async with client_of(url) as client:
        run = await watched_run(await client.optimize(**request))
    print(run_text(run))
    write_json(json_file, run)
    return 0 if run.status == "succeeded" else 1


def read_request(file: Path) -> Json:
    """The request in a file, checked as the service checks it before anything is started."""
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text()
    except OSError as error:
        raise GradcheckError(f"{file} cannot be read: {error.strerror}") from None
    decode(text.encode(), Accepted)
    request: Json = json.loads(text)
    return request
