"""Request bodies to values, naming every fault and not only the first.

It owns the walk over a body that failed to decode. What needs more than one field is checked by the intakes.
"""

import re
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

import msgspec

from service.errors import Fault, InvalidRequestError, MalformedBodyError

T = TypeVar("T")
_WHERE = re.compile(r"^(?P<message>.*?)(?: - at `(?:key in )?\$(?P<path>.*)`)?$", re.DOTALL)
_MOST_FAULTS = 100


def decode(body: bytes, kind: type[T]) -> T:
    """The value of a JSON body. Raises MalformedBodyError, or InvalidRequestError with every fault."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError:
        faults = _faults(msgspec.json.decode(body), kind, "")
        raise InvalidRequestError.of(*faults[:_MOST_FAULTS]) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedBodyError(f"the body is not JSON: {error}") from None


def _faults(value: object, kind: Any, path: str) -> list[Fault]:  # noqa: ANN401 - any annotation
    """All faults of a value; descends where the parts can be judged one by one."""
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        whole = str(error)
    else:
        return []
    found: list[Fault] = []
    target = _target(value, kind)
    match value:
        case dict() if target is not None and issubclass(target, msgspec.Struct):
            found = _struct_faults(value, target, path)
        case list() if (item := _item(kind)) is not None:
            found = [fault for place, one in enumerate(value) for fault in _faults(one, item, f"{path}[{place}]")]
    return found or [_fault(whole, path)]


def _struct_faults(value: dict[str, Any], target: type[msgspec.Struct], path: str) -> list[Fault]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(target)}
    config = target.__struct_config__
    tag = config.tag_field
    found = [
        Fault(_join(path, name), "is required")
        for name, field in fields.items()
        if field.required and name not in value
    ]
    if config.forbid_unknown_fields:
        known = ", ".join(fields)
        unknown = [name for name in value if name not in fields and name != tag]
        found += [Fault(_join(path, name), f"is not known here; there are {known}") for name in unknown]
    for name, one in value.items():
        if name in fields:
            found += _faults(one, fields[name].type, _join(path, name))
    return found


def _target(value: object, kind: Any) -> type | None:  # noqa: ANN401
    """The struct a JSON object is meant to be: the only one, or the one its tag names."""
    structs = [member for member in _members(kind) if isinstance(member, type) and issubclass(member, msgspec.Struct)]
    if not isinstance(value, dict) or not structs:
        return None
    tagged = [member for member in structs if member.__struct_config__.tag is not None]
    if len(structs) == 1 and not tagged:
        return structs[0]
    return next((m for m in tagged if m.__struct_config__.tag == value.get(m.__struct_config__.tag_field or "")), None)


def _item(kind: Any) -> Any:  # noqa: ANN401
    for member in _members(kind):
        if get_origin(member) in {list, tuple}:
            return get_args(member)[0]
    return None


def _members(kind: Any) -> list[Any]:  # noqa: ANN401
    """The members of a union, constraints and annotations taken off."""
    if hasattr(kind, "__metadata__"):
        return _members(kind.__origin__)
    if get_origin(kind) in {Union, UnionType}:
        return [inner for member in get_args(kind) for inner in _members(member)]
    return [kind]


def _fault(message: str, path: str) -> Fault:
    parts = _WHERE.match(message)
    text, inner = (message, "") if parts is None else (parts["message"], parts["path"] or "")
    where = (path + inner).removeprefix(".")
    return Fault(where or "$", text[:1].lower() + text[1:])


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
