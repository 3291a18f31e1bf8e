"""A caller who does not give up: who asks again what was not answered, of whichever API is there.

It owns when something is asked again. It does not own what is asked.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any

import aiohttp

from tests.support.processes import ServiceProcess

ENDED = {"succeeded", "failed", "cancelled"}
PAUSE_S = 0.2
Json = dict[str, Any]


class UnexpectedError(Exception):
    """An answer that nobody should ever get: neither a success nor a 503."""


class Caller:
    """Calls whichever of these APIs answers; for `patience_s` at most no answer is the same as one to wait for."""

    def __init__(self, apis: Sequence[ServiceProcess], session: aiohttp.ClientSession, patience_s: float) -> None:
        self._apis = apis
        self._session = session
        self._patience_s = patience_s

    async def text(self, method: str, path: str, body: Json | None = None, **headers: str) -> str:
        """The body of the answer. Raises UnexpectedError, TimeoutError."""
        async with asyncio.timeout(self._patience_s):
            while True:
                for api in self._apis:
                    with contextlib.suppress(aiohttp.ClientError, ConnectionError, TimeoutError):
                        async with self._session.request(method, api.url + path, json=body, headers=headers) as answer:
                            said = await answer.text()
                            if answer.status < 300:
                                return said
                            if answer.status != 503:
                                raise UnexpectedError(f"{method} {path}: {answer.status} {said[:200]}")
                await asyncio.sleep(PAUSE_S)

    async def ask(self, method: str, path: str, body: Json | None = None, **headers: str) -> Any:  # noqa: ANN401
        """The answer as JSON. Raises UnexpectedError, TimeoutError."""
        return json.loads(await self.text(method, path, body, **headers))

    async def all_of(self, path: str) -> list[Json]:
        """The items of all pages."""
        page = await self.ask("GET", f"{path}?limit=500")
        found = list(page["items"])
        while page["next"] is not None:
            page = await self.ask("GET", f"{path}?limit=500&after={page['next']}")
            found += page["items"]
        return found

    async def ended(self, path: str, within_s: float) -> Json | None:
        """The job at the path once it has ended; None where it does not."""
        until = time.monotonic() + within_s
        while time.monotonic() < until:
            job: Json = await self.ask("GET", path)
            if job["status"] in ENDED:
                return job
            await asyncio.sleep(2 * PAUSE_S)
        return None


@contextlib.asynccontextmanager
async def calling(apis: Sequence[ServiceProcess], patience_s: float = 1500) -> AsyncIterator[Caller]:
    """A caller of these APIs, one connection a call, so that none is kept to a process that was ended."""
    single, patience = aiohttp.TCPConnector(force_close=True), aiohttp.ClientTimeout(total=30)
    async with aiohttp.ClientSession(connector=single, timeout=patience) as session:
        yield Caller(apis, session, patience_s)
