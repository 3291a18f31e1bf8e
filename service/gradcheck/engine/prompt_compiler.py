"""From a prompt as it was written to a program: modules, components, and the errors of placeholders."""

from collections.abc import Iterable, Sequence

from gradcheck.domain.base import Value
from gradcheck.domain.program import Module, Program, Style, in_style, is_identifier, names_by_style
from gradcheck.engine.braces import brace_errors, style_of
from gradcheck.engine.module_kinds import kind_errors, part_path, part_texts, tools_of
from gradcheck.engine.request import ModuleSpec, PromptSpec
from gradcheck.errors import FieldError, FieldErrors, some


class Compiled(Value, frozen=True, kw_only=True):
    """A program with the texts of its components, and what is wrong with them."""

    program: Program
    components: dict[str, str]
    errors: tuple[FieldError, ...]


def compile_prompt(prompt: str | PromptSpec, fields: frozenset[str]) -> Compiled:
    """The program of a prompt; `fields` are those that every example has."""
    texts = [prompt] if isinstance(prompt, str) else _texts(prompt)
    literals = () if isinstance(prompt, str) else prompt.literals
    style = style_of(texts, fields | _outputs(prompt), literals)
    text = _in_parts(prompt, style)
    errors = FieldErrors()
    if text.modules is None:
        modules, components, paths = _single(text, errors)
        if isinstance(prompt, str):
            paths = dict.fromkeys(paths, "prompt")
    else:
        modules, components, paths = _chain(text, fields, errors)
    program = Program(
        modules=tuple(modules), frozen=text.frozen, max_length=text.max_length, literals=text.literals, style=style
    )
    errors += _structure(text, program, components, paths)
    read = {name: value for name, value in components.items() if program.reading(name).style != "none"}
    errors += brace_errors(program, read, paths, fields)
    errors += _placeholders(program, components, paths, fields)
    return Compiled(program=program, components=components, errors=tuple(errors))


def system_texts(prompt: str | PromptSpec) -> frozenset[str]:
    """All that may be system text, without the blanks around it."""
    texts = [prompt] if isinstance(prompt, str) else [prompt.system, *(part.system for part in prompt.modules or ())]
    return frozenset(text.strip() for text in texts if text is not None)


def _texts(prompt: PromptSpec) -> list[str]:
    """All texts of a prompt in parts."""
    parts = [prompt.system, prompt.user]
    for module in prompt.modules or ():
        parts += [module.system, module.user]  # an application's texts are read by nobody here
    return [part for part in parts if part is not None]


def _outputs(prompt: str | PromptSpec) -> frozenset[str]:
    """What modules may be known by to later ones."""
    modules = () if isinstance(prompt, str) else prompt.modules or ()
    return frozenset(module.output or module.name for module in modules)


def _in_parts(prompt: str | PromptSpec, style: Style) -> PromptSpec:
    """A string with a placeholder is the user message; without one it is the system message."""
    if isinstance(prompt, PromptSpec):
        return prompt
    alone = Program(modules=(), style=style)
    return PromptSpec(user=prompt) if alone.placeholders(prompt) else PromptSpec(system=prompt)


def _single(text: PromptSpec, errors: list[FieldError]) -> tuple[list[Module], dict[str, str], dict[str, str]]:
    parts = {name: value for name, value in (("system", text.system), ("user", text.user)) if value is not None}
    read = tools_of(text, "prompt", "", errors)
    module = Module(
        name="main",
        system="system" if text.system is not None else None,
        user="user" if text.user is not None else None,
        output="output",
        texts=tuple(read.texts),
        tools=read.tools,
        tool_choice=text.tool_choice,
    )
    return [module], parts | read.texts, {name: f"prompt.{name}" for name in parts} | read.paths


def _chain(
    text: PromptSpec, fields: frozenset[str], errors: list[FieldError]
) -> tuple[list[Module], dict[str, str], dict[str, str]]:
    modules: list[Module] = []
    components: dict[str, str] = {}
    paths: dict[str, str] = {}
    if text.system is not None or text.user is not None:
        errors.append(FieldError("prompt", "give either modules, or system and user"))
    if text.tools or text.tool_choice is not None:
        errors.append(FieldError("prompt.tools", "belong to a module: write them into one of the modules"))
    for index, written in enumerate(text.modules or ()):
        where = f"prompt.modules[{index}]"
        output = written.output or written.name
        errors += _name_errors(where, written, modules, fields)
        errors += kind_errors(where, written)
        parts = part_texts(written)
        names = {part: f"{written.name}.{part}" for part in parts}
        read = tools_of(written, where, f"{written.name}.", errors if written.kind == "model" else [])
        components |= {names[part]: value for part, value in parts.items()} | read.texts
        paths |= {names[part]: part_path(where, written, part) for part in parts} | read.paths
        modules.append(
            Module(
                name=written.name,
                system=names.get("system"),
                user=names.get("user"),
                output=output,
                texts=tuple(read.texts),
                tools=read.tools,
                tool_choice=written.tool_choice,
            )
            if written.kind == "model"
            else Module(
                name=written.name,
                system=None,
                user=None,
                output=output,
                application=written.application or "",
                texts=tuple(names.values()),
            )
        )
    return modules, components, paths


