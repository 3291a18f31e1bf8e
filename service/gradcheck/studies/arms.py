"""The plans of a study's arms, and whether they can be compared.

Every arm's request is accepted as a run's is; its faults stand under the overrides that made it, or under `optimize`
where that is to blame.
"""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import combinations
from typing import Any

import msgspec
from msgspec.structs import replace

from gradcheck.domain.base import Value
from gradcheck.domain.run import Budget
from gradcheck.engine.label_noise import with_wrong_labels
from gradcheck.engine.plan import Plan
from gradcheck.engine.request import OptimizeRequest
from gradcheck.errors import FieldError, InvalidRequestError
from gradcheck.studies.design import StudyDesign
from gradcheck.studies.patch import patched
from gradcheck.studies.plan import StudyArm
from gradcheck.studies.request import ArmSpec, CriticSpec, StudyRequest

_MOST_READ = 500_000
Read = Callable[[dict[str, Any]], OptimizeRequest]
"""Makes an optimize request of JSON. Raises InvalidRequestError naming every fault."""
Build = Callable[[OptimizeRequest], Plan]
"""Makes the plan of a request. Raises InvalidRequestError naming every fault."""


class Accepted(Value, frozen=True, kw_only=True):
    """An arm that can be carried out, with the plan of its runs; labels are still true. `where` it was written."""

    arm: StudyArm
    plan: Plan
    where: str


def accept_arms(
    request: StudyRequest, design: StudyDesign, build: Build, read: Read, errors: list[FieldError]
) -> list[Accepted]:
    """The arms that can be carried out; what is wrong with the others is named once."""
    size = len(design.arms) * len(request.optimize.task.examples)
    if size > _MOST_READ:
        message = f"{len(design.arms)} arms of {len(request.optimize.task.examples)} examples are too many to check"
        raise InvalidRequestError.of(FieldError("arms", f"{message}; accepted are {_MOST_READ} examples over all arms"))
    base: dict[str, Any] = msgspec.to_builtins(request.optimize)
    shared = set(_attempt(partial(build, request.optimize))[1])
    accepted_arms: list[Accepted] = []
    for index, arm in enumerate(design.arms):
        where = f"arms[{index}]" if request.preset is None else f"arms.{arm.name}"
        plan, arm_errors = _attempt(partial(_plan, arm, request, base, build, read))
        for field_error in arm_errors:
            path = f"optimize.{field_error.path}" if field_error in shared else f"{where}.overrides.{field_error.path}"
            errors += [error for error in [FieldError(path, field_error.message)] if error not in errors]
        if plan is not None:
            bare = replace(plan, examples=())
            accepted = StudyArm(name=arm.name, trials=design.trials[arm.name], critic=arm.critic, plan=bare)
            accepted_arms.append(Accepted(arm=accepted, plan=plan, where=where))
            errors += _critic_errors(arm.critic, plan, f"{where}.critic")
    return accepted_arms


def shared_errors(accepted: Sequence[Accepted], request: StudyRequest) -> list[FieldError]:
    """Why accepted arms cannot be compared with one another."""
    errors = []
    for accepted_arm in accepted[1:]:
        first = accepted[0].plan
        if (accepted_arm.plan.examples, accepted_arm.plan.scoring) != (first.examples, first.scoring):
            message = "changes the examples, their splits or the scoring: arms are compared on the same"
            errors.append(FieldError(f"{accepted_arm.where}.overrides.task", message))
        if first.pairwise and _reference(accepted_arm.plan) != _reference(first):
            message = (
                "changes the prompt, or the model that answers or judges, and pairwise compares answers with the given "
                "prompt's: arms are compared with the same ones, so leave these as they are or use another scorer"
            )
            errors.append(FieldError(f"{accepted_arm.where}.overrides", message))
    for earlier, other in combinations(accepted, 2):
        if (earlier.plan, earlier.arm.critic) == (other.plan, other.arm.critic):
            errors.append(FieldError(other.where, f"{other.arm.name!r} is the same as {earlier.arm.name!r}"))
    budgets: dict[Budget, str] = {}
    for accepted_arm in accepted:
        budgets.setdefault(accepted_arm.plan.budget, accepted_arm.arm.name)
    if len(budgets) > 1 and not request.budgets_differ:
        names = " and ".join(map(repr, list(budgets.values())[:2]))
        message = f"arms {names} have different budgets, so their difference may be that; say true if that is meant"
        errors.append(FieldError("budgets_differ", message))
    return errors


def _reference(plan: Plan) -> tuple[object, ...]:
    """What makes the answers that others are compared with, and who compares."""
    models = plan.models
    return plan.program, plan.components, plan.description, models.task, models.modules, models.judge


def _plan(arm: ArmSpec, request: StudyRequest, base: dict[str, Any], build: Build, read: Read) -> Plan:
    """The plan of an arm's runs, whose seed is their trial's. Raises InvalidRequestError."""
    if "seed" in arm.overrides:
        raise InvalidRequestError.of(
            FieldError("seed", "comes from the study's seed, the same for all runs of a trial")
        )
    optimize = read(patched(base, arm.overrides)) if arm.overrides else request.optimize
    plan, critic = build(optimize), arm.critic
    return replace(plan, seed=0, critics_see=critic.evaluation, feedback=critic.feedback)


def _attempt(make: Callable[[], Plan]) -> tuple[Plan | None, tuple[FieldError, ...]]:
    """A plan, or why there is none."""
    try:
        return make(), ()
    except InvalidRequestError as error:
        return None, error.errors


def _critic_errors(critic: CriticSpec, plan: Plan, where: str) -> list[FieldError]:
    if critic != CriticSpec() and not plan.method.needs_train:
        return [FieldError(where, f"the method {plan.method_name} has no critic to be told anything")]
    errors = []
    if critic.evaluation != "scorer" and plan.method.about.interception == "none":
        message = f"{plan.method_name} has no critic that sees how an answer was scored; the scorer's is accepted"
        errors.append(FieldError(f"{where}.evaluation", message))
    elif critic.evaluation != "scorer" and plan.method.trusts_scores:
        message = f"{plan.method_name} chooses by the scores of train examples: its critics can be shown no other"
        errors.append(FieldError(f"{where}.evaluation", message))
    if critic.feedback != "real" and plan.method.about.interception == "none":
        message = f"{plan.method_name} has no feedback that passes from a critic to an editor; real is accepted"
        errors.append(FieldError(f"{where}.feedback", message))
    elif critic.feedback == "shuffled" and plan.expected.steps <= 1:
        message = "has only one step, and shuffled feedback is that of an earlier one: give it more"
        errors.append(FieldError(f"{where}.feedback", f"{plan.method_name} {message}"))
    if critic.labels == "wrong":
        label_errors = _attempt(partial(with_wrong_labels, plan))[1]
        errors += [FieldError(f"{where}.{field_error.path}", field_error.message) for field_error in label_errors]
    blank = [example.id for example in plan.examples if example.split == "train" and example.expected is None]
    if critic.evaluation in {"binary", "smooth"} and blank:
        message = f"a critic cannot grade answers without expected ones: {blank[0]!r} has none"
        errors.append(FieldError(f"{where}.evaluation", message))
    return errors
