"""The demos that a prompt is given with."""

from collections.abc import Sequence

from gradcheck.domain.program import Demo, Module, Program, default_user_message
from gradcheck.engine.request import DemoSpec, PromptSpec
from gradcheck.errors import FieldError, FieldErrors
from gradcheck.inputs.fields import InputReader
from gradcheck.inputs.images import Images


def given_demos(
    prompt: str | PromptSpec, program: Program, components: dict[str, str], errors: FieldErrors
) -> tuple[Demo, ...]:
    """The demos of a prompt's modules; what is wrong with them is put into `errors`."""
    if isinstance(prompt, str):
        return ()
    if prompt.modules is None:
        return tuple(_of(program.modules[0], prompt.demos, "prompt", (program, components), errors))
    if prompt.demos:
        errors.append(FieldError("prompt.demos", "belong to a module: write them into one of the modules"))
    pairs = zip(program.modules, prompt.modules, strict=True)
    return tuple(
        demo
        for place, (module, written) in enumerate(pairs)
        for demo in _of(module, written.demos, f"prompt.modules[{place}]", (program, components), errors)
    )


def _of(
    module: Module,
    written: Sequence[DemoSpec],
    where: str,
    texts: tuple[Program, dict[str, str]],
    errors: FieldErrors,
) -> list[Demo]:
    """One module's demos. Each has to fill the placeholders of the message that its input is written in."""
    program, components = texts
    asked = frozenset[str]() if module.user is None else program.placeholders(components[module.user])
    found = []
    for number, demo in enumerate(written):
        path = f"{where}.demos[{number}]"
        read = InputReader(Images()).read(demo.input, f"{path}.input", errors)
        if read.attached is not None:
            errors.append(FieldError(f"{path}.input", "holds more than texts; a demo's input is texts"))
        fields = read.fields
        lacking = sorted(asked - fields.keys())
        if fields and lacking:
            names = ", ".join(program.written(lacking))
            errors.append(FieldError(f"{path}.input", f"lacks what the user message asks for: {names}"))
        if not demo.output.strip():
            errors.append(FieldError(f"{path}.output", "is empty"))
        shown = default_user_message(fields)
        found.append(
            Demo(module=module.name, example=f"given/{number + 1}", fields=fields, input=shown, output=demo.output)
        )
    return found
