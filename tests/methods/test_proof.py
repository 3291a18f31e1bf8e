"""Races over validation: who is proven, and that nobody's race goes by how far another's has come."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import cast

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


def candidate(name: str) -> Candidate:
    return Candidate(id=name, components={"user": "the same"})


def rollouts(one: Candidate, examples: Sequence[Example]) -> list[Rollout]:
    return [rollout(one.id, each.id, float(RIGHT[one.id][int(each.id[1:])])) for each in examples]


class Late:
    """A step in which one candidate's answers come last."""

    def __init__(self, name: str) -> None:
        self._name = name

    async def evaluate(self, candidates: Sequence[Candidate], examples: Sequence[Example]) -> list[Rollout]:
        [one] = candidates
        for _ in range(20 if one.id == self._name else 1):
            await asyncio.sleep(0)
        return rollouts(one, examples)

    async def each(self, racers: Sequence[Candidate], proves: Callable[[Candidate], Awaitable[bool]]) -> list[bool]:
        return list(await asyncio.gather(*map(proves, racers)))


@pytest.mark.parametrize("late", ["base", "other"])
async def test_a_race_is_the_same_whoever_is_answered_last(late: str) -> None:
    given, base, other = map(candidate, RIGHT)
    pool = SourcePool(given)
    pool.add([given], ITEMS, rollouts(given, ITEMS))
    for one in (base, other):
        pool.add([one], ITEMS[:3], rollouts(one, ITEMS[:3]))
    proof = Proof(pool, given, ITEMS, block=3, needed=1e9)
    await proof.race(cast("StepContext", Late(late)), [other, base], base)
    assert len(pool.items("other")) == 6
    assert proof.best(0.02) is given


@pytest.mark.parametrize("late", ["base", "other"])
async def test_of_equals_the_one_that_stood_first_is_returned_whoever_is_answered_last(late: str) -> None:
    given, base, other = map(candidate, RIGHT)
    pool = SourcePool(given)
    pool.add([given], ITEMS, rollouts(given, ITEMS))
    for one in (base, other):
        pool.enter(one, given, "blind", ITEMS[:3], rollouts(one, ITEMS[:3]))
    proof = Proof(pool, given, ITEMS, block=8, needed=1.0)
    await proof.race(cast("StepContext", Late(late)), [other, base], given)
    assert proof.best(1.0 - 1e-9) is other
