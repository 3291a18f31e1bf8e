"""Structured concurrency for lists of work, with order and clean cancellation."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")

# More of one list are never begun at once: a task that only waits for its turn costs memory and garbage collections.
AT_ONCE = 2048


async def all_of(work: Iterable[Awaitable[T]]) -> list[T]:
    """Await everything at once; the results in the order of the work.

    The first error cancels the rest and is raised as itself, not as a group. An interruption from outside is never
    lost to an error of the work it interrupts, and an error leaves no mark of an interruption on the task (the task
    groups of Python 3.11 do both).
    """
    crew = _Crew(list(work))  # all of it, before anything is started
    async with crew.at_work() as tasks:
        if tasks:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        crew.raise_error()
    return [crew.results[index] for index in range(crew.size)]


async def until(work: Iterable[Awaitable[T]], settled: Callable[[T], bool]) -> list[T]:
    """Await everything at once, but no longer than a decision needs.

    `settled` is shown the results one by one in the order of the work, whatever ended first; when it says true the rest
    is cancelled. Gives the results it was shown. Errors are as in `all_of`.
    """
    crew = _Crew(list(work))
    prefix: list[T] = []
    async with crew.at_work():
        while len(prefix) < crew.size:
            while len(prefix) in crew.results:
                prefix.append(crew.results[len(prefix)])
                if settled(prefix[-1]):
                    return prefix
            crew.raise_error()
            if len(prefix) < crew.size:
                crew.changed.clear()
                await crew.changed.wait()
    return prefix


class _Crew(Generic[T]):
    """Tasks that work a list off."""

    def __init__(self, items: Sequence[Awaitable[T]]) -> None:
        self.size = len(items)
        self.results: dict[int, T] = {}
        self.changed = asyncio.Event()
        self._waiting = enumerate(items)
        self._errors: dict[int, BaseException] = {}

    @contextlib.asynccontextmanager
    async def at_work(self) -> AsyncIterator[list[asyncio.Task[None]]]:
        """Work; whatever is not done at the end is cancelled."""
        tasks = [asyncio.create_task(self._work()) for _ in range(min(self.size, AT_ONCE))]
        try:
            yield tasks
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for _, item in self._waiting:
                _drop(item)

    def raise_error(self) -> None:
        """Raise the error that ended the work, the earliest in its order where there are several."""
        if self._errors:
            raise self._errors[min(self._errors)]

    async def _work(self) -> None:
        for index, item in self._waiting:
            try:
                self.results[index] = await item
            except BaseException as error:
                self._errors[index] = error
                raise
            finally:
                self.changed.set()


def _drop(item: Awaitable[object]) -> None:
    """Leave work that was never begun."""
    if asyncio.iscoroutine(item):
        item.close()
    elif isinstance(item, asyncio.Future):
        item.cancel()
