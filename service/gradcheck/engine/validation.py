"""Whether a request can be carried out, and the plan if so. Every fault is found, not only the first."""

from collections.abc import Sequence

from msgspec.structs import replace

from gradcheck.domain.call import MICRO
from gradcheck.domain.program import Program
from gradcheck.domain.run import Budget
from gradcheck.domain.task import Example, Split
from gradcheck.engine.attached import attached_errors, image_errors
from gradcheck.engine.called_tools import call_errors, tool_errors
from gradcheck.engine.data import report_on
from gradcheck.engine.examples import common_fields, divided, read_examples
from gradcheck.engine.given_demos import given_demos
from gradcheck.engine.models import Models, price_errors, resolve_models
from gradcheck.engine.plan import Plan
from gradcheck.engine.prompt_compiler import Compiled, compile_prompt, system_texts
from gradcheck.engine.request import OptimizeRequest
from gradcheck.errors import FieldError, FieldErrors, InvalidRequestError
from gradcheck.inputs.fields import InputReader
from gradcheck.inputs.images import Images
from gradcheck.llm.gateway import Gateway
from gradcheck.methods.base import MethodInput
from gradcheck.methods.none import Compare
from gradcheck.methods.registry import AUTO, METHODS, AnyMethod, Auto, without_labels
from gradcheck.scoring import Pairwise, Scoring, Weighted, task_labels

_MOST_A_STEP = 1_000_000


def build_plan(request: OptimizeRequest, gateway: Gateway, images: Images | None = None) -> Plan:
    """The plan of a request. Raises InvalidRequestError naming every faulty field; nothing is created.

    `images` reads those of the examples, and holds them afterwards.
    """
    plan = draft_plan(request, gateway, images)
    errors = budget_errors(plan) + size_errors(plan)
    if errors:
        raise InvalidRequestError.of(*errors)
    return plan


def draft_plan(request: OptimizeRequest, gateway: Gateway, images: Images | None = None) -> Plan:
    """The plan of a request whose budget need not be enough. Raises InvalidRequestError naming every faulty field."""
    plan = plan_without_report(request, gateway, InputReader(images or Images(), system_texts(request.prompt)))
    return replace(plan, data=report_on(plan.examples))


def plan_without_report(
    request: OptimizeRequest, gateway: Gateway, reader: InputReader, needed: Sequence[Split] | None = None
) -> Plan:
    """A draft without the report on its data; `needed` are the splits that the request needs, else its method's.

    Raises InvalidRequestError naming every faulty field.
    """
    errors = FieldErrors()
    given = read_examples(request.task, reader, errors)
    prompt = compile_prompt(request.prompt, common_fields(given))
    errors += prompt.errors
    errors += attached_errors(prompt.program, prompt.components, given)
    demos = given_demos(request.prompt, prompt.program, prompt.components, errors)
    method = _method(request.method, prompt, errors)
    models = resolve_models(request.models, prompt.program, request.task.scoring, gateway, errors)
    errors += image_errors(prompt.program, prompt.components, given, models)
    errors += tool_errors(prompt.program, models)
    errors += call_errors(request.task.scoring, prompt.program, given)
    examples = divided(request.task, given, needed or _needed(method), _who(method, needed), errors)
    if method is not None:
        errors += method.validate(_use(prompt.program, prompt.components, examples, request.task.scoring))
        errors += _briefing_errors(method, models)
    if errors or method is None or models is None:
        raise InvalidRequestError.of(*errors)
    return Plan(
        program=prompt.program,
        components=prompt.components,
        demos=demos,
        examples=examples,
        labels=task_labels(request.task.scoring, [example.expected for example in examples]),
        description=request.task.description,
        scoring=request.task.scoring,
        method=method,
        models=models,
        budget=request.budget,
        stop=request.stop,
        reject_quotes=request.reject_quotes,
        seed=request.seed,
    )


def method_input(plan: Plan) -> MethodInput:
    """What a method is asked to work on."""
    return _use(plan.program, plan.components, plan.examples, plan.scoring)


