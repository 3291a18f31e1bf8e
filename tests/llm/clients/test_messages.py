"""Messages with images and calls of tools, as each wire format writes them."""

import msgspec

from gradcheck.domain.call import Call, Chat, Message
from gradcheck.domain.dialect import STANDARD, Dialect
from gradcheck.domain.messages.contents import Image, ToolCall
from gradcheck.llm.clients.bodies import body, fields
from gradcheck.llm.clients.dialects import DIALECTS
from tests.llm.bench import WORLD

IMAGE = Image(media_type="image/png", width=2, height=1, sha256="ab" * 32, data="QUJD")
SYSTEM = Message(role="system", content="Be brief.")
SHOWN = Message(role="user", content="What is [image]?", parts=("What is ", IMAGE, "?"))
TRACK = ToolCall(id="call00000", name="track", arguments='{"n": 7}')
COUNT = ToolCall(id="call00001", name="count", arguments="{}")
CALLS = Message(role="assistant", content="", tool_calls=(TRACK, COUNT))
RESULTS = (
    Message(role="tool", content="Ghent", tool_call_id="call00000"),
    Message(role="tool", content="3", tool_call_id="call00001"),
)


def call(dialect: Dialect, *messages: Message) -> Call:
    endpoint = msgspec.structs.replace(WORLD, dialect=dialect)
    return Call(
        path="p", role="task", endpoint=endpoint, request=Chat(messages=messages), sampling=endpoint.sampling, seed=7
    )


def sent(dialect: Dialect, *messages: Message) -> list[object]:
    """The messages as they go over the wire."""
    return list(msgspec.json.decode(body(call(dialect, *messages)))["messages"])


def test_plain_messages_are_written_without_the_fields_of_richer_ones() -> None:
    assert sent(STANDARD, SYSTEM) == [{"role": "system", "content": "Be brief."}]


def test_an_image_is_a_part_with_a_data_url_in_openais_format() -> None:
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,QUJD"}}
    text = [{"type": "text", "text": "What is "}, image, {"type": "text", "text": "?"}]
    assert sent(STANDARD, SHOWN) == [{"role": "user", "content": text}]


def test_an_image_is_a_block_with_a_source_in_anthropics_format() -> None:
    source = {"type": "base64", "media_type": "image/png", "data": "QUJD"}
    blocks = [{"type": "text", "text": "What is "}, {"type": "image", "source": source}, {"type": "text", "text": "?"}]
    request = call(DIALECTS["anthropic-messages"], SYSTEM, SHOWN)
    assert msgspec.json.decode(body(request))["messages"] == [{"role": "user", "content": blocks}]
    assert fields(request)["system"] == "Be brief."


def test_texts_without_characters_beside_an_image_are_not_sent() -> None:
    """Providers refuse them."""
    shown = Message(role="user", content="  [image]", parts=("", "  ", IMAGE, "\n"))
    for dialect in DIALECTS.values():
        (turn,) = sent(dialect, shown)
        assert isinstance(turn, dict)
        assert [part["type"] for part in turn["content"]] == ["image" if dialect.wire == "anthropic" else "image_url"]
    (turn,) = sent(Dialect(system="user"), SYSTEM, shown)
    assert isinstance(turn, dict)
    assert [part["type"] for part in turn["content"]] == ["text", "image_url"]


def test_system_text_stands_before_the_parts_of_a_first_user_turn_where_the_model_has_no_system_role() -> None:
    (turn,) = sent(Dialect(system="user"), SYSTEM, SHOWN)
    assert isinstance(turn, dict)
    assert turn["content"][0] == {"type": "text", "text": "Be brief.\n\n"}
    assert turn["content"][1] == {"type": "text", "text": "What is "}


def test_calls_of_tools_and_their_results_are_turns_of_their_own_in_openais_format() -> None:
    calls = [
        {"id": one.id, "type": "function", "function": {"name": one.name, "arguments": one.arguments}}
        for one in (TRACK, COUNT)
    ]
    assert sent(STANDARD, CALLS, *RESULTS) == [
        {"role": "assistant", "content": None, "tool_calls": calls},
        {"role": "tool", "tool_call_id": "call00000", "content": "Ghent"},
        {"role": "tool", "tool_call_id": "call00001", "content": "3"},
    ]


def test_calls_of_tools_are_written_as_text_where_a_request_in_anthropics_format_defines_none() -> None:
    """It refuses such blocks in a request without tools."""
    first, second = sent(DIALECTS["anthropic-messages"], CALLS, *RESULTS)
    assert first == {
        "role": "assistant",
        "content": [{"type": "text", "text": 'calls track({"n": 7})'}, {"type": "text", "text": "calls count({})"}],
    }
    assert second == {
        "role": "user",
        "content": [{"type": "text", "text": "result of track: Ghent"}, {"type": "text", "text": "result of count: 3"}],
    }


def test_a_calls_key_holds_which_image_it_shows_and_not_its_bytes() -> None:
    without = msgspec.structs.replace(IMAGE, data="")
    other = msgspec.structs.replace(IMAGE, sha256="cd" * 32)
    keys = [
        call(STANDARD, Message(role="user", content="?", parts=("?", image))).key("s")
        for image in (IMAGE, without, other)
    ]
    assert keys[0] == keys[1] != keys[2]
    assert keys[0] != call(STANDARD, Message(role="user", content="?")).key("s")


def test_what_images_take_is_part_of_a_calls_estimate() -> None:
    assert call(STANDARD, SHOWN).input_tokens() == len(SHOWN.content) // 2 + 8 + 8 + 256
