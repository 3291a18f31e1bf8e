"""Requests that name a stored data set get its examples, and faults in them stand where the request has its task."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from gradcheck.api.callers.tenant import TenantService
from gradcheck.datasets.drawing import DrawnExamples, draw
from gradcheck.domain.base import Value
from gradcheck.domain.dataset import DatasetUse
from gradcheck.engine.drawn import check_rows, with_examples
from gradcheck.engine.plan import ChosenMethod
from gradcheck.engine.request import OptimizeRequest
from gradcheck.errors import FieldError, IdempotencyMismatchError, InvalidRequestError, NotFoundError
from gradcheck.files.image_finder import find_images
from gradcheck.inputs.fields import InputReader
from gradcheck.inputs.image_references import named_images
from gradcheck.inputs.images import Images
from gradcheck.storage.jobs import Job

T = TypeVar("T")


class Sourced(Value, frozen=True, kw_only=True):
    """A request with its examples, their images, and where examples come from if from a data set.

    `choice` says how its method was chosen, where it left that open.
    """

    request: OptimizeRequest
    images: Images
    use: DatasetUse | None = None
    drawn: DrawnExamples | None = None
    where: str = ""
    choice: ChosenMethod | None = None

    async def planned(self, build: Callable[[], T]) -> T:
        """What `build` makes of it, in a thread: there may be many thousand examples, and others are served meanwhile.

        Raises InvalidRequestError; faults of a data set's examples are said by row and column.
        """
        return await asyncio.to_thread(self._built, build)

    def _built(self, build: Callable[[], T]) -> T:
        try:
            return build()
        except InvalidRequestError:
            if self.drawn is not None:
                with _placed(self.where):
                    check_rows(self.request.task, self.drawn, InputReader(self.images))
            raise


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


async def check_source(service: TenantService, job: Job, body: bytes) -> None:
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


async def sourced(service: TenantService, request: OptimizeRequest, where: str = "") -> Sourced:
    """A request with its examples and images. Raises InvalidRequestError; its paths begin with `where`."""
    spec, drawn = request.task.dataset, None
    if spec is not None and not request.task.examples:
        with _placed(where):
            drawn = await draw(service.datasets, spec, request.task.split_seed, service.settings.datasets)
        task = await asyncio.to_thread(with_examples, request.task, drawn)
        request = replace(request, task=task)
    named = await asyncio.to_thread(_named, request)
    images = await find_images(service.files, service.downloads, named)
    return Sourced(request=request, images=images, use=drawn.use if drawn else None, drawn=drawn, where=where)


def _named(request: OptimizeRequest) -> set[str]:
    """What the examples name as images."""
    return {named for example in request.task.examples for named in named_images(example.input)}


@contextlib.contextmanager
def _placed(where: str) -> Iterator[None]:
    """Faults that are found inside stand below a place of the request."""
    try:
        yield
    except InvalidRequestError as error:
        faults = [FieldError(f"{where}{fault.path}", fault.message) for fault in error.errors]
        raise InvalidRequestError.of(*faults) from None
