"""A real HTTP server on loopback whose answers a test writes.

It owns listening, and counting requests and connections. It does not own what is answered, but to a run's check of its
model, which is answered at once and not counted.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable

from aiohttp import web

from tests.support import world

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class Server:
    """Counts what arrived and what is under way; a handler is interrupted when its client goes away."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._changed = asyncio.Condition()
        self.arrived = 0
        self.active = 0
        self.url = ""
        self.listening = web.Server(self._handle, handler_cancellation=True)

    @property
    def connections(self) -> int:
        """How many clients are connected."""
        return len(self.listening.connections)

    async def until(self, met: Callable[[], bool]) -> None:
        """Wait for a change that makes this true."""
        async with asyncio.timeout(20), self._changed:
            await self._changed.wait_for(met)

    async def left(self) -> None:
        """Wait until no client is connected; a connection's end has no event."""
        async with asyncio.timeout(20):
            while self.connections:
                await asyncio.sleep(0.01)

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        body = await request.read()
        if body and world.is_check(json.loads(body)):
            return web.json_response(world.reply(json.loads(body)))
        await self._count(arrived=1, active=1)
        try:
            return await self._handler(request)
        finally:
            await self._count(active=-1)

    async def _count(self, *, arrived: int = 0, active: int = 0) -> None:
        async with self._changed:
            self.arrived += arrived
            self.active += active
            self._changed.notify_all()


@contextlib.asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[Server]:
    """A server for the time of a test."""
    server = Server(handler)
    runner = web.ServerRunner(server.listening, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, backlog=1024)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    try:
        yield server
    finally:
        await runner.cleanup()
