"""Work done at once: its order, its first error, its interruption."""

import asyncio

import pytest

from service.concurrency import all_of


async def test_results_come_in_the_order_of_the_work_whatever_ends_first() -> None:
    ends = [asyncio.Event() for _ in range(3)]

    async def work(number: int) -> int:
        if number < 2:
            await ends[number + 1].wait()
        ends[number].set()
        return number

    assert await all_of(work(number) for number in range(3)) == [0, 1, 2]


async def test_no_work_is_no_result() -> None:
    assert await all_of([]) == []


async def test_the_first_error_comes_out_as_itself_and_the_rest_is_cancelled() -> None:
    cancelled = asyncio.Event()

    async def waits() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.set()
            raise LookupError("late") from None

    async def fails() -> None:
        raise KeyError("first")

    with pytest.raises(KeyError, match="first"):
        await all_of([waits(), fails()])
    assert cancelled.is_set()
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0


async def test_an_interruption_is_not_lost_to_an_error_of_the_work_it_interrupts() -> None:
    started = asyncio.Event()

    async def breaks_when_cancelled() -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise LookupError("on the way out") from None

    task = asyncio.create_task(all_of([breaks_when_cancelled()]))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert task.cancelled()


async def test_an_interruption_that_was_taken_back_before_leaves_errors_as_they_are() -> None:
    async def fails() -> None:
        raise KeyError("own")

    async def job() -> None:
        task = asyncio.current_task()
        assert task is not None
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            task.uncancel()
        await all_of([fails()])

    task = asyncio.create_task(job())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(KeyError, match="own"):
        await task
