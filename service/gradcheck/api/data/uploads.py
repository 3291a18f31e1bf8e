"""Bodies that are files: written to a temporary file as they come, and bounded."""

import hashlib
import tempfile
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import IO

from multipart import MultipartSegment, ParserError, PushMultipartParser, parse_options_header

from gradcheck.api.inputs import AnyRequest
from gradcheck.api.operations import FORM
from gradcheck.domain.base import Value
from gradcheck.errors import BodyTooLargeError, FieldError, InvalidRequestError, MalformedBodyError, MediaTypeError

_IN_MEMORY = 1 << 20
_LONGEST_FIELD = 1000
_MOST_PARTS = 20


class Upload(Value, frozen=True, kw_only=True):
    """A file that came: where it is, the media type it is said to have, and the digest of what it holds.

    In a form it has a file name, and the form may have a field `name`.
    """

    file: IO[bytes]
    media_type: str
    charset: str | None
    sha256: str
    file_name: str | None = None
    name: str | None = None


@asynccontextmanager
async def uploaded(request: AnyRequest, most_bytes: int, media_types: Collection[str]) -> AsyncIterator[Upload]:
    """The file of a request, as long as the context lasts.

    Raises MediaTypeError for a body that is said to be something else, BodyTooLargeError, and for forms
    MalformedBodyError and InvalidRequestError.
    """
    media, options = parse_options_header(request.headers.get("content-type", ""))
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
        body, written = _Bounded(request, most_bytes), _Written(file)
        if media == FORM:
            upload = await _from_form(body, options.get("boundary", ""), written)
        else:
            if media not in media_types:
                raise MediaTypeError(f"`Content-Type` is one of {', '.join(media_types)}, or {FORM} with a file")
            async for part in body.parts():
                written.write(part)
            upload = Upload(file=file, media_type=media, charset=options.get("charset"), sha256=written.sha256)
        yield upload


class _Bounded:
    """A body as it comes."""

    def __init__(self, request: AnyRequest, most_bytes: int) -> None:
        self._request = request
        self._most = most_bytes

    async def parts(self) -> AsyncIterator[bytes]:
        """The parts. Raises BodyTooLargeError, if it can before the first."""
        total = self._request.content_length or 0
        if total > self._most:
            raise BodyTooLargeError(f"the body has {total:,} bytes; accepted are {self._most:,}")
        total = 0
        async for part in self._request.stream():
            total += len(part)
            if total > self._most:
                raise BodyTooLargeError(f"the body has more than {self._most:,} bytes")
            yield part


class _Written:
    """A file as it is written, with the digest of what it holds."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self._digest = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """The digest of what has been written."""
        return self._digest.hexdigest()

    def write(self, part: bytes) -> None:
        """Write on."""
        self._digest.update(part)
        self.file.write(part)


async def _from_form(body: _Bounded, boundary: str, written: _Written) -> Upload:
    """The one file of a form, and its field `name`."""
    form = _Form(written)
    try:
        with PushMultipartParser(boundary, max_segment_count=_MOST_PARTS) as parser:
            async for part in body.parts():
                for event in parser.parse(part):
                    form.take(event)
    except (ParserError, ValueError) as error:
        raise MalformedBodyError(f"the body is no form: {error}") from None
    return form.upload()


class _Form:
    """A form as its parts come: the file goes to where files are kept, the short fields are held."""

    def __init__(self, written: _Written) -> None:
        self._written = written
        self._held: MultipartSegment | None = None
        self._segment: MultipartSegment | None = None
        self._fields: dict[str, bytearray] = {}

    def take(self, event: MultipartSegment | bytes | None) -> None:
        """Take the head of a part, or some of what it holds."""
        if isinstance(event, MultipartSegment):
            if event.filename and self._held is not None:
                raise InvalidRequestError.of(FieldError("file", "comes twice; send one file at a time"))
            self._held = event if event.filename else self._held
            self._segment = event
        elif event and self._segment is not None:
            if self._segment.filename:
                self._written.write(event)
                return
            field = self._fields.setdefault(self._segment.name, bytearray())
            field += event
            if len(field) > _LONGEST_FIELD:
                raise BodyTooLargeError(f"the form's field {self._segment.name[:40]!r} is too long")

    def upload(self) -> Upload:
        """The file, once all has come."""
        if self._held is None:
            raise InvalidRequestError.of(FieldError("file", "is required: the form holds no file"))
        media, options = parse_options_header(self._held.content_type or "")
        return Upload(
            file=self._written.file,
            media_type=media,
            charset=options.get("charset"),
            sha256=self._written.sha256,
            file_name=self._held.filename,
            name=self._fields["name"].decode("utf-8", "replace") if "name" in self._fields else None,
        )
