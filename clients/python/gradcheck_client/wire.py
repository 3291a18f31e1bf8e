"""What models and operations are made of: their base, a call as a value, a body as it is sent."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import msgspec
from msgspec import NODEFAULT, Struct

Json = Mapping[str, Any]
T_co = TypeVar("T_co", covariant=True)


class Model(Struct, frozen=True, kw_only=True):
    """A value of the wire; an unknown field of an answer is passed over."""


class File(Struct, frozen=True):
    """A file as it is uploaded: its name, whose ending says its kind, and where it is or what it holds."""

    name: str
    content: Path | bytes


class Call(Struct, Generic[T_co], frozen=True):
    """What to send, and the type of what comes; `answers` are statuses beyond 2xx that bring it too."""

    method: str
    path: str
    answer: type[T_co]
    body: Model | Json | File | None = None
    query: Mapping[str, Any] = {}
    headers: Mapping[str, Any] = {}
    answers: tuple[int, ...] = ()


class Operation(Call[T_co], Generic[T_co], frozen=True):
    """A call that is answered once."""


class Stream(Call[T_co], Generic[T_co], frozen=True):
    """A call that is answered by a stream of events."""


def path(template: str, *segments: object) -> str:
    """A path with its segments filled in, whatever they hold."""
    return re.sub(r"\{\w+\}", "{}", template).format(*(quote(str(segment), safe="") for segment in segments))


def dotted(name: str, values: Mapping[str, str] | None) -> dict[str, str]:
    """Values by their keys as query parameters of their own, each `name.key`."""
    return {f"{name}.{key}": value for key, value in (values or {}).items()}


def encoded(body: object) -> bytes:
    """A body as it is sent.

    What stands at its default is not sent: the server has the same default, and an older one may not know the field.
    """
    return msgspec.json.encode(_sent(body))


def as_json(value: object) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """A value of the wire as plain objects, with every field, to be written or changed."""
    return msgspec.to_builtins(value)


def _sent(value: object) -> object:
    match value:
        case Struct():
            config = value.__struct_config__
            tag = {} if config.tag_field is None else {config.tag_field: config.tag}
            fields = [(field, getattr(value, field.name)) for field in msgspec.structs.fields(value)]
            return {**tag, **{field.encode_name: _sent(held) for field, held in fields if held != _default(field)}}
        case Mapping():
            return {name: _sent(held) for name, held in value.items()}
        case str() | bytes():
            return value
        case Sequence():
            return [_sent(held) for held in value]
        case _:
            return value


def _default(field: msgspec.structs.FieldInfo) -> object:
    return field.default if field.default_factory is NODEFAULT else field.default_factory()
