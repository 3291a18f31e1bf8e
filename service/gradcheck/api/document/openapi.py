"""The OpenAPI document: what litestar writes, completed with what it cannot carry.

That are types as msgspec writes them, which gives every tagged union its discriminator; the problems that follow from
what an operation takes; event streams.
"""

from collections.abc import Iterable
from typing import Any

import msgspec
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from gradcheck.api.callers.auth import PUBLIC, SCOPE
from gradcheck.api.document import event_types
from gradcheck.api.document.open_sets import open_sets
from gradcheck.api.operations import BINARY, FILES, IMAGES, BodyOperation
from gradcheck.api.problems import MEDIA_TYPE, Problem
from gradcheck.domain.run import Event
from gradcheck.engine.comparison import request as comparison
from gradcheck.engine.request import SCHEMA_EXAMPLE

Schema = dict[str, Any]

_PROBLEMS = {
    "401": "no key, or one that is unknown, expired or revoked",
    "403": "a key that does not open it; without keys another host's name, or a page of another site",
    "429": "the key has sent more requests than it may, or has less left today than was asked for",
    "500": "an unexpected error",
    "503": "storage is away for the moment; `Retry-After` says when to come again",
}
_WITH_ID = {"404": "nothing has this id"}
_CREATED = {
    "Location": {"description": "where the job is", "schema": {"type": "string"}},
    "Preference-Applied": {"description": "the wait of `Prefer`, as it was kept", "schema": {"type": "string"}},
}
_WITH_BODY = {"400": "the body is not JSON", "413": "the body is too large", "415": "the body is not said to be JSON"}

# `?metadata.KEY=VALUE`: an exploded object's keys are parameters of their own.
_METADATA: Schema = {
    "name": "metadata",
    "in": "query",
    "required": False,
    "style": "form",
    "explode": True,
    "description": "Only jobs with this metadata: each key is a parameter `metadata.KEY` of its own.",
    "schema": {"type": "object", "patternProperties": {r"^metadata\.": {"type": "string"}}},
}


def document(app: Litestar) -> Schema:
    """The whole document of an app."""
    schema = app.openapi_schema.to_schema()
    handlers = [handler for route in app.routes if isinstance(route, HTTPRoute) for handler in route.route_handlers]
    bodies = [
        handler.operation_class.body for handler in handlers if issubclass(handler.operation_class, BodyOperation)
    ]
    _, components = msgspec.json.schema_components(
        [*bodies, *_answers(handlers), Problem, Event], ref_template="#/components/schemas/{name}"
    )
    _plain_arrays(components)
    _, asked = msgspec.json.schema_components([*bodies, Problem])
    _all_present({name: body for name, body in components.items() if name not in asked})
    components["Event"]["properties"]["at"]["format"] = "date-time"
    components = event_types.schemas() | components
    open_sets(components, components.keys() - asked.keys() - event_types.names())
    components["OptimizeRequest"]["examples"] = [SCHEMA_EXAMPLE]
    components["EvaluateRequest"]["examples"] = [comparison.SCHEMA_EXAMPLE]
    schema["paths"] = dict(sorted(schema["paths"].items()))
    answers = {handler.operation_id: _file_content(handler) for handler in handlers}
    scopes = {handler.operation_id: handler.opt[SCOPE] for handler in handlers if SCOPE in handler.opt}
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            scope = scopes[operation["operationId"]]
            operation["security"] = [] if scope == PUBLIC[SCOPE] else [{"key": [scope]}]
            _complete(operation, path)
            if content := answers[operation["operationId"]]:
                operation["responses"]["200"] |= {"content": content}
    schema["components"]["schemas"] = dict(sorted(components.items()))
    return schema


def _file_content(handler: HTTPRouteHandler) -> Schema:
    """The content of an answer that is a file: text, any JSON, or bytes; empty for any other answer."""
    held_as = {FILES: None, IMAGES: "image/*", BINARY: "application/octet-stream"}
    return {
        media: {"schema": _schema_of_file(media, held)}
        for option, held in held_as.items()
        for media in handler.opt.get(option, ())
    }


def _schema_of_file(media: str, held: str | None) -> Schema:
    if media in {"application/json", "application/yaml"}:  # of YAML too the schema says what it holds
        return {"type": ["object", "array"]}
    return {"type": "string"} | ({"contentMediaType": held} if held else {})


def _answers(handlers: Iterable[HTTPRouteHandler]) -> list[type]:
    """What handlers answer with, pages and lists by what they hold."""
    types = []
    for handler in handlers:
        answer = handler.parsed_fn_signature.return_type
        held = answer.inner_types[0].annotation if answer.inner_types else answer.annotation
        if isinstance(held, type) and issubclass(held, msgspec.Struct):
            types.append(held)
    return types


def _complete(operation: Schema, path: str) -> None:
    responses = operation["responses"]
    if {"200", "204"} <= responses.keys():
        kind = operation["operationId"].removeprefix("stream_").removesuffix("_events")
        text = {"type": "string", "description": "Each message's `data` is an event as JSON, its `id` the event's seq."}
        message = {"$ref": f"#/components/schemas/{event_types.union(kind)}"}
        stream = {"schema": text, "x-item-schema": message}
        responses["200"] = {"description": "events", "content": {"text/event-stream": stream}}
    if "202" in responses and "requestBody" in operation:
        created = responses["202"] | {"headers": _CREATED}
        ended = {**created, "description": "the job ended within the time of `Prefer: wait=N`"}
        responses |= {"202": created, "200": ended}
    responses.pop("400", None)
    if any(parameter["name"] == "tag" for parameter in operation.get("parameters", [])):
        operation["parameters"].append(_METADATA)
    for status, description in _problems(operation, path).items():
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        responses.setdefault(status, {"description": description, "content": content})
    operation["responses"] = dict(sorted(responses.items()))


def _problems(operation: Schema, path: str) -> dict[str, str]:
    """The problems that an operation can answer with by what it takes."""
    has_body, parameters = "requestBody" in operation, operation.get("parameters", [])
    problems = dict(_PROBLEMS)
    if operation.get("security") == []:
        del problems["401"], problems["429"]
    if "{" in path:
        problems |= _WITH_ID
    if has_body:
        problems |= _WITH_BODY
    if has_body or not all(map(_accepts_all, parameters)):
        problems["422"] = "not acceptable; `errors` names every faulty field"
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
