"""Whether a study can be carried out, and its plan if so. Every fault is found, not only the first; it stores nothing.

It owns the checks that need the whole study. What arms need of their own and share is in `arms.py`.
"""

from collections.abc import Sequence

from gradcheck.domain.call import MICRO
from gradcheck.engine.models import price_faults
from gradcheck.errors import Fault, Faults, InvalidRequestError
from gradcheck.llm.budget import Caps
from gradcheck.llm.gateway import Gateway
from gradcheck.studies.analysis.power import least_p, trials_for
from gradcheck.studies.arms import Accepted, Read, accept_arms, shared_faults
from gradcheck.studies.design import StudyDesign, designed
from gradcheck.studies.estimate import assumed_sd
from gradcheck.studies.plan import StudyPlan
from gradcheck.studies.request import StudyRequest

_CAPS = ("max_calls", "max_tokens", "max_cost_usd")


def build_study_plan(request: StudyRequest, gateway: Gateway, read: Read) -> StudyPlan:
    """The plan of a study. Raises InvalidRequestError naming every faulty field; nothing is created."""
    faults = Faults()
    design = designed(request, faults)
    faults += _trial_faults(design, request.alpha)
    accepted = accept_arms(request, design, gateway, read, faults)
    faults += shared_faults(accepted, request)
    if accepted and not accepted[0].plan.split_sizes[request.outcome]:
        faults.append(Fault("outcome", f"the {request.outcome} split is empty, so no winner could be scored on it"))
    faults += _cap_faults(request, accepted)
    if faults:
        raise InvalidRequestError.of(*faults)
    shared = accepted[0].plan
    plan = StudyPlan(
        preset=request.preset,
        families=design.families,
        arms=tuple(one.arm for one in accepted),
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
    faults += _track_faults(plan) + _size_faults(plan)
    if faults:
        raise InvalidRequestError.of(*faults)
    return plan


def _trial_faults(design: StudyDesign, alpha: float) -> list[Fault]:
    """No result could be significant where even the smallest p-value, adjusted by Holm, is above alpha."""
    needed, lacking = 0, None
    for one in design.comparisons:
        if {one.first, one.second} <= design.trials.keys():
            trials = min(design.trials[one.first], design.trials[one.second])
            level = alpha / sum(other.family == one.family for other in design.comparisons)
            fewest = trials_for(level, one.alternative)
            if least_p(trials, one.alternative) > level and (fewest or trials + 1) > needed:
                needed, lacking = fewest or trials + 1, (one, trials, level, fewest)
    if lacking is None:
        return []
    one, trials, level, fewest = lacking
    least = (
        f"{trials} trials of {one.first!r} and {one.second!r} give p = {least_p(trials, one.alternative):.2g} at best"
    )
    enough = "no number of trials is enough" if fewest is None else f"{fewest} are needed"
    return [Fault("trials", f"{least}, above the {level:.2g} that its family of comparisons takes: {enough}")]


def _cap_faults(request: StudyRequest, accepted: Sequence[Accepted]) -> list[Fault]:
    """A cap on the study is kept by starting only trials whose runs have caps that fit."""
    faults: list[Fault] = []
    for one in accepted:
        faults += [fault for fault in price_faults(request.budget, one.plan.models) if fault not in faults]
    for name in _CAPS:
        uncapped = [one.arm.name for one in accepted if getattr(one.plan.budget, name) is None]
        if getattr(request.budget, name) is not None and uncapped:
            message = (
                f"is needed where the study has one: its cap is kept by the caps of its runs; {uncapped[0]!r} has none"
            )
            faults.append(Fault(f"optimize.budget.{name}", message))
    return faults


def _track_faults(plan: StudyPlan) -> list[Fault]:
    endless = [arm.name for arm in plan.arms if plan.tracked_steps(arm, 1) and arm.last_step is None]
    if not endless:
        return []
    return [Fault("track", f"the runs of {endless[0]!r} have no last step; give rounds or stop.max_steps")]


def _size_faults(plan: StudyPlan) -> list[Fault]:
    """At least one trial must fit."""
    caps, trial = Caps.of(plan.budget), [plan.worst(arm) for arm in plan.arms_of(0)]
    calls, tokens = sum(one.calls for one in trial), sum(one.tokens for one in trial)
    cost = sum(one.cost_micro_usd for one in trial)
    too_small = "is too small: one trial of all arms takes up to"
    faults = []
    if caps.calls is not None and calls > caps.calls:
        faults.append(Fault("budget.max_calls", f"{too_small} {calls} calls"))
    if caps.tokens is not None and tokens > caps.tokens:
        faults.append(Fault("budget.max_tokens", f"{too_small} {tokens} tokens"))
    if caps.cost_micro_usd is not None and cost > caps.cost_micro_usd:
        faults.append(Fault("budget.max_cost_usd", f"{too_small} {cost / MICRO:g} dollars"))
    return faults
