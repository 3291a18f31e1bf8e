"""From outcomes of runs to verdicts, ranks and fits: pure functions, so that a study can be computed again."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradcheck.studies.analysis.compare import StudyComparison, compare
from gradcheck.studies.analysis.fitting import fits
from gradcheck.studies.analysis.outcome import CurvePoint, RunOutcome
from gradcheck.studies.analysis.ranking import rank
from gradcheck.studies.analysis.result import analyse
from gradcheck.studies.analysis.verdict import Verdict, VerdictEvidence, judge
from gradcheck.studies.plan import StudyPlan
from tests.studies.test_validation import IMPROVE, TRUE, WRONG, plan

NOISE = np.random.default_rng(3).normal(0, 0.02, (3, 40))
NAMES = ("true", "wrong", "improve")


def study(home: Path, **changes: Any) -> StudyPlan:  # noqa: ANN401 - of a request
    return plan(home, **{"arms": [TRUE, WRONG, IMPROVE], "trials": 40, "delta": 0.05, **changes})


def run(arm: str, trial: int, outcome: float | None, curve: Sequence[float | None] = ()) -> RunOutcome:
    return RunOutcome(
        run_id=f"{arm}.{trial}",
        arm=arm,
        trial=trial,
        status="failed" if outcome is None else "succeeded",
        finish_reason="error_budget" if outcome is None else "completed",
        outcome=outcome,
        missing="it failed" if outcome is None else None,
        calls=10,
        curve=tuple(CurvePoint(step=n, score=score, n=9) for n, score in enumerate(curve)),
    )


def runs(scores: Mapping[str, Sequence[float | None]]) -> list[RunOutcome]:
    return [run(arm, trial, score) for arm, own in scores.items() for trial, score in enumerate(own)]


def noisy(means: Mapping[str, float], trials: int = 40, spread: float = 1.0) -> list[RunOutcome]:
    return runs({arm: list(means[arm] + spread * NOISE[NAMES.index(arm)][:trials]) for arm in means})


def only(found: Sequence[StudyComparison]) -> StudyComparison:
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("gap", "spread", "verdict", "says"),
    [
        (0.05, 1, "supported", "p = "),
        (0.0, 1, "refuted", "lies within ±0.05"),
        (-0.08, 1, "refuted", "opposite direction"),
        (0.02, 1, "refuted", "lies within ±0.05"),
        (0.02, 12, "inconclusive", "detectable with 80 % power"),
    ],
)
def test_a_one_sided_claim_gets_the_verdict_of_its_rule(
    tmp_path: Path, gap: float, spread: float, verdict: Verdict, says: str
) -> None:
    found = only(compare(study(tmp_path), noisy({"true": 0.5 + gap, "wrong": 0.5}, spread=spread)))
    assert found.verdict == verdict, found.reasons
    assert any(says in reason for reason in found.reasons)
    assert found.n == 40
    assert found.ci95 is not None
    assert found.estimate is not None
    assert found.ci95[0] < found.estimate < found.ci95[1]
    assert found.estimate == pytest.approx(gap, abs=0.01 * spread)
    assert found.minimum_detectable_effect
    assert found.trials_needed


def test_the_side_of_a_claim_is_declared_before(tmp_path: Path) -> None:
    scores = noisy({"true": 0.6, "wrong": 0.5})
    verdicts = {}
    for alternative in ("greater", "less", "two_sided"):
        pair = {"first": "true", "second": "wrong", "alternative": alternative}
        verdicts[alternative] = only(compare(study(tmp_path, comparisons=[pair]), scores)).verdict
    assert verdicts == {"greater": "supported", "less": "refuted", "two_sided": "supported"}


@pytest.mark.parametrize(
    ("true", "wrong", "says"),
    [
        ([0.5] * 5, [0.5] * 5, "neither arm vary"),
        ([0.9] * 5, [0.5] * 5, "neither arm vary"),
        ([0.5, None, None, None, 0.4], [0.5, 0.4, 0.3, None, None], "fewer than two"),
        ([], [], "fewer than two"),
    ],
)
def test_without_variance_or_trials_nothing_is_tested_and_never_equivalent(
    tmp_path: Path, true: list[float | None], wrong: list[float | None], says: str
) -> None:
    found = only(compare(study(tmp_path, trials=5), runs({"true": true, "wrong": wrong})))
    assert found.verdict == "not_testable"
    assert says in found.reasons[0]
    assert found.p_value is None
    assert found.equivalence_p_value is None


def test_a_trial_without_one_of_its_outcomes_is_dropped_on_both_sides_and_counted(tmp_path: Path) -> None:
    true: list[float | None] = [0.5, 0.9, None, 0.6, 0.7]
    found = only(compare(study(tmp_path, trials=5), runs({"true": true, "wrong": [0.4, None, 0.1, 0.5, 0.45]})))
    assert (found.n, found.dropped) == (3, 2)
    assert found.estimate == pytest.approx((0.5 + 0.6 + 0.7) / 3 - (0.4 + 0.5 + 0.45) / 3)


def test_p_values_are_adjusted_within_their_family_alone(tmp_path: Path) -> None:
    pairs = [
        {"first": "true", "second": "wrong", "alternative": "greater", "family": "a"},
        {"first": "true", "second": "improve", "alternative": "greater", "family": "a"},
        {"first": "wrong", "second": "improve", "family": "b"},
    ]
    found = compare(study(tmp_path, comparisons=pairs), noisy({"true": 0.515, "wrong": 0.5, "improve": 0.505}))
    ps = [one.p_value or 0 for one in found]
    assert found[0].holm_p_value == pytest.approx(min(1, 2 * min(ps[:2])) if ps[0] <= ps[1] else max(ps[0], 2 * ps[1]))
    assert found[2].holm_p_value == ps[2]
    assert found[0].holm_p_value != ps[0] or found[1].holm_p_value != ps[1]


def test_a_comparison_that_cannot_be_tested_leaves_its_family(tmp_path: Path) -> None:
    pairs = [{"first": "true", "second": "wrong"}, {"first": "true", "second": "improve"}]
    scores = [one for one in noisy({"true": 0.5, "wrong": 0.52}) if one.arm != "improve"]
    found = compare(study(tmp_path, comparisons=pairs), scores)
    assert found[1].verdict == "not_testable"
    assert found[0].holm_p_value == found[0].p_value


def test_a_difference_that_is_shown_but_too_small_is_not_supported() -> None:
    def evidence(**changes: Any) -> VerdictEvidence:  # noqa: ANN401
        values = {"estimate": 0.01, "alternative": "greater", "p_value": 0.001, "opposite_p": 1.0, "equivalence_p": 0.5}
        return VerdictEvidence(**{**values, "delta": 0.05, "alpha": 0.05, **changes})

    assert judge(evidence())[0] == "inconclusive"
    assert judge(evidence(estimate=0.025))[0] == "supported"
    assert judge(evidence(equivalence_p=0.04))[0] == "refuted"
    assert judge(evidence(estimate=-0.2, p_value=0.9, opposite_p=0.04))[0] == "refuted"
    assert judge(evidence(estimate=-0.2, alternative="two_sided", opposite_p=None))[0] == "supported"
    assert judge(evidence(estimate=-0.2, alternative="less"))[0] == "supported"


def test_arms_of_one_distribution_cannot_be_told_apart_and_that_is_said(tmp_path: Path) -> None:
    same = rank(study(tmp_path), noisy({"true": 0.5, "wrong": 0.5, "improve": 0.5}))
    assert same.text.startswith("these cannot be told apart: ")
    assert set(same.text.partition(": ")[2].split(", ")) == set(NAMES)
    assert {(one.best_rank, one.worst_rank) for one in same.arms} == {(1, 3)}
    two = rank(study(tmp_path), noisy({"true": 0.6, "wrong": 0.5, "improve": 0.5}))
    assert two.text in {"these cannot be told apart: wrong, improve", "these cannot be told apart: improve, wrong"}
    assert two.arms[0].arm == "true"
    assert (two.arms[0].best_rank, two.arms[0].worst_rank) == (1, 1)
    apart = rank(study(tmp_path), noisy({"true": 0.7, "wrong": 0.6, "improve": 0.5}))
    assert apart.text == "all arms can be told apart"
    assert all(gap.distinguishable for gap in apart.gaps)


def test_overlapping_groups_name_every_pair_that_cannot_be_told_apart(tmp_path: Path) -> None:
    found = rank(study(tmp_path), noisy({"true": 0.53, "wrong": 0.515, "improve": 0.5}, trials=8))
    alike = {frozenset((gap.first, gap.second)) for gap in found.gaps if not gap.distinguishable}
    groups = [group.split(", ") for group in found.text.partition(": ")[2].split("; ")]
    named = {frozenset((a, b)) for group in groups for a in group for b in group if a != b}
    assert named == alike


def test_a_ranking_reads_trials_that_all_arms_have_and_leaves_out_arms_without_any(tmp_path: Path) -> None:
    scores: dict[str, list[float | None]] = {
        "true": [0.5, 0.6, None, 0.4],
        "wrong": [0.4, None, 0.3, 0.2],
        "improve": [None] * 4,
    }
    found = rank(study(tmp_path, trials=5), runs(scores))
    assert (found.n, found.left_out) == (2, ("improve",))
    none = rank(study(tmp_path, trials=5), runs({"true": [0.5, None], "wrong": [None, 0.5]}))
    assert (none.n, none.arms) == (0, ())
    assert "nothing can be ranked" in none.text


def curves(shapes: Mapping[str, Sequence[float]], trials: int = 6) -> list[RunOutcome]:
    jitter = np.random.default_rng(1).normal(0, 0.005, (2, trials, 5))
    found = []
    for place, (arm, shape) in enumerate(shapes.items()):
        for trial in range(trials):
            points = [float(score + jitter[place, trial, n]) for n, score in enumerate(shape)]
            found += [run(arm, trial, 0.5, points)]
    return found


def test_a_run_that_is_done_at_its_first_point_is_told_from_one_that_goes_on(tmp_path: Path) -> None:
    wanted = study(tmp_path, trials=6, track={"every": 1, "arms": ["true", "wrong"]})
    shapes = {"true": [0.2, 0.5, 0.5, 0.5, 0.5], "wrong": [0.2, 0.3, 0.4, 0.5, 0.6]}
    once, on = fits(wanted, curves(shapes))
    assert (once.verdict, on.verdict) == ("refuted", "supported")
    assert once.first_share == pytest.approx(1, abs=0.05)
    assert on.first_share == pytest.approx(0.25, abs=0.05)
    assert on.later_change == pytest.approx(0.3, abs=0.01)
    assert (on.n, on.steps) == (6, (0, 1, 2, 3, 4))


def test_a_run_without_a_curve_or_with_a_gap_in_it_is_dropped_and_an_early_end_is_carried_on(tmp_path: Path) -> None:
    wanted = study(tmp_path, trials=5, track={"every": 1, "arms": ["true"]})
    found = fits(
        wanted,
        [
            run("true", 0, 0.5, [0.1, 0.2, 0.3]),
            run("true", 1, 0.5, [0.1, 0.4]),
            run("true", 2, 0.5, [0.1, None, 0.3]),
            run("true", 3, None),
        ],
    )[0]
    assert (found.n, found.dropped) == (2, 2)
    assert found.means == pytest.approx((0.1, 0.3, 0.35))


def test_one_point_after_the_seed_has_no_trend(tmp_path: Path) -> None:
    wanted = study(tmp_path, trials=5, track={"every": 9, "arms": ["true"]})
    found = fits(wanted, [run("true", trial, 0.5, [0.1, 0.2]) for trial in range(3)])[0]
    assert found.verdict == "not_testable"
    assert "only one point" in found.reasons[0]


def test_the_order_in_which_runs_ended_does_not_matter(tmp_path: Path) -> None:
    wanted = study(tmp_path)
    scores = noisy({"true": 0.55, "wrong": 0.5, "improve": 0.5})
    assert analyse(wanted, scores, {}) == analyse(wanted, scores[::-1], {})


def test_an_arm_is_summarised_over_its_runs(tmp_path: Path) -> None:
    scores: dict[str, list[float | None]] = {"true": [0.5, 0.7, None], "wrong": [0.1], "improve": [0.3]}
    found = analyse(study(tmp_path, trials=5), runs(scores), {})
    true, wrong, improve = found.arms
    assert (true.runs, true.n, true.failed) == (3, 2, 1)
    assert true.mean == pytest.approx(0.6)
    assert true.sd == pytest.approx(0.1414, abs=1e-4)
    assert true.finish_reasons == {"completed": 2, "error_budget": 1}
    assert (wrong.sd, improve.mean, improve.runs) == (None, 0.3, 1)
    assert (found.planned_trials, found.begun_trials, found.complete_trials) == (5, 3, 1)
    assert found.run_sd == true.sd
