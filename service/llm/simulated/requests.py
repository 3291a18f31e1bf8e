"""Requests as a simulated model reads them: who it is asked to be, and what it is shown.

It knows critics and editors by the tags they are asked to write between, judges by the answer they are asked to score,
and what these are shown by the marks around data; everything else is a task. It owns this reading, not the answers.
"""

import re
from typing import Literal

from service.domain.base import Value
from service.domain.call import Chat, Completion, ModelRequest
from service.llm.simulated.evidence import Shown
from service.llm.simulated.items import Named, find_item, without_items
from service.llm.simulated.world import World

Part = Literal["task", "critic", "editor", "judge"]

_TAGS: dict[str, Part] = {"FEEDBACK": "critic", "PROMPT": "editor"}
_ASKED = re.compile(r"<(FEEDBACK|PROMPT)> and </\1>\.?\s*\Z")
_DATA = re.compile(r"<data-([0-9a-f]+)>\n(.*?)\n</data-\1>", re.DOTALL)
_ROLLOUT = re.compile(r"Input: (.*)\n\s*Answer: (.*)\n\s*Scoring: (.*)")
_EXPECTED = re.compile(r'expected "([^"]*)"')
_SAME = re.compile(r"same meaning|without changing", re.IGNORECASE)
_OPPOSITE = re.compile(r"\bopposite\b", re.IGNORECASE)
_JUDGED = re.compile(r"^(Expected answer|Answer to score):\nBEGIN (\w+)\n(.*?)\nEND \2$", re.DOTALL | re.MULTILINE)


class TaskAsked(Value, frozen=True, kw_only=True):
    """A prompt to be followed, and the item it is about if there is one."""

    prompt: str
    item: Named | None


class CriticAsked(Value, frozen=True, kw_only=True):
    """What a critic is shown; `upstream` is feedback to pass on, `opposite` asks for its reverse."""

    prompt: str
    shown: tuple[Shown, ...]
    upstream: str
    blocks: int
    opposite: bool


class EditorAsked(Value, frozen=True, kw_only=True):
    """The prompt to change and the feedback to change it by; `preserving` asks for the same in other words."""

    prompt: str
    feedback: str
    preserving: bool


class JudgeAsked(Value, frozen=True, kw_only=True):
    """An answer to be scored, and the right one."""

    answer: str
    expected: str


Asked = TaskAsked | CriticAsked | EditorAsked | JudgeAsked


def read_request(world: World, request: ModelRequest) -> Asked:
    """What a request asks for."""
    text = _text(request)
    tag = _ASKED.search(text)
    blocks = [data for _, data in _DATA.findall(text)]
    match _TAGS[tag[1]] if tag else "task":
        case "critic":
            return CriticAsked(
                prompt=blocks[0] if blocks else "",
                shown=_shown(world, blocks[1]) if len(blocks) > 1 else (),
                upstream=blocks[-1] if len(blocks) > 2 or len(blocks) == 1 else "",
                blocks=len(blocks),
                opposite=_OPPOSITE.search(_DATA.sub("", text)) is not None,
            )
        case "editor":
            return EditorAsked(
                prompt=blocks[0] if blocks else _before_last_paragraph(text),
                feedback=blocks[-1] if len(blocks) > 1 else "",
                preserving=len(blocks) < 2 and _SAME.search(_DATA.sub("", text)) is not None,
            )
    judged = {title: answer for title, _, answer in _JUDGED.findall(text)}
    if "Answer to score" in judged:
        return JudgeAsked(answer=judged["Answer to score"], expected=judged.get("Expected answer", ""))
    return TaskAsked(prompt=without_items(text), item=find_item(text))


def _text(request: ModelRequest) -> str:
    match request:
        case Chat(messages=messages):
            return "\n".join(message.content for message in messages)
        case Completion(prompt=prompt):
            return prompt


def _shown(world: World, block: str) -> tuple[Shown, ...]:
    """The rollouts of a block, those about items of this world."""
    found = []
    for text, answer, note in _ROLLOUT.findall(block):
        named = find_item(text)
        if named is not None and named.world == world.name:
            told = _EXPECTED.search(note)
            found.append(Shown(number=named.number, answer=answer.strip(), told=told[1] if told else None))
    return tuple(found)


def _before_last_paragraph(text: str) -> str:
    return text.rsplit("\n\n", 1)[0]
