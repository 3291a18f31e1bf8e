"""The body of a request: what each dialect sends of a call, under which name, and what it leaves out."""

from typing import Any

import msgspec
import pytest

from gradcheck.domain.call import Call, Chat, Completion, Message, Sampling
from gradcheck.domain.dialect import Dialect
from gradcheck.llm.clients.bodies import fields
from gradcheck.llm.clients.dialects import DIALECTS
from tests.llm.bench import WORLD

SCHEMA = {"type": "object", "properties": {"score": {"type": "number"}}}
SYSTEM = Message(role="system", content="Be brief.")
DEMO = (Message(role="user", content="1"), Message(role="assistant", content="one"))
USER = Message(role="user", content="2")


def call(dialect: Dialect, *messages: Message, schema: dict[str, Any] | None = None, **sampling: Any) -> Call:  # noqa: ANN401 - any part
    """A chat call in this dialect."""
    drawn = Sampling(**{"max_tokens": 16, "temperature": 0.5, "top_p": 0.9} | sampling)
    endpoint = msgspec.structs.replace(WORLD, dialect=dialect, sampling=drawn)
    request = Chat(messages=messages or (SYSTEM, *DEMO, USER), schema=schema)
    return Call(path="p", role="task", endpoint=endpoint, request=request, sampling=drawn, seed=7)


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("standard", {"max_tokens": 16, "temperature": 0.5, "top_p": 0.9, "seed": 7}),
        ("openai-reasoning", {"max_completion_tokens": 16 + 4096}),
        ("anthropic", {"max_tokens": 16}),
        ("gemini", {"max_tokens": 16 + 4096, "temperature": 0.5, "top_p": 0.9}),
        ("mistral", {"max_tokens": 16, "temperature": 0.5, "top_p": 0.9, "random_seed": 7}),
        ("anthropic-messages", {"max_tokens": 16, "system": "Be brief."}),
    ],
)
def test_each_dialect_sends_what_its_models_take(name: str, sent: dict[str, Any]) -> None:
    body = fields(call(DIALECTS[name]))  # type: ignore[index]
    messages = body.pop("messages")
    assert body == {"model": "pure", "stream": False} | sent
    assert list(messages) == ([*DEMO, USER] if "system" in sent else [SYSTEM, *DEMO, USER])


@pytest.mark.parametrize(
    ("system", "first"),
    [
        ("developer", {"role": "developer", "content": "Be brief."}),
        ("user", Message(role="user", content="Be brief.\n\n1")),
    ],
)
def test_system_text_goes_where_the_model_has_it(system: str, first: object) -> None:
    dialect = msgspec.convert({"system": system}, Dialect)
    messages = fields(call(dialect))["messages"]
    assert messages[0] == first
    assert len(messages) == (4 if system == "developer" else 3)


def test_system_text_alone_or_before_an_answer_becomes_a_user_turn() -> None:
    dialect = Dialect(system="user")
    assert fields(call(dialect, SYSTEM))["messages"] == [Message(role="user", content="Be brief.")]
    turns = fields(call(dialect, SYSTEM, DEMO[1], USER))["messages"]
    assert [turn.role for turn in turns] == ["user", "assistant", "user"]
    assert fields(call(dialect, USER))["messages"] == [USER]


def test_effort_goes_into_the_dialects_field_and_nowhere_without_one() -> None:
    assert fields(call(DIALECTS["openai-reasoning"], effort="low"))["reasoning_effort"] == "low"
    assert fields(call(DIALECTS["anthropic-messages"], effort="low"))["output_config"] == {"effort": "low"}
    assert "low" not in str(fields(call(DIALECTS["mistral"], effort="low")))


def test_extra_fields_of_the_settings_and_of_the_request_come_last_and_into_objects() -> None:
    dialect = Dialect(extra={"store": False, "reasoning": {"exclude": True}}, effort="reasoning.effort")
    body = fields(call(dialect, effort="low", extra={"reasoning": {"exclude": False}, "temperature": 1}))
    assert body["reasoning"] == {"effort": "low", "exclude": False}
    assert (body["store"], body["temperature"]) == (False, 1)


def test_an_answer_is_held_to_a_schema_where_the_dialect_can_do_so() -> None:
    openai = fields(call(DIALECTS["openai-reasoning"], schema=SCHEMA))["response_format"]
    assert openai == {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": SCHEMA}}
    native = fields(call(DIALECTS["anthropic-messages"], schema=SCHEMA, effort="low"))["output_config"]
    assert native == {"effort": "low", "format": {"type": "json_schema", "schema": SCHEMA}}
    assert "response_format" not in fields(call(DIALECTS["standard"], schema=SCHEMA))


def test_a_raw_completion_names_its_limit_as_that_endpoint_does() -> None:
    chat = call(DIALECTS["openai-reasoning"])
    body = fields(msgspec.structs.replace(chat, request=Completion(prompt="Once", stop=("\n",))))
    assert body == {"model": "pure", "stream": False, "max_tokens": 16 + 4096, "prompt": "Once", "stop": ("\n",)}


def test_a_call_without_schema_effort_or_dialect_has_the_key_it_always_had() -> None:
    plain = call(Dialect())
    assert plain.key("scope") == "6678df9404428ccc1dee89f65d9aeaa1"
    assert call(Dialect(), schema=SCHEMA).key("scope") != plain.key("scope")
    assert call(Dialect(), effort="low").key("scope") != plain.key("scope")
    assert call(DIALECTS["gemini"]).key("scope") != plain.key("scope")
