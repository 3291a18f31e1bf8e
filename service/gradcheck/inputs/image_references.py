"""What names an image in a request: of all that may stand in an example, these texts and no others."""

from collections.abc import Iterator, Mapping
from typing import Any

from gradcheck.domain.base import Value

FILES = "gradcheck://files/"
"""How the address of an uploaded file begins; its id follows."""
TURNS = "messages"


def of_field(value: object) -> str | None:
    """What a field names as its image, `{"image": "…"}`; None where it is none."""
    match value:
        case {"image": str(named), **others} if not others:
            return named
    return None


class NamedImage(Value, frozen=True, kw_only=True):
    """What a part names as its image, the field that does, and the detail that it asks for, in `detail_at`."""

    named: str
    at: str
    detail: object
    detail_at: str


def of_part(part: object) -> NamedImage | None:
    """The image that a part of a turn's content names; None where it is none.

    Beside `image_url` these are the parts that name an uploaded file by its id in OpenAI's other two formats of
    messages, `image_file` and `input_image`.
    """
    match part:
        case {"type": "image_url", "image_url": str(named)}:
            return NamedImage(named=named, at="image_url", detail=None, detail_at="image_url.detail")
        case {"type": "image_url", "image_url": {"url": str(named), **others}}:
            detail = others.get("detail")
            return NamedImage(named=named, at="image_url", detail=detail, detail_at="image_url.detail")
        case {"type": "image_file", "image_file": {"file_id": str(file), **others}}:
            detail = others.get("detail")
            return NamedImage(named=FILES + file, at="image_file.file_id", detail=detail, detail_at="image_file.detail")
        case {"type": "input_image", "file_id": str(file), **others} if others.get("image_url") is None:
            return NamedImage(named=FILES + file, at="file_id", detail=others.get("detail"), detail_at="detail")
        case {"type": "input_image", "image_url": str(named), **others} if others.get("file_id") is None:
            return NamedImage(named=named, at="image_url", detail=others.get("detail"), detail_at="detail")
    return None


def named_images(given: str | Mapping[str, Any]) -> Iterator[str]:
    """What an example's input names as images, wherever that stands."""
    if isinstance(given, str):
        return
    for name, value in given.items():
        if name == TURNS and isinstance(value, list):
            contents = (turn.get("content") for turn in value if isinstance(turn, Mapping))
            parts = (of_part(part) for content in contents if isinstance(content, list) for part in content)
            yield from (part.named for part in parts if part is not None)
        elif named_here := of_field(value):
            yield named_here
