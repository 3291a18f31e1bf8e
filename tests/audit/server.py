"""A loopback model server in the shape of OpenAI's chat completions; the model's name says which world answers.

`WORLD.N` is the world of that name with the random numbers of job N. It owns the protocol, no world.
"""

import contextlib
from collections.abc import AsyncIterator, Mapping

from aiohttp import web

from tests.audit.reading import read
from tests.audit.worlds.base import World


def _application(worlds: Mapping[str, World]) -> web.Application:
    async def complete(http: web.Request) -> web.Response:
        body = await http.json()
        request = read(body)
        world = worlds[request.model.partition(".")[0]]
        text = world.answer(request)
        usage = {"prompt_tokens": len(request.user) // 4 + 1, "completion_tokens": len(text) // 4 + 1}
        choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
        return web.json_response(
            {
                "id": "audit",
                "object": "chat.completion",
                "created": 0,
                "model": request.model,
                "choices": [choice],
                "usage": {**usage, "total_tokens": sum(usage.values())},
            }
        )

    application = web.Application()
    application.router.add_post("/v1/chat/completions", complete)
    return application


@contextlib.asynccontextmanager
async def serving(worlds: Mapping[str, World]) -> AsyncIterator[str]:
    """The server's base URL while it runs."""
    runner = web.AppRunner(_application(worlds), access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    finally:
        await runner.cleanup()
