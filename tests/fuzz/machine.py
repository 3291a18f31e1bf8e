"""Whatever the document allows and much that it does not, asked with the keys of two tenants, one call after another.

Schemathesis draws the calls and follows what answers name. Half of what they name is put out for what a tenant has, or
for what the other has; half of the bodies are requests that work with parts of the drawn ones in them.
"""

import contextlib
import copy
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import hypothesis
import schemathesis
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.stateful import rule
from schemathesis.checks import CheckFunction
from schemathesis.core import NOT_SET
from schemathesis.core.failures import FailureGroup
from schemathesis.core.transport import Response
from schemathesis.generation.case import Case
from schemathesis.generation.stateful.state_machine import APIStateMachine, StepInput
from schemathesis.specs.openapi.checks import (
    negative_data_rejection,
    positive_data_acceptance,
    response_schema_conformance,
)

from gradcheck.domain.seeds import digest
from tests.api.server import Json, Server
from tests.fuzz.seeded import Tenant

_REFUSED = {400, 401, 404, 405, 406, 413, 415, 422}
_NAMING = {"run": "run_id", "study": "study_id", "diagnostics": "diagnostic_id", "dataset": "name"}


class Found:
    """What a search has come to: calls by status, and faults by kind with the first call that showed each."""

    def __init__(self) -> None:
        self.calls: Counter[int] = Counter()
        self.foreign = 0
        self.operations: set[str] = set()
        self.faults: Counter[str] = Counter()
        self.first: dict[str, str] = {}

    def fault(self, kind: str, shown: str) -> None:
        """Note a fault of a kind."""
        self.faults[kind] += 1
        self.first.setdefault(kind, shown)

    @property
    def said(self) -> str:
        """All of it in words."""
        counts = (
            f"{sum(self.calls.values())} calls of {len(self.operations)} operations, {self.foreign} of them for what"
            f" another tenant has; statuses {dict(sorted(self.calls.items()))}; {sum(self.faults.values())} faults"
        )
        return "\n".join([counts, *(f"{n} times {kind}\n{self.first[kind]}" for kind, n in self.faults.most_common())])


