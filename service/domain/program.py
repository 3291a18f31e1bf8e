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


class Candidate(Value, frozen=True, kw_only=True):
    """An immutable set of component texts, with where it came from."""

    id: str
    components: dict[str, str]
    demos: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    operator: str = "seed"
    feedback: tuple[str, ...] = ()


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
    program: Program, module: Module, components: Mapping[str, str], fields: Mapping[str, str], default: str
) -> tuple[Message, ...]:
    """The messages of one module's call; `default` is the user message where the module has no user component."""
    messages = []
    if module.system is not None:
        system = fill(components[module.system], fields, program.literals)
        messages.append(Message(role="system", content=system))
    user = default if module.user is None else fill(components[module.user], fields, program.literals)
    messages.append(Message(role="user", content=user))
    return tuple(messages)


def default_user_message(fields: Mapping[str, str]) -> str:
    """The example's input as a user message: the value of a lone field, otherwise a line a field."""
    if len(fields) == 1:
        return next(iter(fields.values()))
    return "\n".join(f"{name}: {value}" for name, value in fields.items())
