"""Whether a prompt can be given what its examples hold beside texts: conversations and images."""

from collections.abc import Iterator, Mapping, Sequence

from gradcheck.domain.program import Module, Program, in_style
from gradcheck.domain.task import Undivided
from gradcheck.engine.models import Models
from gradcheck.errors import FieldError
from gradcheck.inputs.asking import CONVERSATION, LAST_TURN, hears, shows_images


def attached_errors(
    program: Program, components: Mapping[str, str], examples: Sequence[Undivided]
) -> Iterator[FieldError]:
    """Why a prompt cannot be given the conversations and images of its examples."""
    turns = {index: held.turns for index, example in enumerate(examples) if (held := example.attached) and held.turns}
    if turns and components:
        hearing = [module for module in program.modules if hears(program, module, components)]
        told = any(module.application for module in program.modules) or any(
            CONVERSATION in program.placeholders(text) for text in components.values()
        )
        if not hearing and not told:
            last, whole = (in_style(program.style, name) for name in (LAST_TURN, CONVERSATION))
            message = f"gives no model the conversation: ask for {last}, and its turns stand before it, or for {whole}"
            yield FieldError("prompt", message)
        for index, conversation in turns.items():
            where = f"task.examples[{index}].input.messages"
            if conversation[-1].role == "tool" and any(module.user is not None for module in hearing):
                yield FieldError(where, "ends with a tool's turn, and the prompt's user text stands for a user's")
            if any(turn.role == "system" for turn in conversation) and any(module.system for module in hearing):
                message = "holds a system turn beside the prompt's system text; leave it out, or optimize the same text"
                yield FieldError(where, message)
    pictured = {name for example in examples if example.attached for name in example.attached.parts}
    for module in program.modules if pictured else ():
        yield from _in_system(program, module, components, pictured)


def image_errors(
    program: Program, components: Mapping[str, str], examples: Sequence[Undivided], models: Models | None
) -> Iterator[FieldError]:
    """Which models are sent images and take none."""
    if models is None or not components:
        return
    for module in program.modules:
        asked = models.modules.get(module.name, models.task)
        shown = (
            index
            for index, example in enumerate(examples)
            if example.attached and shows_images(program, module, components, example.attached)
        )
        if not asked.images and (first := next(shown, None)) is not None:
            message = f"{asked.provider}/{asked.model} takes no images, and example {first} holds one"
            path = f"models.modules.{module.name}" if module.name in models.modules else "models.task"
            yield FieldError(path, f"{message}; name another model")


def _in_system(
    program: Program, module: Module, components: Mapping[str, str], pictured: set[str]
) -> Iterator[FieldError]:
    """Images that a system text asks for; providers take them from users alone."""
    if module.system is not None:
        for name in sorted(program.placeholders(components[module.system]) & pictured):
            asked = in_style(program.style, name)
            yield FieldError("prompt", f"{module.system} asks for the image {asked}, which only a user text can hold")
