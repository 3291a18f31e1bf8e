"""A service of a later version: today's, with what that could add to every answer, put on as an ASGI middleware.

Objects have a field more, sets that the document leaves open another value, streams another type of event before each
of today's. Where the document has a map from names to values, or whatever an object may hold, nothing is added, nor to
a request that is told back.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

from litestar.types import ASGIApp, Message, Receive, Send

Json = dict[str, Any]
FIELD, VALUE, EVENT = "field_of_later", "value_of_later", "event_of_later"
_ADDED = {FIELD: {"deep": [1, None, {"x": VALUE}]}}


class Later:
    """Another service around one, which knows from the document what its answers are."""

    def __init__(self, app: ASGIApp, document: Json) -> None:
        self._app = app
        self._schemas: Json = document["components"]["schemas"]
        operations = [operation for verbs in document["paths"].values() for operation in verbs.values()]
        self.sent = [_json(operation["requestBody"]) for operation in operations if "requestBody" in operation]
        self._operations = [
            (re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), verb.upper(), operation["responses"])
            for path, verbs in document["paths"].items()
            for verb, operation in verbs.items()
        ]

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:  # noqa: ANN401 - a protocol's dictionary
        """Answer as the service does, and more."""
        if scope["type"] == "http":
            scope["headers"] = [_earlier(name, value) for name, value in scope["headers"]]
            send = _Answer(self, self._responses(scope["path"], scope["method"]), send)
        await self._app(scope, receive, send)

    def _responses(self, path: str, verb: str) -> Json:
        found = (responses for shape, known, responses in self._operations if known == verb and shape.fullmatch(path))
        return next(found, {})

    def grown(self, value: Any, schema: Json) -> Any:  # noqa: ANN401 - whatever JSON holds
        """A value with what a later version may add, by its schema."""
        schema = self._resolved(schema)
        match value:
            case dict() if "properties" in schema:
                known = {name: self.grown(held, schema["properties"].get(name, {})) for name, held in value.items()}
                return known | _ADDED
            case dict() if isinstance(schema.get("additionalProperties"), dict):
                return {name: self.grown(held, schema["additionalProperties"]) for name, held in value.items()}
            case list() if "items" in schema:
                return [self.grown(held, schema["items"]) for held in value]
            case _ if "anyOf" in schema or "oneOf" in schema:
                return self._chosen(value, [self._resolved(one) for one in schema.get("anyOf") or schema["oneOf"]])
            case _:
                return value

    def _chosen(self, value: Any, choices: list[Json]) -> Any:  # noqa: ANN401
        match value:
            case str() if {"type": "string"} in choices and any("enum" in one for one in choices):
                return VALUE
            case dict():
                fitting = [one for one in choices if _fits(value, one)]
            case list():
                fitting = [one for one in choices if "items" in one]
            case _:
                return value
        return self.grown(value, fitting[0]) if fitting else value

    def _resolved(self, schema: Json) -> Json:
        while "$ref" in schema:
            schema = self._schemas[schema["$ref"].rpartition("/")[2]]
        return schema


class _Answer:
    """One answer on its way out."""

    def __init__(self, later: Later, responses: Json, send: Send) -> None:
        self._later = later
        self._responses = responses
        self._send = send
        self._content: Json = {}
        self._held = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            media = dict(message["headers"]).get(b"content-type", b"").decode().partition(";")[0]
            known = self._responses.get(str(message["status"]), {}).get("content", {})
            found = known.get(media, {}) if media.endswith(("json", "event-stream")) else {}
            self._content = {} if found.get("schema") in self._later.sent else found
            headers = [(name, value) for name, value in message["headers"] if name.lower() != b"content-length"]
            message["headers"] = [*headers, (b"x-later", b"1")] if self._content else message["headers"]
            await self._send(message)
        elif message["type"] != "http.response.body" or not self._content:
            await self._send(message)
        else:
            self._held += message["body"]
            more = message.get("more_body", False)
            body = b"".join(self._messages()) if "x-item-schema" in self._content else self._whole(more=more)
            await self._send({"type": "http.response.body", "body": body, "more_body": more})

    def _whole(self, *, more: bool) -> bytes:
        if more or not self._held:
            return b""
        return json.dumps(self._later.grown(json.loads(self._held), self._content["schema"])).encode()

    def _messages(self) -> Iterable[bytes]:
        """The messages of a stream that have come whole."""
        *whole, self._held = re.split(rb"(?<=\n)\r?\n", self._held)
        for message in whole:
            lines = message.decode().splitlines()
            data = [line.removeprefix("data: ") for line in lines if line.startswith("data: {")]
            if not data:
                yield message + b"\n"
                continue
            event = json.loads(data[0])
            another = {**event, "type": EVENT, "seq": 2 * event["seq"] - 1, "data": _ADDED} | _ADDED
            for told in (
                another,
                self._later.grown({**event, "seq": 2 * event["seq"]}, self._content["x-item-schema"]),
            ):
                yield f"id: {told['seq']}\nevent: {told['type']}\nlater: x\ndata: {json.dumps(told)}\n\n".encode()


def _json(part: Json) -> Json:
    """The schema of a body in JSON, empty where it has none."""
    schema: Json = part.get("content", {}).get("application/json", {}).get("schema", {})
    return schema


def _fits(value: Json, schema: Json) -> bool:
    """Whether an object is of a type: all that it must have is there, and its tag is the type's."""
    fields = schema.get("properties", {})
    tags = ((value.get(name), field["enum"]) for name, field in fields.items() if "enum" in field)
    return bool(fields) and set(schema.get("required", ())) <= value.keys() and all(tag in some for tag, some in tags)


def _earlier(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """A header as the service inside knows it: of events, it counts half as many."""
    return (name, str(int(value) // 2).encode()) if name.lower() == b"last-event-id" else (name, value)
