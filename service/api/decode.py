"""Request bodies to values, naming every fault and not only the first.

It owns the walk over a body that failed to decode, and the words for what is accepted. What needs more than one field
is checked by the intakes.
"""

import math
import re
from collections.abc import Iterator
from itertools import accumulate
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

import msgspec

from service.errors import Fault, InvalidRequestError, MalformedBodyError

T = TypeVar("T")
_WHERE = re.compile(r"^(?P<message>.*?)(?: - at `(?:key in )?\$(?P<path>.*)`)?$", re.DOTALL)
_DEEPEST = 100
_ALL_BUT_BRACKETS = bytes(set(range(256)) - set(b'[]{}"'))
_LONG_NUMBER = re.compile(rb"[0-9]{19}")
_plain = msgspec.json.Decoder(float_hook=float)


def decode(body: bytes, kind: type[T]) -> T:
    """The value of a JSON body. Raises MalformedBodyError, or InvalidRequestError with every fault."""
    if _depth(body) > _DEEPEST:
        raise MalformedBodyError(f"the body nests deeper than {_DEEPEST} levels")
    try:
        try:
            value = msgspec.json.decode(body, type=kind)
            if _LONG_NUMBER.search(body) is None:
                return value
            faults = list(_number_faults(_plain.decode(body), ""))
        except msgspec.ValidationError as error:
            plain = _plain.decode(body)
            faults = [*_number_faults(plain, ""), *_faults(plain, kind, "")] or [_fault(str(error), "", kind)]
    except UnicodeDecodeError:
        raise MalformedBodyError("the body is not UTF-8") from None
    except msgspec.DecodeError as error:
        raise MalformedBodyError(f"the body is not JSON: {error}") from None
    if faults:
        raise InvalidRequestError.of(*{fault.path: fault for fault in faults}.values())
    return value


def explain(message: str, kind: Any) -> str:  # noqa: ANN401 - any annotation
    """The decoder's message about a value of this kind, with the words that are accepted there."""
    words = [str(word) for member in _members(kind) if get_origin(member) is Literal for word in get_args(member)]
    tagged = _tagged(kind)
    if words and message.startswith("Invalid enum value"):
        message += f"; accepted are {', '.join(words)}"
    elif tagged and "`object`" in message:
        message += f"; an object has a `{_tag_field(tagged)}`, one of {', '.join(tagged)}"
    return message[:1].lower() + message[1:]


def _depth(body: bytes) -> int:
    """How deep objects and arrays nest, by the brackets outside of texts."""
    bare = body.replace(b"\\\\", b"").replace(b'\\"', b"").translate(None, _ALL_BUT_BRACKETS)
    brackets = b"".join(bare.split(b'"')[::2])
    return max(accumulate(1 if bracket in b"[{" else -1 for bracket in brackets), default=0)


def _number_faults(value: object, path: str) -> Iterator[Fault]:
    """Numbers that no store holds: integers of more than 64 bits, floats beyond all bounds."""
    match value:
        case dict():
            for name, one in value.items():
                yield from _number_faults(one, _join(path, name))
        case list():
            for place, one in enumerate(value):
                yield from _number_faults(one, f"{path}[{place}]")
        case int() if not -(2**63) <= value < 2**64:
            yield Fault(path or "$", "is an integer of more than 64 bits")
        case float() if not math.isfinite(value):
            yield Fault(path or "$", "is a number beyond the largest of 64 bits")


def _faults(value: object, kind: Any, path: str) -> Iterator[Fault]:  # noqa: ANN401
    """All faults of a value; descends where the parts can be judged one by one."""
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        whole = str(error)
    else:
        return
    found = False
    for fault in _part_faults(value, kind, path):
        found = True
        yield fault
    if not found:
        yield _fault(whole, path, kind)


def _part_faults(value: object, kind: Any, path: str) -> Iterator[Fault]:  # noqa: ANN401
    if isinstance(value, list):
        item = _parameters(kind, list, tuple)
        for place, one in enumerate(value if item else ()):
            yield from _faults(one, item[0], f"{path}[{place}]")
    if not isinstance(value, dict):
        return
    tagged, target = _tagged(kind), _struct(kind)
    if tagged:
        field = _tag_field(tagged)
        target = tagged.get(str(value.get(field)))
        if target is None:
            said = f"{value[field]!r} is not known" if field in value else "is required"
            yield Fault(_join(path, field), f"{said}; accepted are {', '.join(tagged)}")
    if target is not None:
        yield from _struct_faults(value, target, path)
    elif parameters := _parameters(kind, dict):
        for name, one in value.items():
            yield from _faults(one, parameters[1], _join(path, name))


def _struct_faults(value: dict[str, Any], target: type[msgspec.Struct], path: str) -> Iterator[Fault]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(target)}
    config = target.__struct_config__
    for name, field in fields.items():
        if field.required and name not in value:
            yield Fault(_join(path, name), "is required")
    for name, one in value.items():
        if name in fields:
            yield from _faults(one, fields[name].type, _join(path, name))
        elif config.forbid_unknown_fields and name != config.tag_field:
            yield Fault(_join(path, name), f"is not known here; there are {', '.join(fields) or 'no others'}")


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


def _fault(message: str, path: str, kind: Any) -> Fault:  # noqa: ANN401
    parts = _WHERE.match(message)
    text, inner = (message, "") if parts is None else (parts["message"], parts["path"] or "")
    where = (path + inner).removeprefix(".")
    return Fault(where or "$", explain(text, kind))


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
