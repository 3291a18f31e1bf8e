"""Data sets over HTTP: upload, list, read, delete."""

from typing import Any
from urllib.parse import quote

import msgspec
from litestar import Controller, Response, delete, get, post

from gradcheck.api.callers.auth import READ, RUN, caller_of
from gradcheck.api.data.dataset_files import FORMATS, format_of
from gradcheck.api.data.uploads import uploaded
from gradcheck.api.inputs import (
    AfterCount,
    AnyRequest,
    Cursor,
    DatasetName,
    IdempotencyHeader,
    Limit,
    NameOfUpload,
    OfVersion,
    TheService,
    ToolOfUpload,
)
from gradcheck.api.operations import FORM, uploading
from gradcheck.datasets.store import DatasetEntry, UploadKey
from gradcheck.datasets.upload import checked_name, normal_name, stored
from gradcheck.domain.base import Value
from gradcheck.domain.dataset import DatasetVersion
from gradcheck.domain.seeds import digest


class Dataset(DatasetVersion, frozen=True, kw_only=True):
    """A data set: its newest version, or the one that was posted or asked for, and which versions there are."""

    versions: tuple[int, ...]


class DatasetPage(Value, frozen=True, kw_only=True):
    """A page of data sets by name; `next` is the cursor of what follows."""

    items: tuple[DatasetEntry, ...]
    next: str | None


class DatasetRow(Value, frozen=True, kw_only=True):
    """A row with its number in the file: from 1, a header counted."""

    row: int
    values: dict[str, Any]


class DatasetRowPage(Value, frozen=True, kw_only=True):
    """A page of rows of one version; `next` is the cursor of what follows."""

    version: int
    items: tuple[DatasetRow, ...]
    next: str | None


class Datasets(Controller):
    """`/datasets`."""

    tags = ("datasets",)

    @post(
        "/datasets",
        operation_id="upload_dataset",
        operation_class=uploading(*FORMATS, FORM),
        status_code=201,
        opt=RUN | {"bodies": {*FORMATS, FORM}},
        request_max_body_size=None,
        summary="Upload a data set",
    )
    async def upload_dataset(
        self,
        request: AnyRequest,
        service: TheService,
        name: NameOfUpload = None,
        tool: ToolOfUpload = None,
        idempotency_key: IdempotencyHeader = None,
    ) -> Response[Dataset]:
        """201 with a new version; 200 with the version that holds the same rows already.

        The body is the file itself, as its content type says, or a form with a `file` and a `name`. It is read row by
        row; where a row has a fault nothing is kept, and every kind of fault is named once, with its first row. Rows in
        the format of another tool are told by their shape, and the answer says so in `file.tool`.
        """
        limits = service.settings.datasets
        given = None if name is None else checked_name(name)
        async with uploaded(request, limits.max_bytes, FORMATS) as upload:
            kind = format_of(upload)
            kept = given or checked_name(upload.name)
            key = None
            if idempotency_key is not None:
                said = digest("dataset", kept, kind, upload.charset, tool, upload.sha256)
                key = UploadKey(principal=caller_of(request).principal, key=idempotency_key, body_digest=said)
            published = await stored(
                service.datasets,
                upload.file,
                kind,
                name=kept,
                charset=upload.charset,
                tool=tool,
                limits=limits,
                key=key,
            )
        version = published.version
        answer = shown(version, published.newest)
        headers = {"Location": f"/datasets/{quote(version.name)}?version={version.version}", "ETag": _tag(answer)}
        return Response(answer, status_code=201 if published.is_new else 200, headers=headers)

    @get("/datasets", operation_id="list_datasets", opt=READ, summary="List data sets by name")
    async def list_datasets(self, service: TheService, limit: Limit = 50, after: Cursor = None) -> DatasetPage:
        """A page of data sets, each with its newest version."""
        entries = await service.datasets.page(limit=limit + 1, after=after)
        more = entries[limit - 1].name if len(entries) > limit else None
        return DatasetPage(items=tuple(entries[:limit]), next=more)

    @get("/datasets/{name:str}", operation_id="get_dataset", opt=READ, summary="A data set's version and its columns")
    async def get_dataset(self, service: TheService, name: DatasetName, version: OfVersion = None) -> Response[Dataset]:
        """The newest version, or the one asked for: its columns with their types, how it was read, all versions."""
        newest = (await service.datasets.get(normal_name(name))).shown
        one = newest if version is None else (await service.datasets.get(newest.name, version)).shown
        answer = shown(one, newest.version)
        return Response(answer, headers={"ETag": _tag(answer)})

    @get("/datasets/{name:str}/rows", operation_id="list_dataset_rows", opt=READ, summary="A data set's rows")
    async def list_dataset_rows(
        self,
        service: TheService,
        name: DatasetName,
        version: OfVersion = None,
        limit: Limit = 100,
        after: AfterCount = 0,
    ) -> DatasetRowPage:
        """A page of rows as they were given, in the order of the file, of the newest version or the one asked for."""
        version_stored = await service.datasets.get(normal_name(name), version)
        rows = await service.datasets.rows(version_stored, after=after, limit=limit + 1)
        more = str(after + limit) if len(rows) > limit else None
        items = tuple(DatasetRow(row=row.number, values=row.values) for row in rows[:limit])
        return DatasetRowPage(version=version_stored.shown.version, items=items, next=more)

    @delete(
        "/datasets/{name:str}", operation_id="delete_dataset", status_code=204, opt=RUN, summary="Delete a data set"
    )
    async def delete_dataset(self, service: TheService, name: DatasetName) -> None:
        """All its versions go. Runs that used it keep the examples they took, and can be continued and diagnosed."""
        await service.datasets.delete(normal_name(name))


def shown(version: DatasetVersion, newest: int) -> Dataset:
    """A version as answers show it."""
    return Dataset(**msgspec.structs.asdict(version), versions=tuple(range(newest, 0, -1)))


def _tag(dataset: Dataset) -> str:
    """What changes when the answer does."""
    return f'"{digest(dataset.digest, dataset.name, dataset.version, dataset.versions)}"'
