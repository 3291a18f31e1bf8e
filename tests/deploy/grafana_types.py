"""Whether JSON is a board by the types of Grafana's own SDK, which takes whatever it is given and says nothing."""

import enum
import json
import types
import typing
from collections.abc import Iterator
from typing import Any

from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard

register_default_plugins()


def type_faults(board: dict[str, Any]) -> list[str]:
    """What is of another type, or of none; empty where all is well."""
    read = Dashboard.from_json(board)
    known = json.loads(json.dumps(read, cls=JSONEncoder))
    return [*_of_value(read, Dashboard, "board"), *(["it has fields that no type has"] if known != board else [])]


def _of_value(value: object, kind: Any, place: str) -> Iterator[str]:  # noqa: ANN401 - a type as it is annotated
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if origin in {typing.Union, types.UnionType}:
        found = [list(_of_value(value, one, place)) for one in parts]
        if [] not in found:
            yield from max(found, key=len)
    elif not _is_of(value, origin, kind):
        yield f"{place} is {value!r}"
    elif origin is list:
        for number, one in enumerate(typing.cast("list[object]", value)):
            yield from _of_value(one, parts[0], f"{place}[{number}]")
    elif type(value).__module__.startswith("grafana_foundation_sdk.models"):
        for name, hint in typing.get_type_hints(type(value)).items():
            yield from _of_value(getattr(value, name), hint, f"{place}.{name}")


def _is_of(value: object, origin: Any, kind: Any) -> bool:  # noqa: ANN401
    """Whether a value is of a type that is no union; what it has inside is left out."""
    if origin is typing.Literal:
        return value in typing.get_args(kind)
    if origin is not None:
        return isinstance(value, origin)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return value in {one.value for one in kind}
    if kind in {int, float}:
        return isinstance(value, (int, kind)) and not isinstance(value, bool)
    return kind is Any or isinstance(value, kind)
