"""What a handler says of its operation to the document: the body it decodes itself, answers beside the first."""

from dataclasses import dataclass
from typing import ClassVar

from litestar.openapi import ResponseSpec
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, Reference, RequestBody, Schema

from gradcheck.api.problems import MEDIA_TYPE, Problem

CONFLICT = {
    409: ResponseSpec(
        data_container=Problem,
        media_type=MEDIA_TYPE,
        description="the state of the job forbids it",
        generate_examples=False,
    )
}
NOT_FOUND = {
    404: ResponseSpec(
        data_container=Problem,
        media_type=MEDIA_TYPE,
        description="the body names a job that is not there",
        generate_examples=False,
    )
}
FILES = "files"
"""The option of a handler that answers with a file: the types of text that it can have."""
BINARY = "binary"
"""The option of a handler that answers with bytes: the types that they can have."""
IMAGES = "images"
"""The option of a handler that answers with an image: the types that it can have."""
STREAM = {"streams": True}
"""The options of a handler whose answer lasts as long as its job."""
FORM = "multipart/form-data"
PAST_THE_END = {204: ResponseSpec(data_container=None, description="resumed past the end")}


@dataclass
class BodyOperation(Operation):
    """An operation with a body; handlers decode it themselves, so that every fault is named."""

    body: ClassVar[type]
    body_required: ClassVar[bool]

    def __post_init__(self) -> None:
        schema = Reference(ref=f"#/components/schemas/{self.body.__name__}")
        content = {"application/json": OpenAPIMediaType(schema=schema)}
        self.request_body = RequestBody(required=self.body_required, content=content)


@dataclass
class UploadOperation(Operation):
    """An operation whose body is a file of one of some kinds, or a form that holds one."""

    kinds: ClassVar[tuple[str, ...]]

    def __post_init__(self) -> None:
        file = Schema(type=OpenAPIType.STRING, content_media_type="application/octet-stream")
        form = Schema(
            type=OpenAPIType.OBJECT,
            properties={"name": Schema(type=OpenAPIType.STRING), "file": file},
            required=["file"],
        )
        content = {kind: OpenAPIMediaType(schema=form if kind == FORM else file) for kind in self.kinds}
        self.request_body = RequestBody(required=True, content=content)


def uploading(*kinds: str) -> type[UploadOperation]:
    """The operation of a handler that takes files of these media types."""
    return type("AnUploadOperation", (UploadOperation,), {"kinds": kinds})


def taking(body: type, *, required: bool = True) -> type[BodyOperation]:
    """The operation of a handler that decodes its body as this type."""
    return type(f"{body.__name__}Operation", (BodyOperation,), {"body": body, "body_required": required})
