"""Definitions of tools: which forms are read, what of them is a text that can be optimized, what is refused where."""

from typing import Any

import pytest
from msgspec.structs import replace

from gradcheck.domain.messages.tool import Tool, as_openai
from gradcheck.errors import FieldError
from gradcheck.inputs.tool_definitions import choice_error, read_tools

SCHEMA = {
    "type": "object",
    "description": "Of all arguments.",
    "properties": {
        "q": {"type": "string", "description": "What to find.", "enum": ["tea", "milk"]},
        "description": {"type": "string", "description": "A field of this name."},
        "filters": {
            "type": "array",
            "description": "Which ones.",
            "items": {"type": "object", "properties": {"größe": {"type": "number", "description": "In cm."}}},
        },
        "n": {"anyOf": [{"type": "integer", "description": "How many."}, {"type": "null"}]},
        "bare": {"type": "string"},
        "blank": {"type": "string", "description": "  "},
    },
    "$defs": {"Place": {"type": "object", "description": "Where."}},
    "required": ["q"],
}
FUNCTION = {"name": "search", "description": "Searches.", "parameters": SCHEMA}
OPENAI: dict[str, Any] = {"type": "function", "function": FUNCTION}
TEXTS = {
    "tool.search": "Searches.",
    "tool.search.q": "What to find.",
    "tool.search.description": "A field of this name.",
    "tool.search.filters": "Which ones.",
    "tool.search.filters[].größe": "In cm.",
    "tool.search.n.anyOf[0]": "How many.",
    "tool.search.$defs.Place": "Where.",
}


def faults(*given: object) -> list[str]:
    """What is wrong with definitions, by place."""
    errors: list[FieldError] = []
    read_tools(given, "prompt.tools", errors)
    return [f"{error.path} {error.message}" for error in errors]


def tool(given: object = OPENAI) -> Tool:
    """The one tool of a definition that is right."""
    errors: list[FieldError] = []
    [found] = read_tools([given], "prompt.tools", errors)
    assert errors == []
    return found


@pytest.mark.parametrize(
    "given",
    [
        OPENAI,
        {"type": "function", **FUNCTION},
        {"name": "search", "description": "Searches.", "input_schema": SCHEMA},
        {"type": "custom", "name": "search", "description": "Searches.", "input_schema": SCHEMA},
    ],
    ids=["chat", "responses", "anthropic", "anthropic with its type"],
)
def test_each_form_is_the_same_tool(given: object) -> None:
    assert as_openai(tool(given)) == OPENAI


def test_descriptions_are_components_by_the_way_to_them() -> None:
    assert dict(tool().texts) == TEXTS


def test_other_texts_change_descriptions_and_nothing_else() -> None:
    changed = tool().with_texts({name: text.upper() for name, text in TEXTS.items()})
    assert dict(changed.texts) == {name: text.upper() for name, text in TEXTS.items()}
    assert changed.with_texts(TEXTS) == tool()
    assert (changed.parameters or {})["properties"]["q"]["enum"] == ["tea", "milk"]
    assert (changed.parameters or {})["description"] == "Of all arguments."
    assert dict(tool().texts) == TEXTS, "the tool itself is as it was"


def test_a_tool_may_have_no_text_and_no_parameters() -> None:
    bare = tool({"type": "function", "function": {"name": "stop"}})
    assert bare.texts == ()
    assert bare.with_texts({}) == bare


def test_a_field_left_null_is_one_that_is_not_there() -> None:
    assert tool({"type": "function", "function": {**FUNCTION, "strict": None}}) == tool()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("search", "is no definition of a function"),
        ({"type": "web_search"}, "is no definition of a function"),
        ({"type": "function", "function": FUNCTION, "cache": 1}, "is no definition of a function"),
        ({"function": FUNCTION}, "is no definition of a function"),
        ({"type": "function", "function": {**FUNCTION, "name": "naïve"}}, "is named 'naïve'; accepted are 1 to 64"),
        ({"type": "function", "function": {**FUNCTION, "name": "a b"}}, "accepted are 1 to 64"),
        ({"type": "function", "function": {**FUNCTION, "name": "x" * 65}}, "accepted are 1 to 64"),
        ({"type": "function", "function": {}}, "is named None"),
        ({"type": "function", "function": {**FUNCTION, "examples": []}}, "holds examples, which is not sent"),
        ({"type": "function", "function": {**FUNCTION, "description": 3}}, "has a description that is not a text"),
        ({"type": "function", "function": {**FUNCTION, "strict": "yes"}}, "has a strict that is not true or false"),
        ({"type": "function", "function": {**FUNCTION, "parameters": []}}, "no JSON schema of an object"),
        ({"type": "function", "function": {**FUNCTION, "parameters": {"type": "string"}}}, "no JSON schema of an"),
        ({"name": "a", "input_schema": {"maximum": 10**30}}, "a number of more than 64 bits"),
        ({"name": "a", "input_schema": {"title": "x" * 70_000}}, "accepted are 65536"),
    ],
)
def test_what_is_no_definition_is_refused_where_it_stands(given: object, said: str) -> None:
    found = faults(OPENAI, given)
    assert found
    assert all(fault.startswith("prompt.tools[1] ") for fault in found)
    assert any(said in fault for fault in found)


def test_a_schema_nested_without_end_is_refused() -> None:
    schema: dict[str, Any] = {"type": "object", "description": "x"}
    for _ in range(5000):
        schema = {"type": "object", "properties": {"a": schema}}
    assert faults({"name": "a", "input_schema": schema}) == [
        "prompt.tools[0] has parameters that are nested deeper than 40 levels"
    ]


def test_two_tools_of_a_name_and_two_texts_of_a_name_are_refused() -> None:
    assert faults(OPENAI, OPENAI) == ["prompt.tools[1] 'search' is the name of an earlier tool"]
    inner = {"type": "object", "properties": {"b": {"description": "one"}}}
    schema = {"type": "object", "properties": {"a": inner, "a.b": {"description": "two"}}}
    assert "would both be the component tool.s.a.b" in faults({"name": "s", "input_schema": schema})[0]


def test_a_choice_names_a_tool_or_one_of_three_words() -> None:
    tools = (tool(), replace(tool(), name="stop"))
    assert [choice_error(one, tools) for one in (None, "auto", "none", "required", "stop")] == [None] * 5
    assert "accepted are auto, none, required or a tool's name: search, stop" in (choice_error("x", tools) or "")
    assert "give `tools`" in (choice_error("auto", ()) or "")
