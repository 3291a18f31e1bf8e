"""A conversation is read turn by turn; what no model could be sent is refused where it stands."""

from typing import Any

import pytest

from gradcheck.domain.task import Attached
from gradcheck.errors import FieldError
from gradcheck.inputs.fields import InputReader, ReadInput
from gradcheck.inputs.images import Images
from tests.support.pictures import data_url, png

USER, ANSWER = {"role": "user", "content": "Where is my parcel?"}, {"role": "assistant", "content": "Its number?"}
CALL = {"id": "call_abc", "type": "function", "function": {"name": "track", "arguments": '{"n": 7}'}}
CALLS = {"role": "assistant", "content": None, "tool_calls": [CALL], "refusal": None, "annotations": []}
RESULT = {"role": "tool", "tool_call_id": "call_abc", "name": "track", "content": '{"at": "Ghent"}'}
LAST = {"role": "user", "content": "Seven."}


def read(*messages: Any, own: frozenset[str] = frozenset(), **more: Any) -> tuple[ReadInput, dict[str, str]]:  # noqa: ANN401
    errors: list[FieldError] = []
    found = InputReader(Images(), own).read({"messages": list(messages), **more}, "in", errors)
    return found, {error.path: error.message for error in errors}


def attached(*messages: Any, **more: Any) -> tuple[dict[str, str], Attached]:  # noqa: ANN401
    found, errors = read(*messages, **more)
    assert errors == {}
    assert found.attached is not None
    return found.fields, found.attached


def test_a_conversation_is_two_fields_the_last_turn_and_those_before_it() -> None:
    fields, held = attached(USER, ANSWER, LAST)
    assert fields == {
        "conversation": "user: Where is my parcel?\nassistant: Its number?",
        "input": "Seven.",
    }
    assert [(turn.role, turn.content) for turn in held.turns] == [
        ("user", "Where is my parcel?"),
        ("assistant", "Its number?"),
        ("user", "Seven."),
    ]


def test_a_single_turn_has_a_conversation_that_says_there_is_none() -> None:
    assert attached(USER)[0] == {"conversation": "(no earlier turns)", "input": "Where is my parcel?"}


def test_other_fields_stand_beside_a_conversation() -> None:
    fields, _ = attached(USER, customer={"id": 5})
    assert fields["customer"] == '{"id": 5}'


def test_calls_of_tools_and_their_results_are_kept_under_ids_of_our_own() -> None:
    fields, held = attached(USER, CALLS, RESULT)
    assert fields["conversation"] == 'user: Where is my parcel?\nassistant calls track({"n": 7})'
    assert fields["input"] == 'tool track: {"at": "Ghent"}'
    call = held.turns[1].tool_calls[0]
    assert (call.id, call.name, call.arguments) == ("call00000", "track", '{"n": 7}')
    assert held.turns[2].tool_call_id == "call00000"


def test_conversations_that_differ_in_ids_alone_are_equal() -> None:
    other = {**CALL, "id": "xyz"}
    same = attached(USER, {**CALLS, "tool_calls": [other]}, {**RESULT, "tool_call_id": "xyz"})
    assert same == attached(USER, CALLS, RESULT)


def test_an_id_may_come_again_once_it_is_answered() -> None:
    _, held = attached(USER, CALLS, RESULT, CALLS, RESULT, LAST)
    assert [turn.tool_call_id for turn in held.turns if turn.role == "tool"] == ["call00000", "call00001"]


def test_a_system_turn_that_is_the_prompt_is_left_out_and_another_one_stays() -> None:
    system = {"role": "developer", "content": "Be kind. "}
    assert [turn.role for turn in attached(system, USER, own=frozenset({"Be kind."}))[1].turns] == ["user"]
    assert [turn.role for turn in attached(system, USER)[1].turns] == ["system", "user"]


def test_parts_of_text_and_images_are_sent_as_they_are_and_read_as_text() -> None:
    picture = {"type": "image_url", "image_url": {"url": data_url(png(8, 4)), "detail": "auto"}}
    content = [{"type": "text", "text": "What is "}, picture, {"type": "text", "text": "?"}]
    fields, held = attached({"role": "user", "content": content})
    assert fields["input"].startswith("What is [image turn: image/png 8x4, sha256 ")
    assert [part if isinstance(part, str) else part.width for part in held.turns[0].parts] == ["What is ", 8, "?"]
    text = [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]
    assert attached({"role": "user", "content": text})[1].turns[0].parts == ()


