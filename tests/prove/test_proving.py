"""What is kept of trials: which comes next, what is counted, what the page says does not hold."""

from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest

from tests.audit.records import Records
from tests.prove.collect import document
from tests.prove.judging import Twin, first_difference
from tests.prove.part import DATABASES, Record
from tests.prove.parts.all import PARTS
from tests.prove.runner import run_part, upcoming
from tests.prove.work import every


class Fake(ModuleType):
    """A part that does nothing and finds what it is told to."""

    def __init__(self, *found: Record | Exception) -> None:
        super().__init__("fake", "Weather.")
        self.FAULTS: Mapping[str, Mapping[str, int]] = {"sqlite": {"storm": 6, "drought": 2}}
        self.found = list(found)
        self.asked: list[tuple[str, int]] = []

    async def trial(self, fault: str, seed: int, database: str) -> Record:
        assert database == "sqlite"
        self.asked.append((fault, seed))
        found = self.found.pop(0) if self.found else Record(jobs=1)
        if isinstance(found, Exception):
            raise found
        return found


def kept(folder: Path) -> Records:
    return Records(folder / "fake-sqlite.jsonl", "now")


async def test_faults_take_turns_until_each_was_done_as_often_as_wanted(tmp_path: Path) -> None:
    part = Fake(Record(jobs=3, times=3))
    assert await run_part(part, "sqlite", kept(tmp_path))
    assert part.asked == [("storm", 0), ("drought", 0), ("storm", 1), ("drought", 1), ("storm", 2), ("storm", 3)]
    assert upcoming(part.FAULTS["sqlite"], kept(tmp_path)) is None


async def test_a_part_that_was_interrupted_goes_on_with_the_next_trial(tmp_path: Path) -> None:
    first, second = Fake(), Fake()
    assert not await run_part(first, "sqlite", kept(tmp_path), most=3)
    assert not await run_part(second, "sqlite", kept(tmp_path), begun_within_s=-1)
    assert await run_part(second, "sqlite", kept(tmp_path))
    assert sorted(first.asked + second.asked) == [
        *(("drought", seed) for seed in range(2)),
        *(("storm", seed) for seed in range(6)),
    ]


async def test_what_breaks_off_is_kept_and_does_not_hold(tmp_path: Path) -> None:
    part = Fake(ValueError("no wind"))
    await run_part(part, "sqlite", kept(tmp_path), most=1)
    page = document({"fake": part}, tmp_path)
    assert "storm, sqlite, seed 0: the trial broke off, ValueError: no wind" in page


async def test_the_page_adds_up_and_says_what_does_not_hold(tmp_path: Path) -> None:
    part = Fake(
        Record(times=4, jobs=10, paid_twice=5, in_flight=7, recovered_s=(1.0, 2.0, 9.0)),
        Record(jobs=2, lost=1, unmet=("ape is lost",)),
        Record(jobs=10, paid_twice=3, in_flight=2),
        Record(times=2, jobs=10, recovered_s=(4.0,)),
    )
    await run_part(part, "sqlite", kept(tmp_path))
    page = document({"fake": part}, tmp_path)
    assert "| storm | sqlite | 6 | 20 | 0 | 0 | 5 | 7 | 3.0, 9.0 | `now` |" in page
    assert "| drought | sqlite | 2 | 12 | 1 | 0 | 3 | 2 |  | `now` |" in page
    assert page.split("## What does not hold\n\n")[1].splitlines() == [
        "```text",
        "drought, sqlite, seed 0: 1 lost; ape is lost",
        "drought, sqlite, seed 1: 3 paid twice where 2 were in flight",
        "```",
    ]
    assert "Weather." in page


@pytest.mark.parametrize(
    ("wrong", "holds"),
    [
        ({}, True),
        ({"paid_twice": 2, "in_flight": 2}, True),
        ({"paid_twice": 1}, False),
        ({"lost": 1}, False),
        ({"different": 1}, False),
        ({"unmet": ("it is late",)}, False),
    ],
)
def test_a_record_holds_where_nothing_is_lost_different_or_paid_beyond_what_was_in_flight(
    wrong: dict[str, Any], *, holds: bool
) -> None:
    assert Record(jobs=1, **wrong).holds is holds
    assert msgspec.convert(msgspec.to_builtins(Record(jobs=1, **wrong)), Record).holds is holds


def test_answers_beyond_those_of_the_twin_are_paid_twice() -> None:
    twin = Twin({}, {"shared": 3})
    assert twin.paid_twice({"shared": 3, "other": 1}) == 0
    assert twin.paid_twice({"shared": 4, "other": 3}) == 3


@pytest.mark.parametrize(
    ("one", "other", "where"),
    [
        ([{"a": [1, "x"]}], [{"a": [1, "x"]}], None),
        ([{"a": [1, "x"]}], [{"a": [1, "y"]}], "[0].a[1] is 'x', not 'y'"),
        ({"a": 1}, {"a": 1.0}, ".a is '1', not '1.0'"),
        ({"a": 1}, {"b": 1}, " is \"{'a': 1}\", not \"{'b': 1}\""),
        ([1], [1, 2], " is '[1]', not '[1, 2]'"),
    ],
)
def test_the_first_difference_of_two_outcomes_is_named(one: object, other: object, where: str | None) -> None:
    assert first_difference(one, other) == where


def test_works_are_of_every_family_and_have_names_and_texts_of_their_own() -> None:
    works = every()
    assert len({work.name for work in works}) == len(works)
    assert {"protegi", "ape", "miprov2", "none", "diagnostic", "study", "headroom"} <= {work.name for work in works}
    texts = [str(work.body) for work in works]
    assert len(set(texts)) == len(texts)


def test_every_part_says_what_it_does_and_how_often() -> None:
    for part in PARTS.values():
        assert part.__doc__
        assert set(part.FAULTS) <= set(DATABASES)
        assert all(times > 0 for faults in part.FAULTS.values() for times in faults.values())
