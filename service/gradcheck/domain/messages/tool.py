"""Tools as requests define them: names, schemas, and the descriptions, which are texts that can be optimized."""

import copy
from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

import msgspec
from msgspec.structs import replace

from gradcheck.domain.base import Value
from gradcheck.domain.messages.contents import ToolCall

Schema = dict[str, Any]
_NAMED, _LISTED = ("properties", "$defs", "definitions"), ("prefixItems", "anyOf", "oneOf", "allOf")
_FRAME = 32  # bytes of a definition around its parts


class Tool(Value, frozen=True, kw_only=True, omit_defaults=True):
    """A function that a model may ask to be called; `parameters` are the JSON schema of its arguments."""

    name: str
    description: str | None = None
    parameters: Schema | None = None
    strict: bool | None = None

    @property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """Its descriptions under the names that they have as components.

        Its own is `tool.NAME`; that of a parameter has the way to it behind that, `.FIELD` in an object and `[]` in a
        list. Whatever has no description is not among them.
        """
        own = [(f"tool.{self.name}", self.description)] if _says(self.description) else []
        return (*own, *((name, schema["description"]) for name, schema in _described(self.name, self.parameters)))

    def with_texts(self, texts: Mapping[str, str]) -> "Tool":
        """The tool with other descriptions; all else of it stays."""
        parameters = copy.deepcopy(self.parameters)
        for name, schema in _described(self.name, parameters):
            schema["description"] = texts.get(name, schema["description"])
        return replace(self, description=texts.get(f"tool.{self.name}", self.description), parameters=parameters)

    @property
    def size(self) -> int:
        """The bytes of its definition."""
        return len(msgspec.json.encode(self)) + _FRAME


def as_openai(tool: Tool) -> Schema:
    """A definition as OpenAI's chat completions take it."""
    held = {"description": tool.description, "parameters": tool.parameters, "strict": tool.strict}
    function = {"name": tool.name, **{name: value for name, value in held.items() if value is not None}}
    return {"type": "function", "function": function}


def call_as_openai(call: ToolCall) -> dict[str, Any]:
    """A call as OpenAI's chat completions write it."""
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}


def choice_as_openai(choice: str) -> str | Schema:
    """Which tools are to be called, as OpenAI's chat completions take it."""
    named = choice not in {"auto", "none", "required"}
    return {"type": "function", "function": {"name": choice}} if named else choice


def _says(description: object) -> TypeGuard[str]:
    return isinstance(description, str) and bool(description.strip())


def _described(tool: str, parameters: Schema | None) -> Iterator[tuple[str, Schema]]:
    """The schemas below the outermost one that have a description, by the names of their components."""
    return (
        (name, schema) for name, schema in _inside(parameters or {}, f"tool.{tool}") if _says(schema.get("description"))
    )


def _inside(schema: Schema, path: str) -> Iterator[tuple[str, Schema]]:
    """The schemas within one, in its order, each by the way to it."""
    for keyword, held in schema.items():
        for step, inner in _steps(keyword, held):
            if isinstance(inner, dict):
                yield f"{path}{step}", inner
                yield from _inside(inner, f"{path}{step}")


def _steps(keyword: str, held: object) -> Iterator[tuple[str, object]]:
    if keyword in _NAMED and isinstance(held, dict):
        where = "" if keyword == "properties" else f".{keyword}"
        yield from ((f"{where}.{name}", inner) for name, inner in held.items())
    elif keyword in _LISTED and isinstance(held, list):
        yield from ((f".{keyword}[{place}]", inner) for place, inner in enumerate(held))
    elif keyword == "items":
        yield "[]", held
    elif keyword == "additionalProperties":
        yield ".*", held
