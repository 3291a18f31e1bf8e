"""Conversations as OpenAI's `messages` write them: checked turn by turn, and the texts that stand for them."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from gradcheck.domain.base import Value
from gradcheck.domain.call import Message
from gradcheck.domain.messages.contents import Part, ToolCall
from gradcheck.errors import FieldError
from gradcheck.inputs.image_references import of_part
from gradcheck.inputs.images import Images

_MOST_TURNS = 1000
_ROLES = {"system": "system", "developer": "system", "user": "user", "assistant": "assistant", "tool": "tool"}
_KNOWN = frozenset({"role", "content", "tool_calls", "tool_call_id"})
_NO_EARLIER = "(no earlier turns)"


class GivenTurns(Value, frozen=True, kw_only=True):
    """The turns of a conversation; the last one is to be answered."""

    turns: tuple[Message, ...]

    @property
    def earlier(self) -> str:
        """The turns before the last one, each from a line of its own that begins with its role."""
        return "\n".join(self._lines()[:-1]) or _NO_EARLIER

    @property
    def last(self) -> str:
        """The text of the last turn; a tool's with the call it answers."""
        return self.turns[-1].content if self.turns[-1].role == "user" else self._lines()[-1]

    def _lines(self) -> list[str]:
        names = {call.id: call.name for turn in self.turns for call in turn.tool_calls}
        return [_line(turn, names) for turn in self.turns]


def read_conversation(
    given: Sequence[object], where: str, images: Images, own: frozenset[str], errors: list[FieldError]
) -> GivenTurns | None:
    """The conversation of `messages`; None where it is none, and why is put into `errors`.

    A system turn whose text is in `own` is the text that is optimized, and left out.
    """
    before = len(errors)
    if len(given) > _MOST_TURNS:
        errors.append(FieldError(where, f"has {len(given)} turns; accepted are {_MOST_TURNS}"))
        return None
    turns, pending, called = list[Message](), dict[str, str](), 0
    for index, one in enumerate(given):
        place = f"{where}[{index}]"
        turn = _turn(one, place, images, called, pending, errors)
        if turn is None:
            continue
        called += len(turn.tool_calls)
        if turn.role != "system" or turn.content.strip() not in own:
            turns.append(turn)
    if len(errors) > before:
        return None
    if pending:
        errors.append(FieldError(where, f"ends before turns of the role tool answer the calls {_named(pending)}"))
    elif not turns or turns[-1].role not in {"user", "tool"}:
        last = f"is the {turns[-1].role}'s" if turns else "is missing"
        message = f"the last turn {last}; it has to be the user's or a tool's, an answer to it goes into `expected`"
        errors.append(FieldError(where, message))
    return None if len(errors) > before else GivenTurns(turns=tuple(turns))


def _turn(
    given: object, where: str, images: Images, called: int, pending: dict[str, str], errors: list[FieldError]
) -> Message | None:
    """One turn. `pending` are the calls that are not answered yet: the caller's id of each and ours."""
    faults = list(_faults(given, where, pending))
    if faults or not isinstance(given, Mapping):
        errors += faults
        return None
    role = _ROLES[given["role"]]
    parts = _parts(given.get("content"), f"{where}.content", images, errors)
    calls = _calls(given.get("tool_calls") or (), f"{where}.tool_calls", called, pending, errors)
    if parts is None or calls is None:
        return None
    pictured = any(not isinstance(part, str) for part in parts)
    if pictured and role != "user":
        errors.append(FieldError(f"{where}.content", f"holds an image in a turn of the role {role}, not user"))
    text = "".join(part if isinstance(part, str) else part.shown("turn") for part in parts)
    if not text.strip() and not calls and role != "tool":
        errors.append(FieldError(f"{where}.content", "is empty"))
    return Message(
        role=role,  # type: ignore[arg-type]
        content=text,
        parts=parts if pictured else (),
        tool_calls=calls,
        tool_call_id=pending.pop(given["tool_call_id"]) if role == "tool" else None,
    )


