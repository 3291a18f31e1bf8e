"""Studies in which each class counts alike: both intervals of a difference are about the mean of classes' means."""

from pathlib import Path

import numpy as np
import pytest

from gradcheck.statistics.strata import macro_mean
from gradcheck.studies.analysis.compare import compare
from gradcheck.studies.analysis.outcome import RunOutcome, RunScores
from gradcheck.studies.analysis.result import analyse
from gradcheck.studies.plan import StudyPlan
from tests.studies.test_validation import plan
from tests.support import world

TRIALS, SIZE = 8, 120


def study(home: Path) -> StudyPlan:
    """One example in four is negative."""
    task = world.task(SIZE)
    for number, example in enumerate(task["examples"]):
        example["expected"] = "negative" if number % 4 == 0 else "positive"
        example["split"] = "train" if number < 8 else "validation" if number < SIZE // 3 else "test"
    task["scoring"] = {"kind": "exact", "aggregate": "macro"}
    arms = [{"name": "one"}, {"name": "other", "overrides": {"method": {"name": "improve"}}}]
    pair = {"first": "one", "second": "other"}
    return plan(
        home,
        optimize={"task": task, "budget": {"max_calls": 2000}},
        arms=arms,
        trials=TRIALS,
        delta=0.05,
        comparisons=[pair],
    )


def drawn(of: StudyPlan, moved: float, seed: int) -> tuple[list[RunOutcome], list[RunScores]]:
    """Runs of two arms; the first gains so much in the usual class and loses as much in the rare one."""
    rng = np.random.default_rng(seed)
    items = {example.id: str(example.expected) for example in of.examples if example.split == "test"}
    sign = np.array([1.0 if name == "positive" else -1.0 for name in items.values()])
    easy = rng.normal(0.5, 0.1, len(items))
    response = {arm: rng.normal(0, 0.05, len(items)) for arm in ("one", "other")}
    outcomes, scores = list[RunOutcome](), list[RunScores]()
    for arm, shift in (("one", moved), ("other", 0.0)):
        for trial in range(TRIALS):
            own = easy + shift * sign + response[arm] + rng.normal(0, 0.03) + rng.normal(0, 0.1, len(items))
            scores.append(RunScores(arm=arm, trial=trial, winner=dict(zip(items, own.tolist(), strict=True)), given={}))
            mean = macro_mean(own.tolist(), list(items.values()))
            outcomes.append(
                RunOutcome(
                    run_id=f"{arm}.{trial}",
                    arm=arm,
                    trial=trial,
                    status="succeeded",
                    finish_reason="completed",
                    outcome=mean,
                    missing=None,
                    calls=100,
                )
            )
    return outcomes, scores


def test_both_intervals_are_about_the_same_difference_and_hold_it(tmp_path: Path) -> None:
    of, jobs, covered, plainly = study(tmp_path), 60, 0, 0
    for seed in range(jobs):
        outcomes, scores = drawn(of, 0.1, seed)
        (found,) = analyse(of, outcomes, {}, scores).comparisons
        assert found.over_items is not None
        assert found.estimate is not None
        low, high = found.over_items.ci95
        assert (low + high) / 2 == pytest.approx(found.estimate)
        covered += low <= 0 <= high
        (plain,) = compare(of, outcomes, draws=50, scores=scores)
        assert plain.over_items is not None
        plainly += plain.over_items.ci95[0] <= 0 <= plain.over_items.ci95[1]
    assert covered / jobs >= 0.9
    assert plainly / jobs <= 0.5, "scores by item that are not weighed speak of another difference"
