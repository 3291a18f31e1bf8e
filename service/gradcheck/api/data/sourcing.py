"""Requests that name a stored data set get its examples, and faults in them stand where the request has its task."""

import asyncio

from msgspec.structs import replace

from gradcheck.datasets.drawing import draw
from gradcheck.domain.base import Value
from gradcheck.domain.dataset import DatasetUse
from gradcheck.engine.drawn import with_examples
from gradcheck.engine.request import OptimizeRequest
from gradcheck.errors import FieldError, InvalidRequestError
from gradcheck.runtime import Service


class Sourced(Value, frozen=True, kw_only=True):
    """A request with its examples, and where they come from if from a data set."""

    request: OptimizeRequest
    use: DatasetUse | None


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
