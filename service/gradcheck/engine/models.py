"""The models of a run's roles: which a request asks for, and what stands where it names none."""

import msgspec
from msgspec.structs import replace

from gradcheck.domain.base import Value
from gradcheck.domain.call import Endpoint, Role, Sampling
from gradcheck.domain.program import Program
from gradcheck.domain.run import Budget
from gradcheck.engine.request import ModelSpec, ModelsSpec
from gradcheck.errors import FieldError
from gradcheck.llm.gateway import Gateway
from gradcheck.llm.sampling import sampling_errors
from gradcheck.scoring import Scoring
from gradcheck.settings import EMBEDDED

# Temperature and limit of a role where its request names none.
_SAMPLING: dict[Role, tuple[float, int]] = {"task": (0.0, 256), "optimizer": (0.7, 1024), "judge": (0.0, 512)}


class Models(Value, frozen=True, kw_only=True):
    """The endpoint of each role.

    `modules` are those of single modules, by name: another model, or an application. `graders` are those of the team's
    own graders, by name.
    """

    task: Endpoint
    optimizer: Endpoint
    judge: Endpoint
    modules: dict[str, Endpoint] = msgspec.field(default_factory=dict)
    graders: dict[str, Endpoint] = msgspec.field(default_factory=dict)

    @property
    def named(self) -> dict[str, Endpoint]:
        """All endpoints by their role, or as `modules.NAME` and `graders.NAME`."""
        own = {f"modules.{name}": endpoint for name, endpoint in self.modules.items()}
        own |= {f"graders.{name}": endpoint for name, endpoint in self.graders.items()}
        return {"task": self.task, "optimizer": self.optimizer, "judge": self.judge, **own}

    @property
    def unpriced(self) -> tuple[Endpoint, ...]:
        """The endpoints whose prices nobody knows, each once."""
        unpriced = {(e.provider, e.model): e for e in self.named.values() if not e.priced}
        return tuple(unpriced[name] for name in sorted(unpriced))


def resolve_models(
    written: ModelsSpec, program: Program, scoring: Scoring, gateway: Gateway, errors: list[FieldError]
) -> Models | None:
    """The models of all roles and modules; None where one cannot be had. What is wrong is put into `errors`.

    Where no module asks the task's model, it need not be named if the optimizer's is.
    """
    modules, graders = _own_endpoints(written, program, gateway, errors), _graders(scoring, gateway, errors)
    unasked = all(module.name in modules or module.application is not None for module in program.modules)
    task = written.task or (written.optimizer if unasked else None) or _default(gateway, errors)
    if task is None:
        for role in ("optimizer", "judge"):
            given: ModelSpec | None = getattr(written, role)
            if given is not None:
                role_endpoint("task", f"models.{role}", given, gateway, errors)
        return None
    # A role that is left out has another's model without its sampling; what is wrong with that is said there.
    optimizer = written.optimizer or _untuned(task)
    judge = written.judge or _untuned(optimizer)
    endpoint_by_role = {
        "task": role_endpoint("task", "models.task", task, gateway, errors if written.task or not unasked else []),
        "optimizer": role_endpoint(
            "optimizer", "models.optimizer", optimizer, gateway, errors if written.optimizer else []
        ),
        "judge": _held(role_endpoint("judge", "models.judge", judge, gateway, errors if written.judge else [])),
    }
    endpoints = {role: endpoint for role, endpoint in endpoint_by_role.items() if endpoint is not None}
    return Models(**endpoints, modules=modules, graders=graders) if len(endpoints) == len(endpoint_by_role) else None


def _held(judge: Endpoint | None) -> Endpoint | None:
    """The judge, held to a schema where it is the embedded model: left free it writes no verdict that can be read."""
    if judge is None or judge.provider != EMBEDDED:
        return judge
    return replace(judge, dialect=replace(judge.dialect, structured=True))


def _graders(scoring: Scoring, gateway: Gateway, errors: list[FieldError]) -> dict[str, Endpoint]:
    """The team's own graders that score."""
    found: dict[str, Endpoint] = {}
    for path, name in scoring.graders("task.scoring").items():
        endpoint = gateway.grader(name)
        if endpoint is None:
            errors.append(FieldError(path, _unknown_grader(name, gateway)))
        else:
            found[name] = endpoint
    return found


