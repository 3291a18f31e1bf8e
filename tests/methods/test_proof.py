"""Races over validation: who is proven, and that nobody's race goes by how far another's has come."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar, cast

import pytest

from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Example, Rollout
from gradcheck.methods.interface import StepContext
from gradcheck.methods.policies.source_pool import SourcePool
from gradcheck.methods.proof import Proof
from tests.support.made import rollout

ITEMS = [Example(id=f"e{n}", fields={"input": "x"}, expected="y", split="validation") for n in range(8)]
# Right or wrong by item: the base is wrong about all that it was not tried on before the race, the other about half.
RIGHT = {"given": "00000000", "base": "11100000", "other": "11101010"}
T = TypeVar("T")


def candidate(name: str) -> Candidate:
    return Candidate(id=name, components={"user": "the same"})


GIVEN, BASE, OTHER = map(candidate, RIGHT)


def rollouts(one: Candidate, examples: Sequence[Example]) -> list[Rollout]:
    return [rollout(one.id, each.id, float(RIGHT[one.id][int(each.id[1:])])) for each in examples]


class Late:
    """A step in which one candidate's answers come last."""

    def __init__(self, name: str = "") -> None:
        self._name = name

    async def evaluate(self, candidates: Sequence[Candidate], examples: Sequence[Example]) -> list[Rollout]:
        [one] = candidates
        for _ in range(20 if one.id == self._name else 1):
            await asyncio.sleep(0)
        return rollouts(one, examples)

    async def each(self, racers: Sequence[Candidate], work: Callable[[Candidate], Awaitable[T]]) -> list[T]:
        return list(await asyncio.gather(*map(work, racers)))


class Spent(Late):
    """A step that has no room for another answer."""

    async def evaluate(self, candidates: Sequence[Candidate], examples: Sequence[Example]) -> list[Rollout]:
        del candidates, examples
        return []


def pool_of(*tried: Candidate, on: int) -> SourcePool:
    """The given prompt with all its answers, and others that were tried on so many items."""
    pool = SourcePool(GIVEN)
    pool.add([GIVEN], ITEMS, rollouts(GIVEN, ITEMS))
    for one in tried:
        pool.enter(one, GIVEN, "blind", ITEMS[:on], rollouts(one, ITEMS[:on]))
    return pool


async def race(pool: SourcePool, step: Late, *, keep: int, alpha: float, block: int = 3) -> Proof:
    proof = Proof(pool, GIVEN, ITEMS, block=block, alpha=alpha)
    await proof.race(cast("StepContext", step), keep)
    return proof


@pytest.mark.parametrize("late", ["base", "other"])
async def test_a_race_is_the_same_whoever_is_answered_last(late: str) -> None:
    pool = pool_of(BASE, OTHER, on=3)
    proof = await race(pool, Late(late), keep=2, alpha=1e-9)
    assert (len(pool.items("other")), len(pool.items("base"))) == (8, 8)
    assert proof.best(0.02) is GIVEN


@pytest.mark.parametrize("late", ["base", "other"])
async def test_of_equals_the_one_that_came_first_is_returned_whoever_is_answered_last(late: str) -> None:
    proof = await race(pool_of(OTHER, BASE, on=3), Late(late), keep=2, alpha=0.9)
    assert proof.best(1.0 - 1e-9) is OTHER


async def test_who_falls_behind_is_tried_no_further() -> None:
    pool = pool_of(BASE, OTHER, on=3)
    await race(pool, Late(), keep=1, alpha=1e-9)
    assert sorted([len(pool.items("other")), len(pool.items("base"))]) == [3, 6]


async def test_what_the_test_of_all_items_shows_is_not_shown_by_some_of_them() -> None:
    """Five of eight are better and none is worse: p is 1/32, and 10.5 of one that was bet is not 50."""
    pool = pool_of(OTHER, on=7)
    proof = Proof(pool, GIVEN, ITEMS, block=3, alpha=0.1)
    await proof.race(cast("StepContext", Spent()), 1)
    assert proof.best(0.02) is GIVEN
    await proof.race(cast("StepContext", Late()), 1)
    assert proof.best(0.02) is OTHER


async def test_a_bet_that_is_large_enough_ends_a_race_before_all_is_answered() -> None:
    pool = pool_of(OTHER, on=3)
    proof = await race(pool, Late(), keep=1, alpha=0.9)
    assert len(pool.items("other")) < len(ITEMS)
    assert proof.best(0.02) is OTHER


async def test_a_race_ends_with_the_budget() -> None:
    pool = pool_of(BASE, on=3)
    await race(pool, Spent(), keep=1, alpha=0.1)
    assert len(pool.items("base")) == 3
