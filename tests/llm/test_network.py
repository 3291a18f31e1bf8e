"""The call path over real connections: how they break, and that a cancelled job leaves nothing behind."""

import asyncio
import socket
from pathlib import Path

import pytest
from aiohttp import web

from gradcheck.concurrency import all_of
from gradcheck.errors import AttemptError
from gradcheck.llm.clients.http import Client
from gradcheck.settings import Provider
from tests.llm.bench import answered, call, opened
from tests.llm.server import Handler, serving

BODY = {
    "choices": [{"message": {"content": "yes"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 10, "completion_tokens": 5},
}


async def hang_up(request: web.BaseRequest) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def half_an_answer(request: web.BaseRequest) -> web.StreamResponse:
    response = web.StreamResponse(headers={"content-length": "1000"})
    await response.prepare(request)
    await response.write(b'{"choices": [')
    assert request.transport is not None
    request.transport.close()
    return response


async def never(_: web.BaseRequest) -> web.StreamResponse:
    await asyncio.Event().wait()
    raise AssertionError


async def head_only(request: web.BaseRequest) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    return await never(request)


async def yes(_: web.BaseRequest) -> web.StreamResponse:
    return web.json_response(BODY)


async def failure(url: str, timeout_s: float = 5.0) -> AttemptError:
    client = Client("world", Provider(base_url=url, timeout_s=timeout_s), None)
    with pytest.raises(AttemptError) as caught:
        await client.attempt(call("a"))
    await client.close()
    return caught.value


def tasks() -> set[asyncio.Task[object]]:
    """All tasks but those of the server's connections."""
    return {task for task in asyncio.all_tasks() if "RequestHandler" not in repr(task.get_coro())}


async def test_a_refused_connection_is_unreachable_and_unpaid() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    error = await failure(url)
    assert (error.cause, error.retryable, error.possibly_paid) == ("unreachable", True, False)


@pytest.mark.parametrize("handler", [hang_up, half_an_answer])
async def test_a_connection_that_breaks_after_the_request_is_possibly_paid(handler: Handler) -> None:
    async with serving(handler) as server:
        error = await failure(server.url)
    assert (error.cause, error.retryable, error.possibly_paid) == ("broken", True, True)


@pytest.mark.parametrize("handler", [never, head_only])
async def test_the_time_limit_holds_for_the_whole_answer(handler: Handler) -> None:
    async with serving(handler) as server:
        error = await failure(server.url, timeout_s=0.1)
        await server.until(lambda: server.active == 0)
    assert (error.cause, error.possibly_paid) == ("timeout", True)


async def test_connections_are_used_again() -> None:
    async with serving(yes) as server:
        client = Client("world", Provider(base_url=server.url), None)
        for number in range(5):
            await client.attempt(call(f"p{number}"))
        assert (server.arrived, server.connections) == (5, 1)
        await client.close()


async def test_cancelling_five_hundred_calls_leaves_no_task_no_slot_and_no_connection(tmp_path: Path) -> None:
    answer = asyncio.Event()

    async def handler(request: web.BaseRequest) -> web.StreamResponse:
        await answer.wait()
        return await yes(request)

    async with serving(handler) as server:
        provider = Provider(base_url=server.url, max_concurrency=500)
        async with opened(tmp_path, provider=provider) as bench:
            session = await bench.session()
            before = tasks()
            job = asyncio.create_task(all_of(session.call(call(f"p{n}", f"{n}")) for n in range(600)))
            await server.until(lambda: server.arrived == 500)
            job.cancel()
            with pytest.raises(asyncio.CancelledError):
                await job
            assert tasks() == before
            await server.until(lambda: server.active == 0)
            await server.left()
            usage = (await session.usage())["task"]
            assert (usage.calls, usage.possibly_paid) == (0, 500)
            assert await bench.ledger.scope("scope") == {}
            answer.set()
            again = await all_of(session.call(call(f"p{n}", f"again {n}")) for n in range(600, 1100))
            assert {answered(delivery.outcome).text for delivery in again} == {"yes"}
            assert server.connections <= 500
        await server.left()


async def test_the_environments_proxy_carries_the_request() -> None:
    asked: list[str] = []

    async def forward(request: web.BaseRequest) -> web.StreamResponse:
        asked.append(request.raw_path)
        return await yes(request)

    async with serving(forward) as server:
        client = Client(
            "world", Provider(base_url="http://models.invalid/v1"), None, proxy=server.url.removesuffix("/v1")
        )
        assert (await client.attempt(call("a"))).text == "yes"
        await client.close()
    assert asked == ["http://models.invalid/v1/chat/completions"]
