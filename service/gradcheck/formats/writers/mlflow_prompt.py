"""A prompt as the arguments of `mlflow.genai.register_prompt`.

MLflow's placeholders are {{name}}. Where a text holds such braces as text the template is one of Jinja, which MLflow
renders when it holds a block: `{% raw %}` keeps them.
"""

import re

from gradcheck.formats.final_prompt import ExportedFile, FinalPrompt, Turn, cannot_hold, turns
from gradcheck.formats.placeholders import joined, names
from gradcheck.formats.writers.plain import as_json

_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_OF_JINJA = re.compile(r"\{\{|\{%|\{#")
_END = "{% endraw %}"


def mlflow_prompt(prompt: FinalPrompt) -> ExportedFile:
    """Name, template and tags; the template is a list of messages."""
    found = turns(prompt, prompt.one_module("an MLflow prompt"))
    for name in names(turn.pieces for turn in found):
        if not _NAME.fullmatch(name):
            raise cannot_hold(f"MLflow's placeholders have names of a to z, digits and underscores, not {name!r}")
    jinja = any(_OF_JINJA.search(text) for turn in found for text in turn.pieces[::2])
    content = {
        "name": f"gradcheck-{prompt.run}",
        "template": [{"role": turn.role, "content": _content(turn, jinja=jinja)} for turn in found],
        "commit_message": f"The best prompt of {prompt.run}",
        "tags": {"gradcheck.run": prompt.run, "gradcheck.model": prompt.model},
    }
    return as_json(f"{prompt.run}.mlflow.json", content)


def _content(turn: Turn, *, jinja: bool) -> str:
    written = joined(turn.pieces, lambda name: f"{{{{{name}}}}}", _raw if jinja else str)
    # Jinja takes a line's end off the end of a template.
    return f'{written[:-1]}{{{{ "\\n" }}}}' if jinja and written.endswith("\n") else written


def _raw(text: str) -> str:
    if not _OF_JINJA.search(text) and not text.endswith("{"):
        return text
    if _END in text:
        raise cannot_hold(f"MLflow's templates cannot hold {_END} as text")
    return f"{{% raw %}}{text}{_END}"
