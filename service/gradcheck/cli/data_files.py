"""Data that commands bring: uploaded once, and named by requests."""

import contextlib
import json
import shutil
import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from gradcheck.cli.body import dataset_name
from gradcheck.cli.request_files import run_request
from gradcheck.cli.service import AskedService
from gradcheck.cli.spec import Spec
from gradcheck.errors import GradcheckError
from gradcheck_client import operations
from gradcheck_client.models import Dataset, Imported
from gradcheck_client.wire import File

_LARGEST_DOCUMENT = 16_000_000  # bytes


def known_request(arguments: Namespace) -> Spec | None:
    """A run's request, or None where its data is a file that has to be imported first. Raises GradcheckError."""
    return None if _is_document(arguments) else run_request(arguments)


async def with_data(arguments: Namespace, service: AskedService, request: Spec | None) -> Spec:
    """A run's request with its data uploaded, and the version that it became in it. Raises GradcheckError."""
    if request is None:
        return await _from_document(arguments, service)
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


async def imported(service: AskedService, name: str, dataset: str | None, kind: str | None) -> Imported:
    """Import a file of another tool. Raises GradcheckError where it is refused."""
    with _file(name, None) as file:
        operation = operations.import_file(file, name=dataset or dataset_name(name), format=kind)
        return await service.client.call(operation)


async def _from_document(arguments: Namespace, service: AskedService) -> Spec:
    """The request that follows from a file of another tool, with what the request's own file and flags say in it."""
    found = await imported(service, arguments.data, arguments.dataset, None)
    print(f"data: {imported_text(found)}", file=sys.stderr, flush=True)
    request = found.request or {"task": {} if found.scoring is None else {"scoring": found.scoring}}
    flags = {**vars(arguments), "data": None, "dataset": None if found.dataset else arguments.dataset}
    if found.dataset is not None:
        dataset = {"name": found.dataset.name, "version": found.dataset.version}
        request = {**request, "task": {**request["task"], "dataset": dataset}}
    return run_request(Namespace(**flags), request)


def imported_text(found: Imported) -> str:
    """What a file held, in a few lines."""
    held = [f"{len(found.prompts)} prompt{'s' * (len(found.prompts) > 1)}"] if found.prompts else []
    if found.dataset is not None:
        held.append(f"{found.dataset.rows} rows as {found.dataset.name}, version {found.dataset.version}")
    lines = [f"a file of the format {found.kind} with {' and '.join(held)}", *found.mapped]
    return "\n".join([*lines, *(f"not taken over: {note}" for note in found.notes)])


def _is_document(arguments: Namespace) -> bool:
    """Whether the data is a file of another tool as a whole: YAML, or one JSON object."""
    name = arguments.data
    if name is None or arguments.format not in {None, "json"}:
        return False
    if name.endswith((".yaml", ".yml")):
        return True
    path = Path(name)
    if path.suffix != ".json" or not path.is_file() or path.stat().st_size > _LARGEST_DOCUMENT:
        return False
    try:
        return isinstance(json.loads(path.read_bytes()), dict)
    except (ValueError, RecursionError):
        return False


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
