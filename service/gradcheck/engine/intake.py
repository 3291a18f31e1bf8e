"""Whether a request can be carried out, and the plan if so. Every fault is found, not only the first.

It owns all checks that need more than one field. It does not own decoding (`api/decode.py`) and stores nothing.
"""

from collections import Counter
from collections.abc import Sequence
from math import ceil

from msgspec.structs import replace

from gradcheck.domain.call import MICRO, Endpoint, Role, Sampling
from gradcheck.domain.division import divide, families
from gradcheck.domain.program import is_identifier
from gradcheck.domain.run import Budget
from gradcheck.domain.task import SPLITS, Example, Undivided
from gradcheck.engine.data import report_on
from gradcheck.engine.plan import Models, Plan
from gradcheck.engine.prompts import Compiled, compile_prompt
from gradcheck.engine.request import ExampleText, ModelText, OptimizeRequest, TaskText
from gradcheck.errors import Fault, Faults, InvalidRequestError
from gradcheck.llm.gateway import Gateway
from gradcheck.llm.sampling import faults as sampling_faults
from gradcheck.methods.base import Use
from gradcheck.methods.none import Compare
from gradcheck.methods.registry import METHODS, AnyMethod
from gradcheck.scoring import Set, task_labels

_LEAST_A_SPLIT = 2
_MOST_A_STEP = 1_000_000
# Temperature and limit of a role where its request names none.
_SAMPLING: dict[Role, tuple[float, int]] = {"task": (0.0, 256), "optimizer": (0.7, 1024), "judge": (0.0, 512)}


def accept(request: OptimizeRequest, gateway: Gateway) -> Plan:
    """The plan of a request. Raises InvalidRequestError naming every faulty field; nothing is created."""
    plan = sketch(request, gateway)
    faults = budget_faults(plan) + _size_faults(plan)
    if faults:
        raise InvalidRequestError.of(*faults)
    return plan


def sketch(request: OptimizeRequest, gateway: Gateway) -> Plan:
    """The plan of a request whose budget need not be enough. Raises InvalidRequestError naming every faulty field."""
    faults = Faults()
    undivided = _examples(request.task, faults)
    _scoring(request.task, undivided, faults)
    if isinstance(request.task.scoring, Set) and not faults:
        undivided = [replace(one, expected=request.task.scoring.written(one.expected)) for one in undivided]
    compiled = compile_prompt(request.prompt, _common_fields(undivided))
    faults += compiled.faults
    method = _method(request.method, compiled, faults)
    models = _models(request, gateway, faults)
    divided = _divide(request.task, undivided, method, faults)
    if method is not None:
        faults += method.faults(_use(compiled, divided))
    if faults or method is None or models is None:
        raise InvalidRequestError.of(*faults)
    return Plan(
        program=compiled.program,
        components=compiled.components,
        examples=divided,
        labels=task_labels(request.task.scoring, [example.expected for example in undivided]),
        description=request.task.description,
        scoring=request.task.scoring,
        method=method,
        models=models,
        budget=request.budget,
        stop=request.stop,
        seed=request.seed,
        data=report_on(divided),
    )


def budget_faults(plan: Plan) -> list[Fault]:
    """Why no budget of this kind can work: dollars without prices, no end."""
    faults = price_faults(plan.budget, plan.models)
    if plan.budget.max_calls is None and plan.method.is_endless:
        faults.append(Fault("budget.max_calls", "is needed by a method whose rounds have no end"))
    return faults


def _size_faults(plan: Plan) -> list[Fault]:
    """Why a fresh run cannot make one step: within its budget, and in the memory of a server, which holds a step."""
    budget, least = plan.budget, plan.least
    faults = []
    too_small = "is too small: the seed's score, one step and the test take up to"
    if budget.max_calls is not None and budget.max_calls < least.calls:
        faults.append(Fault("budget.max_calls", f"{too_small} {least.calls} calls"))
    if budget.max_tokens is not None and budget.max_tokens < least.tokens:
        faults.append(Fault("budget.max_tokens", f"{too_small} {least.tokens} tokens"))
    if plan.largest_step > _MOST_A_STEP:
        message = f"makes steps of up to {plan.largest_step} calls; accepted are {_MOST_A_STEP}: make less at once"
        faults.append(Fault("method", message))
    if budget.max_cost_usd is not None and budget.max_cost_usd * MICRO < least.cost_micro_usd:
        faults.append(Fault("budget.max_cost_usd", f"{too_small} {least.cost_micro_usd / MICRO:g} dollars"))
    return faults


