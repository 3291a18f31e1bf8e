"""Generates the client's `models` and `operations` from the committed `openapi.json`, and `sync` from `aio`."""

import copy
import inspect
import json
import re
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "clients" / "python" / "gradcheck_client"
_PREFIX = "#/components/schemas/"
_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_BOUNDS = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "pattern"}
_BOUNDS |= {"minItems", "maxItems"}
_OPTIONS = (
    "--input-file-type=openapi",
    "--output-model-type=msgspec.Struct",
    "--base-class=gradcheck_client.wire.Model",
    "--target-python-version=3.11",
    "--output-datetime-class=datetime",
    "--enum-field-as-literal=all",
    "--formatters=builtin",
    '--custom-file-header="""The types of the wire. Generated from `openapi.json` by `clients/generate.py`."""',
    "--disable-future-imports",
    "--keyword-only",
    "--use-default",
    "--use-double-quotes",
    "--use-msgspec-tagged-unions",
    "--use-schema-description",
    "--use-standard-collections",
    "--use-union-operator",
)
_HEAD = '''"""Every call of the service. Generated from `openapi.json` by `clients/generate.py`.

A function a call says what to send and what type the answer has; nothing is sent here. The `…Fields` are the bodies as
keyword arguments.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias, TypedDict

from gradcheck_client import models as m
from gradcheck_client.wire import File, Json, Operation, Stream, dotted, path
'''
_SYNC = (
    (r"\basync (def|with|for)\b", r"\1"),
    (r"\bawait ", ""),
    (r"\bAsync(?=[A-Z])", ""),
    (r"\b(__)?a(enter__|exit__|close|closing|read|connect_sse|iter_sse)\b", r"\1\2"),
    (r"\bfrom asyncio import sleep\b", "from time import sleep"),
    (r"\bgradcheck_client\.aio\b", "gradcheck_client.sync"),
)
Schema = dict[str, Any]


def generate(target: Path) -> None:
    """Write `models.py`, `operations.py` and the folder `sync` into a folder."""
    document = _prepared(json.loads((ROOT / "openapi.json").read_text("utf-8")))
    models, operations = target / "models.py", target / "operations.py"
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "openapi.json"
        source.write_text(json.dumps(document), "utf-8")
        _run("datamodel_code_generator", "--input", str(source), "--output", str(models), *_OPTIONS)
    frozen = models.read_text("utf-8").replace("(Model, ", "(Model, frozen=True, ")  # mypy wants it said of each
    # A field with another name in Python lacks its default otherwise.
    frozen = frozen.replace("| None = field(name=", "| None = field(default=None, name=")
    # The default of a field that takes a list or one entry is read as the entry's otherwise.
    frozen = re.sub(r"lambda: convert\(\[\], type=\w+\)", "list", frozen)
    models.write_text(frozen, "utf-8")
    operations.write_text("\n\n".join([_HEAD, *_fields(document), *_functions(document)]), "utf-8")
    written = [str(file) for file in (models, operations, *_synchronous(target / "sync"))]
    for command in (["check", "--select=D200,D212,F401,I,UP028", "--fix", "--unsafe-fixes"], ["format"]):
        _run("ruff", *command, "--quiet", "--no-cache", "--config", str(ROOT / "pyproject.toml"), *written)


def _synchronous(target: Path) -> Iterator[Path]:
    """The asynchronous modules without what is asynchronous in them."""
    target.mkdir(exist_ok=True)
    for source in sorted((TARGET / "aio").glob("*.py")):
        text = source.read_text("utf-8")
        for pattern, replacement in _SYNC:
            text = re.sub(pattern, replacement, text)
        written = target / source.name
        written.write_text(f"# Generated from `aio/{source.name}` by `clients/generate.py`.\n{text}", "utf-8")
        yield written