def _unknown_grader(name: str, gateway: Gateway) -> str:
    """What is wrong with the name of a grader that is not there, or of a scorer that no package brings."""
    kind, _, scorer = name.rpartition(":")
    if kind != "python":
        known = ", ".join(gateway.graders) or "none"
        return f"the server's settings declare no grader {name!r}; there are {known}"
    known = ", ".join(one.name for one in gateway.installed_scorers) or "none"
    return f"no package, or more than one, brings a scorer {scorer!r} as an entry point; there are {known}"


def _own_endpoints(
    written: ModelsSpec, program: Program, gateway: Gateway, errors: list[FieldError]
) -> dict[str, Endpoint]:
    """What single modules call in the place of the task's model."""
    found: dict[str, Endpoint | None] = {}
    by_name = {module.name: module for module in program.modules}
    for place, module in enumerate(program.modules):
        if module.application:
            found[module.name] = gateway.application(module.application)
            if found[module.name] is None:
                known = ", ".join(gateway.applications) or "none"
                message = f"the server's settings declare no application {module.application!r}; there are {known}"
                errors.append(FieldError(f"prompt.modules[{place}].application", message))
    for name, model in (written.modules or {}).items():
        path = f"models.modules.{name}"
        if name not in by_name:
            errors.append(FieldError(path, f"the prompt has no module {name!r}; there are {', '.join(by_name)}"))
        elif by_name[name].application is not None:
            errors.append(FieldError(path, "the module is of the kind http and calls its application, not a model"))
        else:
            found[name] = role_endpoint("task", path, model, gateway, errors)
    return {name: endpoint for name, endpoint in found.items() if endpoint is not None}


def role_endpoint(
    role: Role, path: str, written: ModelSpec, gateway: Gateway, errors: list[FieldError]
) -> Endpoint | None:
    """A role's endpoint; None where its model cannot be had. What is wrong with it, at `path`, is put into `errors`."""
    temperature, max_tokens = _SAMPLING[role]
    info = gateway.info(written.provider)
    if info is None:
        known = ", ".join(provider.name for provider in gateway.providers())
        errors.append(FieldError(f"{path}.provider", f"unknown provider {written.provider!r}; known are {known}"))
        return None
    model = written.model or info.default_model
    if model is None:
        errors.append(FieldError(f"{path}.model", f"the provider {info.name} has no default model; name one"))
        return None
    if info.models is not None and model not in info.models:
        known = ", ".join(info.models)
        errors.append(FieldError(f"{path}.model", f"{info.name} has no model {model!r}; there are {known}"))
        return None
    sampling = Sampling(
        temperature=temperature if written.temperature is None else written.temperature,
        top_p=written.top_p,
        max_tokens=written.max_tokens or max_tokens,
        effort=written.effort,
        extra=written.extra,
    )
    endpoint = gateway.endpoint(info, model, sampling)
    errors += [FieldError(f"{path}.{field}", message) for field, message in sampling_errors(endpoint).items()]
    return endpoint


def price_errors(budget: Budget, models: Models) -> list[FieldError]:
    """A cap in dollars needs prices."""
    if budget.max_cost_usd is None or not models.unpriced:
        return []
    names = ", ".join(f"{endpoint.provider}/{endpoint.model}" for endpoint in models.unpriced)
    settings = "; ".join(map(_price_row, models.unpriced))
    message = f"needs prices for {names}; write into the server's settings, in dollars per million tokens: {settings}"
    return [FieldError("budget.max_cost_usd", message)]


def _price_row(endpoint: Endpoint) -> str:
    """Where the settings hold a price."""
    if endpoint.kind == "model":
        return f'[providers.{endpoint.provider}] prices."{endpoint.model}" = {{ input = …, output = … }}'
    return f"[{endpoint.kind}s.{endpoint.provider.partition(':')[2]}] price_usd = … (of a call)"


def _default(gateway: Gateway, errors: list[FieldError]) -> ModelSpec | None:
    """The model of a request that names none; a fault that names the choices where the server has no default."""
    providers = gateway.providers()
    for info in providers:
        if info.default:
            return ModelSpec(provider=info.name)
    names = ", ".join(info.name for info in providers)
    message = f'is needed, {{"provider": …, "model": …}}: there are the providers {names}'
    errors.append(FieldError("models.task", f"{message}; the server's setting default_provider would name one for all"))
    return None


def _untuned(model: ModelSpec) -> ModelSpec:
    """Another role's model without that role's sampling."""
    return ModelSpec(provider=model.provider, model=model.model)
