"""A run's prompt as a file, by the name of the format."""

from collections.abc import Callable, Mapping
from typing import Literal, get_args

from gradcheck.formats.final_prompt import ExportedFile, FinalPrompt
from gradcheck.formats.writers.dspy_program import dspy_state
from gradcheck.formats.writers.langchain_template import langchain_template
from gradcheck.formats.writers.mlflow_prompt import mlflow_prompt
from gradcheck.formats.writers.openai_request import openai_request
from gradcheck.formats.writers.plain import messages, text, whole
from gradcheck.formats.writers.promptfoo_yaml import promptfoo_config

ExportFormat = Literal["json", "text", "messages", "openai", "promptfoo", "dspy", "langchain", "mlflow"]

_WRITERS: Mapping[ExportFormat, Callable[[FinalPrompt], ExportedFile]] = {
    "json": whole,
    "text": text,
    "messages": messages,
    "openai": openai_request,
    "promptfoo": promptfoo_config,
    "dspy": dspy_state,
    "langchain": langchain_template,
    "mlflow": mlflow_prompt,
}
FORMATS: tuple[ExportFormat, ...] = get_args(ExportFormat)


def exported(prompt: FinalPrompt, name: ExportFormat) -> ExportedFile:
    """The file. Raises InvalidRequestError where the format cannot hold the prompt, with what can."""
    return _WRITERS[name](prompt)
