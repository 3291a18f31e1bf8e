"""Structured concurrency for lists of work. It owns order and clean cancellation; limits belong to the limiter."""

import asyncio
from collections.abc import Awaitable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")


async def all_of(work: Iterable[Awaitable[T]]) -> list[T]:
    """Await everything at once; the results in the order of the work.

    The first error cancels the rest and is raised as itself, not as a group. An interruption from outside is never
    lost to an error of the work it interrupts, and an error leaves no mark of an interruption on the task (the task
    groups of Python 3.11 do both).
    """
    items = list(work)  # all of it, before anything is started
    tasks = [asyncio.ensure_future(item) for item in items]
    if not tasks:
        return []
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        error = _error(tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    if error is not None:
        raise error
    return [task.result() for task in tasks]


def _error(tasks: Sequence[asyncio.Future[T]]) -> BaseException | None:
    """The error that ended the wait; the earliest in the order of the work where there are several."""
    ended = (task.exception() for task in tasks if task.done() and not task.cancelled())
    return next((error for error in ended if error is not None), None)
