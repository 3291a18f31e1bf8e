"""How many calls of a provider are in flight, and when none may start.

It owns slots and the pause a provider asked for. It does not own retries.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator


class Limiter:
    """Slots of one provider inside the slots of the whole service; a pause holds for the whole provider."""

    def __init__(self, slots: int, service: asyncio.Semaphore) -> None:
        self._provider = asyncio.Semaphore(slots)
        self._service = service
        self._open_at = 0.0

    @contextlib.asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Hold a slot; enters after any pause, without keeping others from the service's slots meanwhile."""
        async with self._provider, contextlib.AsyncExitStack() as held:
            while True:
                await held.enter_async_context(self._service)
                pause = self._open_at - time.monotonic()
                if pause <= 0:
                    break
                await held.aclose()
                await asyncio.sleep(pause)
            yield

    def pause(self, seconds: float) -> bool:
        """Let nothing start for so long; true if this begins a pause."""
        began = self._open_at <= time.monotonic()
        self._open_at = max(self._open_at, time.monotonic() + seconds)
        return began