def _run(module: str, *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", module, *arguments], check=True)  # noqa: S603 - our own command


def _prepared(document: Schema) -> Schema:
    """The document as the models' generator reads it best. Bounds are left out: they are the server's to check."""
    schemas: Schema = copy.deepcopy(document["components"]["schemas"])
    for name in [name for name in schemas if name.endswith("Event") and name != "Event"]:
        del schemas[name]  # types of events that a later version may add to: the client has one for all
    named = {}
    sent = _reachable(schemas, _bodies(document))
    for title, schema in schemas.items():
        fields = schema.get("properties", {})
        for name in fields.keys() - schema.get("required", ()):
            if "default" not in fields[name]:  # it may be absent
                fields[name] = {"anyOf": [fields[name], {"type": "null"}], "default": None}
        if title not in sent:
            _lenient(fields)
        schema["description"] = _docstring(schema)
        schema["required"] = list(fields)  # with --use-default: a field is never absent, at most at its default
        for name, field in fields.items():
            field.pop("description", None)
            if field.get("default", ...) == _defaults(document, field):
                field["default"] = {}
            for choice in field.get("anyOf", []):
                if "discriminator" in choice:  # a union inside a union is tagged only where it has a name
                    named[name.title()] = dict(choice)
                    choice.clear()
                    choice["$ref"] = _PREFIX + name.title()
    return {**document, "components": {"schemas": _unbounded(schemas | named)}}


def _lenient(fields: Schema) -> None:
    """Let fields of an answer be absent that can be said to be nothing, as those are that an earlier version lacks."""
    for field in fields.values():
        if {"type": "null"} in field.get("anyOf", ()):
            field.setdefault("default", None)
        elif field.get("type") == "array":
            field.setdefault("default", [])
        elif "additionalProperties" in field:
            field.setdefault("default", {})


def _reachable(schemas: Schema, names: set[str]) -> set[str]:
    """The names of types, and of all that they hold."""
    found: set[str] = set()
    while names:
        found |= names
        names = set().union(*(re.findall(rf"{_PREFIX}(\w+)", json.dumps(schemas[name])) for name in names)) - found
    return found


def _docstring(schema: Schema) -> str:
    """What a type is, then a line for each field of which something is said."""
    said = {name: field["description"] for name, field in schema["properties"].items() if "description" in field}
    lines = [textwrap.fill(f"{name}: {text}", 112, subsequent_indent="  ") for name, text in said.items()]
    return "\n\n".join([inspect.cleandoc(schema["description"]), *(["\n".join(lines)] if lines else [])])


def _defaults(document: Schema, field: Schema) -> Schema:
    """What the type of a field is by itself."""
    schema = document["components"]["schemas"].get(field.get("$ref", "").removeprefix(_PREFIX), {})
    return {name: one.get("default") for name, one in schema.get("properties", {}).items()}


def _unbounded(node: Any) -> Any:  # noqa: ANN401 - any part of a document
    """A part of the document without the bounds of its values."""
    if isinstance(node, dict):
        return {name: _unbounded(value) for name, value in node.items() if name not in _BOUNDS or "type" not in node}
    return [_unbounded(value) for value in node] if isinstance(node, list) else node


def _annotation(schema: Schema, *, given: bool = False) -> str:  # noqa: PLR0911 - one a kind
    """The type of a value; with `given` one that callers write, of which objects may be mappings."""
    match schema:
        case {"$ref": reference}:
            return f"m.{reference.removeprefix(_PREFIX)}" + (" | Json" if given else "")
        case {"enum": values}:
            said = ", ".join(json.dumps(value) for value in values if value is not None)
            return f"Literal[{said}]" + (" | None" if None in values else "")
        case {"anyOf": choices} | {"oneOf": choices}:
            kinds = [kind for choice in choices for kind in _annotation(choice, given=given).split(" | ")]
            return " | ".join(dict.fromkeys(kinds))
        case {"type": "array", "items": items}:
            return f"{'Sequence' if given else 'list'}[{_annotation(items, given=given)}]"
        case {"type": "object", "patternProperties": dict(patterns)}:
            return f"Mapping[str, {_annotation(next(iter(patterns.values())))}]"
        case {"type": "object", "additionalProperties": dict(values)}:
            return f"{'Mapping' if given else 'dict'}[str, {_annotation(values, given=given)}]"
        case {"type": "object"}:
            return "Json"
        case {"type": "string", "contentMediaType": _}:
            return "bytes"
        case {"type": kind}:
            return _PLAIN[kind]
        case _:
            return "Any"


def _fields(document: Schema) -> Iterator[str]:
    """The bodies as keyword arguments, and the task, which is the largest part of one."""
    for name in [*sorted(_bodies(document)), "TaskSpec"]:
        fields = document["components"]["schemas"][name]["properties"]
        lines = [f"    {field}: {_annotation(schema, given=True)}" for field, schema in fields.items()]
        head = f"class {name}Fields(TypedDict, total=False):\n"
        yield "\n".join([f'{head}    """The fields of `{name}`."""\n', *lines])


def _bodies(document: Schema) -> set[str]:
    """The names of the types of all bodies."""
    operations = [operation for verbs in document["paths"].values() for operation in verbs.values()]
    return {name for operation in operations if (name := _body(operation))}


def _body(operation: Schema) -> str | None:
    """The name of the type of an operation's body, if it has one."""
    content = operation.get("requestBody", {}).get("content", {})
    reference = content.get("application/json", {}).get("schema", {}).get("$ref")
    return reference and str(reference.removeprefix(_PREFIX))


def _takes_file(operation: Schema) -> bool:
    return "multipart/form-data" in operation.get("requestBody", {}).get("content", {})


def _functions(document: Schema) -> Iterator[str]:
    """The choices that parameters have, by name, and a function for every call."""
    operations = [operation for verbs in document["paths"].values() for operation in verbs.values()]
    parameters = [one for operation in operations for one in operation.get("parameters", []) if _is_choice(one)]
    for name, schema in {_name(one).title(): one["schema"] for one in parameters}.items():
        yield f"{name}: TypeAlias = {_annotation(schema).removesuffix(' | None')}\n"
    for url, verbs in document["paths"].items():
        for verb, operation in verbs.items():
            yield _function(url, verb, operation, _bodies(document))


def _function(url: str, verb: str, operation: Schema, bodies: set[str]) -> str:
    """A function that describes one call: what its path holds, then the body, then the others by name."""
    parameters = operation.get("parameters", [])
    kind, answer = _answer(operation["responses"], bodies)
    signature = [f"{_name(one)}: {_annotation(one['schema'])}" for one in parameters if one["in"] == "path"]
    arguments = [f'"{verb.upper()}"', _path(url), answer]
    if _takes_file(operation):
        signature.append("body: File")
        arguments.append("body=body")
    if body := _body(operation):
        optional = "" if operation["requestBody"]["required"] else " | None = None"
        signature.append(f"body: m.{body} | Json{optional}")
        arguments.append("body=body")
    others = [one for one in parameters if one["in"] != "path"]
    kinds = [_name(one).title() if _is_choice(one) else _annotation(one["schema"]) for one in others]
    signature += ["*"] if others else []
    kinds = [kind.removesuffix(" | None") for kind in kinds]
    signature += [f"{_name(one)}: {kind} | None = None" for one, kind in zip(others, kinds, strict=True)]
    for place, keyword in (("query", "query"), ("header", "headers")):
        held = [_sent(one) for one in others if one["in"] == place]
        arguments += [f"{keyword}={{{', '.join(held)}}}"] if held else []
    head = f"def {operation['operationId']}({', '.join(signature)}) -> {kind}:"
    said = f"{operation['summary']}."
    return f'{head}\n    """{said}"""\n    return {kind.partition("[")[0]}({", ".join(arguments)})\n'


def _sent(parameter: Schema) -> str:
    """A parameter as an entry of the query or the headers; an object's keys are entries of their own."""
    name = _name(parameter)
    return f'**dotted("{name}", {name})' if "explode" in parameter else f'"{parameter["name"]}": {name}'


def _is_choice(parameter: Schema) -> bool:
    return "enum" in parameter["schema"]


def _name(parameter: Schema) -> str:
    return str(parameter["name"]).lower().replace("-", "_")


def _path(url: str) -> str:
    """The expression of a path."""
    names = re.findall(r"\{(\w+)\}", url)
    return f"path({', '.join([json.dumps(url), *names])})" if names else json.dumps(url)


def _answer(responses: Schema, bodies: set[str]) -> tuple[str, str]:
    """The kind of an operation, and the argument that says the type of its answer.

    A body that is told back is plain: it may be one of a later version, and is to be what was sent.
    """
    content = next(response.get("content", {}) for status, response in responses.items() if status[0] == "2")
    if not content:
        return "Operation[None]", "type(None)"
    media = next((kind for kind in content if kind == "text/plain"), next(iter(content)))  # what may be text is read so
    if media == "text/event-stream":
        return "Stream[m.Event]", "m.Event"
    kind = _annotation(content[media]["schema"])
    kind = "dict[str, Any]" if kind.removeprefix("m.") in bodies else kind
    known = [status for status, other in responses.items() if status[0] != "2" and other["content"] == content]
    return f"Operation[{kind}]", ", ".join([kind, *(f"answers=({status},)" for status in known)])


def main() -> None:
    """Replace the committed modules."""
    generate(TARGET)


if __name__ == "__main__":
    main()
