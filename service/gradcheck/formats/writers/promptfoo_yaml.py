"""A prompt as a promptfoo configuration: the prompt as a conversation, the run's examples as tests.

promptfoo's templates are Nunjucks: a placeholder is {{name}}, and signs of a template that are text are written as an
expression that is that text. What has no equivalent is said at the top of the file.
"""

import json
import re
from typing import Any

import yaml
from msgspec.structs import replace

from gradcheck.domain.task import Example
from gradcheck.formats.final_prompt import ExportedFile, FinalPrompt, Turn, turns
from gradcheck.formats.nunjucks import escaped, escaped_value, read_by_promptfoo
from gradcheck.formats.placeholders import joined
from gradcheck.formats.writers.openai_request import with_tools
from gradcheck.formats.writers.promptfoo_asserts import assertions_of
from gradcheck.formats.yaml_text import core_scalars

_OPENAI = "openai"
_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Readable(_DUMPER):  # type: ignore[misc]
    """Texts of several lines as blocks; texts that a reader of YAML 1.1 or 1.2 would take for a number in quotes."""

    def text(self, value: str) -> yaml.ScalarNode:
        block = "\n" in value and not re.search(r"[ \t]\n|^\s", value)
        node: yaml.ScalarNode = self.represent_scalar("tag:yaml.org,2002:str", value, style="|" if block else None)
        return node


_Readable.add_representer(str, _Readable.text)
core_scalars(_Readable)


def promptfoo_config(prompt: FinalPrompt) -> ExportedFile:
    """The configuration, with a comment for each thing that promptfoo has no equivalent of."""
    module = prompt.one_module("a promptfoo prompt", with_tools=True)
    conversation = [_message(turn) for turn in turns(prompt, module)]
    comments = [f"The best prompt of {prompt.run}."]
    if prompt.provider != _OPENAI:
        comments.append(f"The run called {prompt.model} at {prompt.provider}: set apiBaseUrl to where that is.")
    whole = [example for example in prompt.examples if example.attached is None]
    if len(whole) < len(prompt.examples):
        more = len(prompt.examples) - len(whole)
        comments.append(f"{more} examples are left out: they hold images or a conversation, and variables are texts.")
    examples = [example for example in whole if not read_by_promptfoo(example.fields)]
    left_out = len(whole) - len(examples)
    if left_out:
        comments.append(f"{left_out} examples are left out: promptfoo would take their texts for files or variables.")
    tools = _without_variables(with_tools(prompt, module))
    asserts, without = assertions_of(prompt.scoring, examples)
    comments += without
    config = {
        "description": f"The best prompt of {prompt.run}",
        "prompts": [{"label": prompt.run, "raw": json.dumps(conversation, ensure_ascii=False, indent=2)}],
        "providers": [{"id": f"openai:chat:{prompt.model}", "config": {**prompt.sent, **tools}}],
        "tests": [_test(example, asserted) for example, asserted in zip(examples, asserts, strict=True)],
    }
    written = yaml.dump(config, Dumper=_Readable, sort_keys=False, allow_unicode=True, width=10**9)
    header = "".join(f"# {' '.join(comment.split())}\n" for comment in comments)
    return ExportedFile(name=f"{prompt.run}.promptfoo.yaml", media_type="application/yaml", content=header + written)


def _message(turn: Turn) -> dict[str, Any]:
    """A message; promptfoo fills variables into all of its texts."""
    calls = tuple(replace(call, arguments=escaped(call.arguments)) for call in turn.calls)
    return replace(turn, calls=calls).message(joined(turn.pieces, "{{{{{}}}}}".format, escaped))


def _without_variables(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """A value in whose texts promptfoo finds no variable."""
    match value:
        case str():
            return escaped_value(value)
        case list():
            return [_without_variables(inner) for inner in value]
        case dict():
            return {name: _without_variables(inner) for name, inner in value.items()}
        case _:
            return value


def _test(example: Example, asserted: list[dict[str, Any]]) -> dict[str, Any]:
    test: dict[str, Any] = {"vars": example.fields, "metadata": {"id": example.id, "split": example.split}}
    return test | ({"assert": asserted} if asserted else {})
