"""Request bodies to values, within bounds of depth and size, naming every fault and not only the first."""

import asyncio
import math
import re
from collections.abc import Iterator
from itertools import chain
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

import msgspec
import numpy as np

from gradcheck.api.wire.body_keys import key_faults
from gradcheck.errors import MOST_ERRORS, BodyTooLargeError, FieldError, InvalidRequestError, MalformedBodyError

T = TypeVar("T")
_Where = tuple[str | int, ...]
_AT = " - at `"
_SUSPECT = re.compile(rb"[0-9]{19}|\\u0000")
_plain = msgspec.json.Decoder(float_hook=float)
_DEEPEST = 100
_MOST_VALUES = 1_000_000
_ALL_BUT_MARKS = bytes(set(range(256)) - set(b'[]{},"'))
_CHUNK = 1 << 20
_QUOTE, _COMMA, _OPEN, _CLOSE = (np.frombuffer(marks, np.uint8) for marks in (b'"', b",", b"[{", b"]}"))


def decode(body: bytes, kind: type[T]) -> T:
    """The value of a JSON body. Raises MalformedBodyError, BodyTooLargeError, InvalidRequestError with every fault."""
    _check_size(body)
    try:
        try:
            value = msgspec.json.decode(body, type=kind)
            errors = _first(_key_errors(body))
            if not errors and _SUSPECT.search(body) is not None:
                errors = _first(_unstorable(_plain.decode(body), ()))
        except msgspec.ValidationError as error:
            plain = _plain.decode(body)
            found = chain(_key_errors(body), _unstorable(plain, ()), _errors(plain, kind, ()))
            errors = _first(found) or [_error(str(error), (), kind)]
    except UnicodeDecodeError:
        raise MalformedBodyError("the body is not UTF-8") from None
    except msgspec.DecodeError as error:
        raise MalformedBodyError(f"the body is not JSON: {error}") from None
    if errors:
        raise InvalidRequestError.of(*errors)
    return value


def _check_size(body: bytes) -> None:
    """Raise MalformedBodyError for what nests too deep, BodyTooLargeError for more values than any request has."""
    bare = body.replace(b"\\\\", b"").replace(b'\\"', b"").translate(None, _ALL_BUT_MARKS)
    marks = np.frombuffer(bare, np.uint8)
    inside = depth = values = 0
    for first in range(0, len(marks), _CHUNK):
        chunk = marks[first : first + _CHUNK]
        quotes = chunk == _QUOTE
        texts = (np.cumsum(quotes) + inside) % 2  # 1 within a text, its first quote included
        bare_chunk = chunk[(texts == 0) & ~quotes]
        opened, closed = np.isin(bare_chunk, _OPEN), np.isin(bare_chunk, _CLOSE)
        depths = depth + np.cumsum(opened.astype(np.int32) - closed)
        values += int(np.count_nonzero(opened)) + int(np.count_nonzero(bare_chunk == _COMMA))
        if len(depths):
            if depths.max() > _DEEPEST:
                raise MalformedBodyError(f"the body nests deeper than {_DEEPEST} levels")
            depth = int(depths[-1])
        if values > _MOST_VALUES:
            raise BodyTooLargeError(f"the body holds more than {_MOST_VALUES:,} values")
        inside = int(texts[-1])


async def read(body: bytes, kind: type[T]) -> T:
    """The value of a JSON body, found in a thread: others are served meanwhile. Raises as `decode` does."""
    return await asyncio.to_thread(decode, body, kind)


def explain(message: str, kind: Any) -> str:  # noqa: ANN401 - any annotation
    """The decoder's message about a value of this kind, with the words that are accepted there."""
    words = [str(word) for member in _members(kind) if get_origin(member) is Literal for word in get_args(member)]
    tagged = _tagged(kind)
    if words and message.startswith("Invalid enum value"):
        message += f"; accepted are {', '.join(words)}"
    elif tagged and "`object`" in message:
        message += f"; an object has a `{_tag_field(tagged)}`, one of {', '.join(tagged)}"
    return message[:1].lower() + message[1:]


def _first(errors: Iterator[FieldError]) -> list[FieldError]:
    """The first errors, each field once; the walk goes no further."""
    errors_by_path: dict[str, FieldError] = {}
    for field_error in errors:
        errors_by_path.setdefault(field_error.path, field_error)
        if len(errors_by_path) == MOST_ERRORS:
            break
    return list(errors_by_path.values())


def _key_errors(body: bytes) -> Iterator[FieldError]:
    return (FieldError(_path(fault.where), fault.problem) for fault in key_faults(body))


