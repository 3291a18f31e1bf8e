"""The models of a run's roles: which a request asks for, and what stands where it names none.

It owns this resolution and what is wrong with it. It does not own which models a provider has (`llm/gateway.py`).
"""

from gradcheck.domain.base import Value
from gradcheck.domain.call import Endpoint, Role, Sampling
from gradcheck.domain.run import Budget
from gradcheck.engine.request import ModelsText, ModelText
from gradcheck.errors import Fault
from gradcheck.llm.gateway import Gateway
from gradcheck.llm.sampling import faults as sampling_faults

# Temperature and limit of a role where its request names none.
_SAMPLING: dict[Role, tuple[float, int]] = {"task": (0.0, 256), "optimizer": (0.7, 1024), "judge": (0.0, 512)}


class Models(Value, frozen=True, kw_only=True):
    """The endpoint of each role."""

    task: Endpoint
    optimizer: Endpoint
    judge: Endpoint

    def of(self, role: Role) -> Endpoint:
        """The endpoint of a role."""
        return {"task": self.task, "optimizer": self.optimizer, "judge": self.judge}[role]

    @property
    def unpriced(self) -> tuple[Endpoint, ...]:
        """The endpoints of models whose prices nobody knows, each model once."""
        found = {(e.provider, e.model): e for e in (self.task, self.optimizer, self.judge) if not e.priced}
        return tuple(found[name] for name in sorted(found))


def resolve_models(written: ModelsText, gateway: Gateway, faults: list[Fault]) -> Models | None:
    """The models of all roles; None where one cannot be had. What is wrong is put into `faults`."""
    task = written.task or _default(gateway, faults)
    if task is None:
        for role in ("optimizer", "judge"):
            given: ModelText | None = getattr(written, role)
            if given is not None:
                role_endpoint("task", f"models.{role}", given, gateway, faults)
        return None
    # A role that is left out has another's model without its sampling; what is wrong with that is said there.
    optimizer = written.optimizer or _untuned(task)
    judge = written.judge or _untuned(optimizer)
    found = {
        "task": role_endpoint("task", "models.task", task, gateway, faults),
        "optimizer": role_endpoint(
            "optimizer", "models.optimizer", optimizer, gateway, faults if written.optimizer else []
        ),
        "judge": role_endpoint("judge", "models.judge", judge, gateway, faults if written.judge else []),
    }
    endpoints = {role: endpoint for role, endpoint in found.items() if endpoint is not None}
    return Models(**endpoints) if len(endpoints) == len(found) else None


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