def _use(program: Program, components: dict[str, str], examples: Sequence[Example], scoring: Scoring) -> MethodInput:
    return MethodInput(
        program=program,
        components=components,
        labelled=all(example.expected is not None for example in examples),
        pairwise=isinstance(scoring, Pairwise),
        without_labels=without_labels(),
        has_parts=isinstance(scoring, Weighted),
    )


def _briefing_errors(method: AnyMethod, models: Models | None) -> list[FieldError]:
    if not method.briefing or models is None or models.optimizer.profile != "small":
        return []
    message = (
        "is for an optimizer's model that follows instructions: "
        f"{models.optimizer.provider} has the profile small, whose models continue a pattern"
    )
    return [FieldError("method.briefing", message)]


def _needed(method: AnyMethod | None) -> Sequence[Split]:
    return ("validation",) if method is not None and not method.needs_train else ("train", "validation")


def _who(method: AnyMethod | None, needed: Sequence[Split] | None) -> str:
    """Who needs splits, in a message."""
    if needed is not None:
        return "the comparison"
    return "the method" if method is None else str(method.__struct_config__.tag)


def continued(plan: Plan, budget: Budget) -> Plan:
    """The plan of a run that goes on from an ended one. Raises InvalidRequestError where its budget cannot work.

    The budget is for what is still to be paid: what the old run has answers to is free (`llm/inheritance.py`), what
    failed is asked again. So no budget is too small.
    """
    after = replace(plan, budget=budget)
    errors = budget_errors(after)
    if errors:
        raise InvalidRequestError.of(*errors)
    return after


def budget_errors(plan: Plan) -> list[FieldError]:
    """Why no budget of this kind can work: dollars without prices, no end."""
    errors = [error for one in plan.each or (plan,) for error in price_errors(plan.budget, one.models)][:1]
    if plan.budget.max_calls is None and plan.method.is_endless:
        message = (
            f"is needed by {plan.method_name}, which goes on until it is used: the given prompt's score, one step and "
            f"the test take up to {plan.least.calls} calls, so give several times that, or an end in "
            f"method.{plan.method.endless_by}"
        )
        errors.append(FieldError("budget.max_calls", message))
    return errors


def size_errors(plan: Plan) -> list[FieldError]:
    """Why a fresh run cannot make one step: within its budget, and in the memory of a server, which holds a step."""
    budget, least = plan.budget, plan.least
    errors = []
    parts = "all prompts on all examples" if plan.compared else "the seed's score, one step and the test"
    too_small = f"is too small: {parts} take up to"
    if budget.max_calls is not None and budget.max_calls < least.calls:
        errors.append(FieldError("budget.max_calls", f"{too_small} {least.calls} calls"))
    if budget.max_tokens is not None and budget.max_tokens < least.tokens:
        errors.append(FieldError("budget.max_tokens", f"{too_small} {least.tokens} tokens"))
    if plan.largest_step > _MOST_A_STEP:
        message = f"makes steps of up to {plan.largest_step} calls; accepted are {_MOST_A_STEP}: make less at once"
        errors.append(FieldError("method", message))
    if budget.max_cost_usd is not None and budget.max_cost_usd * MICRO < least.cost_micro_usd:
        errors.append(FieldError("budget.max_cost_usd", f"{too_small} {least.cost_micro_usd / MICRO:g} dollars"))
    return errors


def _method(method: str | AnyMethod | Auto, compiled: Compiled, errors: list[FieldError]) -> AnyMethod | None:
    if isinstance(method, Auto) or method == AUTO:
        errors.append(FieldError("method", "auto is for a run or a measurement of headroom; name a method here"))
        return None
    if isinstance(method, str):
        if method not in METHODS:
            errors.append(FieldError("method", f"unknown method {method!r}; known are {', '.join(METHODS)}"))
            return None
        method = METHODS[method]()
    if not isinstance(method, Compare) and compiled.components and not compiled.program.optimizable:
        errors.append(FieldError("prompt.frozen", "freezes every component, so there is nothing to optimize"))
    return method
