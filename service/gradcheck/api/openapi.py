"""The OpenAPI document: what litestar writes, completed with what it leaves out, and frozen in the repository.

It owns request bodies (decoded by our own decoder), problem responses, security and event streams; the types are
written by msgspec, which gives every tagged union its discriminator. It does not own any handler.
"""

import importlib.metadata
from typing import Any

import msgspec
from litestar import Litestar

from gradcheck.api.catalogues import Health, MethodInfo, PerturbationInfo
from gradcheck.api.problems import MEDIA_TYPE, Problem
from gradcheck.api.views import (
    CandidatePage,
    Diagnostic,
    DiagnosticPage,
    RolloutPage,
    Run,
    RunPage,
    StepDetail,
    StepPage,
    Study,
    StudyPage,
)
from gradcheck.diagnostics.planning import DiagnosticEstimate
from gradcheck.diagnostics.request import DiagnosticRequest
from gradcheck.domain.run import Event
from gradcheck.engine.checking import CheckRequest, ProviderCheck
from gradcheck.engine.estimate import RunEstimate
from gradcheck.engine.request import SCHEMA_EXAMPLE, ContinueRequest, OptimizeRequest
from gradcheck.llm.gateway import ProviderInfo
from gradcheck.scoring.registry import CatalogueEntry
from gradcheck.studies.estimate import StudyEstimate
from gradcheck.studies.request import StudyRequest

Schema = dict[str, Any]

_BODIES: dict[str, type] = {
    "optimize": OptimizeRequest,
    "check_provider": CheckRequest,
    "estimate_run": OptimizeRequest,
    "continue_run": ContinueRequest,
    "diagnose": DiagnosticRequest,
    "plan_diagnostic": DiagnosticRequest,
    "study": StudyRequest,
    "plan_study": StudyRequest,
}
_ANSWERS: list[type] = [
    Run,
    RunEstimate,
    ProviderCheck,
    RunPage,
    StepPage,
    StepDetail,
    CandidatePage,
    RolloutPage,
    Diagnostic,
    DiagnosticPage,
    DiagnosticEstimate,
    Study,
    StudyPage,
    StudyEstimate,
    MethodInfo,
    PerturbationInfo,
    CatalogueEntry,
    ProviderInfo,
    Health,
]
_OPTIONAL_BODIES = {"diagnose", "plan_diagnostic"}
_STREAMS = {"stream_run_events", "stream_diagnostic_events", "stream_study_events"}
_PUBLIC = {"health_live", "health_ready"}
_PROBLEMS = {
    "401": "no key, or not a known one",
    "403": "another host's name, or a page of another site, where no key is configured",
    "500": "an unexpected error",
}
_WITH_ID = {"404": "nothing has this id"}
_WITH_BODY = {"400": "the body is not JSON", "413": "the body is too large", "415": "the body is not said to be JSON"}
_CREATING = {"optimize", "continue_run", "diagnose", "study"}
_CONFLICTS = {"cancel_run", "cancel_diagnostic", "cancel_study", "continue_run", "diagnose", "plan_diagnostic"}


def document(app: Litestar) -> Schema:
    """The whole document of an app."""
    schema = app.openapi_schema.to_schema()
    _, components = msgspec.json.schema_components(
        [*_BODIES.values(), *_ANSWERS, Problem, Event], ref_template="#/components/schemas/{name}"
    )
    _plain_arrays(components)
    _, asked = msgspec.json.schema_components([*_BODIES.values(), Problem])
    _all_present({name: body for name, body in components.items() if name not in asked})
    components["Event"]["properties"]["at"]["format"] = "date-time"
    components["OptimizeRequest"]["examples"] = [SCHEMA_EXAMPLE]
    schema["info"] = {
        "title": "Gradcheck",
        "version": importlib.metadata.version("gradcheck"),
        "description": "Optimizes prompts for language models and proves what did the work.",
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    }
    schema["security"] = [{"key": []}]
    schema["paths"] = dict(sorted(schema["paths"].items()))
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            _complete(operation, path)
    schema["components"] = {
        "schemas": dict(sorted(components.items())),
        "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
    }
    return schema


def _complete(operation: Schema, path: str) -> None:
    name = operation["operationId"]
    if name in _BODIES:
        reference = {"$ref": f"#/components/schemas/{_BODIES[name].__name__}"}
        required = name not in _OPTIONAL_BODIES
        operation["requestBody"] = {"required": required, "content": {"application/json": {"schema": reference}}}
    if name in _PUBLIC:
        operation["security"] = []
    responses = operation["responses"] | _answers(name, operation["responses"])
    responses.pop("400", None)
    for status, description in _problems(operation, path).items():
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        responses[status] = {"description": description, "content": content}
    operation["responses"] = dict(sorted(responses.items()))


def _answers(name: str, responses: Schema) -> Schema:
    """What litestar does not know of an operation's answers."""
    if name == "health_ready":
        return {"503": {**responses["200"], "description": "not ready"}}
    if name in _STREAMS:
        text = {"type": "string", "description": "Each message's `data` is an Event as JSON, its `id` the event's seq."}
        events = {"description": "events", "content": {"text/event-stream": {"schema": text}}}
        return {"200": events, "204": {"description": "resumed past the end"}}
    if name not in _CREATING:
        return {}
    location = {
        "Location": {"description": "where the job is", "schema": {"type": "string"}},
        "Preference-Applied": {"description": "the wait of `Prefer`, as it was kept", "schema": {"type": "string"}},
    }
    created = {**responses["202"], "headers": location}
    return {"202": created, "200": {**created, "description": "the job ended within the time of `Prefer: wait=N`"}}


def _problems(operation: Schema, path: str) -> dict[str, str]:
    """The problems an operation can answer with."""
    name = operation["operationId"]
    problems = dict(_PROBLEMS)
    if name in _PUBLIC:
        problems.pop("401")
    if "{" in path:
        problems |= _WITH_ID
    if name in _BODIES:
        problems |= _WITH_BODY
    if name in _BODIES or any(not _accepts_all(parameter) for parameter in operation.get("parameters", [])):
        problems["422"] = "not acceptable; `errors` names every faulty field"
    if name in _CONFLICTS:
        problems["409"] = "the state of the job forbids it"
    return problems


def _accepts_all(parameter: Schema) -> bool:
    """Whether every text is acceptable, as ids are: a wrong one is not found."""
    return parameter["in"] == "path" and bool(parameter["schema"] == {"type": "string"})


def _plain_arrays(node: object) -> None:
    """Give every array its `items`: generators know neither `prefixItems` nor arrays of anything."""
    if isinstance(node, dict):
        if node.get("items") is False:
            node["items"] = node.pop("prefixItems")[0]
        if node.get("type") == "array":
            node.setdefault("items", {})
        for value in node.values():
            _plain_arrays(value)
    elif isinstance(node, list):
        for value in node:
            _plain_arrays(value)


def _all_present(answers: Schema) -> None:
    """Answers hold every field, the ones at their defaults too."""
    for body in answers.values():
        body["required"] = list(body.get("properties", {}))