def _unstorable(value: object, where: _Where) -> Iterator[FieldError]:
    """What no store holds: integers of more than 64 bits, floats beyond all bounds, texts with the character NUL."""
    match value:
        case dict():
            for name, part in value.items():
                if "\0" in name:
                    yield FieldError(_path((*where, name)), "is a name with the character NUL, which no text may hold")
                yield from _unstorable(part, (*where, name))
        case list():
            for index, part in enumerate(value):
                yield from _unstorable(part, (*where, index))
        case str() if "\0" in value:
            yield FieldError(_path(where), "holds the character NUL, which no text may hold")
        case int() if not -(2**63) <= value < 2**64:
            yield FieldError(_path(where), "is an integer of more than 64 bits")
        case float() if not math.isfinite(value):
            yield FieldError(_path(where), "is a number beyond the largest of 64 bits")


def _errors(value: object, kind: Any, where: _Where) -> Iterator[FieldError]:  # noqa: ANN401
    """All errors of a value; descends where the parts can be judged one by one."""
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        whole = str(error)
    else:
        return
    located = False
    for field_error in _part_errors(value, kind, where):
        located = True
        yield field_error
    if not located:
        yield _error(whole, where, kind)


def _part_errors(value: object, kind: Any, where: _Where) -> Iterator[FieldError]:  # noqa: ANN401
    if isinstance(value, list):
        item = _parameters(kind, list, tuple)
        for index, part in enumerate(value if item else ()):
            yield from _errors(part, item[0], (*where, index))
    if not isinstance(value, dict):
        return
    tagged, target = _tagged(kind), _struct(kind)
    if tagged:
        field = _tag_field(tagged)
        target = tagged.get(str(value.get(field)))
        if target is None:
            said = f"{value[field]!r} is not known" if field in value else "is required"
            yield FieldError(_path((*where, field)), f"{said}; accepted are {', '.join(tagged)}")
    if target is not None:
        yield from _struct_errors(value, target, where)
    elif parameters := _parameters(kind, dict):
        for name, part in value.items():
            yield from _errors(name, parameters[0], (*where, name))
            yield from _errors(part, parameters[1], (*where, name))


def _struct_errors(value: dict[str, Any], target: type[msgspec.Struct], where: _Where) -> Iterator[FieldError]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(target)}
    config = target.__struct_config__
    for name, field in fields.items():
        if field.required and name not in value:
            yield FieldError(_path((*where, name)), "is required")
    for name, part in value.items():
        if name in fields:
            yield from _errors(part, fields[name].type, (*where, name))
        elif config.forbid_unknown_fields and name != config.tag_field:
            yield FieldError(_path((*where, name)), f"is not known here; there are {', '.join(fields) or 'no others'}")


def _tagged(kind: Any) -> dict[str, type[msgspec.Struct]]:  # noqa: ANN401
    """The structs among which a JSON object chooses by its tag."""
    structs = [member for member in _members(kind) if _is_struct(member)]
    return {str(s.__struct_config__.tag): s for s in structs if s.__struct_config__.tag is not None}


def _tag_field(tagged: dict[str, type[msgspec.Struct]]) -> str:
    return str(next(iter(tagged.values())).__struct_config__.tag_field)


def _struct(kind: Any) -> type[msgspec.Struct] | None:  # noqa: ANN401
    """The struct a JSON object is meant to be."""
    return next((member for member in _members(kind) if _is_struct(member)), None)


def _is_struct(kind: Any) -> bool:  # noqa: ANN401
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _parameters(kind: Any, *origins: type) -> tuple[Any, ...]:  # noqa: ANN401
    """What a container of this kind holds; nothing where anything may be in it."""
    return next((get_args(member) for member in _members(kind) if get_origin(member) in origins), ())


def _members(kind: Any) -> list[Any]:  # noqa: ANN401
    """The members of a union, constraints and annotations taken off."""
    if hasattr(kind, "__metadata__"):
        return _members(kind.__origin__)
    if get_origin(kind) in {Union, UnionType}:
        return [inner for member in get_args(kind) for inner in _members(member)]
    return [kind]


def _error(message: str, where: _Where, kind: Any) -> FieldError:  # noqa: ANN401
    text, mark, inner = message.rpartition(_AT) if message.endswith("`") else ("", "", "")
    text, inner = (text, inner[:-1].removeprefix("key in ").removeprefix("$")) if mark else (message, "")
    return FieldError((_path(where).removeprefix("$") + inner).removeprefix(".") or "$", explain(text, kind))


def _path(where: _Where) -> str:
    """Where something stands in the request's JSON; NUL as JSON writes it."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in where)
    return "".join(parts).removeprefix(".").replace("\0", "\\u0000") or "$"
