"""The client of OpenAI-compatible endpoints: what it sends, and what it makes of every kind of answer."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import msgspec
import pytest

from service.domain.call import Answer, Call, Completion, Sampling
from service.errors import AttemptError
from service.llm.openai import OpenAIClient, retry_after_s
from tests.llm.bench import URL, call, said

KEY = "sk-very-secret"
PROMPT = "a confidential prompt"


async def attempt(response: httpx.Response | Exception, request: Call | None = None) -> Answer:
    """One attempt at a call that is answered like this."""

    def handler(_: httpx.Request) -> httpx.Response:
        if isinstance(response, Exception):
            raise response
        return response

    client = OpenAIClient(URL, KEY, 5, httpx.MockTransport(handler))
    try:
        return await client.attempt(request or call("a", PROMPT))
    finally:
        await client.close()


async def failure(response: httpx.Response | Exception) -> AttemptError:
    """Why the attempt failed; no message tells a secret or a prompt."""
    with pytest.raises(AttemptError) as caught:
        await attempt(response)
    assert KEY not in str(caught.value)
    assert PROMPT not in str(caught.value)
    return caught.value


async def sent(request: Call, key: str | None = KEY) -> tuple[httpx.Request, dict[str, Any]]:
    requests: list[httpx.Request] = []

    def handler(received: httpx.Request) -> httpx.Response:
        requests.append(received)
        return said()

    client = OpenAIClient(f"{URL}/", key, 5, httpx.MockTransport(handler))
    await client.attempt(request)
    await client.close()
    return requests[0], json.loads(requests[0].content)


async def test_a_chat_is_sent_with_its_sampling_seed_and_key() -> None:
    request, body = await sent(call("a", "Hi"))
    assert str(request.url) == "http://world/v1/chat/completions"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert body == {
        "model": "pure",
        "temperature": 0.0,
        "max_tokens": 16,
        "seed": 1,
        "messages": [{"role": "user", "content": "Hi"}],
    }


async def test_a_completion_is_sent_to_its_own_endpoint_with_its_stops() -> None:
    changed = msgspec.structs.replace(
        call("a"), request=Completion(prompt="Once", stop=("\n",)), sampling=Sampling(top_p=0.5, max_tokens=3)
    )
    request, body = await sent(changed)
    assert request.url.path == "/v1/completions"
    assert (body["prompt"], body["stop"], body["top_p"], body["max_tokens"]) == ("Once", ["\n"], 0.5, 3)
    assert "messages" not in body


async def test_no_key_sends_no_authorization() -> None:
    request, _ = await sent(call("a"), key=None)
    assert "authorization" not in request.headers


async def test_an_answer_has_text_tokens_and_cost() -> None:
    expected = Answer(text="yes", cut=False, input_tokens=10, output_tokens=5, cost_micro_usd=20)
    assert await attempt(said()) == expected
    completion = msgspec.structs.replace(call("a"), request=Completion(prompt="Once"))
    assert await attempt(said(choices=[{"text": "yes", "finish_reason": "stop"}]), completion) == expected


@pytest.mark.parametrize("usage", [None, {}, {"prompt_tokens": None, "completion_tokens": None}])
async def test_missing_usage_is_estimated(usage: object) -> None:
    answer = await attempt(said("a longer answer", usage=usage))
    assert answer.input_tokens == call("a", PROMPT).input_tokens()
    assert answer.output_tokens == len("a longer answer") // 3 + 1


@pytest.mark.parametrize("usage", [{"prompt_tokens": 10, "completion_tokens": 16}, None, {}])
async def test_an_answer_cut_by_our_own_limit_is_an_answer(usage: object) -> None:
    choice = {"message": {"content": "it is pos"}, "finish_reason": "length"}
    answer = await attempt(said(choices=[choice], usage=usage))
    assert answer.cut
    assert answer.text == "it is pos"


async def test_an_answer_cut_by_the_provider_before_our_limit_is_a_failure_that_trying_again_does_not_help() -> None:
    choice = {"message": {"content": "it is pos"}, "finish_reason": "length"}
    error = await failure(said(choices=[choice]))
    assert (error.cause, error.retryable, error.possibly_paid) == ("cut", False, True)


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 529])
async def test_a_status_that_may_pass_is_retryable(status: int) -> None:
    error = await failure(httpx.Response(status, text=f"you said {PROMPT} with {KEY}"))
    assert error.retryable
    assert not error.possibly_paid
    assert error.cause == ("throttled" if status == 429 else f"http_{status}")


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 413, 422])
async def test_a_status_that_stays_is_not_retryable(status: int) -> None:
    error = await failure(httpx.Response(status, text=PROMPT, headers={"location": "http://elsewhere"}))
    assert (error.cause, error.retryable, error.possibly_paid) == (f"http_{status}", False, False)


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", b"[]", b'{"choices": null}', b'{"choices": [{"message": {"content": 3}}]}', b'"\xff"', b'{"a'],
)
async def test_garbage_was_possibly_paid_and_is_not_asked_for_again(content: bytes) -> None:
    error = await failure(httpx.Response(200, content=content))
    assert (error.cause, error.retryable, error.possibly_paid) == ("garbage", False, True)


@pytest.mark.parametrize(
    "choices",
    [
        [{}],
        [{"message": {"content": ""}}],
        [{"message": {"content": None}}],
        [{"message": {}}],
        [{"text": None, "finish_reason": "stop"}],
    ],
)
async def test_an_answer_without_text_is_an_answer_that_says_why(choices: list[object]) -> None:
    answer = await attempt(said(choices=choices))
    assert (answer.text, answer.cause) == ("", "empty")


async def test_an_answer_without_choices_was_possibly_paid_and_is_not_asked_for_again() -> None:
    error = await failure(said(choices=[]))
    assert (error.cause, error.retryable, error.possibly_paid) == ("empty", False, True)


@pytest.mark.parametrize("content", ["I can", None])
async def test_a_filtered_answer_has_no_text(content: str | None) -> None:
    choice = {"message": {"content": content}, "finish_reason": "content_filter"}
    answer = await attempt(said(choices=[choice]))
    assert (answer.text, answer.cause) == ("", "content_filter")


async def test_a_body_that_cannot_be_decoded_broke_on_its_way() -> None:
    def handler(_: httpx.Request) -> httpx.Response:
        stream = httpx.ByteStream(b"no gzip")
        return httpx.Response(200, headers={"content-encoding": "gzip"}, stream=stream)

    client = OpenAIClient(URL, KEY, 5, httpx.MockTransport(handler))
    with pytest.raises(AttemptError) as caught:
        await client.attempt(call("a"))
    assert (caught.value.cause, caught.value.possibly_paid) == ("broken", True)
    await client.close()


@pytest.mark.parametrize("error", [httpx.ConnectError(PROMPT), httpx.ConnectTimeout(PROMPT)])
async def test_a_request_that_never_went_out_is_not_paid(error: Exception) -> None:
    found = await failure(error)
    assert (found.cause, found.retryable, found.possibly_paid) == ("unreachable", True, False)


@pytest.mark.parametrize("error", [httpx.ReadError(PROMPT), httpx.RemoteProtocolError(KEY), httpx.WriteError(KEY)])
async def test_a_request_whose_fate_is_unknown_is_possibly_paid(error: Exception) -> None:
    found = await failure(error)
    assert (found.cause, found.retryable, found.possibly_paid) == ("broken", True, True)


async def test_no_answer_in_time_is_possibly_paid() -> None:
    async def handler(_: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    client = OpenAIClient(URL, KEY, 0.02, httpx.MockTransport(handler))
    with pytest.raises(AttemptError, match=r"no answer within 0\.02 s") as caught:
        await client.attempt(call("a"))
    assert (caught.value.cause, caught.value.retryable, caught.value.possibly_paid) == ("timeout", True, True)
    await client.close()


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("7", 7.0),
        ("0.25", 0.25),
        ("-3", 0.0),
        ("100000", 300.0),
        ("inf", 300.0),
        ("nan", None),
        ("soon", None),
        ("", None),
        ("Mon, 01 Jan 2024 00:00:00", None),
        ("Mon, 01 Jan 2024 00:00:00 GMT", 0.0),
    ],
)
def test_a_wish_to_wait_is_bounded_and_nonsense_is_none(header: str | None, seconds: float | None) -> None:
    assert retry_after_s(header) == seconds


def test_a_wish_to_wait_may_be_a_date() -> None:
    header = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    assert retry_after_s(header) == pytest.approx(60, abs=2)
