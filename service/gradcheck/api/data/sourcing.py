"""Requests that name a stored data set get its examples, and faults in them stand where the request has its task."""

import asyncio

import msgspec
from msgspec.structs import replace

from gradcheck.datasets.drawing import draw
from gradcheck.domain.base import Value
from gradcheck.domain.dataset import DatasetUse
from gradcheck.engine.drawn import with_examples
from gradcheck.engine.request import OptimizeRequest
from gradcheck.errors import FieldError, IdempotencyMismatchError, InvalidRequestError, NotFoundError
from gradcheck.runtime import Service
from gradcheck.storage.jobs import Job


class Sourced(Value, frozen=True, kw_only=True):
    """A request with its examples, and where they come from if from a data set."""

    request: OptimizeRequest
    use: DatasetUse | None


class _Version(msgspec.Struct):
    version: int | None = None


class _Task(msgspec.Struct):
    dataset: _Version | None = None


class _Asked(msgspec.Struct):
    """As much of a request as says which version of a data set it asks for."""

    task: _Task | None = None
    optimize: "_Asked | None" = None


class _Used(msgspec.Struct):
    """As much of an outline as says which one was used."""

    dataset: DatasetUse | None = None


async def check_source(service: Service, job: Job, body: bytes) -> None:
    """Raise IdempotencyMismatchError where a request that has made a job means other rows by now.

    A request means the newest version of a data set where it names none. One whose data set is gone means what it did.
    """
    used = msgspec.json.decode(job.outline, type=_Used).dataset
    asked = msgspec.json.decode(body or b"{}", type=_Asked)
    task = (asked.optimize or asked).task
    if used is None or task is None or task.dataset is None:
        return
    try:
        now = (await service.datasets.get(used.name, task.dataset.version)).shown
    except NotFoundError:
        return
    if now.digest != used.digest:
        was = f"when {used.name!r} had version {used.version}; now it has {now.version}: name the version that is meant"
        raise IdempotencyMismatchError(f"this Idempotency-Key was used before {was}")


async def sourced(service: Service, request: OptimizeRequest, where: str = "") -> Sourced:
    """A request with its examples. Raises InvalidRequestError; its paths begin with `where`."""
    spec = request.task.dataset
    if spec is None or request.task.examples:
        return Sourced(request=request, use=None)
    try:
        drawn = await draw(service.datasets, spec, request.task.split_seed, service.settings.datasets)
        task = await asyncio.to_thread(with_examples, request.task, drawn)
    except InvalidRequestError as error:
        faults = [FieldError(f"{where}{fault.path}", fault.message) for fault in error.errors]
        raise InvalidRequestError.of(*faults) from None
    return Sourced(request=replace(request, task=task), use=drawn.use)