def _faults(given: object, where: str, pending: Mapping[str, str]) -> Iterator[FieldError]:
    """What is wrong with the shape of a turn, and with its place among the others."""
    if not isinstance(given, Mapping):
        yield FieldError(where, 'is no turn: accepted are objects, {"role": …, "content": …}')
        return
    role = given.get("role")
    if not isinstance(role, str) or role not in _ROLES:
        yield FieldError(f"{where}.role", f"is {_short(role)}; accepted are {', '.join(_ROLES)}")
        return
    for name in sorted(given.keys() - _KNOWN, key=str):
        # What logs carry along is passed over where it says nothing.
        if given[name] and not (name == "name" and role == "tool"):
            yield FieldError(f"{where}.{name}", f"is not sent to models; accepted are {', '.join(sorted(_KNOWN))}")
    if role == "tool":
        answered = given.get("tool_call_id")
        if not isinstance(answered, str) or answered not in pending:
            known = _named(pending) or "none"
            yield FieldError(f"{where}.tool_call_id", f"is {_short(answered)}; calls to be answered here: {known}")
    elif pending:
        yield FieldError(where, f"comes before turns of the role tool answer the calls {_named(pending)}")
    if given.get("tool_calls") and role != "assistant":
        yield FieldError(f"{where}.tool_calls", "belongs to turns of the role assistant")
    if given.get("tool_call_id") and role != "tool":
        yield FieldError(f"{where}.tool_call_id", "belongs to turns of the role tool")


def _parts(given: object, where: str, images: Images, errors: list[FieldError]) -> tuple[Part, ...] | None:
    """Content as its parts: a text, or a list of text and image parts; None where it is neither."""
    if given is None:
        return ()
    if isinstance(given, str):
        return (given,)
    if not isinstance(given, list | tuple):
        errors.append(FieldError(where, "is no content: accepted are a text or a list of parts"))
        return None
    parts: list[Part] = []
    for index, written in enumerate(given):
        part = _part(written, f"{where}[{index}]", images, errors)
        if part is None:
            return None
        parts.append(part)
    return tuple(parts)


def _part(given: object, where: str, images: Images, errors: list[FieldError]) -> Part | None:
    """A text or an image; None where it is neither."""
    match given:
        case {"type": "text" | "input_text", "text": str(text)}:
            return text
    image = of_part(given)
    if image is None:
        kind = _short(given.get("type") if isinstance(given, Mapping) else given)
        message = f"is a part of the type {kind}; accepted are {{text}} and {{image_url: {{url}}}}"
        errors.append(FieldError(where, message))
        return None
    if image.detail is not None and image.detail != "auto":
        errors.append(FieldError(f"{where}.{image.detail_at}", "is not sent to models; leave it out"))
        return None
    return images.read(image.named, f"{where}.{image.at}", errors)


def _calls(
    given: object, where: str, called: int, pending: dict[str, str], errors: list[FieldError]
) -> tuple[ToolCall, ...] | None:
    """Calls of tools under ids of our own: others make equal conversations differ, and not every model takes them."""
    if not isinstance(given, list | tuple):
        errors.append(FieldError(where, "is no list of calls"))
        return None
    calls = []
    for index, call in enumerate(given):
        place = f"{where}[{index}]"
        match call:
            case {"id": str(own), "function": {"name": str(name), "arguments": str() | dict() as arguments}}:
                text = arguments if isinstance(arguments, str) else msgspec.json.encode(arguments).decode()
                if not is_object(text):
                    errors.append(FieldError(f"{place}.function.arguments", "is no JSON object, nor one as a text"))
                    return None
                if own in pending:
                    errors.append(FieldError(f"{place}.id", f"{_short(own)} is the id of two calls"))
                    return None
                pending[own] = f"call{called + index:05}"  # letters and digits, nine: what every provider takes
                calls.append(ToolCall(id=pending[own], name=name, arguments=text))
            case _:
                message = 'is no call: accepted is {"id", "type": "function", "function": {"name", "arguments"}}'
                errors.append(FieldError(place, message))
                return None
    return tuple(calls)


def is_object(text: str) -> bool:
    """Whether a text is a JSON object."""
    try:
        return isinstance(msgspec.json.decode(text), dict)
    except (msgspec.DecodeError, ValueError):
        return False


def _line(turn: Message, names: Mapping[str, str]) -> str:
    if turn.role == "tool":
        return f"tool {names[turn.tool_call_id or '']}: {turn.content}"
    said = [f"{turn.role}: {turn.content}"] if turn.content.strip() else []
    return "\n".join([*said, *(f"assistant calls {call.shown}" for call in turn.tool_calls)])


def _named(pending: Mapping[str, str]) -> str:
    return ", ".join(map(_short, pending))


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
