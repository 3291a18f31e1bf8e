"""Definitions of tools as people have them: OpenAI's, for chat completions or responses, and Anthropic's."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from gradcheck.domain.messages.tool import Tool
from gradcheck.errors import FieldError

MOST_TOOLS = 128
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_DEEPEST, _LARGEST = 40, 65_536
_FORMS = (
    '{"type": "function", "function": {"name", "description", "parameters"}}, the same without the inner object, or '
    '{"name", "description", "input_schema"}'
)


def read_tools(given: Sequence[object], where: str, errors: list[FieldError]) -> tuple[Tool, ...]:
    """The tools of a request; what is wrong with them is put into `errors`, at `where` in the request."""
    tools: list[Tool] = []
    for place, one in enumerate(given):
        at = f"{where}[{place}]"
        function = _function(one)
        if function is None:
            errors.append(FieldError(at, f"is no definition of a function: accepted are {_FORMS}"))
            continue
        faults = list(_faults(function, at))
        errors += faults
        if faults:
            continue
        tool = msgspec.convert(function, Tool)
        if tool.name in {other.name for other in tools}:
            errors.append(FieldError(at, f"{tool.name!r} is the name of an earlier tool"))
        tools.append(tool)
    return tuple(tools)


def choice_error(choice: str | None, tools: Sequence[Tool]) -> str | None:
    """Why tools cannot be chosen so, or None."""
    names = [tool.name for tool in tools]
    if choice is None or choice in {"auto", "none", "required", *names}:
        return None if choice is None or names else "is for prompts with tools; give `tools`"
    return f"is {choice!r}; accepted are auto, none, required or a tool's name: {', '.join(names) or 'there are none'}"


def _function(given: object) -> dict[str, Any] | None:
    """The fields of a definition under OpenAI's names, in whichever form it is; None where it is none."""
    if not isinstance(given, dict):
        return None
    kind, rest = given.get("type"), {name: value for name, value in given.items() if name != "type"}
    if kind == "function" and isinstance(given.get("function"), dict):
        return dict(given["function"]) if rest.keys() == {"function"} else None
    if kind in {"custom", None} and "input_schema" in given:
        schema = rest.pop("input_schema")
        return {**rest, "parameters": schema}
    return rest if kind == "function" else None


def _faults(function: Mapping[str, Any], where: str) -> Iterator[FieldError]:
    name, parameters = function.get("name"), function.get("parameters")
    for field in sorted(function.keys() - {"name", "description", "parameters", "strict"}):
        yield FieldError(where, f"holds {field}, which is not sent to models; leave it out")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        yield FieldError(where, f"is named {name!r:.80}; accepted are 1 to 64 letters a to z, digits, _ and -")
    for field, kind, what in (("description", str, "a text"), ("strict", bool, "true or false")):
        if not isinstance(function.get(field), kind | None):
            yield FieldError(where, f"has a {field} that is not {what}")
    if parameters is not None:
        fault = _schema_fault(parameters)
        if fault is not None:
            yield FieldError(where, fault)
        elif isinstance(name, str):
            texts = [component for component, _ in Tool(name=name, parameters=parameters).texts]
            for twice in sorted({component for component in texts if texts.count(component) > 1}):
                yield FieldError(where, f"has two descriptions that would both be the component {twice}; rename one")


def _schema_fault(parameters: object) -> str | None:
    """Why something is no schema of a tool's arguments, or None."""
    if not isinstance(parameters, dict) or parameters.get("type", "object") != "object":
        return 'has parameters that are no JSON schema of an object: {"type": "object", "properties": {…}}'
    if _is_deeper(parameters, _DEEPEST):
        return f"has parameters that are nested deeper than {_DEEPEST} levels"
    try:
        size = len(msgspec.msgpack.encode(parameters))
    except (OverflowError, ValueError):
        return "has parameters with a number of more than 64 bits, or a text that is no Unicode"
    return None if size <= _LARGEST else f"has parameters of {size} bytes; accepted are {_LARGEST}"


def _is_deeper(value: object, levels: int) -> bool:
    """Whether something is nested deeper than so many levels."""
    layer = [value]
    for _ in range(levels):
        nested = [inner for inner in layer if isinstance(inner, dict | list)]
        layer = [child for inner in nested for child in (inner.values() if isinstance(inner, dict) else inner)]
        if not layer:
            return False
    return True