@pytest.mark.parametrize(
    ("messages", "path", "why"),
    [
        ([], "in.messages", "the last turn is missing"),
        ([USER, ANSWER], "in.messages", "goes into `expected`"),
        ([USER, "hi"], "in.messages[1]", "is no turn"),
        ([{"content": "x"}], "in.messages[0].role", "is None"),
        ([{"role": ["user"], "content": "x"}], "in.messages[0].role", "accepted are system, developer, user"),
        ([{"role": "function", "content": "x"}], "in.messages[0].role", "'function'"),
        ([{"role": "user", "content": ""}], "in.messages[0].content", "is empty"),
        ([{"role": "user"}], "in.messages[0].content", "is empty"),
        ([{"role": "user", "content": 5}], "in.messages[0].content", "is no content"),
        ([{"role": "user", "content": [{"type": "input_audio"}]}], "in.messages[0].content[0]", "'input_audio'"),
        ([{"role": "user", "content": ["x"]}], "in.messages[0].content[0]", "accepted are"),
        ([{"role": "user", "content": "x", "name": "Ann"}], "in.messages[0].name", "is not sent"),
        ([{**USER, "tool_calls": [CALL]}], "in.messages[0].tool_calls", "assistant"),
        ([{**USER, "tool_call_id": "x"}], "in.messages[0].tool_call_id", "tool"),
        ([RESULT], "in.messages[0].tool_call_id", "to be answered here: none"),
        ([USER, CALLS, {**RESULT, "tool_call_id": 5}], "in.messages[2].tool_call_id", "'call_abc'"),
        ([USER, CALLS, RESULT, RESULT], "in.messages[3].tool_call_id", "none"),
        ([USER, CALLS], "in.messages", "ends before turns of the role tool"),
        ([USER, CALLS, LAST], "in.messages[2]", "comes before turns of the role tool"),
        ([USER, {**CALLS, "tool_calls": {"a": 1}}], "in.messages[1].tool_calls", "no list"),
        ([USER, {**CALLS, "tool_calls": [{"id": "x"}]}], "in.messages[1].tool_calls[0]", "is no call"),
        ([USER, {**CALLS, "tool_calls": [CALL, CALL]}], "in.messages[1].tool_calls[1].id", "two calls"),
        (
            [USER, {**CALLS, "tool_calls": [{**CALL, "function": {"name": "track", "arguments": "[1]"}}]}],
            "in.messages[1].tool_calls[0].function.arguments",
            "no JSON object",
        ),
        (
            [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "http://a/b.png"}}]}],
            "in.messages[0].content[0].image_url",
            "names no image",
        ),
        (
            [{"role": "assistant", "content": [{"type": "image_url", "image_url": {"url": data_url(png())}}]}, USER],
            "in.messages[0].content",
            "not user",
        ),
        (
            [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x", "detail": [{}]}}]}],
            "in.messages[0].content[0].image_url.detail",
            "leave it out",
        ),
        (
            [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x", "detail": "low"}}]}],
            "in.messages[0].content[0].image_url.detail",
            "is not sent",
        ),
        ([USER] * 1001, "in.messages", "1001 turns"),
    ],
)
def test_what_no_model_could_be_sent_is_refused_where_it_stands(messages: list[Any], path: str, why: str) -> None:
    _, errors = read(*messages)
    assert list(errors) == [path]
    assert why in errors[path]


def test_fields_may_not_have_the_names_that_a_conversation_gives() -> None:
    _, errors = read(USER, input="x", conversation="y")
    assert set(errors) == {"in.input", "in.conversation"}


def test_messages_that_are_a_text_are_a_field_like_any_other() -> None:
    errors: list[FieldError] = []
    assert InputReader(Images()).read({"messages": "two new ones"}, "in", errors).fields == {"messages": "two new ones"}


def test_an_example_holds_a_bounded_number_of_images() -> None:
    errors: list[FieldError] = []
    given = {f"p{n}": {"image": data_url(png(shade=n))} for n in range(21)}
    InputReader(Images()).read(given, "in", errors)
    assert [(error.path, error.message) for error in errors] == [("in", "holds 21 images; accepted are 20")]


def test_an_image_as_a_text_is_refused_and_other_objects_stay_json() -> None:
    errors: list[FieldError] = []
    given = {"photo": data_url(png()), "about": {"image": "x", "alt": "y"}, "many": {"image": [1]}}
    found = InputReader(Images()).read(given, "in", errors)
    assert [error.path for error in errors] == ["in.photo"]
    assert found.fields["about"] == '{"image": "x", "alt": "y"}'
    assert found.fields["many"] == '{"image": [1]}'
