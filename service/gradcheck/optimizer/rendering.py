"""Templates with filled slots as requests, and the lines that texts are shown on."""

import re
from collections.abc import Mapping
from typing import Literal

from msgspec.structs import replace

from gradcheck.domain.call import Chat, Completion, Message, ModelRequest
from gradcheck.domain.feedback import Slot, Template
from gradcheck.domain.program import Program
from gradcheck.domain.seeds import digest

_GAP = re.compile(r"\{\{([a-z_]+)\}\}")
_ABOUT_TOOL = (
    "The prompt here is no message: it is the description of {} in the definition of a tool, by which the model "
    "decides whether to call the tool and with what arguments. Names and types stay as they are."
)
_ROLES: tuple[Literal["system", "user"], ...] = ("system", "user")


def render(template: Template, slots: tuple[Slot, ...]) -> ModelRequest:
    """The request that fills the template."""
    parts = filled(template, slots)
    if template.endpoint == "completion":
        return Completion(prompt=parts["user"], stop=template.stop)
    return Chat(messages=tuple(Message(role=role, content=parts[role]) for role in _ROLES if role in parts))


def about_tool(template: Template, program: Program, component: str) -> Template:
    """The template with a word about what is optimized, where that is no prompt but the description of a tool."""
    module = program.module_of(component)
    if template.system is None or component not in module.texts or not module.tools:
        return template
    what = module.inner_name(component).removeprefix("tool.")
    return replace(template, system=f"{template.system} {_ABOUT_TOOL.format(what)}")


def filled(template: Template, slots: tuple[Slot, ...]) -> dict[Literal["system", "user"], str]:
    """The template's texts with their gaps filled; every feedback is one line and keeps the number of its slot."""
    texts: dict[str, str] = {}
    feedback_lines: dict[str, list[str]] = {slot.name: [] for slot in slots if slot.kind == "feedback"}
    for slot in slots:
        if slot.kind == "feedback":
            feedback_lines[slot.name].append(" ".join(slot.text.split()))
        else:
            texts[slot.name] = slot.text
    for name, lines in feedback_lines.items():
        texts[name] = "\n".join(
            fill_gaps(template.feedback_line, {"number": str(number), "feedback": text})
            for number, text in enumerate(lines if any(lines) else [template.absent], start=1)
            if text or not any(lines)
        )
    # The marks around data hold a digest of what an example could have written, and stay when feedback is perturbed.
    texts["mark"] = digest(*(slot.text for slot in slots if slot.kind != "feedback"))[:8]
    parts: dict[Literal["system", "user"], str] = {"user": fill_gaps(template.user, texts)}
    if template.system is not None:
        parts["system"] = fill_gaps(template.system, texts)
    return parts


def gaps(template: Template) -> frozenset[str]:
    """The names of a template's gaps."""
    return frozenset(_GAP.findall(template.user + (template.system or "")))


def fill_gaps(text: str, values: Mapping[str, str]) -> str:
    """Fill {{gaps}} in one pass."""
    return _GAP.sub(lambda gap: values[gap[1]], text)


def one_line(text: str, limit: int) -> str:
    """A text on one line, shortened to a number of characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
