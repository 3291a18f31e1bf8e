"""What arms gain by call, in which parts, and what holds for other items: pure functions of what runs left behind."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradcheck.statistics.runs.trials import welch
from gradcheck.studies.analysis.compare import compare
from gradcheck.studies.analysis.gains import ArmGain, gains
from gradcheck.studies.analysis.outcome import RunOutcome, RunScores
from gradcheck.studies.analysis.result import analyse
from gradcheck.studies.plan import StudyPlan
from tests.studies.test_feedback import OTHERS
from tests.studies.test_running import request as study_request
from tests.studies.test_validation import plan
from tests.studies.test_worlds import found as study_of
from tests.studies.test_worlds import request as world_request
from tests.support import harness

ITEMS = 30
GIVEN = 0.3
BLIND = {"name": "blind", "overrides": {"method": {"name": "best_of_n", "n": 4}}}
ARMS: list[dict[str, Any]] = [
    {"name": "real"},
    *({"name": name, "critic": {"feedback": name}} for name in OTHERS),
    BLIND,
]
NAMES = ("real", "placebo", "none", "shuffled", "blind")


def study(home: Path, **changes: Any) -> StudyPlan:  # noqa: ANN401 - of a request
    pair = {"first": "real", "second": "placebo"}
    return plan(home, **{"arms": ARMS, "trials": 40, "delta": 0.05, "comparisons": [pair], **changes})


Drawn = tuple[list[RunOutcome], list[RunScores]]


def drawn(
    means: Mapping[str, float], *, trials: int = 12, item_sd: float = 0.0, seed: int = 1, calls: int = 400
) -> Drawn:
    """Runs of arms of these true means, whose items respond each in its own way where `item_sd` is above 0."""
    rng = np.random.default_rng(seed)
    difficulty = rng.normal(0, 0.2, ITEMS)
    outcomes, scores = [], []
    for arm, mean in means.items():
        response = rng.normal(0, item_sd, ITEMS)
        for trial in range(trials):
            winner = mean + difficulty + response + rng.normal(0, 0.02) + rng.normal(0, 0.1, ITEMS)
            given = GIVEN + difficulty + rng.normal(0, 0.1, ITEMS)
            tables = [{f"e{n}": float(score) for n, score in enumerate(own)} for own in (winner, given)]
            scores.append(RunScores(arm=arm, trial=trial, winner=tables[0], given=tables[1]))
            outcomes.append(
                RunOutcome(
                    run_id=f"{arm}.{trial}",
                    arm=arm,
                    trial=trial,
                    status="succeeded",
                    finish_reason="completed",
                    outcome=float(winner.mean()),
                    missing=None,
                    calls=calls + 60 + trial % 3,
                    given=float(given.mean()),
                    test_calls=60,
                )
            )
    return outcomes, scores


MEANS = {"real": 0.8, "placebo": 0.65, "none": 0.6, "shuffled": 0.7, "blind": 0.5}


def arm_of(arms: tuple[ArmGain, ...], name: str) -> ArmGain:
    return next(one for one in arms if one.arm == name)


def test_a_gain_is_search_form_and_content_and_they_add_up(tmp_path: Path) -> None:
    outcomes, scores = drawn(MEANS)
    found = gains(study(tmp_path), outcomes, scores)
    (ladder,) = found.parts
    assert (ladder.real, ladder.placebo, ladder.none, ladder.n) == ("real", "placebo", "none", 12)
    parts = {str(part.name): part for part in ladder.parts}
    assert math.fsum(part.estimate for part in ladder.parts) == pytest.approx(ladder.gain)
    assert ladder.gain == pytest.approx(arm_of(found.arms, "real").gain)
    for name, truth in {"search": 0.3, "form": 0.05, "content": 0.15}.items():
        interval = parts[name].ci95
        assert interval is not None
        assert interval[0] <= truth <= interval[1]
        assert interval[1] - interval[0] < 0.1
    assert "'real'" in found.text
    assert "search without feedback +0.3" in found.text


def test_parts_have_the_interval_of_a_comparison_of_their_arms(tmp_path: Path) -> None:
    outcomes, scores = drawn(MEANS)
    wanted = study(tmp_path)
    content = gains(wanted, outcomes, scores).parts[0].parts[2]
    (compared,) = compare(wanted, outcomes, scores=scores)
    assert (content.estimate, content.ci95) == (compared.estimate, compared.ci95)
    assert content.over_items == compared.over_items is not None


def test_gains_are_by_a_thousand_calls_without_those_of_the_test(tmp_path: Path) -> None:
    found = gains(study(tmp_path), *drawn(MEANS))
    real = arm_of(found.arms, "real")
    assert real.calls == pytest.approx(401, abs=1)
    assert real.per_1000_calls == pytest.approx(1000 * real.gain / real.calls)
    assert real.per_1000_ci95 is not None
    assert real.ci95 is not None
    for end, gain in zip(real.per_1000_ci95, real.ci95, strict=True):
        assert end == pytest.approx(1000 * gain / real.calls, rel=0.05)


def test_the_interval_by_calls_covers_where_gain_and_calls_rise_together(tmp_path: Path) -> None:
    """Longer runs gain more; the true ratio is that of the means."""
    wanted, covered, naive = study(tmp_path), 0, 0
    rng = np.random.default_rng(5)
    for _ in range(400):
        outcomes, _ = drawn({"real": 0.8}, trials=15, seed=int(rng.integers(2**31)))
        calls = rng.integers(200, 1000, 15)
        ran = [
            RunOutcome(
                run_id=one.run_id,
                arm="real",
                trial=one.trial,
                status="succeeded",
                finish_reason="completed",
                outcome=GIVEN + 0.0005 * int(n) + float(rng.normal(0, 0.05)),
                missing=None,
                calls=int(n),
                given=GIVEN,
            )
            for one, n in zip(outcomes, calls, strict=True)
        ]
        real = arm_of(gains(wanted, ran, []).arms, "real")
        assert real.per_1000_ci95 is not None
        assert real.ci95 is not None
        covered += real.per_1000_ci95[0] <= 0.5 <= real.per_1000_ci95[1]
        naive += real.per_1000_ci95[1] - real.per_1000_ci95[0] < 1000 * (real.ci95[1] - real.ci95[0]) / real.calls
    assert 0.91 <= covered / 400 <= 0.985
    assert naive > 380


def test_a_difference_that_rests_on_these_items_is_said_to(tmp_path: Path) -> None:
    """Arms are alike over items, but each item has a side: many runs on few items show a difference all the same."""
    wanted = study(tmp_path)
    shown = said = 0
    for seed in range(60):
        outcomes, scores = drawn({"real": 0.6, "placebo": 0.6}, item_sd=0.3, seed=seed)
        (found,) = compare(wanted, outcomes, scores=scores)
        assert found.ci95 is not None
        assert found.over_items is not None
        shown += not found.ci95[0] <= 0 <= found.ci95[1]
        only_these = found.text.endswith("shown for these items only")
        said += only_these
        assert only_these == (
            not found.ci95[0] <= 0 <= found.ci95[1] and found.over_items.ci95[0] <= 0 <= found.over_items.ci95[1]
        )
        assert f"on these {ITEMS} items" in found.text
    assert shown > 30
    assert shown - said < 9


def test_without_scores_by_item_there_is_no_interval_over_items(tmp_path: Path) -> None:
    outcomes, scores = drawn(MEANS)
    (found,) = compare(study(tmp_path), outcomes)
    assert found.over_items is None
    assert found.text.endswith("over 12 trials")
    (partly,) = compare(study(tmp_path), outcomes, scores=scores[1:])
    assert partly.over_items is None


def test_parts_are_those_of_trials_that_all_three_arms_have(tmp_path: Path) -> None:
    outcomes, scores = drawn(MEANS)
    fewer = [one for one in outcomes if (one.arm, one.trial) not in {("none", 3), ("placebo", 5)}]
    (ladder,) = gains(study(tmp_path), fewer, scores).parts
    assert ladder.n == 10
    assert math.fsum(part.estimate for part in ladder.parts) == pytest.approx(ladder.gain)
    assert gains(study(tmp_path), [one for one in outcomes if one.arm != "none"], scores).parts == ()


def test_arms_that_differ_in_more_than_feedback_are_no_ladder(tmp_path: Path) -> None:
    arms = [ARMS[0], {**ARMS[1], "overrides": {"method": {"steps": 1}}}, ARMS[2]]
    wanted = study(tmp_path, arms=arms)
    found = gains(wanted, *drawn({name: MEANS[name] for name in ("real", "placebo", "none")}))
    assert found.parts == ()
    assert [one.arm for one in found.arms] == ["real", "placebo", "none"]


def test_arms_are_held_against_the_prompt_they_were_given(tmp_path: Path) -> None:
    """An arm that starts from another prompt is not measured from this one's."""
    other = {"name": "other", "overrides": {"prompt": "Another prompt.\n\n{text}"}}
    wanted = study(tmp_path, arms=[ARMS[0], other], comparisons=[])
    outcomes, scores = drawn({"real": 0.6})
    lower, lower_scores = drawn({"other": 0.6}, seed=2)
    shifted = [
        RunOutcome(**{name: getattr(one, name) for name in one.__struct_fields__} | {"given": 0.1}) for one in lower
    ]
    found = gains(wanted, [*outcomes, *shifted], [*scores, *lower_scores])
    assert arm_of(found.arms, "real").gain == pytest.approx(0.3, abs=0.05)
    assert arm_of(found.arms, "other").gain == pytest.approx(0.5, abs=0.05)


