"""Tools on the wire: how each format is sent their definitions, and how calls of them are read."""

import json
from typing import Any

import msgspec
import pytest

from gradcheck.domain.call import Answer, Call, Chat, Message
from gradcheck.domain.dialect import Dialect
from gradcheck.domain.messages.contents import ToolCall
from gradcheck.domain.messages.tool import Tool
from gradcheck.errors import AttemptError
from gradcheck.llm.clients.answers import read
from gradcheck.llm.clients.bodies import fields
from gradcheck.llm.clients.dialects import DIALECTS
from gradcheck.llm.clients.remedies import Place
from gradcheck.settings import Provider
from tests.llm.bench import URL, WORLD

SCHEMA = {"type": "object", "properties": {"q": {"type": "string", "description": "What."}}}
SEARCH = Tool(name="search", description="Searches.", parameters=SCHEMA, strict=True)
STOP = Tool(name="stop")
PLACE = Place(name="world", provider=Provider(base_url=URL))
ASKED = Message(role="user", content="Tea?")


def call(dialect: Dialect | None = None, *messages: Message, **changes: Any) -> Call:  # noqa: ANN401 - any part of a chat
    """A call with two tools."""
    endpoint = msgspec.structs.replace(WORLD, dialect=dialect or DIALECTS["standard"])
    request = Chat(**{"messages": messages or (ASKED,), "tools": (SEARCH, STOP), **changes})
    return Call(path="p", role="task", endpoint=endpoint, request=request, sampling=WORLD.sampling, seed=7)


def answer(message: object, *, finish: str = "tool_calls", asked: Call | None = None) -> Answer:
    """What is read of OpenAI's answer with this message."""
    body = {"choices": [{"message": message, "finish_reason": finish}], "usage": {"prompt_tokens": 9}}
    return read(asked or call(), json.dumps(body).encode(), PLACE)


def made(*calls: tuple[str, object]) -> dict[str, Any]:
    """A message of OpenAI's that calls tools and says nothing."""
    functions = [{"name": name, "arguments": arguments} for name, arguments in calls]
    listed = [{"id": f"c{n}", "type": "function", "function": function} for n, function in enumerate(functions)]
    return {"content": None, "tool_calls": listed}


@pytest.mark.parametrize("name", [name for name in DIALECTS if name != "anthropic-messages"])
def test_openais_format_is_sent_functions_and_no_choice_unless_the_prompt_makes_one(name: str) -> None:
    sent = fields(call(DIALECTS[name]))  # type: ignore[index]
    assert sent["tools"] == [
        {
            "type": "function",
            "function": {"name": "search", "description": "Searches.", "parameters": SCHEMA, "strict": True},
        },
        {"type": "function", "function": {"name": "stop"}},
    ]
    assert "tool_choice" not in sent


def test_anthropics_format_is_sent_schemas_of_inputs() -> None:
    sent = fields(call(DIALECTS["anthropic-messages"]))
    assert sent["tools"] == [
        {"name": "search", "description": "Searches.", "strict": True, "input_schema": SCHEMA},
        {"name": "stop", "input_schema": {"type": "object", "properties": {}}},
    ]
    assert "tool_choice" not in sent


@pytest.mark.parametrize(
    ("choice", "openai", "anthropic"),
    [
        ("auto", "auto", {"type": "auto"}),
        ("none", "none", {"type": "none"}),
        ("required", "required", {"type": "any"}),
        ("search", {"type": "function", "function": {"name": "search"}}, {"type": "tool", "name": "search"}),
    ],
)
def test_a_choice_is_written_as_each_format_has_it(choice: str, openai: object, anthropic: object) -> None:
    assert fields(call(tool_choice=choice))["tool_choice"] == openai
    assert fields(call(DIALECTS["anthropic-messages"], tool_choice=choice))["tool_choice"] == anthropic


def test_a_request_without_tools_has_no_field_about_them() -> None:
    for dialect in DIALECTS.values():
        assert not {"tools", "tool_choice"} & fields(call(dialect, tools=())).keys()


def test_earlier_calls_are_blocks_of_anthropics_format_where_the_request_has_tools() -> None:
    turns = (
        ASKED,
        Message(role="assistant", content="", tool_calls=(ToolCall(id="a1", name="search", arguments='{"q": "é"}'),)),
        Message(role="tool", content="3 kinds", tool_call_id="a1"),
    )
    sent = fields(call(DIALECTS["anthropic-messages"], *turns))["messages"]
    assert sent[1]["content"] == [{"type": "tool_use", "id": "a1", "name": "search", "input": {"q": "é"}}]
    assert sent[2]["content"] == [{"type": "tool_result", "tool_use_id": "a1", "content": "3 kinds"}]


def test_the_tools_and_the_choice_are_part_of_a_calls_key_and_of_what_is_reserved() -> None:
    plain, other = call(tools=()), call(tools=(msgspec.structs.replace(SEARCH, description="Finds."), STOP))
    keys = {one.key("s") for one in (plain, call(), other, call(tool_choice="auto"))}
    assert len(keys) == 4
    assert call().key("s") == call().key("s")
    assert call().input_tokens() > plain.input_tokens() + 500
    assert b"tool" not in msgspec.json.encode(plain.request)


