"""Generates the TypeScript client's `models` and `operations` from the committed `openapi.json`.

Of a type that is sent a field with a default may be left out; in one that is told it is always there. A type that is
both and differs has two names, `Budget` as it is told and `BudgetInput` as it is sent.
"""

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "clients" / "typescript" / "src"
_PREFIX = "#/components/schemas/"
_PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}
_HEAD = "// Generated from `openapi.json` by `clients/generate_typescript.py`.\n"
_MODELS = """/** JSON with whatever names: as it is told, and as it may be sent. */
export type JsonObject = Record<string, unknown>;
export type JsonObjectInput = Record<string, any>;
"""
_OPERATIONS = """/** Every call of the service: what to send, and the type of what comes. Nothing is sent here. */
import { dotted, path } from "./wire.js";
import type { Operation, Stream, Upload } from "./wire.js";
"""
_ANY_OTHER = "(string & {})"  # a text beside those that are named, which editors go on to offer
_WIDTH = 110
Schema = dict[str, Any]


def generate(target: Path) -> None:
    """Write `models.ts` and `operations.ts` into a folder."""
    document = json.loads((ROOT / "openapi.json").read_text("utf-8"))
    types = Types(document)
    (target / "models.ts").write_text("\n".join([_HEAD + _MODELS, *types.declarations()]), "utf-8")
    functions = "\n".join(_functions(document, types))
    named = set(re.findall(r"\w+", re.sub(r"/\*\*.*?\*/", "", functions)))
    used = [name for name in types.names() if name in named]
    listed = "".join(f"  {name},\n" for name in used)
    head = f'{_OPERATIONS}import type {{\n{listed}}} from "./models.js";\n'
    (target / "operations.ts").write_text("\n".join([_HEAD + head, functions]), "utf-8")


