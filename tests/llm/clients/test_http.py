"""The client: what it sends, and what becomes of a call by the answer or the failure that comes."""

import asyncio
import json
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import httpx
import msgspec
import pytest

from gradcheck.domain.call import Answer, Call, Completion, Sampling
from gradcheck.errors import AttemptError
from gradcheck.llm.clients.dialects import DIALECTS
from gradcheck.llm.clients.http import Client
from gradcheck.outbound.transport import MOST_BYTES
from gradcheck.settings import Provider
from tests.llm.bench import URL, WORLD, call, said

KEY = "sk-very-secret"
Handler = Callable[[httpx.Request], httpx.Response] | Callable[[httpx.Request], Coroutine[None, None, httpx.Response]]
PROMPT = "a confidential prompt"


def client(handler: Handler, key: str | None = KEY, **settings: Any) -> Client:  # noqa: ANN401 - any setting
    """A client whose requests are answered by the handler."""
    provider = msgspec.convert({"base_url": URL, "timeout_s": 5.0} | settings, Provider)
    return Client("world", provider, key, network=httpx.MockTransport(handler))


async def attempt(response: httpx.Response | Exception, request: Call | None = None) -> Answer:
    """One attempt at a call that is answered like this."""

    def handler(_: httpx.Request) -> httpx.Response:
        if isinstance(response, Exception):
            raise response
        return response

    made = client(handler)
    try:
        return await made.attempt(request or call("a", PROMPT))
    finally:
        await made.close()


async def failure(response: httpx.Response | Exception) -> AttemptError:
    """Why the attempt failed; no message tells a key, nor a prompt that the provider has not repeated."""
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

    made = client(handler, key=key, base_url=f"{URL}/")
    await made.attempt(request)
    await made.close()
    return requests[0], json.loads(requests[0].content)


async def test_a_chat_is_sent_with_its_sampling_seed_and_key() -> None:
    request, body = await sent(call("a", "Hi"))
    assert str(request.url) == "http://world/v1/chat/completions"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert body == {
        "model": "pure",
        "stream": False,
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


async def test_a_key_goes_where_the_provider_wants_it_and_its_own_headers_go_with_it() -> None:
    requests: list[httpx.Request] = []

    def handler(received: httpx.Request) -> httpx.Response:
        requests.append(received)
        return said()

    made = client(
        handler,
        base_url="http://world/openai/deployments/mine?api-version=1",
        key_header="api-key",
        query={"tenant": "a b"},
        headers={"X-Company": "us", "Content-Type": "application/json; charset=utf-8"},
    )
    await made.attempt(call("a"))
    assert str(requests[0].url) == "http://world/openai/deployments/mine/chat/completions?api-version=1&tenant=a+b"
    assert (requests[0].headers["api-key"], requests[0].headers["x-company"]) == (KEY, "us")
    assert requests[0].headers.get_list("content-type") == ["application/json; charset=utf-8"]
    assert "authorization" not in requests[0].headers
    await made.close()


@pytest.mark.parametrize(
    ("base_url", "url"),
    [
        ("http://world/v1//", "http://world/v1/chat/completions"),
        ("http://world/v1/chat/completions", "http://world/v1/chat/completions"),
        ("http://world", "http://world/chat/completions"),
        ("http://[::1]:9/v1/", "http://[::1]:9/v1/chat/completions"),
        (" http://world/v1 ", "http://world/v1/chat/completions"),
    ],
)
async def test_an_address_is_understood_as_people_write_it(base_url: str, url: str) -> None:
    requests: list[httpx.Request] = []

    def handler(received: httpx.Request) -> httpx.Response:
        requests.append(received)
        return said()

    await client(handler, base_url=base_url).attempt(call("a"))
    assert str(requests[0].url) == url


@pytest.mark.parametrize("base_url", ["http://world", "http://world/v1/", "http://world/v1/messages"])
async def test_anthropics_format_has_an_address_a_key_header_and_a_version_of_its_own(base_url: str) -> None:
    requests: list[httpx.Request] = []

    def handler(received: httpx.Request) -> httpx.Response:
        requests.append(received)
        return httpx.Response(200, json={"content": [{"type": "text", "text": "yes"}], "stop_reason": "end_turn"})

    native = call("a", endpoint=msgspec.structs.replace(WORLD, dialect=DIALECTS["anthropic-messages"]))
    assert (await client(handler, base_url=base_url).attempt(native)).text == "yes"
    assert requests[0].url == "http://world/v1/messages"
    assert (requests[0].headers["x-api-key"], requests[0].headers["anthropic-version"]) == (KEY, "2023-06-01")
    assert "authorization" not in requests[0].headers


async def test_anthropics_format_has_no_raw_completions_and_the_setting_is_named() -> None:
    native = msgspec.structs.replace(WORLD, dialect=DIALECTS["anthropic-messages"])
    raw = msgspec.structs.replace(call("a", endpoint=native), request=Completion(prompt="x"))
    with pytest.raises(AttemptError, match='profile = "standard"') as caught:
        await attempt(said(), raw)
    assert caught.value.fatal


@pytest.mark.parametrize("coding", ["gzip", "deflate", "bare"])
async def test_an_answer_that_is_compressed_unasked_is_read(coding: str) -> None:
    content = said().content
    bits = {"gzip": 31, "deflate": 15, "bare": -15}[coding]
    packed = zlib.compressobj(wbits=bits)
    body = packed.compress(content) + packed.flush()
    headers = {"content-encoding": "deflate" if coding == "bare" else coding}
    response = httpx.Response(200, headers=headers, stream=httpx.ByteStream(body))
    assert (await attempt(response)).text == "yes"


async def test_a_compression_that_cannot_be_read_is_named() -> None:
    error = await failure(httpx.Response(200, headers={"content-encoding": "br"}, stream=httpx.ByteStream(b"x")))
    assert (error.cause, error.retryable, error.possibly_paid) == ("garbage", False, True)
    assert "compressed its answer as br" in error.message


@pytest.mark.parametrize("status", [200, 500])
async def test_a_body_is_read_up_to_a_bound_that_is_counted_after_decompression(status: int) -> None:
    packed = zlib.compressobj(wbits=31)
    bomb = b"".join(packed.compress(bytes(1 << 20)) for _ in range(100)) + packed.flush()
    tracemalloc.start()
    error = await failure(httpx.Response(status, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(bomb)))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 6 * MOST_BYTES
    assert error.cause == ("too_large" if status == 200 else "http_500")


async def test_a_body_above_the_bound_is_not_read_on_without_compression() -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1 << 20
            yield bytes(1 << 20)

    error = await failure(httpx.Response(200, content=endless()))
    assert (error.cause, error.retryable, error.possibly_paid) == ("too_large", False, True)
    assert read <= MOST_BYTES + (1 << 20)


async def test_a_body_that_cannot_be_decoded_broke_on_its_way() -> None:
    def handler(_: httpx.Request) -> httpx.Response:
        stream = httpx.ByteStream(b"no gzip")
        return httpx.Response(200, headers={"content-encoding": "gzip"}, stream=stream)

    made = client(handler)
    with pytest.raises(AttemptError) as caught:
        await made.attempt(call("a"))
    assert (caught.value.cause, caught.value.possibly_paid) == ("broken", True)
    await made.close()


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

    made = client(handler, timeout_s=0.02)
    with pytest.raises(AttemptError, match=r"no answer within 0\.02 s") as caught:
        await made.attempt(call("a"))
    assert (caught.value.cause, caught.value.retryable, caught.value.possibly_paid) == ("timeout", True, True)
    await made.close()
