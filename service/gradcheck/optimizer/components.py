"""Components as editors see them, without the frame that holds placeholders, and what may become of them."""

import re

from gradcheck.domain.base import Value
from gradcheck.domain.feedback import Template
from gradcheck.domain.program import Candidate, Program

_BLANK = re.compile(r"(\n[ \t]*\n)")


def shown(program: Program, template: Template, text: str) -> str:
    """What a critic or editor sees of a component: all of it, or its core on one line if it has one."""
    if not template.keeps_frame:
        return text
    return " ".join((_unframe(program, text).core or text).split())


def outline(program: Program, candidate: Candidate) -> str:
    """All prompts of a program as one who describes it is shown them, step by step."""
    return "\n".join(
        f"{name}, of the step that writes {module.output}:\n{candidate.components[name]}"
        for module in program.modules
        for name in module.components
    )


def proposed(program: Program, template: Template, old: str, answer: str) -> str:
    """The text that an editor's answer makes of a component: in its frame, if the editor saw only the core."""
    return _unframe(program, old).around(answer) if template.keeps_frame else answer


def objection(program: Program, old: str, new: str) -> str | None:
    """Why a text may not replace another, or None. A lost placeholder is never repaired."""
    if not new.strip():
        return "empty"
    if program.max_length is not None and len(new) > program.max_length:
        return f"too long: {len(new)} characters, the bound is {program.max_length}"
    if (reason := _unfaithful(program, old, new)) is not None:
        return reason
    if new.strip() == old.strip():
        return "unchanged"
    return None


def _unfaithful(program: Program, old: str, new: str) -> str | None:
    """What became of the placeholders that must not."""
    before, after = program.placeholders(old), program.placeholders(new)
    if lost := before - after:
        return f"lost placeholder {', '.join(program.written(lost))}"
    if invented := after - before:
        return f"invented placeholder {', '.join(program.written(invented))}"
    if strayed := before & program.in_other_braces(new) - program.in_other_braces(old):
        return f"placeholder {', '.join(program.written(strayed))} in other braces"
    return None


class _Framed(Value, frozen=True, kw_only=True):
    """A component's core between the outer blocks that hold placeholders."""

    head: str
    core: str
    tail: str

    def around(self, core: str) -> str:
        """The frame with another core; a frame without one gets it in front."""
        return self.head + core + self.tail if self.core else f"{core}\n\n{self.head}"


def _unframe(program: Program, text: str) -> _Framed:
    blocks = _BLANK.split(text)  # blocks at even positions, the blank lines between them at odd ones
    first, last = 0, len(blocks)
    while first < last and _is_frame(program, blocks[first]):
        first += 1
    while last > first and _is_frame(program, blocks[last - 1]):
        last -= 1
    return _Framed(head="".join(blocks[:first]), core="".join(blocks[first:last]), tail="".join(blocks[last:]))


def _is_frame(program: Program, block: str) -> bool:
    return not block.strip() or bool(program.placeholders(block))
