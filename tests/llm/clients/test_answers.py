"""What a 200 says: text, thinking, refusals, usage, and why an answer has no text."""

import json
from typing import Any

import httpx
import msgspec
import pytest

from gradcheck.domain.call import Answer, Call, Completion, Endpoint
from gradcheck.domain.dialect import Dialect
from gradcheck.errors import AttemptError
from gradcheck.llm.clients.answers import read
from gradcheck.llm.clients.remedies import Place
from gradcheck.settings import Provider
from tests.llm.bench import URL, WORLD, call, said

PLACE = Place(name="world", provider=Provider(base_url=URL), secrets=("sk-very-secret",))
USAGE = {"prompt_tokens": 10, "completion_tokens": 5}
STREAM = b"""data: {"choices":[{"delta":{"role":"assistant","content":"y"}}]}

data: {"choices":[{"delta":{"content":"es"},"finish_reason":"stop"}]}

data: {"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5}}

data: [DONE]

"""
FULL = {"prompt_tokens": 10, "completion_tokens": 16}


def answer(content: bytes | httpx.Response | dict[str, Any], asked: Call | None = None) -> Answer:
    if isinstance(content, httpx.Response):
        content = content.content
    return read(asked or call("a"), content if isinstance(content, bytes) else json.dumps(content).encode(), PLACE)


def failure(content: bytes | httpx.Response | dict[str, Any]) -> AttemptError:
    with pytest.raises(AttemptError) as caught:
        answer(content)
    assert "sk-very-secret" not in caught.value.message
    return caught.value


