"""What a study would cost and could detect, before anything is spent."""

import math
from typing import Final

from gradcheck.domain.base import Value
from gradcheck.errors import FieldError, InvalidRequestError
from gradcheck.statistics.permutation import Alternative
from gradcheck.studies.analysis.power import detectable, least_p, power, trials_needed
from gradcheck.studies.plan import RunSd, StudyPlan
from gradcheck.studies.presets import melcer2025

_LARGE: Final = 0.8  # Cohen's d that the founding paper states the power for
_PROMPT_SD, _ITEM_VARIANCE = 0.04, 0.12


class ComparisonPower(Value, frozen=True, kw_only=True):
    """What a comparison could show. `level` is alpha divided by the comparisons of its family, as Holm begins.

    `minimum_detectable_effect` is found with 80 % power, `trials_needed` are those that find delta so. `power_large` is
    the power for a difference of 0.8 standard deviations between runs.
    """

    first: str
    second: str
    family: str
    alternative: Alternative
    trials: int
    level: float
    least_p_value: float
    minimum_detectable_effect: float
    trials_needed: int
    power_large: float


class PublishedPower(Value, frozen=True, kw_only=True):
    """The power of a family of a preset at its published number of trials, for 0.8 standard deviations."""

    family: str
    trials: int
    comparisons: int
    power: float


class ArmCost(Value, frozen=True, kw_only=True):
    """What an arm makes of calls: about how many, and at most if its runs have a cap."""

    name: str
    trials: int
    expected_calls: int
    most_calls: int | None


class StudyEstimate(Value, frozen=True, kw_only=True):
    """What a study would take and could tell; nothing was spent to find out."""

    runs: int
    trials: int
    expected_calls: int
    most_calls: int | None
    arms: tuple[ArmCost, ...]
    delta: float
    alpha: float
    run_sd: RunSd
    comparisons: tuple[ComparisonPower, ...]
    detects_delta: bool
    published_power: tuple[PublishedPower, ...]


def assumed_sd(given: float | None, items: int) -> RunSd:
    """The standard deviation between runs of an arm on so many items: as given, or by assumption."""
    if given is not None:
        return RunSd(value=given, reason="as given in the request")
    reason = (
        f"assumed: winners of one arm differ by a standard deviation of {_PROMPT_SD}, and their answers to the same "
        f"{items} items add sqrt({_ITEM_VARIANCE} / {items}); give `run_sd` as an earlier study of the task found it"
    )
    return RunSd(value=math.sqrt(_PROMPT_SD**2 + _ITEM_VARIANCE / items), reason=reason)


def estimate(plan: StudyPlan) -> StudyEstimate:
    """What the study takes and could tell."""
    arms = []
    for arm in plan.arms:
        caps = arm.plan.budget.max_calls
        own_calls = plan.own_calls(arm)
        expected = plan.shared_plan(arm).expected_calls + own_calls
        most = None if caps is None else arm.trials * (caps + own_calls)
        arms.append(ArmCost(name=arm.name, trials=arm.trials, expected_calls=arm.trials * expected, most_calls=most))
    most_calls = [arm.most_calls for arm in arms if arm.most_calls is not None]
    comparisons = powers(plan)
    return StudyEstimate(
        runs=sum(arm.trials for arm in plan.arms),
        trials=plan.trials,
        expected_calls=sum(arm.expected_calls for arm in arms),
        most_calls=sum(most_calls) if len(most_calls) == len(arms) else None,
        arms=tuple(arms),
        delta=plan.delta,
        alpha=plan.alpha,
        run_sd=plan.run_sd,
        comparisons=comparisons,
        detects_delta=all(comparison.minimum_detectable_effect <= plan.delta for comparison in comparisons),
        published_power=_published_power(plan),
    )


def powers(plan: StudyPlan) -> tuple[ComparisonPower, ...]:
    """What every comparison could show."""
    comparisons = []
    for comparison in plan.comparisons:
        trials, level = plan.common_trials(comparison), plan.alpha / plan.family_size(comparison.family)
        sd, sides = plan.run_sd.value, comparison.alternative
        comparisons.append(
            ComparisonPower(
                first=comparison.first,
                second=comparison.second,
                family=comparison.family,
                alternative=comparison.alternative,
                trials=trials,
                level=level,
                least_p_value=least_p(trials, comparison.alternative),
                minimum_detectable_effect=detectable(sd, trials, alpha=level, alternative=sides),
                trials_needed=trials_needed(sd, plan.delta, alpha=level, alternative=sides),
                power_large=power(_LARGE, trials, alpha=level, alternative=sides),
            )
        )
    return tuple(comparisons)


def check_power(plan: StudyPlan) -> None:
    """Raise InvalidRequestError where a comparison could hardly find a difference of delta."""
    blind = [comparison for comparison in powers(plan) if comparison.minimum_detectable_effect > plan.delta]
    if not blind:
        return
    worst = max(blind, key=lambda comparison: comparison.minimum_detectable_effect)
    message = (
        f"{len(blind)} of {len(plan.comparisons)} comparisons could not be expected to find delta = {plan.delta:g}: "
        f"{worst.trials} trials of {worst.first!r} and {worst.second!r} find {worst.minimum_detectable_effect:.2g} "
        f"with 80 % power at a standard deviation between runs of {plan.run_sd.value:.2g} ({plan.run_sd.reason}); "
        f"{worst.trials_needed} trials would do, or a larger delta, or `force`"
    )
    raise InvalidRequestError.of(FieldError("trials", message))


def _published_power(plan: StudyPlan) -> tuple[PublishedPower, ...]:
    return tuple(
        PublishedPower(
            family=name,
            trials=trials,
            comparisons=len(pairs),
            power=power(_LARGE, trials, alpha=plan.alpha / len(pairs), alternative="greater"),
        )
        for design in (melcer2025.FAMILIES[family] for family in plan.families)
        for name, pairs in design.comparisons.items()
        for trials in sorted({min(design.arms[first], design.arms[second]) for first, second in pairs})
    )