class Types:
    """The types of a document, each as it is sent or told."""

    def __init__(self, document: Schema) -> None:
        self._schemas: Schema = document["components"]["schemas"]
        operations = list(_operations(document))
        self.bodies = {reference for one in operations for reference in _references(one.get("requestBody", {}))}
        told = {reference for one in operations for reference in _references(one["responses"])} - self.bodies
        self._sent = self._reachable(self.bodies)
        self._told = self._reachable(told) - self.bodies
        self._twice = {name for name in self._sent & self._told if self._differs(name, set())}

    def names(self) -> list[str]:
        """The names of all declarations."""
        return [
            "JsonObject",
            "JsonObjectInput",
            *sorted([*self._sent | self._told, *(f"{name}Input" for name in self._twice)]),
        ]

    def declarations(self) -> Iterator[str]:
        """Every type that a call has to do with."""
        for name in sorted(self._sent | self._told):
            if name in self._told:
                yield self._declaration(name, sent=False)
            if name in self._twice or name not in self._told:
                yield self._declaration(name, sent=True)

    def of(self, schema: Schema, *, sent: bool) -> str:
        """The type of a value."""
        return " | ".join(self._choices(schema, sent=sent))

    def _choices(self, schema: Schema, *, sent: bool) -> list[str]:
        """The types of which a value has one."""
        match schema:
            case {"enum": values}:
                return [json.dumps(value, ensure_ascii=False) for value in values]
            case {"anyOf": choices} | {"oneOf": choices}:
                kinds = [kind for choice in choices for kind in self._choices(choice, sent=sent)]
                is_open = any("enum" in choice for choice in choices)
                return list(dict.fromkeys(_ANY_OTHER if is_open and kind == "string" else kind for kind in kinds))
            case _:
                return [self._one(schema, sent=sent)]

    def _one(self, schema: Schema, *, sent: bool) -> str:  # noqa: PLR0911 - one a kind
        match schema:
            case {"$ref": reference}:
                name = _name_of(reference)
                return f"{name}Input" if sent and name in self._twice else name
            case {"type": "array", "items": items}:
                return f"{'ReadonlyArray' if sent else 'Array'}<{self.of(items, sent=sent)}>"
            case {"type": "object", "patternProperties": dict(patterns)}:
                return f"Record<string, {self.of(next(iter(patterns.values())), sent=sent)}>"
            case {"type": "object", "additionalProperties": dict(values)}:
                return f"Record<string, {self.of(values, sent=sent)}>"
            case {"type": "object"}:
                return "JsonObjectInput" if sent else "JsonObject"
            case {"type": "string", "contentMediaType": _}:
                return "Blob"
            case {"type": str(kind)}:
                return _PLAIN[kind]
            case _:
                return "unknown"

    def _declaration(self, name: str, *, sent: bool) -> str:
        schema = self._schemas[name]
        own = self.of({"$ref": _PREFIX + name}, sent=sent)
        comment = _comment(inspect.cleandoc(schema.get("description", "")))
        if "oneOf" in schema:
            return f"{comment}export type {own} = {_broken(self._choices(schema, sent=sent), 0)};\n"
        lines = [f"{comment}export interface {own} {{"]
        for field, kind in schema["properties"].items():
            said = [kind["description"]] if "description" in kind else []
            if sent and isinstance(kind.get("default"), (bool, int, float, str)):
                said.append(f"@default {json.dumps(kind['default'])}")
            mark = "?" if self._is_optional(schema, field, sent=sent) else ""
            lines += [_comment("\n".join(said), 2) + f"  {field}{mark}: {_broken(self._choices(kind, sent=sent), 2)};"]
        return "\n".join([*lines, "}\n"])

    @staticmethod
    def _is_optional(schema: Schema, field: str, *, sent: bool) -> bool:
        has_default = "default" in schema["properties"][field]
        return has_default if sent else field not in schema["required"] and not has_default

    def _differs(self, name: str, seen: set[str]) -> bool:
        """Whether a type is another one when it is sent, or holds one that is."""
        schema = self._schemas[name]
        fields = schema.get("properties", {})
        if any(
            self._is_optional(schema, field, sent=True) != self._is_optional(schema, field, sent=False)
            or self.of(fields[field], sent=True) != self.of(fields[field], sent=False)
            for field in fields
        ):
            return True
        below = _references(schema) - seen - {name}
        return any(self._differs(other, seen | below | {name}) for other in below)

    def _reachable(self, names: set[str]) -> set[str]:
        found: set[str] = set()
        while names:
            found |= names
            names = {other for name in names for other in _references(self._schemas[name])} - found
        return found


def _functions(document: Schema, types: Types) -> Iterator[str]:
    for url, verbs in document["paths"].items():
        for verb, operation in verbs.items():
            yield _function(url, verb, operation, types)


def _function(url: str, verb: str, operation: Schema, types: Types) -> str:
    """A function that describes one call: what its path holds, then the body, then the others by name."""
    parameters = operation.get("parameters", [])
    signature = [f"{_camel(one['name'])}: {types.of(one['schema'], sent=True)}" for one in parameters if _in_path(one)]
    kind, answer = _answer(operation["responses"], types)
    described = [f'method: "{verb.upper()}"', f"path: {_path(url)}", *answer]
    content = operation.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in content:
        signature.append("upload: Upload")
        described.append("upload")
    elif content:
        optional = "" if operation["requestBody"]["required"] else "?"
        signature.append(f"body{optional}: {types.of(content['application/json']['schema'], sent=True)}")
        described.append("body")
    others = [one for one in parameters if not _in_path(one)]
    if others:
        kinds = [types.of(one["schema"], sent=True).removesuffix(" | null") for one in others]
        fields = "".join(
            _comment(one.get("description", ""), 4) + f"    {_camel(one['name'])}?: {kind};\n"
            for one, kind in zip(others, kinds, strict=True)
        )
        signature.append(f"options: {{\n{fields}  }} = {{}},\n")
    for place, keyword in (("query", "query"), ("header", "headers")):
        held = [_sent(one) for one in others if one["in"] == place]
        described += [f"{keyword}: {_object(held)}"] if held else []
    lines = "".join(f"    {line},\n" for line in described)
    said = _comment(f"{operation['summary']}.")
    given = ", ".join(signature) if not others else "\n  " + ",\n  ".join(signature)
    head = f"export function {_camel(operation['operationId'])}({given}): {kind} {{"
    return f"{said}{head}\n  return {{\n{lines}  }};\n}}\n"


