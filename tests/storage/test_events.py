"""Events: numbered without gaps, kept once, and nobody sleeps through one."""

import asyncio

from gradcheck.domain.events.common import Progress
from gradcheck.storage.database import Database
from gradcheck.storage.events import EventStore


async def test_events_are_numbered_without_gaps_for_each_job(database: Database) -> None:
    store = EventStore(database)
    await asyncio.gather(*(store.append(f"job{n % 2}", f"key{n}", Progress(share=n / 300)) for n in range(300)))
    for job in ("job0", "job1"):
        assert [event.seq for event in await store.page(job, after=0)] == list(range(1, 151))


async def test_an_event_is_kept_once_by_its_key_and_leaves_no_gap(database: Database) -> None:
    store = EventStore(database)
    for key in ("a", "b", "a", "c"):
        await store.append("job", key, Progress(share=ord(key)))
    found = [(event.seq, event.data["share"]) for event in await store.page("job", after=0)]
    assert found == [(1, ord("a")), (2, ord("b")), (3, ord("c"))]


async def test_two_appends_of_one_key_in_one_group_are_one_event(database: Database) -> None:
    store = EventStore(database)
    await asyncio.gather(*(store.append("job", "same", Progress(share=0.0)) for _ in range(10)))
    assert [event.seq for event in await store.page("job", after=0)] == [1]


async def test_pages_begin_after_a_number_and_end_at_a_limit(database: Database) -> None:
    store = EventStore(database)
    await asyncio.gather(*(store.append("job", str(n), Progress(share=0.0)) for n in range(10)))
    assert [event.seq for event in await store.page("job", after=3, limit=4)] == [4, 5, 6, 7]


async def test_the_newest_events_number_is_that_of_the_job_alone_and_none_is_0(database: Database) -> None:
    store = EventStore(database)
    await asyncio.gather(*(store.append("job", str(n), Progress(share=0.0)) for n in range(3)))
    assert [await store.newest(job) for job in ("job", "other")] == [3, 0]


async def test_times_are_in_utc(database: Database) -> None:
    store = EventStore(database)
    await store.append("job", "a", Progress(share=0.0))
    (event,) = await store.page("job", after=0)
    assert event.at.tzinfo is not None


async def test_a_reader_who_asks_for_news_before_the_page_misses_nothing(database: Database) -> None:
    store = EventStore(database)

    async def read(count: int) -> list[int]:
        seen: list[int] = []
        while len(seen) < count:
            news = store.news("job")
            page = await store.page("job", after=len(seen))
            seen += [event.seq for event in page]
            if not page:
                await news.wait()
        return seen

    async def write() -> None:
        for n in range(50):
            await store.append("job", str(n), Progress(share=0.0))

    async with asyncio.timeout(20):
        *read_by_each, _ = await asyncio.gather(read(50), read(50), read(50), write())
    assert read_by_each == [list(range(1, 51))] * 3


async def test_news_of_one_job_do_not_wake_the_readers_of_another(database: Database) -> None:
    store = EventStore(database)
    one, other = store.news("one"), store.news("other")
    await store.append("one", "a", Progress(share=0.0))
    assert one.is_set()
    assert not other.is_set()
