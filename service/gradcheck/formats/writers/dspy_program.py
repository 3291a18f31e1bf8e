"""A prompt as the state of a DSPy program, which `program.load("program.json")` reads.

DSPy writes an input's fields itself, each after its prefix, and fills nothing into instructions. So the lines at the
end of a user text that are a placeholder, or a label and one, become fields; a placeholder that stands elsewhere is
named in backquotes, as DSPy's own instructions do. The state holds the digest of what it was written with, and the
prompt as it was, so that it can come back unchanged.
"""

import re
from collections.abc import Sequence
from typing import Any

from gradcheck.domain.program import Demo, Module
from gradcheck.formats.final_prompt import ExportedFile, FinalPrompt, asked, calls_a_model, cannot_hold, holds_no_tools
from gradcheck.formats.placeholders import Pieces, joined
from gradcheck.formats.state_digest import digest
from gradcheck.formats.writers.plain import as_json, request_prompt

_LABEL = re.compile(r"(?:^|\n)[ \t]*(?:([^\n:{}]{1,60}):[ \t]*)?$")


def dspy_state(prompt: FinalPrompt) -> ExportedFile:
    """The state of `dspy.Predict` for one module, else of a program with a predictor of each module's name."""
    modules = prompt.program.modules
    states = {module.name: _predictor(prompt, module) for module in modules}
    state = states[modules[0].name] if len(modules) == 1 else states
    own = {"run": prompt.run, "digest": digest(state), "prompt": request_prompt(prompt)}
    metadata = {"dependency_versions": {}, "gradcheck": own}
    return as_json(f"{prompt.run}.dspy.json", {**state, "metadata": metadata})


def _predictor(prompt: FinalPrompt, module: Module) -> dict[str, Any]:
    calls_a_model(module)
    holds_no_tools(module, "a DSPy signature")
    rest, fields = _fields_at_the_end(asked(prompt, module))
    texts = [] if module.system is None else [prompt.pieces(module.system)]
    texts.append(rest)
    for pieces in texts:
        for name in pieces[1::2]:
            fields.setdefault(name, f"{_prefix(name)}:")
    instructions = "\n\n".join(filter(None, (joined(pieces, lambda name: f"`{name}`").strip() for pieces in texts)))
    if module.output in fields:
        raise cannot_hold(f"{module.output} is input and output of the module {module.name}, which DSPy cannot hold")
    fields[module.output] = f"{_prefix(module.output)}:"
    described = [{"prefix": prefix, "description": f"${{{name}}}"} for name, prefix in fields.items()]
    inputs = list(fields)[:-1]
    demos = [_demo(demo, inputs, module) for demo in prompt.demos if demo.module == module.name]
    return {
        "traces": [],
        "train": [],
        "demos": demos,
        "signature": {"instructions": instructions, "fields": described},
        "lm": None,
    }


def _fields_at_the_end(pieces: Pieces) -> tuple[Pieces, dict[str, str]]:
    """What of a text stands before the lines that are fields, and these with their prefixes."""
    left, found = list(pieces), list[tuple[str, str]]()
    while len(left) > 2 and not left[-1].strip():
        label = _LABEL.search(left[-3])
        if label is None:
            break
        name = left[-2]
        found.append((name, f"{label[1].strip()}:" if label[1] else f"{_prefix(name)}:"))
        left = [*left[:-3], left[-3][: label.start()]]
    return tuple(left), dict(reversed(found))


def _prefix(name: str) -> str:
    """A field's name in words, as DSPy writes it: `my_text` is My Text."""
    return " ".join(word[:1].upper() + word[1:] for word in name.split("_") if word)


def _demo(demo: Demo, inputs: Sequence[str], module: Module) -> dict[str, str]:
    held = demo.fields if set(inputs) <= demo.fields.keys() else dict.fromkeys(inputs[:1], demo.input)
    if set(inputs) - held.keys():
        missing = ", ".join(sorted(set(inputs) - held.keys()))
        raise cannot_hold(f"the demo of {demo.example} has no {missing}, which DSPy's module {module.name} needs")
    return {**{name: held[name] for name in inputs}, module.output: demo.output}
