"""Whether a study can be carried out, and its plan if so. Every fault is found, not only the first."""

from collections.abc import Sequence
from functools import partial

from gradcheck.domain.call import MICRO
from gradcheck.engine.models import price_errors
from gradcheck.engine.validation import build_plan
from gradcheck.errors import FieldError, FieldErrors, InvalidRequestError
from gradcheck.inputs.images import Images
from gradcheck.llm.budget import Caps
from gradcheck.llm.gateway import Gateway
from gradcheck.studies.analysis.power import least_p, trials_for
from gradcheck.studies.arms import Accepted, Read, accept_arms, shared_errors
from gradcheck.studies.design import StudyDesign, designed
from gradcheck.studies.estimate import assumed_sd
from gradcheck.studies.plan import StudyPlan
from gradcheck.studies.request import StudyRequest

_CAPS = ("max_calls", "max_tokens", "max_cost_usd")


def build_study_plan(request: StudyRequest, gateway: Gateway, read: Read, images: Images | None = None) -> StudyPlan:
    """The plan of a study. Raises InvalidRequestError naming every faulty field; nothing is created.

    `images` reads those of the examples, and holds them afterwards.
    """
    errors = FieldErrors()
    design = designed(request, errors)
    errors += _trial_errors(design, request.alpha)
    build = partial(build_plan, gateway=gateway, images=images or Images())
    accepted = accept_arms(request, design, build, read, errors)
    errors += shared_errors(accepted, request)
    if accepted and not accepted[0].plan.split_sizes[request.outcome]:
        errors.append(
            FieldError("outcome", f"the {request.outcome} split is empty, so no winner could be scored on it")
        )
    errors += _cap_errors(request, accepted)
    if errors:
        raise InvalidRequestError.of(*errors)
    shared = accepted[0].plan
    plan = StudyPlan(
        preset=request.preset,
        families=design.families,
        arms=tuple(accepted_arm.arm for accepted_arm in accepted),
        examples=shared.examples,
        comparisons=design.comparisons,
        outcome=request.outcome,
        delta=request.delta,
        alpha=request.alpha,
        run_sd=assumed_sd(request.run_sd, shared.split_sizes[request.outcome]),
        track=design.track,
        budget=request.budget,
        seed=request.seed,
    )
    errors += _track_errors(plan) + _size_errors(plan)
    if errors:
        raise InvalidRequestError.of(*errors)
    return plan


def _trial_errors(design: StudyDesign, alpha: float) -> list[FieldError]:
    """No result could be significant where even the smallest p-value, adjusted by Holm, is above alpha."""
    needed, lacking = 0, None
    for comparison in design.comparisons:
        if {comparison.first, comparison.second} <= design.trials.keys():
            trials = min(design.trials[comparison.first], design.trials[comparison.second])
            level = alpha / sum(other.family == comparison.family for other in design.comparisons)
            fewest = trials_for(level, comparison.alternative)
            if least_p(trials, comparison.alternative) > level and (fewest or trials + 1) > needed:
                needed, lacking = fewest or trials + 1, (comparison, trials, level, fewest)
    if lacking is None:
        return []
    comparison, trials, level, fewest = lacking
    best = least_p(trials, comparison.alternative)
    least = f"{trials} trials of {comparison.first!r} and {comparison.second!r} give p = {best:.2g} at best"
    enough = "no number of trials is enough" if fewest is None else f"{fewest} are needed"
    return [FieldError("trials", f"{least}, above the {level:.2g} that its family of comparisons takes: {enough}")]


def _cap_errors(request: StudyRequest, accepted: Sequence[Accepted]) -> list[FieldError]:
    """A cap on the study is kept by starting only trials whose runs have caps that fit."""
    errors: list[FieldError] = []
    for accepted_arm in accepted:
        errors += [error for error in price_errors(request.budget, accepted_arm.plan.models) if error not in errors]
    for name in _CAPS:
        uncapped = [
            accepted_arm.arm.name for accepted_arm in accepted if getattr(accepted_arm.plan.budget, name) is None
        ]
        if getattr(request.budget, name) is not None and uncapped:
            message = (
                f"is needed where the study has one: its cap is kept by the caps of its runs; {uncapped[0]!r} has none"
            )
            errors.append(FieldError(f"optimize.budget.{name}", message))
    return errors


def _track_errors(plan: StudyPlan) -> list[FieldError]:
    endless = [arm.name for arm in plan.arms if plan.tracked_steps(arm, 1) and arm.last_step is None]
    if not endless:
        return []
    return [FieldError("track", f"the runs of {endless[0]!r} have no last step; give rounds or stop.max_steps")]


def _size_errors(plan: StudyPlan) -> list[FieldError]:
    """At least one trial must fit."""
    caps, trial = Caps.of(plan.budget), [plan.worst(arm) for arm in plan.arms_of(0)]
    calls, tokens = sum(spend.calls for spend in trial), sum(spend.tokens for spend in trial)
    cost = sum(spend.cost_micro_usd for spend in trial)
    too_small = "is too small: one trial of all arms takes up to"
    errors = []
    if caps.calls is not None and calls > caps.calls:
        errors.append(FieldError("budget.max_calls", f"{too_small} {calls} calls"))
    if caps.tokens is not None and tokens > caps.tokens:
        errors.append(FieldError("budget.max_tokens", f"{too_small} {tokens} tokens"))
    if caps.cost_micro_usd is not None and cost > caps.cost_micro_usd:
        errors.append(FieldError("budget.max_cost_usd", f"{too_small} {cost / MICRO:g} dollars"))
    return errors
