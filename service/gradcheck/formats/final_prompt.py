"""A run's prompt as it is taken home, the file it becomes, and messages, which most formats are made of."""

from collections.abc import Iterable, Sequence
from typing import Any

from gradcheck.domain.base import Value
from gradcheck.domain.messages.contents import ToolCall
from gradcheck.domain.messages.tool import as_openai, call_as_openai
from gradcheck.domain.program import Demo, Module, Program
from gradcheck.domain.task import Example
from gradcheck.errors import FieldError, InvalidRequestError
from gradcheck.formats.placeholders import Pieces
from gradcheck.inputs.asking import shown_answer
from gradcheck.scoring import Scoring


class FinalPrompt(Value, frozen=True, kw_only=True):
    """What a run came to, and what of the run goes with it.

    `model` is the task's, `provider` where it is called, and `sent` what requests to it hold beside the messages.
    `fields` are those that every example has, in their order.
    """

    run: str
    program: Program
    components: dict[str, str]
    demos: tuple[Demo, ...]
    provider: str
    model: str
    sent: dict[str, Any]
    scoring: Scoring
    examples: tuple[Example, ...]
    fields: tuple[str, ...]

    def pieces(self, component: str) -> Pieces:
        """A component's text in turns of text and placeholders."""
        return self.program.reading(component).pieces(self.components[component])

    def tools(self, module: Module) -> list[dict[str, Any]]:
        """A module's tools with their texts, as OpenAI's chat completions take them."""
        return list(map(as_openai, module.described_tools(self.components)))

    def one_module(self, what: str, *, with_tools: bool = False) -> Module:
        """The only module. Raises InvalidRequestError where there are several, or tools that `what` does not hold."""
        modules = self.program.modules
        if len(modules) > 1:
            names = ", ".join(module.name for module in modules)
            raise cannot_hold(f"{what} holds one module, the prompt has {len(modules)}: {names}; take json or dspy")
        if not with_tools:
            holds_no_tools(modules[0], what)
        return modules[0]


class Turn(Value, frozen=True, kw_only=True):
    """A message of a prompt, in turns of text and placeholders; with the calls of tools that it makes or answers."""

    role: str
    pieces: Pieces
    calls: tuple[ToolCall, ...] = ()
    answers: str | None = None

    def message(self, content: str) -> dict[str, Any]:
        """It as a message of OpenAI's, with the content as a tool writes it."""
        if self.calls:
            calls = list(map(call_as_openai, self.calls))
            return {"role": self.role, "content": content or None, "tool_calls": calls}
        return {"role": self.role, "content": content} | ({"tool_call_id": self.answers} if self.answers else {})


class ExportedFile(Value, frozen=True, kw_only=True):
    """A file to take home."""

    name: str
    media_type: str
    content: str


def cannot_hold(reason: str) -> InvalidRequestError:
    """The error for a prompt that a format has no place for."""
    return InvalidRequestError.of(FieldError("format", reason))


def calls_a_model(module: Module) -> None:
    """Raises InvalidRequestError where a module calls an application of the team's own."""
    if module.application is not None:
        raise cannot_hold(f"the module {module.name} calls the application {module.application}, no model; take json")


def holds_no_tools(module: Module, what: str) -> None:
    """Raises InvalidRequestError where a module has tools."""
    if module.tools:
        names = ", ".join(tool.name for tool in module.tools)
        raise cannot_hold(f"{what} holds no tools, the prompt has {names}; take openai, promptfoo or json")


def turns(prompt: FinalPrompt, module: Module) -> list[Turn]:
    """A module's messages: system, a pair for each demo as it is sent, and the input.

    Without a user component the input is written as it is sent without one: the lone field, or a line a field.
    Raises InvalidRequestError where the module is an application, which is sent texts and no messages.
    """
    calls_a_model(module)
    found = [] if module.system is None else [Turn(role="system", pieces=prompt.pieces(module.system))]
    for number, demo in enumerate(prompt.demos):
        if demo.module == module.name:
            found += _shown(prompt, module, demo, number)
    return [*found, Turn(role="user", pieces=asked(prompt, module))]


def asked(prompt: FinalPrompt, module: Module) -> Pieces:
    """What a module is asked, with its placeholders."""
    if module.user is not None:
        return prompt.pieces(module.user)
    if len(prompt.fields) == 1:
        return ("", prompt.fields[0], "")
    return lines(prompt.fields)


def lines(fields: Sequence[str]) -> Pieces:
    """A line a field."""
    pieces = [""]
    for place, name in enumerate(fields):
        pieces[-1] += f"{'' if place == 0 else chr(10)}{name}: "
        pieces += [name, ""]
    return tuple(pieces)


def _shown(prompt: FinalPrompt, module: Module, demo: Demo, number: int) -> Iterable[Turn]:
    filled = demo.input if module.user is None else prompt.program.fill(prompt.components[module.user], demo.fields)
    answered = (
        Turn(role=turn.role, pieces=(turn.content,), calls=turn.tool_calls, answers=turn.tool_call_id)
        for turn in shown_answer(module, demo, number)
    )
    return (Turn(role="user", pieces=(filled,)), *answered)
