"""A prompt as one text, as messages in its own style, and as JSON with all that there is of it."""

import json
from typing import Any

from gradcheck.domain.program import Module, Style, in_style
from gradcheck.formats.final_prompt import ExportedFile, FinalPrompt, Turn, cannot_hold, turns
from gradcheck.formats.placeholders import joined


def text(prompt: FinalPrompt) -> ExportedFile:
    """The only text of a prompt, with its placeholders as they are written."""
    module = prompt.one_module("a text")
    if len(module.components) > 1:
        raise cannot_hold("a text holds one message, the prompt has a system and a user text; take messages")
    if prompt.demos:
        raise cannot_hold(f"a text holds no demos, the prompt has {len(prompt.demos)}; take messages")
    [component] = module.components
    return ExportedFile(name=f"{prompt.run}.txt", media_type="text/plain", content=prompt.components[component])


def messages(prompt: FinalPrompt) -> ExportedFile:
    """A list of messages with role and content; placeholders are written as the prompt writes them."""
    module = prompt.one_module("a list of messages")
    style = prompt.program.style
    content = [_message(turn, style) for turn in turns(prompt, module)]
    return as_json(f"{prompt.run}.messages.json", content)


def _message(turn: Turn, style: Style) -> dict[str, str]:
    return {"role": turn.role, "content": joined(turn.pieces, lambda name: in_style(style, name))}


def whole(prompt: FinalPrompt) -> ExportedFile:
    """The prompt with its demos as a request holds it, and where it comes from."""
    content = {
        "run_id": prompt.run,
        "prompt": request_prompt(prompt),
        "placeholders": prompt.program.style,
        "provider": prompt.provider,
        "model": prompt.model,
    }
    return as_json(f"{prompt.run}.json", content)


def request_prompt(prompt: FinalPrompt) -> dict[str, Any]:
    """A prompt as requests hold it."""
    program = prompt.program
    modules = [_module(prompt, module) for module in program.modules]
    spec: dict[str, Any] = {"modules": modules}
    if len(modules) == 1 and program.modules[0].application is None:
        held = ("system", "user", "tools", "tool_choice", "demos")
        spec = {name: modules[0][name] for name in held if name in modules[0]}
    if program.literals:
        spec["literals"] = list(program.literals)
    return spec


def _module(prompt: FinalPrompt, module: Module) -> dict[str, Any]:
    """A module as requests hold it, with its demos."""
    own: dict[str, Any] = {"name": module.name}
    if module.application is not None:
        texts = {module.inner_name(component): prompt.components[component] for component in module.texts}
        own |= {"kind": "http", "application": module.application, "components": texts}
    else:
        named = {"system": module.system, "user": module.user}
        own |= {name: prompt.components[component] for name, component in named.items() if component is not None}
        own |= {"tools": prompt.tools(module)} if module.tools else {}
        own |= {"tool_choice": module.tool_choice} if module.tool_choice is not None else {}
    demos = [
        {"input": demo.fields or demo.input, "output": demo.output}
        for demo in prompt.demos
        if demo.module == module.name
    ]
    return own | {"output": module.output} | ({"demos": demos} if demos else {})


def as_json(name: str, content: object) -> ExportedFile:
    """A JSON file that people can read."""
    written = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    return ExportedFile(name=name, media_type="application/json", content=written)
