"""Structured concurrency for lists of work. It owns order and clean cancellation; limits belong to the limiter."""

import asyncio
from collections.abc import Awaitable, Iterable
from typing import TypeVar

T = TypeVar("T")


async def all_of(work: Iterable[Awaitable[T]]) -> list[T]:
    """Await everything at once; the results in the order of the work.

    The first error cancels the rest and is raised as itself, not as a group. An interruption from outside is never
    lost to an error of the work it interrupts.
    """
    first: list[BaseException] = []
    task = asyncio.current_task()
    interruptions = 0 if task is None else task.cancelling()

    async def watched(awaitable: Awaitable[T]) -> T:
        try:
            return await awaitable
        except asyncio.CancelledError:
            raise
        except BaseException as error:
            first.append(error)
            raise

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(watched(item)) for item in work]
    except BaseExceptionGroup:
        if task is not None and task.cancelling() > interruptions:
            raise asyncio.CancelledError from None
        raise first[0] from None
    return [task.result() for task in tasks]
