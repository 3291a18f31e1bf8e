"""Comparisons of arms: the test of a study, whose unit is the run, on trials in which both runs have an outcome.

Test and verdict are about other runs on the same items; a second interval says what holds for other items too. The test
is the founding paper's, of independent sets of runs; runs of a trial share seed and data order, and where that
makes them alike it errs on the safe side.
"""

import math
from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace

from gradcheck.domain.base import Value
from gradcheck.domain.seeds import derive
from gradcheck.statistics.equivalence import tost
from gradcheck.statistics.permutation import DRAWS, Alternative
from gradcheck.statistics.runs.trials import permutation_t
from gradcheck.statistics.scores import is_constant
from gradcheck.studies.analysis.outcome import RunOutcome, RunScores
from gradcheck.studies.analysis.over_items import ByItem, OverItems, difference_over_items, in_words
from gradcheck.studies.analysis.power import detectable, trials_needed
from gradcheck.studies.analysis.verdict import Verdict, VerdictEvidence, adjusted, judge
from gradcheck.studies.plan import StudyPlan
from gradcheck.studies.presets.melcer2025 import Published, published
from gradcheck.studies.request import ComparisonSpec

Outcomes = dict[tuple[str, int], float | None]

_OPPOSITE: dict[Alternative, Alternative] = {"greater": "less", "less": "greater"}


class StudyComparison(Value, frozen=True, kw_only=True):
    """First arm's mean minus the second's over `n` trials, with all that is needed to judge the verdict.

    `dropped` trials lack an outcome on one side. `holm_p_value` and `equivalence_p_value` are adjusted for the family.
    `correlation` is that of the two arms over trials: where it is positive the test is conservative. `ci95` is over
    trials, for other runs on the same items; `over_items` is for other items as well, null where scores by item are not
    known. `text` says both.
    """

    first: str
    second: str
    family: str
    alternative: Alternative
    verdict: Verdict
    reasons: tuple[str, ...]
    n: int
    dropped: int
    estimate: float | None = None
    ci95: tuple[float, float] | None = None
    se: float | None = None
    df: float | None = None
    p_value: float | None = None
    holm_p_value: float | None = None
    least_p_value: float | None = None
    equivalence_p_value: float | None = None
    ci90: tuple[float, float] | None = None
    minimum_detectable_effect: float | None = None
    trials_needed: int | None = None
    correlation: float | None = None
    over_items: OverItems | None = None
    text: str = ""
    published: Published | None = None


class _Tested(Value, frozen=True, kw_only=True):
    """A comparison that could be tested, before its family is adjusted; `run_sd` is that of its runs."""

    comparison: StudyComparison
    evidence: VerdictEvidence
    run_sd: float


def compare(
    plan: StudyPlan, runs: Sequence[RunOutcome], draws: int = DRAWS, scores: Sequence[RunScores] = ()
) -> tuple[StudyComparison, ...]:
    """All comparisons of a study, in the order of its plan; p-values are of so many permutations."""
    outcomes = {(run.arm, run.trial): run.outcome for run in runs}
    by_item = {(run.arm, run.trial): run.winner for run in scores}
    tests = [_test(plan, comparison, outcomes, draws, by_item) for comparison in plan.comparisons]
    judged: dict[int, StudyComparison] = {}
    for family in dict.fromkeys(comparison.family for comparison in plan.comparisons):
        tested = {
            n: test for n, test in enumerate(tests) if isinstance(test, _Tested) and test.comparison.family == family
        }
        judged |= dict(zip(tested, _judged(plan, list(tested.values())), strict=True))
    return tuple(judged[n] if isinstance(test, _Tested) else test for n, test in enumerate(tests))


