"""The client: starts jobs, finds them again, and makes every other call of the service."""

from collections.abc import AsyncGenerator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar, Unpack

import httpx

from gradcheck_client import models as m
from gradcheck_client import operations
from gradcheck_client.aio.handles import (
    AsyncDiagnosticHandle,
    AsyncHeadroomHandle,
    AsyncRunHandle,
    AsyncStudyHandle,
)
from gradcheck_client.aio.transport import AsyncTransport, Page
from gradcheck_client.data import Data, dataset_name, dataset_of, file_of
from gradcheck_client.exchange import Retries
from gradcheck_client.jobs import Called, EvaluateFields, OptimizeFields, optimize_body
from gradcheck_client.wire import File, Json, Operation, as_json

T = TypeVar("T")


class AsyncGradcheck:
    """A Gradcheck service at a URL.

    `http` is a client of one's own, for proxies, certificates or timeouts. What the service refuses is raised as a
    ProblemError; a call that it does not answer, or puts off, is made again as `retries` say, and starts nothing twice.
    """

    def __init__(
        self,
        url: str,
        *,
        api_key: str | None = None,
        retries: Retries | None = None,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        self._transport = AsyncTransport(url, api_key, retries or Retries(), http)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections; `async with` does it too."""
        await self._transport.close()

    async def call(self, operation: Operation[T]) -> T:
        """The answer of any call in `operations`."""
        return await self._transport.call(operation)

    def entries(self, operation: Operation[Page[T]]) -> AsyncGenerator[T, None]:
        """The entries of any list in `operations`, page after page as they are needed."""
        return self._transport.entries(operation)

    async def optimize(
        self, *, data: Data | None = None, idempotency_key: str | None = None, **request: Unpack[OptimizeFields]
    ) -> AsyncRunHandle:
        """Start a run.

        The arguments are the fields of `OptimizeRequest` (`prompt`, `method`, `models`, …) and of its `task`
        (`examples`, `scoring`, `split`, …). Without `scoring` answers are compared exactly.

        `data` stands in the place of `examples`: a file's path, rows, or a data frame of pandas, polars or Arrow. It is
        uploaded, and `dataset={"map": …}` says which columns are what where their names do not.
        """
        fields = await self._with_data(request, data)
        operation = operations.optimize(optimize_body(fields), idempotency_key=idempotency_key)
        return AsyncRunHandle(self._transport, await self.call(operation))

    async def estimate(self, *, data: Data | None = None, **request: Unpack[OptimizeFields]) -> m.RunEstimate:
        """What a run would take; nothing is started."""
        fields = await self._with_data(request, data)
        return await self.call(operations.estimate_run(optimize_body(fields)))

    async def evaluate(
        self, *, data: Data | None = None, idempotency_key: str | None = None, **request: Unpack[EvaluateFields]
    ) -> AsyncRunHandle:
        """Compare prompts on the same examples; the result of the run has `comparison`.

        The arguments are the fields of `EvaluateRequest` (`prompts`, `models`, …) and of its `task`. Without `scoring`
        answers are compared exactly.
        """
        fields = await self._with_data(request, data)
        operation = operations.evaluate(optimize_body(fields), idempotency_key=idempotency_key)
        return AsyncRunHandle(self._transport, await self.call(operation))

    async def measure_headroom(
        self,
        *,
        data: Data | None = None,
        idempotency_key: str | None = None,
        **request: Unpack[operations.HeadroomRequestFields],
    ) -> AsyncHeadroomHandle:
        """Measure whether a task reacts to prompts; the arguments are the fields of `HeadroomRequest`.

        `data` stands in the place of the examples of `optimize`.
        """
        fields: Json = request
        if data is not None:
            asked = as_json(request.get("optimize", {}))
            fields = {**request, "optimize": optimize_body(await self._with_data(asked, data))}
        operation = operations.measure_headroom(fields, idempotency_key=idempotency_key)
        return AsyncHeadroomHandle(self._transport, await self.call(operation))

    async def plan_headroom(self, **request: Unpack[operations.HeadroomRequestFields]) -> m.HeadroomEstimate:
        """What a measurement of headroom would take; nothing is started."""
        return await self.call(operations.plan_headroom(request))

    async def study(
        self, *, idempotency_key: str | None = None, **request: Unpack[operations.StudyRequestFields]
    ) -> AsyncStudyHandle:
        """Start a study; the arguments are the fields of `StudyRequest`."""
        operation = operations.study(request, idempotency_key=idempotency_key)
        return AsyncStudyHandle(self._transport, await self.call(operation))

    async def plan_study(self, **request: Unpack[operations.StudyRequestFields]) -> m.StudyEstimate:
        """What a study would cost and could detect; nothing is started."""
        return await self.call(operations.plan_study(request))

    async def check_provider(self, name: str, **request: Unpack[operations.CheckRequestFields]) -> m.ProviderCheck:
        """Whether a provider's model works, by one small question in the shape of each role."""
        return await self.call(operations.check_provider(name, request))

    async def upload_dataset(self, name: str, source: Data) -> m.Dataset:
        """Store a file, rows or a data frame as a version of a data set; the same rows again are the version they were.

        The ending of a file says its kind. Raises TypeError for what JSON cannot hold.
        """
        return await self.call(operations.upload_dataset(file_of(name, source), name=name))

    async def _with_data(self, request: Mapping[str, Any], data: Data | None) -> Json:
        """The fields of a request whose examples are uploaded, where they are data."""
        if data is None:
            return request
        given = dataset_of(request)
        stored = await self.upload_dataset(given.get("name") or dataset_name(data), data)
        return {**request, "dataset": {**given, "name": stored.name, "version": stored.version}}

    async def import_file(self, source: str | Path, name: str | None = None, format: str | None = None) -> m.Imported:  # noqa: A002
        """What a file of another tool holds: its examples become a version of the data set `name`, or of its own name.

        Where it holds a prompt, `request` has the arguments of `optimize`.
        """
        operation = operations.import_file(file_of("", source), name=name or Path(source).stem, format=format)
        return await self.call(operation)

    async def delete_dataset(self, name: str) -> None:
        """Delete a data set with all its versions; runs keep the examples they took. Raises NotFoundError."""
        await self.call(operations.delete_dataset(name))

    async def get_dataset(self, name: str, version: int | None = None) -> m.Dataset:
        """A data set's version, by default the newest. Raises NotFoundError."""
        return await self.call(operations.get_dataset(name, version=version))

    def iter_datasets(self) -> AsyncGenerator[m.DatasetEntry, None]:
        """The data sets by name, each with its newest version."""
        return self.entries(operations.list_datasets())

    def iter_dataset_rows(self, name: str, version: int | None = None) -> AsyncGenerator[m.DatasetRow, None]:
        """The rows of a data set's version, by default the newest, in the order of their file."""
        return self.entries(operations.list_dataset_rows(name, version=version, limit=500))

    async def upload_file(self, source: str | Path | bytes, name: str | None = None) -> m.StoredFile:
        """Store an image, a file's or these bytes; its `url` names it in requests. The same bytes are the same file."""
        held = File("image", source) if isinstance(source, bytes) else File(Path(source).name, Path(source))
        return await self.call(operations.upload_file(held, name=name))

    async def get_file(self, file_id: str) -> m.StoredFile:
        """What is known of an uploaded file. Raises NotFoundError."""
        return await self.call(operations.get_file(file_id))

    async def get_file_content(self, file_id: str) -> bytes:
        """The bytes of an uploaded file. Raises NotFoundError."""
        return await self.call(operations.get_file_content(file_id))

    def iter_files(self) -> AsyncGenerator[m.StoredFile, None]:
        """The uploaded files, the newest first."""
        return self.entries(operations.list_files())

    async def delete_file(self, file_id: str) -> None:
        """Delete an uploaded file; jobs that hold it keep its bytes. Raises NotFoundError."""
        await self.call(operations.delete_file(file_id))

    async def get_run(self, run_id: str) -> AsyncRunHandle:
        """A run that was started before. Raises NotFoundError."""
        return AsyncRunHandle(self._transport, await self.call(operations.get_run(run_id)))

    async def import_run(self, source: str | Path | bytes) -> AsyncRunHandle:
        """Take in an archived run, a file's or these bytes. Raises ConflictError where it is there already."""
        held = File("run", source) if isinstance(source, bytes) else File(Path(source).name, Path(source))
        return AsyncRunHandle(self._transport, await self.call(operations.import_run(held)))

    async def get_diagnostic(self, diagnostic_id: str) -> AsyncDiagnosticHandle:
        """A diagnostic that was started before. Raises NotFoundError."""
        return AsyncDiagnosticHandle(self._transport, await self.call(operations.get_diagnostic(diagnostic_id)))

    async def get_headroom(self, headroom_id: str) -> AsyncHeadroomHandle:
        """A measurement of headroom that was started before. Raises NotFoundError."""
        return AsyncHeadroomHandle(self._transport, await self.call(operations.get_headroom(headroom_id)))

    async def get_study(self, study_id: str) -> AsyncStudyHandle:
        """A study that was started before. Raises NotFoundError."""
        return AsyncStudyHandle(self._transport, await self.call(operations.get_study(study_id)))

    def iter_runs(
        self, *, method: str | None = None, study: str | None = None, **called: Unpack[Called]
    ) -> AsyncGenerator[m.RunSummary, None]:
        """The runs, the newest first, but for the trials of studies; with `study` those of one."""
        return self.entries(operations.list_runs(method=method, study=study, **called))

    def iter_diagnostics(
        self, *, run: str | None = None, **called: Unpack[Called]
    ) -> AsyncGenerator[m.DiagnosticSummary, None]:
        """The diagnostics, the newest first; with `run` those of one."""
        return self.entries(operations.list_diagnostics(run=run, **called))

    def iter_headroom(self, **called: Unpack[Called]) -> AsyncGenerator[m.HeadroomSummary, None]:
        """The measurements of headroom, the newest first."""
        return self.entries(operations.list_headroom(**called))

    def iter_studies(
        self, *, preset: str | None = None, **called: Unpack[Called]
    ) -> AsyncGenerator[m.StudySummary, None]:
        """The studies, the newest first; with `preset` those of one, or the `custom` ones."""
        return self.entries(operations.list_studies(preset=preset, **called))