def price_faults(budget: Budget, models: Models) -> list[Fault]:
    """A cap in dollars needs prices."""
    if budget.max_cost_usd is None or not models.unpriced:
        return []
    names = ", ".join(f"{one.provider}/{one.model}" for one in models.unpriced)
    settings = "; ".join(
        f'[providers.{one.provider}] prices."{one.model}" = {{ input = …, output = … }}' for one in models.unpriced
    )
    message = f"needs prices for {names}; write into the server's settings, in dollars per million tokens: {settings}"
    return [Fault("budget.max_cost_usd", message)]


def _examples(task: TaskText, faults: list[Fault]) -> list[Undivided]:
    ids = [example.id if example.id is not None else f"example-{place}" for place, example in enumerate(task.examples)]
    counts = Counter(ids)
    for place, identity in enumerate(ids):
        if not identity.strip():
            faults.append(Fault(f"task.examples[{place}].id", "is empty; leave it out or give a unique text"))
        elif counts[identity] > 1:
            faults.append(Fault(f"task.examples[{place}].id", f"{identity!r} is used {counts[identity]} times"))
    return [
        Undivided(
            id=identity,
            fields=_fields(example, place, faults),
            expected=example.expected,
            split=example.split,
            group=None if example.group is None else str(example.group),
        )
        for place, (identity, example) in enumerate(zip(ids, task.examples, strict=True))
    ]


def _fields(example: ExampleText, place: int, faults: list[Fault]) -> dict[str, str]:
    if isinstance(example.input, str):
        return {"input": example.input}
    where = f"task.examples[{place}].input"
    if not example.input:
        faults.append(Fault(where, "has no fields"))
    faults += (
        Fault(f"{where}.{name}", "is no identifier: letters, digits, underscores")
        for name in example.input
        if not is_identifier(name)
    )
    return example.input


def _common_fields(examples: Sequence[Undivided]) -> frozenset[str]:
    return frozenset.intersection(*(frozenset(example.fields) for example in examples))


def _scoring(task: TaskText, examples: Sequence[Undivided], faults: list[Fault]) -> None:
    own = task.scoring.faults("task.scoring")
    faults += own
    if own:
        return
    allowed = task_labels(task.scoring, [example.expected for example in examples])
    for place, example in enumerate(examples):
        problem = task.scoring.expected_fault(example.expected, allowed)
        if problem is not None:
            faults.append(Fault(f"task.examples[{place}].expected", problem))


def _method(method: str | AnyMethod, compiled: Compiled, faults: list[Fault]) -> AnyMethod | None:
    if isinstance(method, str):
        if method not in METHODS:
            faults.append(Fault("method", f"unknown method {method!r}; known are {', '.join(METHODS)}"))
            return None
        method = METHODS[method]()
    if not isinstance(method, Compare) and compiled.components and not compiled.program.optimizable:
        faults.append(Fault("prompt.frozen", "freezes every component, so there is nothing to optimize"))
    return method


def _use(compiled: Compiled, examples: Sequence[Example]) -> Use:
    return Use(
        program=compiled.program,
        components=compiled.components,
        labelled=all(example.expected is not None for example in examples),
    )


def _name(method: AnyMethod | None) -> str:
    return "the method" if method is None else str(method.__struct_config__.tag)


