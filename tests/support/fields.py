"""The text and number fields of a kind of request, read from its types, and a request with something in one of them.

It owns the walk; it knows no kind of request.
"""

import copy
from collections.abc import Iterator
from types import UnionType
from typing import Any

import msgspec
from msgspec import inspect

Place = tuple[str | int | tuple[str, str], ...]
"""Where a field is: names and list places; a pair is the tag of the kind of object that has it, and its value."""


def text_fields(kind: type[msgspec.Struct]) -> list[Place]:
    """The places of all texts that a request may hold, and of all JSON that it takes as it comes."""
    return _found(kind, inspect.StrType | inspect.AnyType)


def whole_numbers(kind: type[msgspec.Struct]) -> list[Place]:
    """The places of all whole numbers that a request may hold."""
    return _found(kind, inspect.IntType)


def fractions(kind: type[msgspec.Struct]) -> list[Place]:
    """The places of all numbers with a fraction that a request may hold."""
    return _found(kind, inspect.FloatType)


def with_value(body: dict[str, Any], place: Place, value: object) -> dict[str, Any]:
    """A copy of a request with this at a place; what leads there is made where it is missing."""
    changed: Any = copy.deepcopy(body)
    return dict(_put(changed, place, value))


def _found(kind: type[msgspec.Struct], wanted: type | UnionType) -> list[Place]:
    places = {place for place, one in _walk(inspect.type_info(kind), (), ()) if isinstance(one, wanted)}
    return sorted(places, key=repr)


def _walk(  # noqa: C901 - one case a kind
    kind: inspect.Type, place: Place, above: tuple[type, ...]
) -> Iterator[tuple[Place, inspect.Type]]:
    """All plain values that may stand below a place, with their kinds."""
    match kind:
        case inspect.Metadata(type=inner):
            yield from _walk(inner, place, above)
        case inspect.UnionType(types=types):
            for one in types:
                yield from _walk(one, place, above)
        case inspect.StructType(cls=cls, fields=fields, tag=tag, tag_field=tag_field):
            if cls not in above:
                tagged = ((str(tag_field), str(tag)),) if tag_field else ()
                for field in fields:
                    yield from _walk(field.type, (*place, *tagged, field.encode_name), (*above, cls))
        case inspect.VarTupleType(item_type=item) | inspect.ListType(item_type=item):
            yield from _walk(item, (*place, 0), above)
        case inspect.TupleType(item_types=items):
            for number, item in enumerate(items):
                yield from _walk(item, (*place, number), above)
        case inspect.DictType(key_type=key, value_type=value):
            yield from _walk(value, (*place, "text"), above)
            yield from (((*place, "KEY"), one) for _, one in _walk(key, (), ()))
        case _:
            yield place, kind


def _put(held: Any, place: Place, value: object) -> Any:  # noqa: ANN401 - any JSON
    if not place:
        return value
    step, rest = place[0], place[1:]
    if isinstance(step, tuple):
        tag, name = step
        same = isinstance(held, dict) and held.get(tag) == name
        return _put(held if same else {tag: name}, rest, value)
    if isinstance(step, int):
        items = list(held) if isinstance(held, list) else []
        items += [None] * (step + 1 - len(items))
        items[step] = _put(items[step], rest, value)
        return items
    fields = dict(held) if isinstance(held, dict) else {}
    if step == "KEY":
        return {**fields, str(value): "value"}
    return {**fields, step: _put(fields.get(step), rest, value)}