def message(finish: str | None = "stop", usage: object = USAGE, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any shape
    """An answer of the chat endpoint whose message has these fields."""
    return {"choices": [{"message": fields, "finish_reason": finish}], "usage": usage}


def test_an_answer_has_text_tokens_and_cost() -> None:
    expected = Answer(text="yes", cut=False, input_tokens=10, output_tokens=5, cost_micro_usd=20)
    assert answer(said()) == expected
    completion = msgspec.structs.replace(call("a"), request=Completion(prompt="Once"))
    assert answer(said(choices=[{"text": "yes", "finish_reason": "stop"}]), completion) == expected


def test_anthropics_answer_has_text_thinking_and_all_of_its_input() -> None:
    found = answer(
        {
            "type": "message",
            "content": [{"type": "thinking", "thinking": "Hm."}, {"type": "text", "text": "yes"}],
            "stop_reason": "end_turn",
            "usage": {
                "input_tokens": 10,
                "cache_read_input_tokens": 100,
                "cache_creation_input_tokens": 1,
                "output_tokens": 5,
            },
        }
    )
    assert (found.text, found.thinking, found.cut) == ("yes", "Hm.", False)
    assert (found.input_tokens, found.cached_tokens, found.output_tokens) == (111, 100, 5)


@pytest.mark.parametrize(
    ("fields", "text", "thinking"),
    [
        ({"content": [{"type": "text", "text": "po"}, {"type": "text", "text": "sitive"}]}, "positive", None),
        ({"content": ["positive"]}, "positive", None),
        (
            {
                "content": [
                    {"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]},
                    {"type": "text", "text": "positive"},
                ]
            },
            "positive",
            "Hm.",
        ),
        ({"content": [{"type": "reasoning", "text": "Hm."}, {"type": "text", "text": "positive"}]}, "positive", "Hm."),
        ({"content": "positive", "reasoning_content": "Hm."}, "positive", "Hm."),
        ({"content": "positive", "reasoning": "Hm.", "reasoning_details": [{"x": 1}]}, "positive", "Hm."),
        ({"content": "positive", "thinking": "Hm."}, "positive", "Hm."),
        ({"content": "positive", "reasoning": {"odd": 1}, "thinking": 7}, "positive", None),
        ({"content": "<think>Hm.</think>\npositive"}, "positive", "Hm."),
        ({"content": "<think>b</think>positive", "reasoning_content": "a"}, "positive", "a\n\nb"),
        ({"content": "positive", "refusal": None, "tool_calls": [], "annotations": []}, "positive", None),
    ],
)
def test_thinking_is_kept_apart_from_text_whichever_way_it_comes(
    fields: dict[str, Any], text: str, thinking: str | None
) -> None:
    found = answer(message(**fields))
    assert (found.text, found.thinking, found.cause) == (text, thinking, None)


@pytest.mark.parametrize(
    ("reply", "cause"),
    [
        (message(content=""), "empty"),
        (message(content=None), "empty"),
        (message(), "empty"),
        (message(content=" \n"), "empty"),
        (message(content=[]), "empty"),
        ({"choices": [{}]}, "empty"),
        ({"choices": [{"text": None, "finish_reason": "stop"}]}, "empty"),
        (message(content=None, tool_calls=[{"id": "1"}], finish="tool_calls"), "empty"),
        (message(content="<think>Hm.</think>"), "empty"),
        (message(content=None, refusal="I cannot help."), "refused"),
        (message(content=[{"type": "refusal", "refusal": "I cannot help."}]), "refused"),
        (message(content="I can", finish="content_filter"), "content_filter"),
        (message(content=None, finish="SAFETY"), "content_filter"),
        (message(content="", finish="length", usage=FULL), "thinking_limit"),
        (message(content=None, finish="length", usage=FULL), "thinking_limit"),
        (message(finish="length", reasoning="Hm"), "thinking_limit"),
        (message(content="<think>Hm", finish="length", usage=FULL), "thinking_limit"),
        (message(content="<think>Hm", finish="length"), "thinking_limit"),
        (message(content="", finish="length", usage={**USAGE, "total_tokens": 26}), "thinking_limit"),
        (message(content="\n\n\n", finish="length", usage=FULL), "limit"),
        (message(content="", finish="length", usage=None), "limit"),
        (message(content="po", finish="model_context_window_exceeded"), "context"),
        ({"content": [], "stop_reason": "end_turn"}, "empty"),
        ({"content": [{"type": "text", "text": "I"}], "stop_reason": "refusal"}, "refused"),
        ({"content": [{"type": "thinking", "thinking": "H"}], "stop_reason": "max_tokens"}, "thinking_limit"),
        ({"content": [], "stop_reason": "model_context_window_exceeded"}, "context"),
    ],
)
def test_an_answer_without_text_says_why(reply: dict[str, Any], cause: str) -> None:
    found = answer(reply)
    assert (found.text, found.cause) == ("", cause)
    assert cause in {"empty", "content_filter"} or found.words


def test_a_limit_used_up_by_thinking_says_what_to_change() -> None:
    words = answer(message(content="", finish="length", usage=FULL)).words or ""
    assert "models.task.max_tokens above 16" in words
    assert "effort" in words


@pytest.mark.parametrize("usage", [None, {}, {"prompt_tokens": None, "completion_tokens": None}])
def test_missing_usage_is_estimated(usage: object) -> None:
    found = answer(said("a longer answer", usage=usage))
    assert found.input_tokens == call("a").input_tokens()
    assert found.output_tokens == len("a longer answer") // 3 + 1
    thought = answer(message(content="yes", reasoning="a longer thought", usage=usage))
    assert thought.output_tokens == len("yesa longer thought") // 3 + 1


@pytest.mark.parametrize("number", [1e20, 10**20, -1, -1e20, "5", True, [5], {"a": 1}])
def test_absurd_usage_is_replaced_by_the_estimate(number: object) -> None:
    usage = {
        "prompt_tokens": number,
        "completion_tokens": number,
        "total_tokens": number,
        "prompt_tokens_details": {"cached_tokens": number},
        "completion_tokens_details": {"reasoning_tokens": number},
    }
    assert answer(said("yes", usage=usage)) == answer(said("yes", usage=None))


def test_fractions_of_tokens_are_counted_as_whole_ones() -> None:
    found = answer(said(usage={"prompt_tokens": 10.0, "completion_tokens": 5.0, "total_tokens": 15.0}))
    assert (found.input_tokens, found.output_tokens) == (10, 5)


@pytest.mark.parametrize(
    ("usage", "outputs", "thought"),
    [
        ({**USAGE, "completion_tokens_details": {"reasoning_tokens": 3}}, 5, 3),
        ({**USAGE, "total_tokens": 40}, 30, 25),
        ({**USAGE, "total_tokens": 40, "completion_tokens_details": {"reasoning_tokens": 25}}, 30, 25),
        ({**USAGE, "total_tokens": 15}, 5, 0),
        ({**USAGE, "total_tokens": 3}, 5, 0),
        ({**USAGE, "completion_tokens_details": None}, 5, 0),
    ],
)
def test_thinking_is_part_of_the_answers_tokens_whether_the_provider_counts_it_there_or_not(
    usage: object, outputs: int, thought: int
) -> None:
    found = answer(said(usage=usage))
    assert (found.output_tokens, found.thinking_tokens) == (outputs, thought)


@pytest.mark.parametrize(
    "usage",
    [
        {"prompt_tokens": 1000, "completion_tokens": 5, "prompt_tokens_details": {"cached_tokens": 800}},
        {"prompt_tokens": 1000, "completion_tokens": 5, "prompt_cache_hit_tokens": 800},
        {"prompt_tokens": 800, "completion_tokens": 5, "prompt_tokens_details": {"cached_tokens": 9000}},
    ],
)
def test_cached_tokens_cost_what_they_cost_and_are_never_more_than_the_request(usage: dict[str, Any]) -> None:
    priced: Endpoint = msgspec.structs.replace(WORLD, cached_price=100_000)
    found = answer(said(usage=usage), call("a", endpoint=priced))
    fresh = usage["prompt_tokens"] - 800
    assert (found.cached_tokens, found.cost_micro_usd) == (800, fresh + 80 + 10)
    assert answer(said(usage=usage)).cost_micro_usd == usage["prompt_tokens"] + 10


@pytest.mark.parametrize("usage", [FULL, None, {}])
def test_an_answer_cut_by_our_own_limit_is_an_answer(usage: object) -> None:
    found = answer(message(content="it is pos", finish="length", usage=usage))
    assert (found.cut, found.text, found.cause) == (True, "it is pos", None)


def test_the_limit_that_counts_is_the_one_that_was_sent() -> None:
    thinker: Endpoint = msgspec.structs.replace(WORLD, dialect=Dialect(headroom=100))
    reply = message(content="it is pos", finish="length", usage={"prompt_tokens": 10, "completion_tokens": 116})
    assert answer(reply, call("a", endpoint=thinker)).cut
    reply["usage"]["completion_tokens"] = 16
    with pytest.raises(AttemptError, match="before its limit of 116"):
        answer(reply, call("a", endpoint=thinker))


def test_an_answer_cut_by_the_provider_before_our_limit_is_a_failure_that_names_the_limit_to_lower() -> None:
    error = failure(message(content="it is pos", finish="length"))
    assert (error.cause, error.retryable, error.possibly_paid) == ("cut", False, True)
    assert "after 5 tokens, 15 with the request's" in error.message
    assert "lower models.task.max_tokens" in error.message
    thinking = message(content="it is pos", finish="length", reasoning="Hm.")
    assert answer(thinking).cut, "what thinking took is not counted everywhere"


def test_an_answer_that_fills_the_models_context_is_too_long_a_request() -> None:
    small: Endpoint = msgspec.structs.replace(WORLD, context=15)
    found = answer(message(content="it is pos", finish="length"), call("a", endpoint=small))
    assert (found.text, found.cause) == ("", "context")


@pytest.mark.parametrize(
    "content",
    [
        b"\n\n  \n" + said().content,
        b": PROCESSING\n\n: PROCESSING\n\n" + said().content,
        STREAM,
    ],
)
def test_an_answer_behind_comments_or_in_a_stream_is_read(content: bytes) -> None:
    found = answer(content)
    assert (found.text, found.input_tokens, found.output_tokens) == ("yes", 10, 5)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b'{"choices": null}',
        b'{"choices": []}',
        b'{"choices": [{"message": {"content": 3}}]}',
        b'"\xff"',
        b'{"a',
        b'data: {"choices":[{"delta":{"content":"y"}}]}\n\n',
        b"data: nonsense\n\n",
    ],
)
def test_garbage_was_possibly_paid_and_is_not_asked_for_again(content: bytes) -> None:
    error = failure(content)
    assert (error.cause, error.retryable, error.possibly_paid, error.fatal) == ("garbage", False, True, False)
    assert error.message.startswith("world answered something that the endpoint does not promise")


