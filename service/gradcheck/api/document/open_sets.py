"""Which sets of values are open: what a later version may tell beyond them, and what it never will.

A value that only answers hold may be another one in a later version, so the document allows any text beside those that
it names. Closed are sets that callers send, of which the service knows all, and the status of a job, which says
whether there is more to come.
"""

from collections.abc import Iterable
from typing import Any, get_args

from gradcheck.domain.run import Status

Schema = dict[str, Any]
_CLOSED = sorted(get_args(Status))


def open_sets(components: Schema, names: Iterable[str]) -> None:
    """Let each named component hold any text where it names some."""
    for name in names:
        for field, schema in components[name].get("properties", {}).items():
            components[name]["properties"][field] = _opened(schema)


def _opened(schema: Schema) -> Schema:
    match schema:
        case {"enum": values} if sorted(values) != _CLOSED:
            return {"anyOf": [{"enum": values}, {"type": "string"}], **_without(schema, "enum")}
        case {"anyOf": choices}:
            opened = [_opened(choice) for choice in choices]
            flat = [one for choice in opened for one in (choice["anyOf"] if choice.keys() == {"anyOf"} else [choice])]
            return {**schema, "anyOf": flat}
        case {"items": items}:
            return {**schema, "items": _opened(items)}
        case {"additionalProperties": dict(values)}:
            return {**schema, "additionalProperties": _opened(values)}
        case _:
            return schema


def _without(schema: Schema, name: str) -> Schema:
    return {key: value for key, value in schema.items() if key != name}
