"""Data that commands bring: uploaded once, and named by requests."""

import contextlib
import shutil
import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from gradcheck.cli.body import dataset_name
from gradcheck.cli.service import AskedService
from gradcheck.cli.spec import Spec
from gradcheck.errors import GradcheckError
from gradcheck_client import operations
from gradcheck_client.models import Dataset
from gradcheck_client.wire import File


async def with_data(arguments: Namespace, service: AskedService, request: Spec) -> Spec:
    """A run's request with its data uploaded, and the version that it became in it. Raises GradcheckError."""
    if arguments.data is None:
        return request
    stored = await uploaded(service, arguments.data, arguments.format, request["task"]["dataset"]["name"])
    where = f"{stored.name}, version {stored.version}: {stored.rows} rows"
    print(f"data: {where}", file=sys.stderr, flush=True)
    dataset = {**request["task"]["dataset"], "version": stored.version}
    return {**request, "task": {**request["task"], "dataset": dataset}}


async def uploaded(service: AskedService, name: str, kind: str | None, dataset: str | None) -> Dataset:
    """Upload a file, or standard input where its name is -; the same rows again are the version that they were."""
    with _file(name, kind) as file:
        return await service.client.call(operations.upload_dataset(file, name=dataset or dataset_name(name)))


@contextlib.contextmanager
def _file(name: str, kind: str | None) -> Iterator[File]:
    """The file with the ending of its format. Raises GradcheckError where it cannot be read."""
    if name != "-":
        path = Path(name)
        try:
            path.open("rb").close()
        except OSError as error:
            raise GradcheckError(f"{name} cannot be read: {error.strerror}") from None
        yield File(path.name if kind is None else f"{path.stem}.{kind}", path)
        return
    if kind is None:
        raise GradcheckError("--data - needs --format, since standard input has no name that says it")
    with tempfile.NamedTemporaryFile(suffix=f".{kind}") as copy:  # read as it is sent, which may be more than once
        shutil.copyfileobj(sys.stdin.buffer, copy)
        copy.flush()
        yield File(f"data.{kind}", Path(copy.name))