def search(
    server: Server, tenants: tuple[Tenant, Tenant], found: Found, *, scenarios: int, steps: int, seed: int
) -> None:
    """Draw scenarios of so many steps by seed and carry them out; what comes of it is added to what was found."""
    schema = schemathesis.openapi.from_dict(server.http.get("/openapi.json").json())
    schema.config.update(base_url=server.url)
    machine = _machine(schema, tenants, found)
    settings = hypothesis.settings(
        max_examples=scenarios,
        stateful_step_count=steps,
        phases=[hypothesis.Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    # What a service answers is not a function of what was drawn, and Hypothesis leaves a search that shows it.
    with contextlib.suppress(Flaky):
        hypothesis.seed(seed)(machine).run(settings=settings)


def _machine(schema: Any, tenants: tuple[Tenant, Tenant], found: Found) -> type[APIStateMachine]:  # noqa: ANN401
    followed: Any = schema.as_state_machine()
    every = [operation.ok() for operation in schema.get_all_operations()]

    class Asked(followed):  # type: ignore[misc]
        """The calls that follow from answers, and calls of every operation beside them."""

        @rule(given=st.sampled_from(every).flatmap(lambda operation: operation.as_strategy()))
        def anything(self, given: Case[Any]) -> None:
            """One call of any operation."""
            self.step(StepInput.initial(given))

        def before_call(self, case: Case[Any]) -> None:
            rng = random.Random(
                digest(case.operation.label, repr(case.path_parameters), repr(case.query), repr(case.body))
            )
            self.actor, self.other = rng.sample(tenants, 2)
            self.altered = _alter(case, self.actor, self.other, rng)

        def get_call_kwargs(self, case: Case[Any]) -> Json:  # noqa: ARG002 - the key is the same for every call
            return {"headers": self.actor.key, "timeout": 60}

        def validate_response(self, response: Response, case: Case[Any], **kwargs: Any) -> None:  # noqa: ANN401
            _judge(found, case, response, self.actor, self.other)
            # What works alone may be refused for what it names, an unknown query parameter is passed over, and a stream
            # has no schema of its events before OpenAPI 3.2.
            excluded: list[CheckFunction] = [positive_data_acceptance]
            excluded += [negative_data_rejection] if self.altered or case.query else []
            excluded += [response_schema_conformance] if case.path.endswith("/events") else []
            try:
                case.validate_response(
                    response, excluded_checks=excluded, transport_kwargs=kwargs, recorder=self.recorder
                )
            except FailureGroup as failures:
                for failure in failures.exceptions:
                    kind = f"{case.operation.label}: {type(failure).__name__} {failure.title}"
                    found.fault(kind, f"{failure}\n{case.as_curl_command()[:1500]}\n{response.text_lossy()[:500]}")

    return Asked


def _judge(found: Found, case: Case[Any], response: Response, actor: Tenant, other: Tenant) -> None:
    """Count a call, and note where its answer is a fault of the server or tells what another tenant has."""
    found.calls[response.status_code] += 1
    found.operations.add(case.operation.label)
    sent = f"{response.request.url} {response.request.body!r}"
    shown = f"{response.status_code} {case.as_curl_command()[:1500]}\n{response.text_lossy()[:1000]}"
    if response.status_code >= 500:
        found.fault(f"{case.operation.label}: {response.status_code}", shown)
    told = f"{response.text_lossy()} {response.headers}"
    if any(secret in told for secret in other.secrets if secret not in sent):
        found.fault(f"{case.operation.label}: tells what another tenant has", shown)
    if set(map(str, case.path_parameters.values())) & set(other.secrets):
        found.foreign += 1
        if response.status_code not in _REFUSED:
            found.fault(f"{case.operation.label}: answers {response.status_code} for what another tenant has", shown)


def _alter(case: Case[Any], actor: Tenant, other: Tenant, rng: random.Random) -> bool:
    """Put what tenants have into a call; whether it is now another than was drawn. Nobody deletes what was seeded."""
    altered = [_path_altered(case, actor, other, rng)]
    for name in case.query.keys() & _NAMING.keys():
        if rng.random() < 0.5:
            case.query[name] = rng.choice(rng.choice([actor, other]).ids[_NAMING[name]])
            altered.append(True)
    body = actor.bodies.get(case.operation.label)
    if body is not None and rng.random() < 0.7:
        case.body = _mixed(body, case.body, rng)
        for holder, key in list(_names(case.body)):
            if rng.random() < 0.3:
                _rename(holder, key, rng.choice(rng.choice([actor, other]).ids[_NAMING[key]]))
        altered.append(True)
    return any(altered)


def _path_altered(case: Case[Any], actor: Tenant, other: Tenant, rng: random.Random) -> bool:
    if case.path.startswith("/providers"):  # their names are the server's
        return False
    altered = False
    for name in case.path_parameters.keys() & actor.ids.keys():
        deletes_own = case.method == "DELETE" and case.path_parameters[name] in actor.secrets
        if deletes_own or rng.random() < 0.7:
            whose = other if case.method == "DELETE" or rng.random() < 0.4 else actor
            case.path_parameters[name], altered = rng.choice(whose.ids[name]), True
    return altered


def _rename(holder: Json, key: str, name: str) -> None:
    if key == "dataset":
        holder[key] = {**holder[key], "name": name}
    else:
        holder[key] = [name, name] if isinstance(holder[key], list) else name


def _mixed(works: Json, drawn: Any, rng: random.Random) -> Json:  # noqa: ANN401 - any JSON
    """A request that works with up to two parts of a drawn one in it."""
    mixed = copy.deepcopy(works)
    if drawn is NOT_SET or not isinstance(drawn, dict):
        return mixed
    for name in rng.sample(sorted(drawn), min(len(drawn), rng.randrange(3))):
        value = drawn[name]
        both = isinstance(value, dict) and isinstance(mixed.get(name), dict) and rng.random() < 0.7
        mixed[name] = _mixed(mixed[name], value, rng) if both else copy.deepcopy(value)
    return mixed


def _names(value: Any) -> Iterator[tuple[Json, str]]:  # noqa: ANN401 - any JSON
    """The places of a body that name what a tenant has: the object and its field."""
    if isinstance(value, dict):
        for name, held in value.items():
            fits = isinstance(held, dict) if name == "dataset" else isinstance(held, str | list)
            if name in _NAMING and fits:
                yield value, name
            yield from _names(held)
    elif isinstance(value, list):
        for held in value:
            yield from _names(held)
