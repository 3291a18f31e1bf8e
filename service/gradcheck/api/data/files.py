"""Uploaded files over HTTP: upload, list, read, delete."""

import asyncio
from typing import IO

from litestar import Controller, Response, delete, get, post

from gradcheck.api.callers.auth import READ, RUN
from gradcheck.api.data.uploads import uploaded
from gradcheck.api.inputs import AnyRequest, Cursor, FileId, Limit, NameOfFile, TheService
from gradcheck.api.operations import FORM, IMAGES, uploading
from gradcheck.domain.base import Value
from gradcheck.domain.messages.contents import Image
from gradcheck.errors import FieldError, InvalidRequestError, NotFoundError
from gradcheck.files.file_store import StoredFile
from gradcheck.inputs.images import LARGEST_IMAGE, image_of

_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_TAKEN = (*_TYPES, "application/octet-stream")
_AROUND = 1 << 16  # bytes of a form beside its file
_LONGEST_NAME = 200


class FilePage(Value, frozen=True, kw_only=True):
    """A page of files, the newest first; `next` is the cursor of what follows."""

    items: tuple[StoredFile, ...]
    next: str | None


class Files(Controller):
    """`/files`."""

    tags = ("files",)

    @post(
        "/files",
        operation_id="upload_file",
        operation_class=uploading(*_TAKEN, FORM),
        status_code=201,
        opt=RUN | {"bodies": {*_TAKEN, FORM}},
        request_max_body_size=None,
        summary="Upload an image",
    )
    async def upload_file(
        self, request: AnyRequest, service: TheService, name: NameOfFile = None
    ) -> Response[StoredFile]:
        """201 with a new file; 200 with the file that has the same bytes already.

        The body is the image itself, PNG, JPEG, GIF or WebP, or a form with a `file`. Its bytes say what it is,
        whatever its content type says. Requests and rows of data sets name it by its `url`.
        """
        async with uploaded(request, LARGEST_IMAGE + _AROUND, _TAKEN) as upload:
            image, data = await asyncio.to_thread(_read, upload.file)
            called = name or upload.name or upload.file_name
            if called and "\0" in called:
                raise InvalidRequestError.of(FieldError("name", "holds the character NUL, which no text may hold"))
        posted = await service.files.add(image, data, called and called[:_LONGEST_NAME])
        headers = {"Location": f"/files/{posted.file.id}"}
        return Response(posted.file, status_code=201 if posted.is_new else 200, headers=headers)

    @get("/files", operation_id="list_files", opt=READ, summary="List files, the newest first")
    async def list_files(self, service: TheService, limit: Limit = 50, after: Cursor = None) -> FilePage:
        """A page of files."""
        try:
            if after is not None:
                await service.files.get(after)
        except NotFoundError:
            raise InvalidRequestError.of(FieldError("after", "is no cursor; a page gives one as `next`")) from None
        files = await service.files.page(limit=limit + 1, after=after)
        more = files[limit - 1].id if len(files) > limit else None
        return FilePage(items=tuple(files[:limit]), next=more)

    @get("/files/{file_id:str}", operation_id="get_file", opt=READ, summary="What is known of a file")
    async def get_file(self, service: TheService, file_id: FileId) -> StoredFile:
        """Its type, size in pixels and bytes, digest, and the `url` that names it in requests."""
        return await service.files.get(file_id)

    @get(
        "/files/{file_id:str}/content",
        operation_id="get_file_content",
        opt=READ | {IMAGES: _TYPES},
        summary="A file's bytes",
    )
    async def get_file_content(self, service: TheService, file_id: FileId) -> Response[bytes]:
        """The image as it was uploaded."""
        file = await service.files.get(file_id)
        headers = {"ETag": f'"{file.sha256}"'}
        return Response(await service.files.content(file), media_type=file.media_type, headers=headers)

    @delete("/files/{file_id:str}", operation_id="delete_file", status_code=204, opt=RUN, summary="Delete a file")
    async def delete_file(self, service: TheService, file_id: FileId) -> None:
        """Requests that name it are refused from now on. Jobs that hold it keep its bytes, and can be continued."""
        await service.files.delete(file_id)


def _read(file: IO[bytes]) -> tuple[Image, bytes]:
    """What a file is, and its bytes. Raises InvalidRequestError where it is no image."""
    file.seek(0)
    data = file.read()
    try:
        return image_of(data), data
    except ValueError as error:
        raise InvalidRequestError.of(FieldError("file", str(error))) from None
