"""Prompts as programs: modules, components, placeholders, candidates, and their rendering to messages."""

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec.structs import replace

from gradcheck.domain.base import Value
from gradcheck.domain.call import Invocation, Shot
from gradcheck.domain.messages.tool import Tool

Style = Literal["single", "double", "none"]
"""How placeholders are written: {name}, or {{name}}, where blanks may stand inside; or that there are none."""

_IDENTIFIER = r"[^\W\d]\w*"
_PLACEHOLDERS: Mapping[Style, re.Pattern[str]] = {
    "single": re.compile(rf"\{{({_IDENTIFIER})\}}"),
    "double": re.compile(rf"\{{\{{[ \t]*({_IDENTIFIER})[ \t]*\}}\}}"),
    "none": re.compile(r"(?!)()"),
}


class Module(Value, frozen=True, kw_only=True, omit_defaults=True):
    """One call of a program: the components it is made of and the field its output is known by.

    It calls a model with its system and user messages and its `tools`, or an `application` of the team's own. `texts`
    are plain: those of the application, or the descriptions of the tools and of their parameters. `tool_choice` says
    which tools are to be called: a tool's name, `auto`, `none`, `required`, or None for the provider's default. What
    only some modules have is left out where it is not there, so that older digests stand.
    """

    name: str
    system: str | None
    user: str | None
    output: str
    application: str | None = None
    texts: tuple[str, ...] = ()
    tools: tuple[Tool, ...] = ()
    tool_choice: str | None = None

    @property
    def components(self) -> tuple[str, ...]:
        """The names of its components."""
        return tuple(name for name in (self.system, self.user, *self.texts) if name is not None)

    def inner_name(self, component: str) -> str:
        """A component's name inside the module."""
        return component.removeprefix(f"{self.name}.")

    def described_tools(self, components: Mapping[str, str]) -> tuple[Tool, ...]:
        """Its tools with the texts that they have among these components."""
        texts = {self.inner_name(name): components[name] for name in self.texts}
        return tuple(tool.with_texts(texts) for tool in self.tools)


class Program(Value, frozen=True, kw_only=True):
    """A chain of modules, which of its components may change within what bounds, and how placeholders are written.

    In either style every brace that is no part of a placeholder is text.
    """

    modules: tuple[Module, ...]
    frozen: tuple[str, ...] = ()
    max_length: int | None = None
    literals: tuple[str, ...] = ()
    style: Style = "single"

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

    def reading(self, component: str) -> "Program":
        """The program as it reads this component: plain texts have no placeholders, every brace is text."""
        plain = any(component in module.texts for module in self.modules)
        return replace(self, style="none") if plain else self

    def placeholders(self, text: str) -> frozenset[str]:
        """The fields a text asks for; a literal is not one."""
        return frozenset(_PLACEHOLDERS[self.style].findall(text)) - frozenset(self.literals)

    def pieces(self, text: str) -> tuple[str, ...]:
        """A text in turns: what stands before a placeholder, the placeholder's name, and so on; the last is text."""
        pieces, end = [""], 0
        for match in _PLACEHOLDERS[self.style].finditer(text):
            if match[1] not in self.literals:
                pieces[-1] += text[end : match.start()]
                pieces += [match[1], ""]
                end = match.end()
        pieces[-1] += text[end:]
        return tuple(pieces)

    def written(self, names: Iterable[str]) -> tuple[str, ...]:
        """Placeholders as this program writes them, in alphabetical order."""
        return tuple(in_style(self.style, name) for name in sorted(names))

    def written_placeholders(self, component: str, text: str) -> str:
        """The placeholders of a component's text as this program writes them, in alphabetical order."""
        return " ".join(self.written(self.reading(component).placeholders(text)))

    def in_other_braces(self, text: str) -> frozenset[str]:
        """The names that a text holds in braces of the other style."""
        other: Style = "double" if self.style == "single" else "single"
        return names_by_style(text)[other] - frozenset(self.literals)

    def fill(self, text: str, fields: Mapping[str, str]) -> str:
        """Substitute placeholders in one pass: braces inside a field's value are never looked at again."""

        def value(match: re.Match[str]) -> str:
            name = match[1]
            return match[0] if name in self.literals else fields[name]

        return _PLACEHOLDERS[self.style].sub(value, text)


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


SEED = "seed"
"""The id of the first candidate of every run: the prompt as it was given."""


class Candidate(Value, frozen=True, kw_only=True):
    """An immutable set of component texts and demos, with where it came from."""

    id: str
    components: dict[str, str]
    demos: tuple[Demo, ...] = ()
    parents: tuple[str, ...] = ()
    operator: str = "seed"
    feedback: tuple[str, ...] = ()

    @property
    def shots(self) -> dict[str, tuple[Demo, ...]]:
        """Its demos by the example that they were taken from."""
        examples = dict.fromkeys(demo.example for demo in self.demos)
        return {name: tuple(demo for demo in self.demos if demo.example == name) for name in examples}

    @property
    def length(self) -> int:
        """The characters of its texts and demos."""
        return sum(map(len, self.components.values())) + sum(len(demo.input + demo.output) for demo in self.demos)

    @property
    def content(self) -> tuple[object, ...]:
        """What it is made of: candidates with the same content are the same prompt."""
        return (tuple(sorted(self.components.items())), tuple((d.module, d.example, d.output) for d in self.demos))


def joined(base: Candidate, edits: Iterable[Candidate]) -> dict[str, str]:
    """The components of a candidate with all that edits have changed in it; of two changes to one, the later edit's."""
    changed = {name: text for edit in edits for name, text in edit.components.items() if text != base.components[name]}
    return {**base.components, **changed}


def is_identifier(name: str) -> bool:
    """Whether a field may have this name, so that a placeholder can ask for it."""
    return re.fullmatch(_IDENTIFIER, name) is not None


def in_style(style: Style, name: str) -> str:
    """A placeholder as it is written."""
    return f"{{{name}}}" if style == "single" else f"{{{{{name}}}}}"


def names_by_style(text: str) -> dict[Style, frozenset[str]]:
    """The names that a text holds in single and in double braces, each occurrence read as one of them."""
    doubled = _PLACEHOLDERS["double"]
    return {
        "single": frozenset(_PLACEHOLDERS["single"].findall(doubled.sub(" ", text))),
        "double": frozenset(doubled.findall(text)),
    }


def invoke(module: Module, candidate: Candidate, fields: Mapping[str, str]) -> Invocation:
    """The request of one module's call to its application: its texts, its demos, and all fields that are known."""
    return Invocation(
        components={module.inner_name(name): candidate.components[name] for name in module.texts},
        input=dict(fields),
        demos=tuple(
            Shot(input=demo.fields, output=demo.output) for demo in candidate.demos if demo.module == module.name
        ),
    )


def default_user_message(fields: Mapping[str, str]) -> str:
    """The example's input as a user message: the value of a lone field, otherwise a line a field."""
    if len(fields) == 1:
        return next(iter(fields.values()))
    return "\n".join(f"{name}: {value}" for name, value in fields.items())