def _test(
    plan: StudyPlan, comparison: ComparisonSpec, outcomes: Outcomes, draws: int, by_item: ByItem
) -> _Tested | StudyComparison:
    """The test of a comparison, or why there is none."""
    names = (comparison.first, comparison.second)
    begun = [trial for trial in range(plan.common_trials(comparison)) if (comparison.first, trial) in outcomes]
    pairs = {trial: (outcomes[comparison.first, trial], outcomes.get((comparison.second, trial))) for trial in begun}
    known = {trial: (a, b) for trial, (a, b) in pairs.items() if a is not None and b is not None}
    complete = list(known.values())
    untested = StudyComparison(
        first=comparison.first,
        second=comparison.second,
        family=comparison.family,
        alternative=comparison.alternative,
        verdict="not_testable",
        reasons=(),
        n=len(complete),
        dropped=len(begun) - len(complete),
        published=None if plan.preset is None else published(comparison.family, names),
    )
    if len(complete) < 2:
        return replace(untested, reasons=("fewer than two trials have an outcome on both sides",))
    first, second = (np.array(side, dtype=np.float64) for side in zip(*complete, strict=True))
    if is_constant(first) and is_constant(second):
        return replace(untested, reasons=("the runs of neither arm vary, so no error can be estimated",))
    seed, other = derive("comparison", plan.seed, *names), _OPPOSITE.get(comparison.alternative)
    test = permutation_t(first, second, seed=seed, alternative=comparison.alternative, draws=draws)
    against = None if other is None else permutation_t(first, second, seed=seed, alternative=other, draws=draws)
    equal = tost(test.estimate, test.se, max(math.floor(test.df), 1), plan.delta)
    runs_by_item = [[by_item.get((name, trial), {}) for trial in known] for name in names]
    over_items = difference_over_items(*runs_by_item)
    varying = len(complete) > 2 and not is_constant(first) and not is_constant(second)
    return _Tested(
        comparison=replace(
            untested,
            estimate=test.estimate,
            ci95=test.interval,
            se=test.se,
            df=test.df,
            p_value=test.p_value,
            least_p_value=test.minimum_p,
            ci90=equal.interval90,
            correlation=float(np.corrcoef(first, second)[0, 1]) if varying else None,
            over_items=over_items,
            text=in_words(f"{names[0]} - {names[1]}", test.estimate, test.interval, len(complete), over_items),
        ),
        evidence=VerdictEvidence(
            estimate=test.estimate,
            alternative=comparison.alternative,
            p_value=test.p_value,
            opposite_p=None if against is None else against.p_value,
            equivalence_p=equal.p_value,
            delta=plan.delta,
            alpha=plan.alpha,
        ),
        run_sd=test.se * math.sqrt(len(complete) / 2),
    )


def _judged(plan: StudyPlan, tested: Sequence[_Tested]) -> list[StudyComparison]:
    """The comparisons of a family that could be tested."""
    level = plan.alpha / max(len(tested), 1)
    judged = []
    for test, evidence in zip(tested, adjusted([test.evidence for test in tested]), strict=True):
        sides = evidence.alternative
        comparison = replace(
            test.comparison,
            holm_p_value=evidence.p_value,
            equivalence_p_value=evidence.equivalence_p,
            minimum_detectable_effect=detectable(test.run_sd, test.comparison.n, alpha=level, alternative=sides),
            trials_needed=trials_needed(test.run_sd, plan.delta, alpha=level, alternative=sides),
        )
        verdict, reasons = judge(evidence)
        if verdict == "inconclusive":
            reasons = (*reasons, *_shortage(comparison, plan, level))
        judged.append(replace(comparison, verdict=verdict, reasons=reasons))
    return judged


def _shortage(comparison: StudyComparison, plan: StudyPlan, level: float) -> list[str]:
    """What would have been needed."""
    reasons = [
        f"detectable with 80 % power: {comparison.minimum_detectable_effect:.2g}",
        f"trials needed to find {plan.delta:g}: {comparison.trials_needed}",
    ]
    if comparison.least_p_value is not None and comparison.least_p_value > level:
        reasons.append(f"so few trials cannot reach p = {level:.2g}")
    return reasons