def _answer(responses: Schema, types: Types) -> tuple[str, list[str]]:
    """The kind of an operation, and what says how its answer is read."""
    content = next(response.get("content", {}) for status, response in responses.items() if status[0] == "2")
    if not content:
        return "Operation<void>", ['reads: "nothing"']
    media = next((kind for kind in content if kind.startswith("text/plain")), next(iter(content)))
    if media == "text/event-stream":
        return f"Stream<{types.of(content[media]['x-item-schema'], sent=False)}>", []
    kind = types.of(content[media]["schema"], sent=False)
    reads = {"Blob": "blob", "string": "text"}.get(kind, "json")
    known = [status for status, other in responses.items() if status[0] != "2" and other["content"] == content]
    return f"Operation<{kind}>", [f'reads: "{reads}"', *([f"answers: [{', '.join(known)}]"] if known else [])]


def _sent(parameter: Schema) -> str:
    """A parameter as an entry of the query or the headers; an object's keys are entries of their own."""
    name = _camel(parameter["name"])
    if "explode" in parameter:
        return f'...dotted("{name}", options.{name})'
    key = parameter["name"] if parameter["name"].isidentifier() else f'"{parameter["name"]}"'
    return f"{key}: options.{name}"


def _object(entries: list[str]) -> str:
    """An object; one that is too long for a line with an entry a line."""
    line = f"{{ {', '.join(entries)} }}"
    return line if len(line) <= _WIDTH else "{\n" + "".join(f"      {entry},\n" for entry in entries) + "    }"


def _path(url: str) -> str:
    """The expression of a path."""
    filled = re.sub(r"\{(\w+)\}", lambda found: f"${{{_camel(found[1])}}}", url)
    return f'"{url}"' if filled == url else f"path`{filled}`"


def _in_path(parameter: Schema) -> bool:
    return bool(parameter["in"] == "path")


def _camel(name: str) -> str:
    first, *others = name.lower().replace("-", "_").split("_")
    return "".join([first, *(word.title() for word in others)])


def _broken(choices: list[str], indent: int) -> str:
    """A union; one that is too long for a line with a choice a line."""
    union = " | ".join(choices)
    return union if len(union) <= _WIDTH else "".join(f"\n{' ' * (indent + 2)}| {kind}" for kind in choices)


def _comment(text: str, indent: int = 0) -> str:
    """What is said of something, before it."""
    lines, space = text.replace("*/", "* /").splitlines(), " " * indent
    if len(lines) <= 1:
        return f"{space}/** {lines[0]} */\n" if lines else ""
    return "".join([f"{space}/**\n", *(f"{space} * {line}".rstrip() + "\n" for line in lines), f"{space} */\n"])


def _operations(document: Schema) -> Iterator[Schema]:
    for verbs in document["paths"].values():
        yield from verbs.values()


def _references(node: Any) -> set[str]:  # noqa: ANN401 - any part of a document
    """The names of the types that a part of the document names."""
    if isinstance(node, dict):
        own = {_name_of(node["$ref"])} if "$ref" in node else set()
        return own.union(*(_references(value) for value in node.values()))
    return set().union(*(_references(value) for value in node)) if isinstance(node, list) else set()


def _name_of(reference: str) -> str:
    return reference.removeprefix(_PREFIX)


def main() -> None:
    """Replace the committed modules."""
    generate(TARGET)


if __name__ == "__main__":
    main()