def test_a_web_page_ends_the_job_and_names_the_address_to_check() -> None:
    error = failure(b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>x</body></html>")
    assert (error.cause, error.fatal) == ("garbage", True)
    assert "Sign in" in error.message
    assert "[providers.world] base_url" in error.message


@pytest.mark.parametrize(
    ("error", "cause", "retryable", "fatal"),
    [
        ({"code": 502, "message": "Provider returned error", "metadata": {"raw": "down"}}, "http_502", True, False),
        ({"code": 429, "message": "slow down"}, "throttled", True, False),
        ({"code": "429", "message": "slow down"}, "throttled", True, False),
        ({"message": "Rate limited", "type": "rate_limit_error"}, "throttled", True, False),
        ({"message": "Overloaded", "type": "overloaded_error"}, "http_529", True, False),
        ({"code": 401, "message": "No auth credentials found"}, "http_401", False, True),
        ({"code": 402, "message": "Insufficient credits"}, "quota", False, True),
        ({"message": "nobody knows"}, "http_500", True, False),
        ("nobody knows", "http_500", True, False),
        ("Unexpected endpoint or method. (POST /chat/completions). Returning 200 anyway", "http_404", False, True),
    ],
)
def test_an_error_inside_a_200_is_what_its_code_says(
    error: object, cause: str, *, retryable: bool, fatal: bool
) -> None:
    for reply in (
        {"error": error},
        {"choices": [{"finish_reason": "error", "message": {"content": ""}, "error": error}]},
    ):
        found = failure(reply)
        assert (found.cause, found.retryable, found.fatal) == (cause, retryable, fatal)
        assert found.message.startswith("world answered 200 with the error")


def test_a_choice_that_ends_in_an_error_is_a_failure_even_with_text() -> None:
    found = failure(message(content="it is", finish="error"))
    assert (found.cause, found.retryable) == ("http_500", True)