def _divide(
    task: TaskText, examples: Sequence[Undivided], method: AnyMethod | None, faults: list[Fault]
) -> tuple[Example, ...]:
    """The examples with their splits, which must be large enough."""
    fractions = {name: getattr(task.split, name) for name in SPLITS}
    if abs(sum(fractions.values()) - 1) > 1e-6:
        faults.append(Fault("task.split", f"the fractions add up to {sum(fractions.values()):g}, not to 1"))
        return ()
    given = Counter(example.split for example in examples if example.split is not None)
    divided = divide(examples, fractions, task.split_seed)
    sizes = Counter(example.split for example in divided)
    needed = ["validation"] if method is not None and not method.needs_train else ["train", "validation"]
    for name in SPLITS:
        asked_for = fractions[name] > 0 and given.total() < len(examples)
        least = _LEAST_A_SPLIT if asked_for or name in needed else 0
        if sizes[name] >= least:
            continue
        if fractions[name] == 0:
            message = f"is 0, but {_name(method)} needs at least {least} examples in this split"
            faults.append(Fault(f"task.split.{name}", message))
        else:
            total = ceil((least - given[name]) / fractions[name]) + given.total()
            message = f"too few examples: the split {name} needs {least}; {total} in all are enough"
            apart = len(set(families(examples)))
            if apart < len(examples):
                message += f", if they can be parted: equal inputs and groups stay together, which leaves {apart} parts"
            faults.append(Fault("task.examples", message))
    return divided


def _models(request: OptimizeRequest, gateway: Gateway, faults: list[Fault]) -> Models | None:
    written = request.models
    task = written.task or _default(gateway, faults)
    if task is None:
        for path, other in (("models.optimizer", written.optimizer), ("models.judge", written.judge)):
            if other is not None:
                role_endpoint("task", path, other, gateway, faults)
        return None
    optimizer = written.optimizer or task
    judge = written.judge or optimizer
    tuned = optimizer is not written.optimizer
    found = {
        "task": role_endpoint("task", "models.task", task, gateway, faults),
        "optimizer": role_endpoint(
            "optimizer",
            "models.optimizer" if written.optimizer else "models.task",
            _untuned(optimizer) if tuned else optimizer,
            gateway,
            faults if written.optimizer else [],
        ),
        "judge": role_endpoint(
            "judge",
            "models.judge",
            judge if written.judge else _untuned(judge),
            gateway,
            faults if written.judge else [],
        ),
    }
    if any(endpoint is None for endpoint in found.values()):
        return None
    return Models(**{role: endpoint for role, endpoint in found.items() if endpoint is not None})


def _default(gateway: Gateway, faults: list[Fault]) -> ModelText | None:
    """The model of a request that names none; a fault that names the choices where the server has no default."""
    providers = gateway.providers()
    for info in providers:
        if info.default:
            return ModelText(provider=info.name)
    names = ", ".join(info.name for info in providers)
    message = f'is needed, {{"provider": …, "model": …}}: there are the providers {names}'
    faults.append(Fault("models.task", f"{message}; the server's setting default_provider would name one for all"))
    return None


def _untuned(model: ModelText) -> ModelText:
    """Another role's model without that role's sampling."""
    return ModelText(provider=model.provider, model=model.model)


def role_endpoint(role: Role, path: str, written: ModelText, gateway: Gateway, faults: list[Fault]) -> Endpoint | None:
    """A role's endpoint; None where its model cannot be had. What is wrong with it, at `path`, is put into `faults`."""
    temperature, max_tokens = _SAMPLING[role]
    info = gateway.info(written.provider)
    if info is None:
        known = ", ".join(provider.name for provider in gateway.providers())
        faults.append(Fault(f"{path}.provider", f"unknown provider {written.provider!r}; known are {known}"))
        return None
    model = written.model or info.default_model
    if model is None:
        faults.append(Fault(f"{path}.model", f"the provider {info.name} has no default model; name one"))
        return None
    if info.models is not None and model not in info.models:
        known = ", ".join(info.models)
        faults.append(Fault(f"{path}.model", f"{info.name} has no model {model!r}; there are {known}"))
        return None
    sampling = Sampling(
        temperature=temperature if written.temperature is None else written.temperature,
        top_p=written.top_p,
        max_tokens=written.max_tokens or max_tokens,
        effort=written.effort,
        extra=written.extra,
    )
    endpoint = gateway.endpoint(info, model, sampling)
    faults += [Fault(f"{path}.{field}", message) for field, message in sampling_faults(endpoint).items()]
    return endpoint
