"""Races: scoring on all of validation ends once a candidate is shown to be worse than the best so far."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradcheck.engine.gates import Losing, parts
from gradcheck.errors import InvalidRequestError
from gradcheck.evaluation import Done
from gradcheck.methods.base import ProblemSize
from gradcheck.methods.racing import OUT, looks
from gradcheck.methods.registry import METHODS
from tests.methods.every import SMALL, one_of_a_kind
from tests.support import harness, world
from tests.support.made import rollout

RACING = sorted(name for name, kind in METHODS.items() if not kind.takes_over_nothing)
WEIGHTS = [1.0] * 60


def done(place: int, score: float | None) -> Done:
    return Done(rollout=rollout("c", f"e{place}", score), deliveries=())


def seen(own: Sequence[float | None], best: Sequence[float | None], weights: Sequence[float] = WEIGHTS) -> int | None:
    """After how many items a candidate is out; None where it stays to the end."""
    losing = Losing(weights, {f"e{place}": score for place, score in enumerate(best)}, 1.0)
    for place, score in enumerate(own):
        if losing.sees(done(place, score)):
            return losing.seen
    return None


def test_who_is_always_worse_is_out_after_a_few_items_and_who_is_as_good_or_better_stays() -> None:
    assert seen([0.0] * 60, [1.0] * 60) == 7
    assert seen([1.0] * 60, [1.0] * 60) is None
    assert seen([1.0] * 60, [0.0] * 60) is None


def test_an_item_without_a_score_on_either_side_says_nothing() -> None:
    assert seen([None, *[0.0] * 20], [1.0] * 21) == 8
    assert seen([0.0] * 21, [None, *[1.0] * 20]) == 8


def test_an_item_of_a_rare_class_counts_more() -> None:
    """The one class of two items weighs as much as that of eighteen."""
    weights = [5.0] * 2 + [20 / 36] * 18
    late, early = seen([0.0] * 20, [1.0] * 20, weights[::-1]), seen([0.0] * 20, [1.0] * 20, weights)
    assert late is None or early is None or early <= late


def test_a_candidate_that_is_as_good_is_out_as_seldom_as_promised() -> None:
    rng, runs = np.random.default_rng(1), 600
    out = sum(seen(*rng.integers(2, size=(2, 60)).astype(float).tolist()) is not None for _ in range(runs))
    assert out / runs + 2.6 * (OUT * (1 - OUT) / runs) ** 0.5 < 2 * OUT
    assert out / runs < OUT + 2.6 * (OUT * (1 - OUT) / runs) ** 0.5


@pytest.mark.parametrize(("items", "ends"), [(1, [1]), (8, [8]), (9, [8, 9]), (40, [8, 16, 32, 40])])
def test_looks_double_and_the_last_is_at_all_items(items: int, ends: list[int]) -> None:
    assert looks(items) == ends
    assert [len(part) for part in parts(range(items))] == list(np.diff([0, *ends]))


def model(latency_s: float = 0.0) -> harness.Model:
    """Every edit is worse: the given prompt is right about nearly all, an edit about a sixth."""

    def answer(body: harness.Body) -> str:
        text = harness.text_of(body)
        match harness.role(body):
            case "critic":
                return f"<FEEDBACK>reason {body['seed']}</FEEDBACK>"
            case "editor":
                return f"<PROMPT>Say nothing, in way {body['seed']}.\n\n{{text}}</PROMPT>"
        number = int(text.rsplit("number ", 1)[1].split(".")[0])
        truth = "positive" if "good" in text else "negative"
        return truth if number % 6 < (1 if "nothing" in text else 5) else "wrong"

    return harness.Model(answer, lambda _: latency_s)


def request(name: str, *, racing: bool, **changes: object) -> dict[str, Any]:
    task = world.task(80)
    return harness.request(**{"task": task, "method": {"name": name, **SMALL[name], "racing": racing}, **changes})


def calls_of(record: harness.Record) -> int:
    """Rollouts on validation that count."""
    return sum("/validation/" in one.stage for one in record.rollouts)


@pytest.mark.parametrize("name", one_of_a_kind(RACING))
async def test_a_race_makes_no_more_calls_and_ends_at_the_same_place_in_whatever_order_they_complete(
    tmp_path: Path, name: str
) -> None:
    whole = await harness.run(tmp_path / "whole", request(name, racing=False), model())
    wide = await harness.run(tmp_path / "wide", request(name, racing=True), model(), slots=64)
    narrow = await harness.run(tmp_path / "narrow", request(name, racing=True), model(), slots=1)
    assert wide.job.status == "succeeded", wide.job.error
    assert wide.outcome() == narrow.outcome()
    assert calls_of(wide) <= calls_of(whole)


@pytest.mark.parametrize("capped", [False, True])
async def test_edits_that_are_much_worse_are_scored_on_part_of_validation(tmp_path: Path, capped: bool) -> None:  # noqa: FBT001
    budget = {"budget": {"max_calls": 5000}} if capped else {}
    whole = await harness.run(tmp_path / "whole", request("improve", racing=False, **budget), model())
    raced = await harness.run(tmp_path / "raced", request("improve", racing=True, **budget), model())
    assert calls_of(raced) < 0.8 * calls_of(whole)
    assert raced.result.candidate == whole.result.candidate == "seed"
    pool = raced.steps[1].selection
    assert pool is not None
    assert [entry.score is None for entry in pool.pool] == [False, *[True] * (len(pool.pool) - 1)]


async def test_a_race_that_is_interrupted_goes_on_to_the_same_end(tmp_path: Path) -> None:
    calm = await harness.run(tmp_path / "calm", request("opro", racing=True), model())
    slow = model(0.005)
    async with harness.serving(tmp_path / "broken", slow, slots=8) as service:
        await harness.submit(service, harness.plan_of(service, request("opro", racing=True)))
        await harness.received(service, slow, len(calm.rollouts) // 2)
    async with harness.serving(tmp_path / "broken", model(), slots=1) as service:
        resumed = await harness.read(service)
    assert resumed.outcome() == calm.outcome()


async def test_a_comparison_of_given_prompts_scores_them_all_and_refuses_to_race(tmp_path: Path) -> None:
    async with harness.serving(tmp_path, None) as service:
        with pytest.raises(InvalidRequestError) as refused:
            harness.plan_of(service, request("none", racing=True))
    assert [error.path for error in refused.value.errors] == ["method.racing"]


def test_the_looks_of_a_race_are_dependent_rounds_of_its_steps() -> None:
    raced, plain = METHODS["improve"](racing=True), METHODS["improve"]()
    size = ProblemSize(components=1, depth=1, modules=1, train=20, validation=40, test=0, per_item=1)
    assert raced.calls("rounds", size) == plain.calls("rounds", size) + 3
