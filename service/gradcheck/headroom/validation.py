"""Whether headroom can be measured as asked, and the plan if so. Every fault is found, not only the first."""

from gradcheck.engine.models import price_errors
from gradcheck.engine.plan import Plan
from gradcheck.engine.validation import draft_plan
from gradcheck.errors import FieldError, InvalidRequestError
from gradcheck.headroom.plan import expected_calls, headroom_plan, obstacle
from gradcheck.headroom.request import HeadroomPlan, HeadroomRequest
from gradcheck.inputs.images import Images
from gradcheck.llm.gateway import Gateway


def build_headroom_plan(request: HeadroomRequest, gateway: Gateway, images: Images | None = None) -> HeadroomPlan:
    """The plan of a request; nothing is created. Raises InvalidRequestError naming every faulty field.

    `images` reads those of the examples, and holds them afterwards.
    """
    try:
        run = draft_plan(request.optimize, gateway, images)
    except InvalidRequestError as error:
        faults = [FieldError(f"optimize.{fault.path}", fault.message) for fault in error.errors]
        raise InvalidRequestError.of(*faults) from None
    plan = headroom_plan(run, prompts=request.prompts, items=request.items, budget=request.budget, seed=request.seed)
    errors = [*_obstacles(plan, run), *_budget(plan, run)]
    if errors:
        raise InvalidRequestError.of(*errors)
    return plan


def _obstacles(plan: HeadroomPlan, run: Plan) -> list[FieldError]:
    errors = []
    if (reason := obstacle(plan)) is not None:
        field = "optimize.prompt.frozen" if not run.program.optimizable else "optimize.task.examples"
        errors.append(FieldError(field, reason))
    return errors


def _budget(plan: HeadroomPlan, run: Plan) -> list[FieldError]:
    """Why the measurement has no room: dollars without prices, fewer calls than it takes."""
    errors, calls = price_errors(plan.budget, run.models), expected_calls(plan)
    if plan.budget.max_calls is not None and plan.budget.max_calls < calls:
        message = f"is too small: so many prompts on so many items take {calls} calls; ask for fewer of either"
        errors.append(FieldError("budget.max_calls", message))
    return errors