def test_a_single_trial_and_runs_that_are_all_alike_have_no_interval(tmp_path: Path) -> None:
    single = gains(study(tmp_path), *drawn(MEANS, trials=1))
    assert {(one.ci95, one.per_1000_ci95, one.over_items) for one in single.arms} == {(None, None, None)}
    assert all(part.ci95 is None for part in single.parts[0].parts)
    outcomes, _ = drawn({"real": 0.6})
    alike = [
        RunOutcome(**{name: getattr(one, name) for name in one.__struct_fields__} | {"outcome": 0.5, "given": 0.5})
        for one in outcomes
    ]
    found = gains(study(tmp_path), alike, [])
    assert (found.arms[0].gain, found.arms[0].ci95, found.arms[0].per_1000_ci95) == (0, None, None)
    assert found.text == "no arm gains over the given prompt"


def test_gains_are_of_the_test_alone_and_runs_without_one_have_none(tmp_path: Path) -> None:
    outcomes, scores = drawn(MEANS)
    elsewhere = gains(study(tmp_path, outcome="validation"), outcomes, scores)
    assert elsewhere.arms == ()
    assert "not on validation" in elsewhere.text
    assert gains(study(tmp_path), [], []).arms == ()


def test_welch_is_the_interval_of_two_independent_sets() -> None:
    rng = np.random.default_rng(3)
    first, second = rng.normal(1, 1, 9), rng.normal(0, 3, 5)
    found = welch(first, second)
    se = math.sqrt(first.var(ddof=1) / 9 + second.var(ddof=1) / 5)
    assert found.estimate == pytest.approx(first.mean() - second.mean())
    assert found.se == pytest.approx(se)
    assert found.interval.low < found.estimate < found.interval.high
    with pytest.raises(ValueError, match="without variance"):
        welch([1.0, 1.0], [0.0, 0.0])


