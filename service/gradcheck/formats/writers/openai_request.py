"""A prompt as the body of a request to OpenAI's chat completions; placeholders are {{name}}."""

from typing import Any

from gradcheck.domain.messages.tool import choice_as_openai
from gradcheck.domain.program import Module
from gradcheck.formats.final_prompt import ExportedFile, FinalPrompt
from gradcheck.formats.writers.double_braces import double_braced
from gradcheck.formats.writers.plain import as_json


def openai_request(prompt: FinalPrompt) -> ExportedFile:
    """Model, messages, tools, and what the run's own requests to the model held beside them."""
    what = "a request's body"
    module = prompt.one_module(what, with_tools=True)
    body = {"model": prompt.model, "messages": double_braced(prompt, module, what), **with_tools(prompt, module)}
    return as_json(f"{prompt.run}.openai.json", {**body, **prompt.sent})


def with_tools(prompt: FinalPrompt, module: Module) -> dict[str, Any]:
    """The fields of a request that are about tools."""
    if not module.tools:
        return {}
    choice = {} if module.tool_choice is None else {"tool_choice": choice_as_openai(module.tool_choice)}
    return {"tools": prompt.tools(module), **choice}
