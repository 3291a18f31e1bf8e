"""Tools in the rows and requests of OpenAI, and calls of them as what is expected."""

from collections.abc import Sequence
from typing import Any

from gradcheck.errors import FieldError
from gradcheck.formats.recognized import Findings, Json
from gradcheck.inputs.tool_definitions import read_tools


def tools_of(rows: Sequence[Json], found: Findings) -> Json:
    """The tools that all rows have alike, as fields of a prompt; none where they differ or are no functions."""
    given = rows[0].get("tools")
    if not any(row.get("tools") for row in rows):
        return {}
    errors: list[FieldError] = []
    if not isinstance(given, list) or any(row.get("tools") != given for row in rows):
        found.leaves("tools that are not the same in all rows, so they are no part of the prompt")
        return {}
    read_tools(given, "tools", errors)
    if errors:
        found.leaves(f"tools: {errors[0].path} {errors[0].message}")
        return {}
    found.maps("tools", "prompt.tools")
    choice = _choice(rows[0].get("tool_choice"))
    return {"tools": given} | ({} if choice is None else {"tool_choice": choice})


def calls_of(message: Json) -> list[Json]:
    """The calls that a message makes, as expected ones are written."""
    given = message.get("tool_calls")
    functions = [one.get("function") for one in given if isinstance(one, dict)] if isinstance(given, list) else []
    return [
        {name: function[name] for name in ("name", "arguments") if name in function}
        for function in functions
        if isinstance(function, dict)
    ]


def _choice(given: Any) -> str | None:  # noqa: ANN401 - any JSON
    match given:
        case str():
            return given
        case {"type": "function", "function": {"name": str(name)}}:
            return name
        case _:
            return None
