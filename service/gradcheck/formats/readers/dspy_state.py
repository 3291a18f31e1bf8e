"""The state of a DSPy program as `program.save("program.json")` writes it: instructions, fields and demos by module.

A state names its fields by prefix (`Question:`) and description (`${question}` where nobody wrote one) and does not say
which of them are outputs: the last one is taken, and whatever follows `reasoning`, which DSPy puts before them.
"""

import re
from collections.abc import Iterable, Sequence

from gradcheck.domain.base import Value
from gradcheck.errors import FieldError
from gradcheck.formats.recognized import Findings, Json
from gradcheck.formats.state_digest import digest
from gradcheck.formats.values import field_name
from gradcheck.inputs.fields import as_text

_DEFAULT = re.compile(r"\$\{([^\W\d]\w*)\}")
_MARKS = frozenset({"augmented", "dspy_uuid", "dspy_split"})
_REASONING = frozenset({"reasoning", "rationale"})


class StateField(Value, frozen=True, kw_only=True):
    """A field of a signature: its name as far as the state tells it, what stands before it, what it is."""

    name: str
    prefix: str
    description: str


def is_state(document: Json) -> bool:
    """Whether it is the state of a predictor, or of a program with some."""
    return _is_predictor(document) or any(_is_predictor(value) for value in document.values())


def _is_predictor(value: object) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("signature"), dict):
        return False
    signature = value["signature"]
    return isinstance(signature.get("instructions"), str) and isinstance(signature.get("fields"), list)


def read_state(document: Json, found: Findings) -> None:
    """Put a program's prompt and demos into the findings."""
    own = _own(document)
    if own is not None:
        found.maps("the prompt that the state was written from", "prompt")
        found.prompts.append(own)
        return
    given = {"predict": document} if _is_predictor(document) else document
    modules: list[Json] = []
    for name, predictor in given.items():
        if name == "metadata":
            continue
        if not _is_predictor(predictor):
            found.leaves(f"{name} is no predictor")
            continue
        ours = field_name(name.removesuffix(".predict"))
        inputs, output = _fields(name, predictor, found)
        if not inputs or output is None:
            continue
        user = "\n".join(f"{field.prefix} {{{field.name}}}" for field in inputs)
        modules.append(
            {"name": ours, "system": predictor["signature"]["instructions"], "user": user, "output": output.name}
        )
        demos = list(_demos(ours, predictor.get("demos"), inputs, output, found))
        if demos:
            modules[-1]["demos"] = demos
        _say_descriptions(name, (*inputs, output), found)
        if predictor.get("lm"):
            found.leaves("models are not taken over: choose them in the request")
    if not modules:
        return
    found.maps("signature.instructions", "prompt, system")
    found.maps("signature.fields", "prompt, user")
    found.prompts.append(_prompt(modules, found))


def _say_descriptions(name: str, fields: Sequence[StateField], found: Findings) -> None:
    """Say which fields somebody has described: prompts of ours have no place for it."""
    for field in fields:
        if field.description and not _DEFAULT.fullmatch(field.description):
            found.leaves(f"the description of the field {field.name} of {name}")


def _own(document: Json) -> Json | None:
    """The prompt of ours that a state was written from, as long as the state is the one that was written."""
    metadata = document.get("metadata")
    own = metadata.get("gradcheck") if isinstance(metadata, dict) else None
    if not isinstance(own, dict) or own.get("digest") != digest(document):
        return None
    prompt = own.get("prompt")
    return prompt if isinstance(prompt, dict) else None


def _prompt(modules: Sequence[Json], found: Findings) -> Json:
    """A prompt of one module, or of several in the order of the state; each has its demos."""
    if any("demos" in module for module in modules):
        found.maps("demos", "demos")
    if len(modules) == 1:
        return {name: value for name, value in modules[0].items() if name not in {"name", "output"}}
    found.leaves("how modules call each other stands in the program's code: they are in the order of the state")
    return {"modules": list(modules)}


def _fields(name: str, predictor: Json, found: Findings) -> tuple[list[StateField], StateField | None]:
    """The inputs of a predictor and its output."""
    keys = {key for demo in predictor.get("demos") or () if isinstance(demo, dict) for key in demo} - _MARKS
    fields = list(_named(predictor["signature"]["fields"], keys, f"{name}.signature.fields", found))
    names = [field.name for field in fields]
    start = next((place for place, known in enumerate(names) if known in _REASONING), len(fields) - 1)
    outputs = [field for field in fields[start:] if field.name not in _REASONING]
    if start < 1 or not outputs:
        found.errors.append(FieldError(f"{name}.signature.fields", "has no input and output"))
        return [], None
    if start < len(fields) - len(outputs):
        found.leaves(f"{name} reasons in a field of its own; say in the prompt that the model is to reason, if it is")
    for other in outputs[:-1]:
        found.leaves(f"the output {other.name} of {name}: a module has one, the last")
    return fields[:start], outputs[-1]


def _named(given: Sequence[object], keys: set[str], where: str, found: Findings) -> Iterable[StateField]:
    """Fields with their names: from the description, from a demo's field of that prefix, or from the prefix."""
    by_prefix = {_plain(key): key for key in keys}
    for place, field in enumerate(given):
        prefix = field.get("prefix") if isinstance(field, dict) else None
        description = field.get("description", field.get("desc")) if isinstance(field, dict) else None
        if not isinstance(prefix, str) or not isinstance(description, str | None):
            found.errors.append(FieldError(f"{where}[{place}]", "has no prefix and description"))
            continue
        default = _DEFAULT.fullmatch(description or "")
        stem = prefix.partition(":")[0]
        name = (
            default[1] if default else by_prefix.get(_plain(stem)) or field_name(stem.strip().lower().replace(" ", "_"))
        )
        yield StateField(name=name, prefix=prefix, description=description or "")


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).lower()


def _demos(
    module: str, given: object, inputs: Sequence[StateField], output: StateField, found: Findings
) -> Iterable[Json]:
    """Demos that have all inputs and the output."""
    if given is None:
        return
    if not isinstance(given, list):
        found.errors.append(FieldError(f"{module}.demos", "is no list"))
        return
    for demo in given:
        names = [field.name for field in inputs]
        if not isinstance(demo, dict) or not {*names, output.name} <= demo.keys():
            found.leaves(f"demos of {module} without all fields are left out")
            continue
        fields = {name: as_text(demo[name]) for name in names}
        yield {"input": fields, "output": as_text(demo[output.name])}