def _name_errors(
    where: str, written: ModuleSpec, earlier: Sequence[Module], fields: frozenset[str]
) -> list[FieldError]:
    """A module's name is unique; its output too, and no field of the examples hides behind it."""
    errors = []
    output = written.output or written.name
    part = "output" if written.output else "name"
    if not is_identifier(written.name):
        errors.append(FieldError(f"{where}.name", "must be an identifier: letters, digits, underscores"))
    elif written.name in {module.name for module in earlier}:
        errors.append(FieldError(f"{where}.name", f"{written.name!r} is already the name of an earlier module"))
    elif output in {module.output for module in earlier}:
        errors.append(FieldError(f"{where}.{part}", f"{output!r} is already the output of an earlier module"))
    if written.output and not is_identifier(written.output):
        errors.append(FieldError(f"{where}.output", "must be an identifier: letters, digits, underscores"))
    if output in fields:
        errors.append(FieldError(f"{where}.{part}", f"{output!r} is already a field of the examples"))
    return errors


def _structure(
    text: PromptSpec, program: Program, components: dict[str, str], paths: dict[str, str]
) -> list[FieldError]:
    errors = []
    if not components and not text.modules:
        errors.append(FieldError("prompt", "has no text: give a string, system, user, or modules with one of them"))
    for index, name in enumerate(text.frozen):
        if name not in components:
            known = ", ".join(components)
            errors.append(FieldError(f"prompt.frozen[{index}]", f"names no component; there are {known}"))
    for name, value in components.items():
        if not value.strip():
            errors.append(FieldError(paths[name], "is empty"))
        elif program.max_length is not None and len(value) > program.max_length:
            errors.append(FieldError(paths[name], _too_long(name, len(value), program.max_length, paths[name])))
    return errors


def _too_long(name: str, size: int, bound: int, path: str) -> str:
    """What is wrong with a text that is too long, and how the bound is raised: a string alone has no place for it."""
    raised = 2 * size
    message = f"has {size} characters, more than max_length, {bound}: "
    if path == "prompt":
        return f'{message}write the prompt as an object to raise it, {{"{name}": "…", "max_length": {raised}}}'
    return f"{message}raise it, `max_length: {raised}` leaves proposals room"


def _placeholders(
    program: Program, components: dict[str, str], paths: dict[str, str], fields: frozenset[str]
) -> list[FieldError]:
    """Every placeholder names a field of every example or an earlier output, and the input reaches the model."""
    errors = FieldErrors()
    known = set(fields)
    for module in program.modules:
        for name in module.components:
            unknown = sorted(program.reading(name).placeholders(components[name]) - known)
            available = f"there are {_listed(program, known)}; or list it in literals" if unknown else ""
            doubled = names_by_style(components[name])["double"] if unknown and program.style == "single" else ()
            for missing in unknown:
                asked = in_style(program.style, missing)
                message = f"the placeholder {asked} is filled by no field of every example"
                errors.append(
                    FieldError(
                        paths[name], f"{message}; {available}{_not_escaped(missing) if missing in doubled else ''}"
                    )
                )
        known.add(module.output)
    if components and not _is_reached(program, components):
        asker = program.modules[-1].user or (program.modules[-1].components or program.components)[0]
        message = "no placeholder asks for a field, so the input never reaches the model"
        errors.append(FieldError(paths[asker], f"{message}; there are {_listed(program, fields)}"))
    return errors


def _is_reached(program: Program, components: dict[str, str]) -> bool:
    """Whether what the last module says can depend on the example; an unknown placeholder is a fault of its own."""
    unrelated: set[str] = set()
    reached = True
    for module in program.modules:
        if module.application is not None:
            reached = True  # it is given all fields and earlier outputs
            continue
        asked = frozenset[str]().union(
            *(program.reading(name).placeholders(components[name]) for name in module.components)
        )
        passed_on = module.user is None and reached
        reached = passed_on or bool(asked - unrelated)
        if not reached:
            unrelated.add(module.output)
    return reached


def _listed(program: Program, names: Iterable[str]) -> str:
    return some(in_style(program.style, name) for name in names) or "none"


def _not_escaped(name: str) -> str:
    """A word to those who double a brace to write one."""
    return f"; doubled braces are not read as single ones, {in_style('double', name)} is sent as it stands"
