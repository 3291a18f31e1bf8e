"""Reading along with a job: pages are read once for all, and nobody pays for a reader that is slow or gone."""

import asyncio
import gc
from datetime import UTC, datetime

import pytest

from gradcheck.domain.run import Event
from gradcheck.errors import StorageUnavailableError
from gradcheck.storage.following import tail as module
from gradcheck.storage.following.tail import Tail

LIMIT = 500


class Table:
    """A table of so many events that counts how often it is read; `open_` lets a read end."""

    def __init__(self, events: int) -> None:
        self.events = events
        self.asked: list[int] = []
        self.open_ = asyncio.Event()
        self.open_.set()

    async def page(self, after: int) -> list[Event]:
        self.asked.append(after)
        await self.open_.wait()
        last = min(self.events, after + LIMIT)
        at = datetime.now(UTC)
        return [Event(seq=n, at=at, run_id="r", type="progress", data={}) for n in range(after + 1, last + 1)]


def numbers(events: list[Event]) -> list[int]:
    return [event.seq for event in events]


async def test_readers_at_the_newest_event_share_one_read() -> None:
    table = Table(3)
    tail = Tail(table.page)
    pages = await asyncio.gather(*(tail.after(0) for _ in range(200)))
    assert {tuple(numbers(page)) for page in pages} == {(1, 2, 3)}
    assert table.asked == [0]


async def test_a_reader_a_little_behind_is_served_from_what_is_kept() -> None:
    table = Table(3)
    tail = Tail(table.page)
    await tail.after(0)
    assert numbers(await tail.after(1)) == [2, 3]
    assert table.asked == [0]


async def test_a_reader_far_behind_reads_alone_until_it_has_caught_up() -> None:
    table = Table(2 * module._KEPT)
    tail = Tail(table.page)
    newest = 0
    while page := await tail.after(newest):
        newest = page[-1].seq
    slow = 0
    while page := await tail.after(slow):
        assert numbers(page) == list(range(slow + 1, slow + 1 + len(page)))
        slow = page[-1].seq
    assert slow == newest == 2 * module._KEPT


async def test_nothing_new_is_an_empty_page() -> None:
    table = Table(2)
    tail = Tail(table.page)
    assert numbers(await tail.after(0)) == [1, 2]
    assert await tail.after(2) == []
    table.events = 3
    assert numbers(await tail.after(2)) == [3]


async def test_a_reader_that_leaves_during_a_read_takes_nothing_from_the_others() -> None:
    table = Table(2)
    table.open_.clear()
    tail = Tail(table.page)
    gone, stays = asyncio.create_task(tail.after(0)), asyncio.create_task(tail.after(0))
    await asyncio.sleep(0)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    table.open_.set()
    assert numbers(await stays) == [1, 2]
    assert table.asked == [0]


async def test_an_error_that_no_reader_waits_for_any_more_is_told_nobody() -> None:
    told: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
    broken = asyncio.Event()

    async def page(_: int) -> list[Event]:
        await broken.wait()
        raise StorageUnavailableError("away")

    tail = Tail(page)
    alone = asyncio.create_task(tail.after(0))
    await asyncio.sleep(0)
    alone.cancel()
    await asyncio.wait([alone])
    broken.set()
    await asyncio.sleep(0.01)
    del tail, alone
    gc.collect()
    assert told == []
