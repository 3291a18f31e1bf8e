"""Whether runs go on to fit the split they were tracked on, or have done so by the first point.

The unit is the run: each gives one slope over the points after the first.
"""

from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace

from gradcheck.domain.base import Value
from gradcheck.statistics.edits.power import minimum_detectable_effect, pairs_needed
from gradcheck.statistics.equivalence import tost
from gradcheck.statistics.scores import is_constant
from gradcheck.statistics.student import pair_t
from gradcheck.statistics.trend import slopes
from gradcheck.studies.analysis.outcome import RunOutcome
from gradcheck.studies.analysis.verdict import Verdict, VerdictEvidence, adjusted, judge
from gradcheck.studies.plan import StudyPlan

_WIDEST = 0.49
_LEAST_POINTS = 3  # the seed, the first point and one more


class ArmFit(Value, frozen=True, kw_only=True):
    """How the runs of an arm score along the way. The claim is that they go on improving after the first point.

    `means` are those of `n` runs after each of `steps`, 0 the seed; a run that ended early keeps its last score.
    `later_change` is the mean slope after the first point times the span, in units of the score; `first_share` the gain
    at the first point as a share of the gain at the last, null where there is none. `minimum_detectable_effect` and the
    `runs_needed` to find delta are for 80 % power.
    """

    arm: str
    verdict: Verdict
    reasons: tuple[str, ...]
    n: int
    dropped: int
    steps: tuple[int, ...]
    means: tuple[float, ...]
    later_change: float | None = None
    ci95: tuple[float, float] | None = None
    p_value: float | None = None
    holm_p_value: float | None = None
    equivalence_p_value: float | None = None
    minimum_detectable_effect: float | None = None
    runs_needed: int | None = None
    first_share: float | None = None


class _Tested(Value, frozen=True, kw_only=True):
    """A fit before the tracked arms are adjusted together; `run_sd` is that of its runs' later changes."""

    fit: ArmFit
    evidence: VerdictEvidence
    run_sd: float


def fits(plan: StudyPlan, runs: Sequence[RunOutcome]) -> tuple[ArmFit, ...]:
    """The fits of all tracked arms, adjusted as one family."""
    names = [arm.name for arm in plan.arms if plan.tracked_steps(arm, 1)]
    tests = [_test(plan, name, [run for run in runs if run.arm == name]) for name in names]
    tested = [test for test in tests if isinstance(test, _Tested)]
    judged = iter(_judged(plan, tested))
    return tuple(next(judged) if isinstance(test, _Tested) else test for test in tests)


def _test(plan: StudyPlan, name: str, runs: Sequence[RunOutcome]) -> _Tested | ArmFit:
    known = [run for run in runs if run.curve and all(point.score is not None for point in run.curve)]
    steps = tuple(sorted({point.step for run in known for point in run.curve}))
    matrix = np.array([[_at(run, step) for step in steps] for run in known], dtype=np.float64)
    means = tuple(matrix.mean(axis=0).tolist()) if known else ()
    bare = ArmFit(
        arm=name,
        verdict="not_testable",
        reasons=(),
        n=len(known),
        dropped=len(runs) - len(known),
        steps=steps,
        means=means,
        first_share=_first_share(means),
    )
    if len(known) < 2:
        return replace(bare, reasons=("fewer than two runs have a curve",))
    if len(steps) < _LEAST_POINTS:
        return replace(bare, reasons=("there is only one point after the seed; track more often",))
    later = np.array(steps[1:], dtype=np.float64)
    changes = slopes(matrix[:, 1:], later) * (later[-1] - later[0])
    if is_constant(changes):
        return replace(bare, reasons=("the runs do not vary, so no error can be estimated",))
    rising, falling = pair_t(changes, alternative="greater"), pair_t(changes, alternative="less")
    return _Tested(
        fit=replace(bare, later_change=rising.estimate, ci95=rising.interval, p_value=rising.p_value),
        evidence=VerdictEvidence(
            estimate=rising.estimate,
            alternative="greater",
            p_value=rising.p_value,
            opposite_p=falling.p_value,
            equivalence_p=tost(rising.estimate, rising.se, rising.df, plan.delta).p_value,
            delta=plan.delta,
            alpha=plan.alpha,
        ),
        run_sd=float(changes.std(ddof=1)),
    )


def _judged(plan: StudyPlan, tested: Sequence[_Tested]) -> list[ArmFit]:
    level = min(2 * plan.alpha / max(len(tested), 1), _WIDEST)  # one-sided, where the estimators of power are two-sided
    judged = []
    for test, evidence in zip(tested, adjusted([test.evidence for test in tested]), strict=True):
        verdict, reasons = judge(evidence)
        smallest = minimum_detectable_effect(test.run_sd, test.fit.n, alpha=level)
        needed = pairs_needed(test.run_sd, plan.delta, alpha=level)
        if verdict == "inconclusive":
            shortage = (f"detectable with 80 % power: {smallest:.2g}", f"runs needed to find {plan.delta:g}: {needed}")
            reasons = (*reasons, *shortage)
        judged.append(
            replace(
                test.fit,
                verdict=verdict,
                reasons=reasons,
                holm_p_value=evidence.p_value,
                equivalence_p_value=evidence.equivalence_p,
                minimum_detectable_effect=smallest,
                runs_needed=needed,
            )
        )
    return judged


def _at(run: RunOutcome, step: int) -> float:
    """A run's score after a step; one that has ended keeps its last."""
    score = [point.score for point in run.curve if point.step <= step][-1]
    return np.nan if score is None else score


def _first_share(means: Sequence[float]) -> float | None:
    if len(means) < _LEAST_POINTS or means[-1] <= means[0]:
        return None
    return (means[1] - means[0]) / (means[-1] - means[0])
