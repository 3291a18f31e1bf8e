"""Prompts as programs: modules, components, placeholders, candidates, and their rendering to messages.

It owns what a placeholder is and how it is filled. It does not own how a caller writes a prompt
(`engine/request.py`) nor who proposes new texts.
"""

import re
from collections.abc import Mapping

from service.domain.base import Value
from service.domain.call import Message

_IDENTIFIER = r"[^\W\d]\w*"
_PLACEHOLDER = re.compile(rf"\{{({_IDENTIFIER})\}}")


class Module(Value, frozen=True, kw_only=True):
    """One model call of a program: the components it is made of and the field its output is known by."""

    name: str
    system: str | None
    user: str | None
    output: str

    @property
    def components(self) -> tuple[str, ...]:
        """The names of its components."""
        return tuple(name for name in (self.system, self.user) if name is not None)


class Program(Value, frozen=True, kw_only=True):
    """A chain of modules, and which of its components may change within what bounds."""

    modules: tuple[Module, ...]
    frozen: tuple[str, ...] = ()
    max_length: int | None = None
    literals: tuple[str, ...] = ()

    @property
    def components(self) -> tuple[str, ...]:
        """All component names, in the order of the modules."""
        return tuple(name for module in self.modules for name in module.components)

    @property
    def optimizable(self) -> tuple[str, ...]:
        """The components a method may change."""
        return tuple(name for name in self.components if name not in self.frozen)

    def module_of(self, component: str) -> Module:
        """The module a component belongs to."""
        return next(module for module in self.modules if component in module.components)

    def placeholders(self, text: str) -> frozenset[str]:
        """The fields a text asks for; a literal is not one."""
        return frozenset(_PLACEHOLDER.findall(text)) - frozenset(self.literals)

    def written_placeholders(self, text: str) -> str:
        """The placeholders of a text as they are written in it, in alphabetical order."""
        return " ".join("{" + name + "}" for name in sorted(self.placeholders(text)))


class Demo(Value, frozen=True, kw_only=True):
    """A worked example that a module is shown before its input: what it was given and what to answer.

    `fields` fill its placeholders and `input` is the message where the module has no user component; `example` is the
    example it was taken from.
    """

    module: str
    example: str
    fields: dict[str, str]
    input: str
    output: str


class Candidate(Value, frozen=True, kw_only=True):
    """An immutable set of component texts and demos, with where it came from."""

    id: str
    components: dict[str, str]
    demos: tuple[Demo, ...] = ()
    parents: tuple[str, ...] = ()
    operator: str = "seed"
    feedback: tuple[str, ...] = ()

    @property
    def content(self) -> tuple[object, ...]:
        """What it is made of: candidates with the same content are the same prompt."""
        return (tuple(sorted(self.components.items())), tuple((d.module, d.example, d.output) for d in self.demos))


def is_identifier(name: str) -> bool:
    """Whether a field may have this name, so that a placeholder can ask for it."""
    return re.fullmatch(_IDENTIFIER, name) is not None


def fill(text: str, fields: Mapping[str, str], literals: tuple[str, ...]) -> str:
    """Substitute placeholders in one pass: braces inside a field's value are never looked at again."""

    def value(match: re.Match[str]) -> str:
        name = match[1]
        return match[0] if name in literals else fields[name]

    return _PLACEHOLDER.sub(value, text)


def render(
    program: Program, module: Module, candidate: Candidate, fields: Mapping[str, str], default: str
) -> tuple[Message, ...]:
    """The messages of one module's call: its system message, a turn for each of its demos, then the input.

    `default` is the user message where the module has no user component.
    """

    def asked(fields: Mapping[str, str], default: str) -> Message:
        if module.user is None:
            return Message(role="user", content=default)
        return Message(role="user", content=fill(candidate.components[module.user], fields, program.literals))

    messages = []
    if module.system is not None:
        system = fill(candidate.components[module.system], fields, program.literals)
        messages.append(Message(role="system", content=system))
    for demo in candidate.demos:
        if demo.module == module.name:
            messages += [asked(demo.fields, demo.input), Message(role="assistant", content=demo.output)]
    return (*messages, asked(fields, default))


def default_user_message(fields: Mapping[str, str]) -> str:
    """The example's input as a user message: the value of a lone field, otherwise a line a field."""
    if len(fields) == 1:
        return next(iter(fields.values()))
    return "\n".join(f"{name}: {value}" for name, value in fields.items())
