"""A candidate in the forms that others take."""

from collections.abc import Iterable
from typing import Any

from gradcheck.domain.messages.tool import as_openai
from gradcheck.domain.program import Candidate, Module, Program, default_user_message, in_style
from gradcheck.domain.results.panels import PromptForms, PromptMessage
from gradcheck.inputs.asking import render


def prompt_forms(program: Program, candidate: Candidate, fields: Iterable[str]) -> PromptForms:
    """The forms of a prompt for examples with these fields."""
    gaps = {name: in_style(program.style, name) for name in fields}
    outputs = {module.output: in_style(program.style, module.output) for module in program.modules}
    default = default_user_message(gaps)
    messages = {
        module.name: tuple(
            PromptMessage(role=message.role, content=message.text)
            for message in render(program, module, candidate, {**gaps, **outputs}, default)
            if message.role != "tool"
        )
        for module in program.modules
        if module.application is None
    }
    named = len(program.components) > 1
    text = "\n\n".join(
        f"{name}:\n{candidate.components[name]}" if named else candidate.components[name] for name in program.components
    )
    tools = {module.name: _tools(module, candidate) for module in program.modules if module.tools}
    return PromptForms(text=text, messages=messages, request=prompt_request(program, candidate), tools=tools)


def prompt_request(program: Program, candidate: Candidate) -> dict[str, Any]:
    """The field `prompt` of a request for this prompt."""
    bounds: dict[str, Any] = {}
    if program.frozen:
        bounds["frozen"] = list(program.frozen)
    if program.literals:
        bounds["literals"] = list(program.literals)
    if program.max_length is not None:
        bounds["max_length"] = program.max_length
    first = program.modules[0]
    if len(program.modules) == 1 and not any(name.startswith(f"{first.name}.") for name in first.components):
        return {**_parts(first, candidate), **bounds}
    return {"modules": [_module(module, candidate) for module in program.modules], **bounds}


def _module(module: Module, candidate: Candidate) -> dict[str, Any]:
    if module.application is not None:
        texts = {module.inner_name(name): candidate.components[name] for name in module.texts}
        called = {"name": module.name, "kind": "http", "application": module.application}
        return {**called, "components": texts, "output": module.output, **_demos(module, candidate)}
    return {"name": module.name, **_parts(module, candidate), "output": module.output}


def _parts(module: Module, candidate: Candidate) -> dict[str, Any]:
    """What a call of a model is made of."""
    roles = {"system": module.system, "user": module.user}
    parts: dict[str, Any] = {role: candidate.components[name] for role, name in roles.items() if name is not None}
    if module.tools:
        parts["tools"] = list(_tools(module, candidate))
    if module.tool_choice is not None:
        parts["tool_choice"] = module.tool_choice
    return parts | _demos(module, candidate)


def _tools(module: Module, candidate: Candidate) -> tuple[dict[str, Any], ...]:
    return tuple(map(as_openai, module.described_tools(candidate.components)))


def _demos(module: Module, candidate: Candidate) -> dict[str, Any]:
    demos = [
        {"input": demo.fields or demo.input, "output": demo.output}
        for demo in candidate.demos
        if demo.module == module.name
    ]
    return {"demos": demos} if demos else {}
