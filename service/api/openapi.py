"""The OpenAPI document: what litestar writes, completed with what it leaves out, and frozen in the repository.

It owns request bodies (decoded by our own decoder), problem responses, security and event streams; the types are
written by msgspec, which gives every tagged union its discriminator. It does not own any handler.
"""

import importlib.metadata
from typing import Any

import msgspec
from litestar import Litestar

from service.api.catalogues import Health, MethodInfo
from service.api.problems import MEDIA_TYPE, Problem
from service.api.views import CandidatePage, Diagnostic, RolloutPage, Run, RunPage, StepDetail, StepPage
from service.diagnostics.request import DiagnosticRequest
from service.domain.run import Event
from service.engine.request import SCHEMA_EXAMPLE, ContinueRequest, OptimizeRequest
from service.llm.gateway import ProviderInfo
from service.scoring.registry import CatalogueEntry

Schema = dict[str, Any]

_BODIES: dict[str, type] = {
    "optimize": OptimizeRequest,
    "continue_run": ContinueRequest,
    "diagnose": DiagnosticRequest,
}
_ANSWERS: list[type] = [
    Run,
    RunPage,
    StepPage,
    StepDetail,
    CandidatePage,
    RolloutPage,
    Diagnostic,
    MethodInfo,
    CatalogueEntry,
    ProviderInfo,
    Health,
]
_OPTIONAL_BODIES = {"diagnose"}
_STREAMS = {"stream_run_events", "stream_diagnostic_events"}
_PUBLIC = {"health_live", "health_ready"}
_PROBLEMS = {"401": "no key, or not a known one", "500": "an unexpected error"}
_WITH_ID = {"404": "nothing has this id"}
_WITH_BODY = {"400": "the body is not JSON", "413": "the body is too large"}
_CONFLICTS = {"cancel_run", "cancel_diagnostic", "continue_run", "diagnose"}


def document(app: Litestar) -> Schema:
    """The whole document of an app."""
    schema = app.openapi_schema.to_schema()
    _, components = msgspec.json.schema_components(
        [*_BODIES.values(), *_ANSWERS, Problem, Event], ref_template="#/components/schemas/{name}"
    )
    _plain_arrays(components)
    _, asked = msgspec.json.schema_components([*_BODIES.values(), Problem])
    _all_present({name: body for name, body in components.items() if name not in asked})
    components["OptimizeRequest"]["examples"] = [SCHEMA_EXAMPLE]
    schema["info"] = {
        "title": "Gradcheck",
        "version": importlib.metadata.version("gradcheck"),
        "description": "Optimizes prompts for language models and proves what did the work.",
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    }
    schema["security"] = [{"key": []}]
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
    responses: Schema = operation["responses"]
    responses.pop("400", None)
    problems = dict(_PROBLEMS)
    if "{" in path:
        problems |= _WITH_ID
    if name in _BODIES:
        problems |= _WITH_BODY
        reference = {"$ref": f"#/components/schemas/{_BODIES[name].__name__}"}
        required = name not in _OPTIONAL_BODIES
        operation["requestBody"] = {"required": required, "content": {"application/json": {"schema": reference}}}
    if name in _BODIES or operation.get("parameters"):
        problems["422"] = "not acceptable; `errors` names every faulty field"
    if name in _CONFLICTS:
        problems["409"] = "the state of the job forbids it"
    if name in _PUBLIC:
        operation["security"] = []
        problems.pop("401")
    if name == "health_ready":
        responses["503"] = {**responses["200"], "description": "not ready"}
    if name == "optimize":
        responses["200"] = {**responses["202"], "description": "the run ended within the time of `Prefer: wait=N`"}
    if name in _STREAMS:
        text = {"type": "string", "description": "Each message's `data` is an Event as JSON, its `id` the event's seq."}
        responses["200"] = {"description": "events", "content": {"text/event-stream": {"schema": text}}}
        responses["204"] = {"description": "resumed past the end"}
    for status, description in problems.items():
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        responses[status] = {"description": description, "content": content}
    operation["responses"] = dict(sorted(responses.items()))


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
