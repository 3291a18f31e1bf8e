"""States of limits: changed by one process after the other, by the database's clock, and told to all."""

import asyncio
import contextlib
from pathlib import Path

import pytest

from gradcheck.storage.database import Database
from gradcheck.storage.following.news import Neighbours
from gradcheck.storage.leasing.limit_states import LimitStates
from tests.storage.test_news import until
from tests.support import databases, homes

NAME = ("provider", "model")


def count_up(data: bytes | None, _: float) -> tuple[bytes, int, bool]:
    count = int(data or b"0") + 1
    return str(count).encode(), count, False


async def test_every_change_sees_the_one_before_it(database: Database) -> None:
    states = LimitStates(database)
    found = await asyncio.gather(*(states.change({NAME: count_up, ("other", ""): count_up}) for _ in range(20)))
    assert sorted(one[NAME] for one in found) == list(range(1, 21))
    assert (await states.states())[0] == {NAME: b"20", ("other", ""): b"20"}


async def test_two_processes_change_one_after_the_other_in_whatever_order_they_name_states(tmp_path: Path) -> None:
    url = databases.new_url("postgres", tmp_path, homes.template())
    one, other = Database(url), Database(url)
    for database in (one, other):
        await database.start()
    names = [("p", "a"), ("p", "b"), ("p", "c")]
    work = [
        LimitStates(database).change(dict.fromkeys(order, count_up))
        for _ in range(15)
        for database, order in ((one, names), (other, names[::-1]))
    ]
    found = await asyncio.gather(*work)
    assert sorted(changed["p", "b"] for changed in found) == list(range(1, 31))
    for database in (one, other):
        await database.stop()


async def test_a_change_that_fails_changes_nothing_of_what_was_named_with_it(database: Database) -> None:
    states = LimitStates(database)

    def fails(_: bytes | None, __: float) -> tuple[bytes, int, bool]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await states.change({NAME: count_up, ("z", ""): fails})
    assert (await states.states())[0] == {}


async def test_a_state_that_another_process_has_forgotten_is_made_again(database: Database, url: str) -> None:
    states = LimitStates(database)
    await states.change({NAME: count_up})
    databases.rows(url, "DELETE FROM limit_states")
    assert (await states.change({NAME: count_up}))[NAME] == 1


async def test_states_of_an_hour_ago_are_forgotten(database: Database, url: str) -> None:
    states = LimitStates(database)
    await states.change({NAME: count_up, ("old", ""): count_up})
    databases.rows(url, "UPDATE limit_states SET at = at - 3601 WHERE provider = 'old'")
    await states.forget_old()
    assert (await states.states())[0] == {NAME: b"1"}


async def test_all_processes_hear_of_a_change_that_they_should_look_at(tmp_path: Path) -> None:
    url = databases.new_url("postgres", tmp_path, homes.template())
    database, heard, jobs = Database(url), list[int](), list[str]()
    await database.start()
    states = LimitStates(database)
    neighbours = Neighbours(url, jobs.append, lambda: None, limited=lambda: heard.append(1))
    task = asyncio.create_task(neighbours.run())
    await until(lambda: heard == [1])  # it looks once it listens
    await states.change({NAME: count_up})
    await states.change({NAME: lambda _, now: (b"", now, True)})
    await until(lambda: heard == [1, 1])
    assert jobs == []
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await database.stop()
