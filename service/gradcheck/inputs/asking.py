"""The messages of a module's call: its texts, its demos, and what of an example's input is more than text."""

from collections.abc import Iterable, Mapping

from gradcheck.domain.call import Message
from gradcheck.domain.messages.calls_as_text import as_json, read
from gradcheck.domain.messages.contents import Part, ToolCall
from gradcheck.domain.program import Candidate, Demo, Module, Program
from gradcheck.domain.task import NOTHING_ATTACHED, Attached

_LEFT_OUT = "(left out)"
CONVERSATION, LAST_TURN = "conversation", "input"
"""The fields of a conversation: its turns but for the last, and the last, which is to be answered."""


def render(
    program: Program,
    module: Module,
    candidate: Candidate,
    fields: Mapping[str, str],
    default: str,
    attached: Attached | None = None,
) -> tuple[Message, ...]:
    """The messages of one module's call: system, a turn for each demo, the input, `default` without a user text.

    The turns of a conversation stand before the input where the module hears them (`hears`). Demos are texts.
    """
    held = attached or NOTHING_ATTACHED
    last = held.turns[-1].parts if held.turns else ()
    parts = {**held.parts, LAST_TURN: last} if last else held.parts

    def asked(fields: Mapping[str, str], default: str) -> Message:
        if module.user is None:
            return Message(role="user", content=default)
        return Message(role="user", content=program.fill(candidate.components[module.user], fields))

    messages = []
    if module.system is not None:
        system = program.fill(candidate.components[module.system], fields)
        messages.append(Message(role="system", content=system))
    for number, demo in enumerate(candidate.demos):
        if demo.module == module.name:
            messages += [asked(demo.fields, demo.input), *shown_answer(module, demo, number)]
    if held.turns and hears(program, module, candidate.components):
        messages += held.turns[:-1]
    if module.user is not None:
        text = candidate.components[module.user]
        return (*messages, _with_parts(asked(fields, default), program.pieces(text), fields, parts))
    if module is not program.modules[0]:
        return (*messages, asked(fields, default))
    if held.turns:
        return (*messages, held.turns[-1])
    return (*messages, _with_parts(asked(fields, default), _default_pieces(fields), fields, parts))


def shown_answer(module: Module, demo: Demo, number: int) -> tuple[Message, ...]:
    """The turns of a demo's answer; `number` tells its calls of tools from those of other demos.

    Calls are sent as calls, and as providers want each of them answered, with turns that leave out what came of them.
    """
    if not module.tools:
        return (Message(role="assistant", content=demo.output),)
    answer = read(demo.output)
    calls = tuple(
        ToolCall(id=f"demo{number:03}{place:02}", name=call.name, arguments=_written(call.arguments))
        for place, call in enumerate(answer.calls)
    )
    content = answer.content if answer.content.strip() or calls else _LEFT_OUT
    said = Message(role="assistant", content=content, tool_calls=calls)
    results = (Message(role="tool", content=_LEFT_OUT, tool_call_id=call.id) for call in calls)
    return (said, *results, Message(role="assistant", content=_LEFT_OUT)) if calls else (said,)


def _written(arguments: object) -> str:
    return arguments if isinstance(arguments, str) else as_json(arguments or {})


def hears(program: Program, module: Module, components: Mapping[str, str]) -> bool:
    """Whether a module is sent the turns of a conversation as turns.

    It is the first and has no user text, or asks for the turn to answer; and does not ask for the others as a text.
    """
    texts = (components[name] for name in (module.system, module.user) if name is not None)
    wanted = frozenset[str]().union(*map(program.placeholders, texts))
    answers = LAST_TURN in wanted or (module.user is None and module is program.modules[0])
    return module.application is None and answers and CONVERSATION not in wanted


def shows_images(program: Program, module: Module, components: Mapping[str, str], attached: Attached) -> bool:
    """Whether a module's model is sent any of the images."""
    if module.application is not None:
        return False
    if module.user is None:
        return module is program.modules[0] and bool(attached.images)
    last = {LAST_TURN} if attached.turns and attached.turns[-1].images else set()
    asked = program.placeholders(components[module.user]) & (attached.parts.keys() | last)
    heard = hears(program, module, components) and any(turn.images for turn in attached.turns)
    return bool(asked) or heard


def _with_parts(
    message: Message,
    pieces: Iterable[str],
    fields: Mapping[str, str],
    parts: Mapping[str, tuple[Part, ...]],
) -> Message:
    """The message with images in the places of the fields that hold some."""
    sent: list[Part] = []
    pictured = False
    for place, piece in enumerate(pieces):
        is_name = place % 2 == 1
        pictured = pictured or (is_name and piece in parts)
        sent += (piece,) if not is_name else parts[piece] if piece in parts else (fields[piece],)
    return Message(role="user", content=message.content, parts=_joined(sent)) if pictured else message


def _joined(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The parts with texts that follow each other as one, without those that have no characters."""
    joined: list[Part] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(before := joined[-1], str):
            joined[-1] = before + part
        else:
            joined.append(part)
    return tuple(part for part in joined if not isinstance(part, str) or part.strip())


def _default_pieces(fields: Mapping[str, str]) -> tuple[str, ...]:
    """The input as `default_user_message` writes it, in turns of texts and names as `Program.pieces` are."""
    if len(fields) == 1:
        return ("", *fields, "")
    pieces = [""]
    for name in fields:
        pieces[-1] = f"\n{name}: " if pieces[1:] else f"{name}: "
        pieces += [name, ""]
    return tuple(pieces)
