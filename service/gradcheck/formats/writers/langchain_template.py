"""A prompt as LangChain's ChatPromptTemplate, in the form that `langchain_core.load` reads.

Its templates are f-strings: a placeholder is {name}, and a brace that is text stands twice.
"""

from typing import Any

from gradcheck.formats.final_prompt import ExportedFile, FinalPrompt, Turn, turns
from gradcheck.formats.placeholders import joined, names
from gradcheck.formats.writers.plain import as_json

_CLASSES = {
    "system": "SystemMessagePromptTemplate",
    "user": "HumanMessagePromptTemplate",
    "assistant": "AIMessagePromptTemplate",
}


def langchain_template(prompt: FinalPrompt) -> ExportedFile:
    """A chat template with one message template a message."""
    found = turns(prompt, prompt.one_module("a chat template"))
    variables = sorted(names(turn.pieces for turn in found))
    template = _constructor(
        "chat", "ChatPromptTemplate", input_variables=variables, messages=[_message(turn) for turn in found]
    )
    return as_json(f"{prompt.run}.langchain.json", template)


def _message(turn: Turn) -> dict[str, Any]:
    text = joined(turn.pieces, lambda name: f"{{{name}}}", lambda text: text.replace("{", "{{").replace("}", "}}"))
    template = _constructor(
        "prompt",
        "PromptTemplate",
        input_variables=sorted(names([turn.pieces])),
        template=text,
        template_format="f-string",
    )
    return _constructor("chat", _CLASSES[turn.role], prompt=template)


def _constructor(module: str, name: str, **arguments: object) -> dict[str, Any]:
    return {"lc": 1, "type": "constructor", "id": ["langchain", "prompts", module, name], "kwargs": arguments}
