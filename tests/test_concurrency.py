"""Work done at once: its order, its first error, its interruption."""

import asyncio
from collections.abc import Callable

import pytest

from gradcheck.concurrency import AT_ONCE, all_of, until


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


async def test_more_work_than_is_begun_at_once_is_all_done_and_in_order() -> None:
    running, most = 0, 0

    async def work(number: int) -> int:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1
        return number

    assert await all_of(work(number) for number in range(3 * AT_ONCE)) == list(range(3 * AT_ONCE))
    assert most <= AT_ONCE


async def test_an_error_leaves_work_that_was_never_begun() -> None:
    begun = 0

    async def fails() -> None:
        nonlocal begun
        begun += 1
        raise KeyError("first")

    with pytest.raises(KeyError):
        await all_of(fails() for _ in range(AT_ONCE + 10))
    assert begun <= AT_ONCE


def until_seen(stop: int) -> tuple[list[int], Callable[[int], bool]]:
    """Notes what it is shown; true of one number."""
    seen: list[int] = []

    def settled(number: int) -> bool:
        seen.append(number)
        return number == stop

    return seen, settled


async def test_a_decision_is_shown_results_in_the_order_of_the_work_and_stops_the_rest() -> None:
    ends = [asyncio.Event() for _ in range(6)]
    cancelled: list[int] = []

    async def work(number: int) -> int:
        try:
            await ends[number].wait()
        except asyncio.CancelledError:
            cancelled.append(number)
            raise
        return number

    seen, settled = until_seen(2)
    deciding = asyncio.create_task(until((work(number) for number in range(6)), settled))
    for number in (4, 2, 1, 0):
        await asyncio.sleep(0)
        ends[number].set()
    assert await deciding == [0, 1, 2]
    assert seen == [0, 1, 2]
    assert sorted(cancelled) == [3, 5]


async def test_a_decision_that_needs_everything_gets_everything() -> None:
    seen, settled = until_seen(99)

    async def work(number: int) -> int:
        return number

    assert await until((work(number) for number in range(5)), settled) == [0, 1, 2, 3, 4]
    assert seen == [0, 1, 2, 3, 4]


async def test_an_error_ends_a_decision() -> None:
    async def work(number: int) -> int:
        if number == 1:
            raise KeyError(number)
        await asyncio.Event().wait()
        return number

    with pytest.raises(KeyError):
        await until((work(number) for number in range(3)), lambda _: False)
