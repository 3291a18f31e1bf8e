"""The fields of a form that a JSON Schema asks for: of a method's parameters, of a diagnostic's sizes and rules."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec

from gradcheck.domain.base import Value

Schema = Mapping[str, Any]
Kind = Literal["number", "choice", "box", "boxes", "lines", "numbers", "text", "json"]
_DEFINITIONS = "#/$defs/"
_OF_ITEMS: dict[str, Kind] = {"string": "lines", "integer": "numbers"}
_OF_TYPES: dict[str, Kind] = {"boolean": "box", "integer": "number", "number": "number", "string": "text"}


class ParameterField(Value, frozen=True, kw_only=True):
    """One field: `path` is where its value stands below the parameters.

    `default` is what holds where it is left empty, `ticked` the boxes that are ticked as it comes. `clearable` is a
    number that may be null and is none as it comes. `least` and `most` may themselves not be allowed: the hint says so.
    """

    path: str
    label: str
    kind: Kind
    hint: str = ""
    default: str = ""
    least: float | None = None
    most: float | None = None
    step: str = "any"
    choices: tuple[str, ...] = ()
    ticked: tuple[str, ...] = ()
    clearable: bool = False
    required: bool = False


def parameter_fields(schema: Schema) -> tuple[ParameterField, ...]:
    """The fields of an object's properties, in their order."""
    definitions, required = schema.get("$defs", {}), schema.get("required", ())
    return tuple(
        field
        for name, about in schema["properties"].items()
        for field in _fields(name, about, definitions, required=name in required)
    )


def _fields(path: str, about: Schema, definitions: Schema, *, required: bool) -> Iterator[ParameterField]:
    members = [each for each in about.get("anyOf", ()) if each.get("type") != "null"]
    tagged = next((each for each in members if "discriminator" in each), None)
    if tagged is not None:
        yield from _tagged(path, about, tagged["discriminator"], definitions)
        return
    may_be_null = len(members) < len(about.get("anyOf", ()))
    value = {**about, **members[0]} if len(members) == 1 else about
    default, items = value.get("default"), value.get("items", {})
    kind, choices = _kind(value), tuple(items.get("enum", value.get("enum", ())))
    default = list(default) if isinstance(default, tuple | list) else default
    yield ParameterField(
        path=path,
        label=_label(path),
        kind=kind,
        hint=" ".join(filter(None, (value.get("description", ""), _bounds(value)))),
        default="" if kind in {"box", "boxes"} else _written(default) or "null" * may_be_null,
        least=value.get("minimum", value.get("exclusiveMinimum")),
        most=value.get("maximum", value.get("exclusiveMaximum")),
        step="1" if value.get("type") == "integer" else "any",
        choices=choices,
        ticked=tuple(default or ()) if kind == "boxes" else ("true",) if default is True else (),
        clearable=may_be_null and default is not None,
        required=required,
    )


def _tagged(path: str, about: Schema, discriminator: Schema, definitions: Schema) -> Iterator[ParameterField]:
    """The choice of a kind, and all that one of the kinds has of its own."""
    tag, names = discriminator["propertyName"], discriminator["mapping"]
    yield ParameterField(
        path=f"{path}.{tag}",
        label=_label(path),
        kind="choice",
        hint=about.get("description", ""),
        default=_written(about.get("default")),
        choices=tuple(names),
    )
    kinds = {name: definitions[at.removeprefix(_DEFINITIONS)]["properties"] for name, at in names.items()}
    own = {name: value for properties in kinds.values() for name, value in properties.items() if name != tag}
    for name, value in own.items():
        having = {kind: properties[name]["default"] for kind, properties in kinds.items() if name in properties}
        for field in _fields(f"{path}.{name}", value, definitions, required=False):
            yield msgspec.structs.replace(
                field,
                label=f"{_label(path)}: {name}",
                hint=f"With {' or '.join(having)}: {field.hint[:1].lower()}{field.hint[1:]}",
                default=", ".join(f"{_written(default)} with {kind}" for kind, default in having.items()),
            )


def _kind(value: Schema) -> Kind:
    if "enum" in value:
        return "choice"
    if value.get("type") == "array":
        items = value["items"]
        return "boxes" if "enum" in items else _OF_ITEMS.get(items.get("type", ""), "json")
    return _OF_TYPES.get(value.get("type", ""), "json")


def _label(path: str) -> str:
    name = path.replace("_", " ")
    return name if len(name) == 1 else name[:1].upper() + name[1:]


def _written(default: object) -> str:
    """A default as one would write it."""
    match default:
        case None | [] | {}:
            return ""
        case str():
            return default
        case list():
            return ", ".join(map(_written, default))
        case float() if default == int(default):
            return f"{default:.0f}"
    return msgspec.json.encode(default).decode()


def _bounds(value: Schema) -> str:
    """What a field of numbers cannot say itself: that there is a most, or that a bound is none of them."""
    if "exclusiveMinimum" not in value and "maximum" not in value and "exclusiveMaximum" not in value:
        return ""
    said = {"exclusiveMinimum": "above", "minimum": "at least", "exclusiveMaximum": "below", "maximum": "at most"}
    bounds = ", ".join(f"{word} {value[name]:,}" for name, word in said.items() if name in value)
    return f"{bounds[:1].upper()}{bounds[1:]}."
