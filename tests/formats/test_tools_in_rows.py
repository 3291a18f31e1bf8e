"""Tools in the files of OpenAI: they come with the prompt, and the calls of answers are what is expected."""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from gradcheck.domain.messages.tool import Tool
from gradcheck.formats import Recognized, recognize
from gradcheck.formats.export import exported
from gradcheck.scoring import ToolCalls
from tests.formats.made import prompt

TOOL: dict[str, Any] = {
    "type": "function",
    "function": {"name": "find", "description": "Finds.", "parameters": {"type": "object", "properties": {}}},
}


def read(document: object) -> Recognized:
    found = recognize(document)
    assert found is not None
    return found


def row(
    answer: object, *calls: tuple[str, str], tools: object = (TOOL,), system: str | None = "Help."
) -> dict[str, Any]:
    """A row of OpenAI's for training: a conversation with the tools that it had."""
    said: dict[str, Any] = {"role": "assistant", "content": answer}
    if calls:
        said["tool_calls"] = [
            {"id": f"c{n}", "type": "function", "function": {"name": name, "arguments": arguments}}
            for n, (name, arguments) in enumerate(calls)
        ]
    first = [] if system is None else [{"role": "system", "content": system}]
    made = {"messages": [*first, {"role": "user", "content": "Tea?"}, said]}
    return {**made, "tools": list(tools)} if isinstance(tools, tuple) else {**made, "tools": tools}


def test_rows_with_tools_give_them_to_the_prompt_and_expect_the_calls_of_their_answers() -> None:
    found = read([row(None, ("find", '{"q": "tea"}')), row("Hello.")])
    assert found.prompt == {"system": "Help.", "tools": [TOOL]}
    assert [one["expected"] for one in found.rows] == [[{"name": "find", "arguments": '{"q": "tea"}'}], []]
    assert found.scoring == ToolCalls()
    assert found.notes == ("answers in words, beside which others call tools: expected is that nothing is called",)
    assert ToolCalls().expected_error(found.rows[0]["expected"], ()) is None


def test_tools_alone_are_a_prompt() -> None:
    assert read([row(None, ("find", "{}"), system=None)]).prompt == {"tools": [TOOL]}


def test_rows_that_call_nothing_expect_their_words_and_keep_the_tools() -> None:
    found = read([row("Yes."), row("No.")])
    assert [one["expected"] for one in found.rows] == ["Yes.", "No."]
    assert (found.scoring, found.prompt) == (None, {"system": "Help.", "tools": [TOOL]})


@pytest.mark.parametrize(
    ("rows", "note"),
    [
        ([row("a"), row("b", tools=None)], "tools that are not the same in all rows"),
        ([row("a", tools=({"type": "web_search"},))], "tools: tools[0] is no definition of a function"),
        ([row("a", tools="find")], "tools that are not the same in all rows"),
    ],
)
def test_tools_that_cannot_be_taken_over_are_said_and_calls_of_them_too(rows: list[Any], note: str) -> None:
    found = read([*rows, row(None, ("find", "{}"), tools=rows[0]["tools"])])
    assert any(one.startswith(note) for one in found.notes)
    assert any(one.startswith("calls of tools as the answer") for one in found.notes)
    assert found.prompt == {"system": "Help."}


@pytest.mark.parametrize(
    ("written", "ours"), [("auto", "auto"), ({"type": "function", "function": {"name": "find"}}, "find")]
)
def test_a_requests_tools_come_with_its_messages(written: object, ours: str) -> None:
    body = {"messages": [{"role": "user", "content": "{{x}}"}], "tools": [TOOL], "tool_choice": written}
    assert read(body).prompt == {"user": "{{x}}", "tools": [TOOL], "tool_choice": ours}


def test_an_exported_request_comes_back_with_its_tools() -> None:
    of = prompt()
    tool = Tool(name="find", description="Finds.", parameters=TOOL["function"]["parameters"])
    module = replace(of.program.modules[0], tools=(tool,), texts=("tool.find",), tool_choice="required")
    program = replace(of.program, modules=(module,))
    of = replace(of, program=program, components={**of.components, "tool.find": "Finds better."})
    back = read(json.loads(exported(of, "openai").content)).prompt or {}
    assert back["tools"][0]["function"]["description"] == "Finds better."
    assert back["tool_choice"] == "required"
