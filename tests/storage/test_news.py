"""News between processes: heard at once, and looked for where nothing can be heard."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gradcheck.domain.events.common import Progress
from gradcheck.storage.database import Database
from gradcheck.storage.events import EventStore
from gradcheck.storage.following.news import Neighbours
from tests.support import databases, homes


@pytest.fixture
def url(tmp_path: Path) -> str:
    return databases.new_url("postgres", tmp_path, homes.template())


class Ear:
    """A process that listens; what it hears, and how often it was to look by itself."""

    def __init__(self, url: str, *, may_lead: bool = True) -> None:
        self.heard: list[str] = []
        self.missed = 0
        self.neighbours = Neighbours(url, self.heard.append, self._miss, may_lead=may_lead)

    def _miss(self) -> None:
        self.missed += 1

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator["Ear"]:
        task = asyncio.create_task(self.neighbours.run())
        try:
            await until(lambda: self.missed > 0)
            yield self
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def until(met: object) -> None:
    assert callable(met)
    async with asyncio.timeout(20):
        while not met():
            await asyncio.sleep(0.01)


async def test_news_of_another_process_are_heard_by_the_id_of_their_job(database: Database, url: str) -> None:
    async with Ear(url).listening() as ear:
        await EventStore(database).append("job", "key", Progress(share=0.0))
        await until(lambda: ear.heard == ["job"])
        assert ear.missed == 1


async def test_what_comes_while_the_connection_is_looked_after_is_heard(database: Database, url: str) -> None:
    async with Ear(url).listening() as ear:
        for n in range(60):
            await EventStore(database).append(f"job{n}", "key", Progress(share=0.0))
            await asyncio.sleep(0.04)  # over two looks
        await until(lambda: ear.heard == [f"job{n}" for n in range(60)])


async def test_a_connection_that_is_cut_is_made_again_and_readers_look_by_themselves(
    database: Database, url: str
) -> None:
    async with Ear(url).listening() as ear:
        query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        databases.rows(url, f"{query} AND datname = current_database()")
        await until(lambda: ear.missed >= 3)  # it was cut, and is there again
        await EventStore(database).append("job", "key", Progress(share=0.0))
        await until(lambda: "job" in ear.heard)


async def test_readers_look_once_a_second_while_nothing_can_be_heard(url: str) -> None:
    ear = Ear(url.replace(databases.name_of(url), "nowhere"))
    async with ear.listening():
        before = ear.missed
        await asyncio.sleep(2.5)
        assert 2 <= ear.missed - before <= 3


async def test_every_reader_is_woken_where_news_may_have_been_missed(database: Database) -> None:
    store = EventStore(database)
    one, other = store.news("one"), store.news("other")
    store.wake_all()
    assert one.is_set()
    assert other.is_set()
    assert store.news("one") is not one


async def test_one_of_all_leads_and_another_does_when_it_is_gone(url: str) -> None:
    async with Ear(url, may_lead=False).listening() as api, Ear(url).listening() as other:
        async with Ear(url).listening() as one:
            ears = (one.neighbours, other.neighbours)
            await until(lambda: any(ear.leads for ear in ears))
            await asyncio.sleep(2.5)
            assert sum(ear.leads for ear in ears) == 1
        await until(lambda: other.neighbours.leads)
        assert not api.neighbours.leads
        assert not one.neighbours.leads
    assert not other.neighbours.leads