def test_calls_are_the_text_of_an_answer_and_null_content_is_not_empty() -> None:
    found = answer(made(("search", '{"q":"tea"}'), ("stop", "")))
    assert found.cause is None
    assert json.loads(found.text) == {
        "content": "",
        "tool_calls": [{"name": "search", "arguments": {"q": "tea"}}, {"name": "stop", "arguments": {}}],
    }


def test_anthropics_blocks_are_read_alike_with_the_text_beside_them() -> None:
    content = [
        {"type": "thinking", "thinking": "Hm."},
        {"type": "text", "text": "I look."},
        {"type": "tool_use", "id": "toolu_1", "name": "search", "input": {"q": "tea"}},
        {"type": "tool_use", "id": "toolu_2", "name": "stop", "input": {}},
    ]
    body = {"type": "message", "content": content, "stop_reason": "tool_use", "usage": {"input_tokens": 3}}
    found = read(call(DIALECTS["anthropic-messages"]), json.dumps(body).encode(), PLACE)
    calls = '[{"name": "search", "arguments": {"q": "tea"}}, {"name": "stop", "arguments": {}}]'
    assert found.text == f'{{"content": "I look.", "tool_calls": {calls}}}'
    assert (found.cause, found.thinking) == (None, "Hm.")


HUGE = '{"n": ' + "9" * 5000 + "}"
DEEP = '{"a": ' * 2000 + "1" + "}" * 2000


@pytest.mark.parametrize(
    "arguments",
    ['{"q": ', "[1]", "null", "tea", '{"n": NaN}', '{"n": Infinity}', '{"n": 1e999}', '{"s": "\\ud800"}', HUGE, DEEP],
    ids=["cut", "list", "null", "word", "nan", "infinity", "overflow", "surrogate", "digits", "deep"],
)
def test_arguments_that_are_no_object_are_kept_as_the_text_that_they_are(arguments: str) -> None:
    found = answer(made(("search", arguments)))
    assert json.loads(found.text)["tool_calls"] == [{"name": "search", "arguments": arguments}]
    found.text.encode()


def test_arguments_that_came_as_an_object_are_read_and_large_numbers_stay_exact() -> None:
    found = answer(made(("search", {"q": "漢字", "n": 10**30}), ("search", '{"n": 123456789012345678901234567890}')))
    first, second = json.loads(found.text)["tool_calls"]
    assert first["arguments"] == {"q": "漢字", "n": 10**30}
    assert second["arguments"]["n"] == 123456789012345678901234567890
    assert "漢字" in found.text


@pytest.mark.parametrize("calls", [None, [], "x", {"a": 1}, [None, 3, {"function": None}, {"function": {"name": 3}}]])
def test_what_is_no_call_is_passed_over(calls: object) -> None:
    assert answer({"content": "Hello.", "tool_calls": calls}, finish="stop").text == "Hello."
    assert answer({"content": None, "tool_calls": calls}, finish="stop").cause == "empty"


def test_a_text_that_reads_like_calls_does_not_pass_for_one() -> None:
    fake = '{"content": "", "tool_calls": [{"name": "search", "arguments": {}}]}'
    found = answer({"content": fake}, finish="stop")
    assert json.loads(found.text) == {"content": fake, "tool_calls": []}
    assert answer({"content": fake}, finish="stop", asked=call(tools=())).text == fake


def test_calls_that_nobody_defined_are_no_answer() -> None:
    assert answer(made(("search", "{}")), asked=call(tools=())).cause == "empty"


def test_a_refusal_a_filter_and_a_cut_stay_what_they_are() -> None:
    assert answer({"content": None, "refusal": "No."}, finish="stop").cause == "refused"
    assert answer(made(("search", "{}")), finish="content_filter").cause == "content_filter"
    cut = answer(made(("search", '{"q": "te')), finish="length")
    assert (cut.cut, cut.cause) == (True, None)
    with pytest.raises(AttemptError):
        answer(made(("search", "{}")), finish="error")


def test_calls_of_a_stream_that_nobody_asked_for_are_joined_by_their_numbers() -> None:
    deltas = [
        {"tool_calls": [{"index": 0, "id": "a", "function": {"name": "search", "arguments": ""}}]},
        {"tool_calls": [{"index": 0, "function": {"arguments": '{"q": '}}]},
        {"tool_calls": [{"index": 1, "id": "b", "function": {"name": "stop", "arguments": "{}"}}]},
        {"tool_calls": [{"index": 0, "function": {"arguments": '"tea"}'}}, None, {"index": "x", "function": 3}]},
    ]
    events = [{"choices": [{"delta": delta}]} for delta in deltas]
    events.append({"choices": [{"delta": {}, "finish_reason": "tool_calls"}]})
    stream = "".join(f"data: {json.dumps(event)}\n\n" for event in events) + "data: [DONE]\n\n"
    calls = json.loads(read(call(), stream.encode(), PLACE).text)["tool_calls"]
    assert calls == [{"name": "search", "arguments": {"q": "tea"}}, {"name": "stop", "arguments": {}}]
