"""Comparisons in worlds whose truth is known: who wins, and how often the test of a winner is wrong."""

from pathlib import Path
from typing import Any, cast

import pytest
from msgspec.structs import replace

from gradcheck.domain.seeds import derive
from gradcheck.domain.task import Example
from gradcheck.evaluation import Asked, Evaluator, Task
from gradcheck.llm.session import Session
from gradcheck.scoring import Pairwise
from gradcheck.simulation.provider.client import SimulatedLLM
from gradcheck.simulation.worlds.catalogue import CUES
from gradcheck.simulation.worlds.items import item_text
from gradcheck.simulation.worlds.registry import WORLDS
from gradcheck.simulation.worlds.tasks import seed_prompt
from gradcheck.simulation.worlds.world import World
from gradcheck.statistics.runs.win_share import WinShare, win_share
from tests.simulation.test_provider import PROGRAM, Direct, candidate, endpoint
from tests.simulation.test_runs import found, gain, request

PAIRWISE = {"kind": "pairwise", "criteria": "The right label alone."}
ITEMS, REPEATS = 30, 100


async def shares(world: World, prompt: str, repeats: int = REPEATS, items: int = ITEMS) -> list[WinShare]:
    """Tests of a prompt against the world's given one, each on items of its own."""
    model = endpoint(world.name)
    task = Task(
        program=PROGRAM,
        reference=candidate(seed_prompt(world)),
        scoring=Pairwise(criteria="The right label alone."),
        labels=(),
        description=None,
        task=model,
        judge=model,
        seed=1,
    )
    evaluator = Evaluator(task, cast("Session", Direct(SimulatedLLM())))
    found, other = [], replace(candidate(prompt), id="other")
    for number in range(repeats):
        examples = [_example(world, derive("item", number, place)) for place in range(items)]
        asked = [Asked(candidate=other, example=one, stage=f"{number}") for one in examples]
        scores = [done.rollout.score for done in await evaluator.rollouts(asked)]
        found.append(win_share(scores.count(1.0), scores.count(0.0), scores.count(0.5)))
    return found


def _example(world: World, number: int) -> Example:
    return Example(id=str(number), fields={"text": item_text(world, number)}, split="test")


def rate(tests: list[WinShare], *, better: bool | None = None) -> float:
    """How often the test finds a difference, or one of this direction."""
    named = [one for one in tests if one.p_value <= 0.05 and better in {None, one.wins > one.losses}]
    return len(named) / len(tests)


@pytest.mark.parametrize("name", ["W0", "W16"])
async def test_a_prompt_that_is_no_better_wins_in_at_most_5_of_100_tests(name: str) -> None:
    world = WORLDS[name]
    other = seed_prompt(world).replace("{text}", "Please.\n\n{text}") if name == "W0" else seed_prompt(world) + " "
    tests = await shares(world, other)
    assert sum(one.wins + one.losses for one in tests) > 0 or name == "W16"
    assert rate(tests) <= 0.09  # the bound and what 100 tests may show beyond it


async def test_a_better_prompt_is_found_and_never_called_worse() -> None:
    world = WORLDS["W1"]
    tests = await shares(world, better(world), repeats=40, items=60)
    assert rate(tests, better=True) >= 0.8
    assert rate(tests, better=False) == 0


async def test_a_judge_that_goes_by_the_order_makes_no_false_winner_and_hides_true_ones() -> None:
    world = WORLDS["W16"]
    assert rate(await shares(world, worse(world), repeats=50), better=True) == 0
    hidden, seen = (
        await shares(world, better(world), repeats=40),
        await shares(WORLDS["W1"], better(WORLDS["W1"]), repeats=40),
    )
    assert rate(hidden) < rate(seen)
    assert sum(one.ties for one in hidden) > sum(one.ties for one in seen)


async def test_a_judge_that_always_ties_never_finds_anything() -> None:
    world = WORLDS["W17"]
    tests = await shares(world, better(world), repeats=20)
    assert {(one.estimate, one.p_value, one.wins, one.losses) for one in tests} == {(0.5, 1.0, 0, 0)}


def better(world: World) -> str:
    """The given prompt with every hint that matters."""
    return _with_hints(world, "Check the {} before you settle on a label.")


def worse(world: World) -> str:
    """The given prompt with the opposite of every hint."""
    return _with_hints(world, "Pay no attention to the {} when you decide.")


def _with_hints(world: World, sentence: str) -> str:
    return " ".join(sentence.format(cue) for cue in CUES[world.topic]) + "\n\n" + seed_prompt(world)


def unlabelled(name: str, scoring: dict[str, Any], **changes: object) -> dict[str, Any]:
    wanted = request(name, 1, 200, **changes)
    for example in wanted["task"]["examples"]:
        del example["expected"]
    wanted["task"]["scoring"] = scoring
    return wanted


@pytest.mark.parametrize("scoring", [PAIRWISE, {"kind": "judge", "rubric": "The right label alone."}])
async def test_a_run_without_labels_finds_a_truly_better_prompt(tmp_path: Path, scoring: dict[str, Any]) -> None:
    record, _ = await found(tmp_path, unlabelled("W1", scoring))
    assert record.job.status == "succeeded", record.job.error
    assert record.result.test.verdict == "improved"
    assert gain(record, "W1") > 0.1


@pytest.mark.parametrize("name", ["W16", "W17"])
async def test_a_run_whose_judge_knows_nothing_finds_nothing(tmp_path: Path, name: str) -> None:
    record, _ = await found(tmp_path, unlabelled(name, PAIRWISE))
    assert record.job.status == "succeeded", record.job.error
    assert name != "W17" or record.result.test.verdict == "not_distinguishable"
    assert record.result.test.verdict != "worse"
    assert record.result.comparisons is not None
    if name == "W16":
        assert (record.result.comparisons.order_decided or 0) > 0.8