@pytest.mark.parametrize("outcome", ["test", "validation"])
async def test_a_study_returns_what_holds_over_items_and_gains_where_it_has_a_test(
    tmp_path: Path, outcome: str
) -> None:
    pair = {"first": "real", "second": "none"}
    wanted = study_request(4, [*ARMS[:3], BLIND], comparisons=[pair], outcome=outcome, force=True)
    async with harness.serving(tmp_path, harness.Model()) as service:
        found = await harness.study(service, wanted)
    assert found["status"] == "succeeded"
    (compared,) = found["comparisons"]
    means = [np.mean([run["outcome"] for run in found["runs"] if run["arm"] == name]) for name in ("real", "none")]
    assert compared["estimate"] == pytest.approx(means[0] - means[1])
    assert compared["over_items"]["n_items"] == {"test": 8, "validation": 12}[outcome]
    assert compared["over_items"]["se_trials"] == pytest.approx(compared["se"])
    has_test = outcome == "test"
    assert all((run["given"] is not None) == has_test for run in found["runs"])
    assert all(0 < run["test_calls"] < run["calls"] for run in found["runs"])
    assert [one["arm"] for one in found["gains"]["arms"]] == (["real", "placebo", "none", "blind"] if has_test else [])
    assert len(found["gains"]["parts"]) == has_test


def test_the_order_in_which_runs_ended_changes_no_gain(tmp_path: Path) -> None:
    outcomes, scores = drawn(MEANS)
    wanted = study(tmp_path)
    assert analyse(wanted, outcomes, {}, scores) == analyse(wanted, outcomes[::-1], {}, scores[::-1])


METHOD = {"name": "textgrad", "steps": 4, "batch": 4, "revert": "validation", "candidates": 2}


@pytest.mark.slow
@pytest.mark.parametrize(("world", "largest", "nothing"), [("W1", "content", "search"), ("W2", "search", "content")])
async def test_a_world_gives_its_gain_to_the_part_that_makes_it(
    tmp_path: Path, world: str, largest: str, nothing: str
) -> None:
    """In W1 only what a critic writes can help, in W2 only rewriting does."""
    pair = {"first": "real", "second": "placebo", "alternative": "greater"}
    wanted = world_request(world, arms=ARMS[:3], comparisons=[pair], trials=8)
    wanted["optimize"]["method"] = METHOD
    found = await study_of(tmp_path, wanted)
    parts = {part["name"]: part for part in found["gains"]["parts"][0]["parts"]}
    assert parts[largest]["ci95"][0] > 0
    assert max(parts, key=lambda name: parts[name]["estimate"]) == largest
    assert parts[nothing]["ci95"][0] < 0 < parts[nothing]["ci95"][1]
