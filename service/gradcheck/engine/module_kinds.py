"""The two kinds of a program's modules as they are written: a model's messages and tools, or an application's texts."""

from gradcheck.domain.base import Value
from gradcheck.domain.messages.tool import Tool
from gradcheck.domain.program import is_identifier
from gradcheck.engine.request import ModuleSpec, PromptSpec
from gradcheck.errors import FieldError
from gradcheck.inputs.tool_definitions import choice_error, read_tools


class ReadTools(Value, frozen=True, kw_only=True):
    """The tools of a prompt or module, and where in the request each of their texts stands."""

    tools: tuple[Tool, ...]
    texts: dict[str, str]
    paths: dict[str, str]


def tools_of(written: PromptSpec | ModuleSpec, where: str, prefix: str, errors: list[FieldError]) -> ReadTools:
    """The tools of a prompt or module at `where`; components of theirs are named behind `prefix`."""
    before = len(errors)
    tools = read_tools(written.tools, f"{where}.tools", errors)
    wrong = choice_error(written.tool_choice, tools)
    if wrong is not None and len(errors) == before:
        errors.append(FieldError(f"{where}.tool_choice", wrong))
    texts, paths = dict[str, str](), dict[str, str]()
    for place, tool in enumerate(tools):
        for name, text in tool.texts:
            texts[f"{prefix}{name}"] = text
            paths[f"{prefix}{name}"] = f"{where}.tools[{place}]{name.removeprefix(f'tool.{tool.name}')}"
    return ReadTools(tools=tools, texts=texts, paths=paths)


def part_texts(written: ModuleSpec) -> dict[str, str]:
    """The texts of a module by their names in it."""
    if written.kind == "http":
        return written.components
    return {name: text for name, text in (("system", written.system), ("user", written.user)) if text is not None}


def part_path(where: str, written: ModuleSpec, part: str) -> str:
    """Where in the request a text of the module at `where` stands."""
    return f"{where}.components.{part}" if written.kind == "http" else f"{where}.{part}"


def kind_errors(where: str, written: ModuleSpec) -> list[FieldError]:
    """What a module of this kind needs and what it has no place for."""
    return _http_errors(where, written) if written.kind == "http" else _model_errors(where, written)


def _model_errors(where: str, written: ModuleSpec) -> list[FieldError]:
    errors = []
    if written.system is None and written.user is None and not written.tools:
        errors.append(FieldError(where, "has no text: give system or user"))
    if written.application is not None:
        message = 'is for modules of the kind http; write "kind": "http" where the application is what is called'
        errors.append(FieldError(f"{where}.application", message))
    if written.components:
        errors.append(FieldError(f"{where}.components", "is for modules of the kind http; give system or user"))
    return errors


def _http_errors(where: str, written: ModuleSpec) -> list[FieldError]:
    errors = []
    if written.application is None:
        errors.append(FieldError(f"{where}.application", "is needed: the name of an application of the server's"))
    if not written.components:
        message = 'is needed: the texts that the application is made of, {"instructions": "…"}'
        errors.append(FieldError(f"{where}.components", message))
    for name in written.components:
        if not is_identifier(name):
            path = f"{where}.components.{name}"
            errors.append(FieldError(path, "must be named by an identifier: letters, digits, underscores"))
    if written.tools:
        errors.append(FieldError(f"{where}.tools", "are for modules of the kind model; an application has its own"))
    message = "is for modules of the kind model; put the text into components"
    parts = [part for part in ("system", "user", "tool_choice") if getattr(written, part) is not None]
    return errors + [FieldError(f"{where}.{part}", message) for part in parts]
