"""What a study found, from what its runs left behind: a pure function, so that it can be computed again."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import fmean, variance

from msgspec.structs import replace

from gradcheck.domain.base import Value
from gradcheck.domain.run import Usage
from gradcheck.statistics.strata import relative_weights
from gradcheck.studies.analysis.compare import StudyComparison, compare
from gradcheck.studies.analysis.fitting import ArmFit, fits
from gradcheck.studies.analysis.gains import StudyGains, gains
from gradcheck.studies.analysis.outcome import RunOutcome, RunScores
from gradcheck.studies.analysis.ranking import StudyRanking, rank
from gradcheck.studies.analysis.verdict import Verdict
from gradcheck.studies.plan import StudyArm, StudyPlan
from gradcheck.studies.presets.melcer2025 import Published, published


class ArmResult(Value, frozen=True, kw_only=True):
    """An arm over the runs that were begun: `n` have an outcome, `failed` have none.

    `calls` is the mean of its runs. Of `audited` runs the share `flagged` owes half of its gain or more to format and
    label prior, or was noted for prevalence or leakage by the shortcut audit.
    """

    name: str
    runs: int
    n: int
    failed: int
    mean: float | None
    sd: float | None
    finish_reasons: dict[str, int]
    calls: float | None
    audited: int
    flagged: float | None


class FamilyResult(Value, frozen=True, kw_only=True):
    """The comparisons of a family by verdict, and what is published of it where a preset repeats it."""

    name: str
    comparisons: int
    verdicts: dict[Verdict, int]
    published: Published | None = None


class StudyResult(Value, frozen=True, kw_only=True):
    """What a study found. `complete_trials` have an outcome of every arm; `run_sd` is pooled within arms.

    `gains` is null in what was stored before they were told.
    """

    planned_trials: int
    begun_trials: int
    complete_trials: int
    arms: tuple[ArmResult, ...]
    comparisons: tuple[StudyComparison, ...]
    families: tuple[FamilyResult, ...]
    ranking: StudyRanking
    gains: StudyGains | None = None
    fits: tuple[ArmFit, ...]
    run_sd: float | None
    runs: tuple[RunOutcome, ...]
    usage: Usage


def analyse(plan: StudyPlan, runs: Sequence[RunOutcome], usage: Usage, scores: Sequence[RunScores] = ()) -> StudyResult:
    """Read the runs of a study; `usage` is that of all of them and of the study's own calls, `scores` are by item."""
    places = {arm.name: index for index, arm in enumerate(plan.arms)}
    ordered = tuple(sorted(runs, key=lambda run: (run.trial, places[run.arm])))
    scored = {(run.arm, run.trial) for run in ordered if run.outcome is not None}
    complete = [t for t in range(plan.trials) if all((arm.name, t) in scored for arm in plan.arms_of(t))]
    counted = _counted(plan, scores)
    compared = compare(plan, ordered, scores=counted)
    return StudyResult(
        planned_trials=plan.trials,
        begun_trials=len({run.trial for run in ordered}),
        complete_trials=len(complete),
        arms=tuple(_arm(arm, [run for run in ordered if run.arm == arm.name]) for arm in plan.arms),
        comparisons=compared,
        families=_families(plan, compared),
        ranking=rank(plan, ordered),
        gains=gains(plan, ordered, counted),
        fits=fits(plan, ordered),
        run_sd=_pooled_sd(plan, ordered),
        runs=ordered,
        usage=usage,
    )


def _counted(plan: StudyPlan, scores: Sequence[RunScores]) -> list[RunScores]:
    """Every score as often as its item counts, so that plain means are those that outcomes are."""
    classes = plan.shared_plan(plan.arms[0]).classes
    items = [example.id for example in plan.examples if example.split == plan.outcome and example.id in classes]
    weights = dict(zip(items, relative_weights([classes[item] for item in items]), strict=True))

    def of(own: Mapping[str, float]) -> dict[str, float]:
        return {item: score * weights.get(item, 1.0) for item, score in own.items()}

    return [replace(one, winner=of(one.winner), given=of(one.given)) for one in scores]


def _arm(arm: StudyArm, runs: Sequence[RunOutcome]) -> ArmResult:
    scores = [run.outcome for run in runs if run.outcome is not None]
    audited = [run for run in runs if run.shortcuts is not None]
    flagged = [run for run in audited if run.shortcuts == "supported" or run.flags]
    return ArmResult(
        name=arm.name,
        runs=len(runs),
        n=len(scores),
        failed=len(runs) - len(scores),
        mean=fmean(scores) if scores else None,
        sd=math.sqrt(variance(scores)) if len(scores) > 1 else None,
        finish_reasons=dict(sorted(Counter(run.finish_reason or "" for run in runs).items())),
        calls=fmean(run.calls for run in runs) if runs else None,
        audited=len(audited),
        flagged=len(flagged) / len(audited) if audited else None,
    )


def _families(plan: StudyPlan, compared: Sequence[StudyComparison]) -> tuple[FamilyResult, ...]:
    names = dict.fromkeys([*plan.families, *(comparison.family for comparison in compared)])
    families = []
    for name in names:
        verdicts = [comparison.verdict for comparison in compared if comparison.family == name]
        known = None if plan.preset is None else published(name)
        counts = dict(sorted(Counter(verdicts).items()))
        families.append(FamilyResult(name=name, comparisons=len(verdicts), verdicts=counts, published=known))
    return tuple(families)


def _pooled_sd(plan: StudyPlan, runs: Sequence[RunOutcome]) -> float | None:
    """The standard deviation between runs of an arm, for the plan of a later study."""
    arms = [[run.outcome for run in runs if run.arm == arm.name and run.outcome is not None] for arm in plan.arms]
    several = [scores for scores in arms if len(scores) > 1]
    if not several:
        return None
    return math.sqrt(sum((len(s) - 1) * variance(s) for s in several) / sum(len(s) - 1 for s in several))
