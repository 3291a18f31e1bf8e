"""Simulated time, and limiters that live in it.

It owns an event loop whose time passes only when everybody waits, so that a test of minutes takes none and always runs
the same. Tasks, futures and timers are asyncio's own.
"""

import asyncio
import contextvars
import selectors
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec

import pytest

from gradcheck.llm.limiter.bucket import Rates
from gradcheck.llm.limiter.limiter import Limiter, LimiterRegistry, Permit

P = ParamSpec("P")


class _Selector(selectors.SelectSelector):
    """Instead of waiting it lets the time pass."""

    now_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError("everybody waits and nothing will ever happen")
        self.now_s += max(timeout, 0.0)
        return super().select(0)


class SimulatedLoop(asyncio.SelectorEventLoop):
    """An event loop in simulated time, which begins at 0 seconds."""

    def __init__(self) -> None:
        self._simulated = _Selector()
        self._handles: list[asyncio.TimerHandle] = []
        super().__init__(self._simulated)

    def time(self) -> float:
        return self._simulated.now_s

    def call_at(
        self,
        when: float,
        callback: Callable[..., object],
        *args: object,
        context: contextvars.Context | None = None,
    ) -> asyncio.TimerHandle:
        handle = super().call_at(when, callback, *args, context=context)
        self._handles.append(handle)
        return handle

    @property
    def timers(self) -> int:
        """How many timers are set."""
        self._handles = [handle for handle in self._handles if handle.when() > self.time() and not handle.cancelled()]
        return len(self._handles)


def simulated(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Run an asynchronous test in simulated time."""

    @wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        with asyncio.Runner(loop_factory=SimulatedLoop) as runner:
            runner.run(test(*args, **kwargs))

    return run


def now() -> float:
    """The seconds of the running loop."""
    return asyncio.get_running_loop().time()


def timers() -> int:
    """How many timers are set."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, SimulatedLoop)
    return loop.timers


async def settle() -> None:
    """Let everything happen that needs no time."""
    for _ in range(5):
        await asyncio.sleep(0)


def about(seconds: float) -> object:
    """So many seconds, give or take what a timer may be late."""
    return pytest.approx(seconds, abs=0.002)


def limits(slots: int = 256) -> LimiterRegistry:
    """A service's limits in simulated time."""
    return LimiterRegistry(slots, now)


def single(slots: int = 8, *, requests: int | None = None, tokens: int | None = None) -> Limiter:
    """The limiter of the only model of a service."""
    return limits().limiter("p", "m", Rates(slots=slots, requests_per_minute=requests, tokens_per_minute=tokens))


async def held(limiter: Limiter, calls: int, tokens: int = 0) -> list[Permit]:
    """The permits of calls that start at once."""
    before = now()
    permits = [await limiter.acquire("holder", 1, tokens) for _ in range(calls)]
    assert now() == before
    return permits


async def waited_s(limiter: Limiter, tokens: int = 0) -> float:
    """How long a call waits that is withdrawn when it has started."""
    before = now()
    (await limiter.acquire("probe", 1, tokens)).withdrawn()
    return now() - before
