"""Few items that tell prompts apart come first: who is behind the best so far there is not scored on the rest."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradcheck.engine.gates import Behind
from gradcheck.engine.races import telling_first
from gradcheck.errors import InvalidRequestError
from gradcheck.methods.base import ProblemSize
from gradcheck.methods.registry import METHODS
from tests.engine.test_racing import calls_of, done, model
from tests.methods.every import SMALL
from tests.support import harness, world

FIRST = 6


def seen(own: Sequence[float | None], best: Sequence[float | None], first: int) -> int | None:
    """After how many items a candidate is out; None where it stays to the end."""
    behind = Behind([1.0] * len(own), {f"e{place}": score for place, score in enumerate(best)}, first)
    for place, score in enumerate(own):
        if behind.sees(done(place, score)):
            return behind.seen
    return None


def test_who_is_behind_on_the_first_items_is_out_there_and_nobody_is_later() -> None:
    assert seen([0.0, 1.0, 0.0, 1.0, 1.0], [1.0, 1.0, 0.0, 0.0, 0.0], 3) == 3
    assert seen([1.0, 1.0, 0.0, 0.0, 0.0], [1.0, 1.0, 0.0, 1.0, 1.0], 3) is None


def test_who_has_answered_all_is_not_out() -> None:
    assert seen([0.0, 0.0], [1.0, 1.0], 2) is None


def test_an_item_without_a_score_on_either_side_says_nothing() -> None:
    assert seen([None, 1.0, 0.0], [1.0, None, 1.0], 2) is None


@pytest.mark.parametrize("seed", range(5))
def test_items_come_by_the_variance_between_prompts_and_alike_ones_in_their_order(seed: int) -> None:
    scores = np.random.default_rng(seed).integers(2, size=(4, 30))
    items = [f"e{place}" for place in range(30)]
    shares = scores.mean(axis=0)
    expected = sorted(items, key=lambda item: -(shares[int(item[1:])] * (1 - shares[int(item[1:])])))
    assert telling_first(items, [dict(zip(items, map(float, row), strict=True)) for row in scores]) == expected


def request(name: str, first: int | None, **changes: object) -> dict[str, Any]:
    method = {"name": name, **SMALL[name], "informative": first}
    return harness.request(**{"task": world.task(80), "method": method, **changes})


@pytest.mark.parametrize("name", ["improve", "opro", "gepa", "evoprompt_ga"])
async def test_what_is_left_out_does_not_depend_on_the_order_of_completion(tmp_path: Path, name: str) -> None:
    wide = await harness.run(tmp_path / "wide", request(name, FIRST), model(), slots=64)
    narrow = await harness.run(tmp_path / "narrow", request(name, FIRST), model(), slots=1)
    assert wide.job.status == "succeeded", wide.job.error
    assert wide.outcome() == narrow.outcome()


@pytest.mark.parametrize("capped", [False, True])
async def test_worse_edits_are_scored_on_few_items_once_two_prompts_are_known(tmp_path: Path, capped: bool) -> None:  # noqa: FBT001
    budget = {"budget": {"max_calls": 5000}} if capped else {}
    whole = await harness.run(tmp_path / "whole", request("evoprompt_ga", None, **budget), model())
    found = await harness.run(tmp_path / "found", request("evoprompt_ga", FIRST, **budget), model())
    assert calls_of(found) < calls_of(whole)
    assert found.result.candidate == whole.result.candidate == "seed"
    own: dict[str, set[str]] = {}
    for rollout in found.rollouts:
        if "/validation/" in rollout.stage:
            own.setdefault(rollout.candidate, set()).add(rollout.example)
    assert {len(items) for items in own.values()} == {FIRST, len(own["seed"])}
    assert sum(len(items) == FIRST for items in own.values()) > 1


async def test_an_interrupted_run_goes_on_to_the_same_end(tmp_path: Path) -> None:
    calm = await harness.run(tmp_path / "calm", request("opro", FIRST), model())
    slow = model(0.005)
    async with harness.serving(tmp_path / "broken", slow, slots=8) as service:
        await harness.submit(service, harness.plan_of(service, request("opro", FIRST)))
        await harness.received(service, slow, len(calm.rollouts) // 2)
    async with harness.serving(tmp_path / "broken", model(), slots=1) as service:
        resumed = await harness.read(service)
    assert resumed.outcome() == calm.outcome()


@pytest.mark.parametrize("method", [{"name": "none"}, {"name": "spo"}, {"name": "opro", "racing": True}])
async def test_where_nothing_is_scored_one_by_one_or_a_race_promises_more_it_is_refused(
    tmp_path: Path, method: dict[str, Any]
) -> None:
    async with harness.serving(tmp_path, None) as service:
        with pytest.raises(InvalidRequestError) as refused:
            harness.plan_of(service, harness.request(method={**method, "informative": 4}))
    assert [error.path for error in refused.value.errors] == ["method.informative"]


def test_the_first_items_are_a_dependent_round_of_their_own() -> None:
    few, plain = METHODS["improve"](informative=4), METHODS["improve"]()
    size = ProblemSize(components=1, depth=1, modules=1, train=20, validation=40, test=0, per_item=1)
    assert few.calls("rounds", size) == plain.calls("rounds", size) + 1
