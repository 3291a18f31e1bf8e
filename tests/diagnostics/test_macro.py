"""Diagnostics of runs in which each class counts alike: pairs are scored on as many items of every class."""

import asyncio
import functools
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from gradcheck.diagnostics.effects.samples import Matrix
from gradcheck.diagnostics.plan import DiagnosticPlan
from gradcheck.diagnostics.suite.shortcuts import audited
from gradcheck.errors import InvalidRequestError
from tests.diagnostics.advice import LABELS, PROTEGI, Advice, planned
from tests.support import harness, world
from tests.support.drawing import in_turn, judged, samples
from tests.support.recorded import Ran

SPLITS = {"train": 16, "validation": 12, "probe": 40, "test": 40}
RARE, USUAL = LABELS[0], LABELS[1]


def of(number: int) -> str:
    """One item in four is of the rare class."""
    return RARE if number % 4 == 0 else USUAL


@functools.cache
def ran(aggregate: str = "macro", *, rare_on_probe: bool = True) -> Ran:
    """A run of ProTeGi, made once. To be called where no event loop runs."""
    splits = [split for split, size in SPLITS.items() for _ in range(size)]
    examples: list[dict[str, Any]] = [
        {"id": f"e{n}", "input": {"text": f"Item k{n}"}, "expected": of(n), "split": split}
        for n, split in enumerate(splits)
        if rare_on_probe or split != "probe" or of(n) == USUAL
    ]
    task = {"examples": examples, "scoring": {"kind": "exact", "aggregate": aggregate}}
    request = world.request(prompt="Answer.\n\n{text}", task=task, method=PROTEGI)
    model = Advice().model
    with tempfile.TemporaryDirectory() as home:
        record = asyncio.run(harness.run(Path(home), request, model))
    return Ran(record=record, received=model.received)


def counts(plan: DiagnosticPlan, places: tuple[int, ...]) -> Counter[str]:
    return Counter(str(plan.items[place].expected) for place in places)


def test_the_items_are_as_many_of_every_class_and_so_are_those_of_every_pair() -> None:
    plan = planned(ran(), tests=["content"], replicates=5, items_per_pair=7)
    assert Counter(str(item.expected) for item in plan.items) == {RARE: 10, USUAL: 10}
    assert plan.pair_items == 6, "the largest multiple of two classes"
    for step in {recorded.step for recorded in plan.recorded}:
        for replicate in range(5):
            assert counts(plan, plan.scored(step, [replicate])) == {RARE: 3, USUAL: 3}
    seen = {place for recorded, replicate in plan.blocks for place in plan.scored(recorded.step, [replicate])}
    assert seen == set(range(20)), "all have their turn"


def test_what_a_request_names_is_shared_by_the_classes() -> None:
    plan = planned(ran(), tests=["content"], replicates=3, items=9, items_per_pair=1)
    assert Counter(str(item.expected) for item in plan.items) == {RARE: 4, USUAL: 4}
    assert plan.pair_items == 2


def test_without_classes_the_same_request_draws_what_it_drew_before() -> None:
    plan = planned(ran("mean"), tests=["content"], replicates=3, items_per_pair=7)
    assert (len(plan.items), plan.pair_items) == (40, 7)
    assert len(plan.train) == SPLITS["train"]


def test_what_is_scored_beside_the_probe_is_balanced_too_and_what_cannot_be_is_not_testable() -> None:
    plan = planned(ran(), tests=["decomposition", "specificity"], replicates=8)
    assert Counter(str(item.expected) for item in plan.gate) == {RARE: 3, USUAL: 3}
    assert Counter(str(item.expected) for item in plan.train) == {RARE: 4, USUAL: 4}
    assert "macro" in plan.untestable["specificity"]
    assert "decomposition" not in plan.untestable


def test_the_audit_reads_as_many_answers_of_every_class() -> None:
    record = ran().record
    read = {
        aggregate: audited(ran(aggregate).record.plan, record.result, record.rollouts)
        for aggregate in ("macro", "mean")
    }
    said = {aggregate: Counter(one.truth for one in own.answered) for aggregate, own in read.items()}
    if read["macro"].missing is None:
        assert set(said["macro"].values()) == {10}
        assert sorted(said["mean"].values()) == [10, 30]
    else:
        assert read["macro"].missing == read["mean"].missing


def test_a_class_that_the_probe_lacks_is_refused_by_name() -> None:
    with pytest.raises(InvalidRequestError) as refused:
        planned(ran(rare_on_probe=False), tests=["content"], replicates=3)
    (error,) = refused.value.errors
    assert error.path == "items"
    assert repr(RARE) in error.message


def test_fewer_items_than_classes_are_refused() -> None:
    plan = ran().record.plan
    third = tuple(replace(one, expected=LABELS[2]) if n % 4 == 1 else one for n, one in enumerate(plan.examples))
    with pytest.raises(InvalidRequestError) as refused:
        planned(ran().changed(plan=replace(plan, examples=third)), tests=["content"], replicates=3, items=2)
    assert "of which there are 3" in {error.path: error.message for error in refused.value.errors}["items"]


def test_level_and_coverage_hold_for_the_macro_mean_where_the_plain_mean_of_all_items_fails() -> None:
    """Edits gain in the usual class what they lose in the rare one: over classes nothing, over items half of it."""
    jobs, pairs, gain = 80, 12, 0.12
    rng = np.random.default_rng(8)
    shown, covered, plainly = 0, 0, 0
    for seed in range(jobs):
        plan = planned(ran(), tests=["content"], replicates=pairs // 3 + 1, items_per_pair=10, seed=seed, force=True)
        ours = _drawn(rng, [str(item.expected) for item in plan.items], pairs, gain)
        places = [plan.scored(recorded.step, [replicate]) for recorded, replicate in plan.blocks][:pairs]
        for row, own in enumerate(places):
            hidden = np.setdiff1d(np.arange(len(plan.items)), own)
            for scores in ours.values():
                scores[row, hidden] = np.nan
        effect = judged(samples(in_turn(pairs, 3), ours), seed=seed)
        assert effect.ci95 is not None
        shown += not effect.ci95[0] <= 0 <= effect.ci95[1] and (effect.p_value or 1) <= 0.05
        covered += effect.ci95[0] <= 0 <= effect.ci95[1]
        plain = judged(samples(in_turn(pairs, 3), _drawn(rng, [of(n) for n in range(40)], pairs, gain)), seed=seed)
        plainly += (plain.p_value or 1) <= 0.05
    assert shown / jobs <= 0.1
    assert covered / jobs >= 0.9
    assert plainly / jobs >= 0.5, "the mean over items, called macro, is wrong in the same jobs"


def _drawn(rng: np.random.Generator, classes: list[str], pairs: int, gain: float) -> dict[str, Matrix]:
    item = 0.5 + rng.normal(0, 0.1, len(classes))
    sign = np.array([1.0 if name == USUAL else -1.0 for name in classes])
    return {
        arm: item + shift * sign + rng.normal(0, 0.03, (pairs, 1)) + rng.normal(0, 0.1, (pairs, len(classes)))
        for arm, shift in (("a", gain), ("b", 0.0))
    }
