"""Requests as a simulated model reads them: who it is asked to be, and what it is shown.

It knows critics, editors and those who compare texts by the tags they are asked to write between, judges by the answer
they are asked to score, and what these are shown by the marks around data; everything else is a task. It owns this
reading, not the answers.
"""

import re
from typing import Literal

from service.domain.base import Value
from service.domain.call import Chat, Completion, ModelRequest
from service.llm.simulated.evidence import Shown
from service.llm.simulated.items import Named, find_item, without_items
from service.llm.simulated.world import World

Question = Literal["follows", "identify", "equivalent", "opposite"]

_ASKED = re.compile(r"<(FEEDBACK|PROMPT|ANSWER)> and </\1>\.?\s*\Z")
_DATA = re.compile(r"<data-([0-9a-f]+)>\n(.*?)\n</data-\1>", re.DOTALL)
_REVIEW = re.compile(r"^A review:\n<data-", re.MULTILINE)
_ROLLOUT = re.compile(r"Input: (.*)\n\s*Answer: (.*)\n\s*Scoring: (.*)")
_UNSCORED = re.compile(r"^(\d+)\. Input: (.*)\n\s*Answer: (.*)$(?!\n\s*Scoring:)", re.MULTILINE)
_NUMBERED = re.compile(r"^(\d+)\. (.*)$", re.MULTILINE)
_EXPECTED = re.compile(r'expected "([^"]*)"')
_GRADE = re.compile(r"graded (\d+) of 100")
_SAME = re.compile(r"same meaning|without changing", re.IGNORECASE)
_OPPOSITE = re.compile(r"\bopposite\b", re.IGNORECASE)
_JUDGED = re.compile(r"^(Expected answer|Answer to score):\nBEGIN (\w+)\n(.*?)\nEND \2$", re.DOTALL | re.MULTILINE)
_AGREES = re.compile(r"agree with the expected one\?.*? from 0 .*? to 100|agree with the expected one\?", re.DOTALL)
_HALF_RIGHT = 50


class TaskAsked(Value, frozen=True, kw_only=True):
    """A prompt to be followed, and the item it is about if there is one."""

    prompt: str
    item: Named | None


class CriticAsked(Value, frozen=True, kw_only=True):
    """What a critic is shown; `upstream` is feedback to pass on: a last block beside rollouts, or instead of them."""

    prompt: str
    shown: tuple[Shown, ...]
    upstream: str
    blocks: int


class ReviewAsked(Value, frozen=True, kw_only=True):
    """A feedback to be written again: as its opposite, or in other words."""

    review: str
    opposite: bool


class EditorAsked(Value, frozen=True, kw_only=True):
    """The prompt to change and the feedback to change it by; `preserving` asks for the same in other words.

    `shown` are answers with a scorer's notes as the feedback on them, which is all there is of a critic then.
    """

    prompt: str
    feedback: str
    shown: tuple[Shown, ...]
    preserving: bool


class JudgeAsked(Value, frozen=True, kw_only=True):
    """An answer to be scored up to `best`, and the right one; `strict` takes the whole answer for it."""

    answer: str
    expected: str
    strict: bool
    best: int


class QuestionAsked(Value, frozen=True, kw_only=True):
    """A question about texts: a prompt before and after a change with one or more reviews, or two reviews."""

    question: Question
    texts: tuple[str, ...]


Asked = TaskAsked | CriticAsked | ReviewAsked | EditorAsked | JudgeAsked | QuestionAsked


def read_request(world: World, request: ModelRequest) -> Asked:
    """What a request asks for."""
    text = _text(request)
    blocks = tuple(data for _, data in _DATA.findall(text))
    match _ASKED.search(text):
        case re.Match() as tag if tag[1] == "FEEDBACK":
            return _criticism(world, text, blocks)
        case re.Match() as tag if tag[1] == "PROMPT":
            return _editing(world, text, blocks)
        case re.Match() if len(blocks) in {2, 3}:
            return QuestionAsked(question=_question(_DATA.sub("", text), len(blocks)), texts=blocks)
    judged = {title: answer for title, _, answer in _JUDGED.findall(text)}
    if "Answer to score" in judged:
        agrees = _AGREES.search(text)
        return JudgeAsked(
            answer=judged["Answer to score"],
            expected=judged.get("Expected answer", ""),
            strict=agrees is not None,
            best=100 if agrees is not None and agrees[0].endswith("100") else 1,
        )
    return TaskAsked(prompt=without_items(text), item=find_item(text))


def _editing(world: World, text: str, blocks: tuple[str, ...]) -> EditorAsked:
    feedback = blocks[-1] if len(blocks) > 1 else ""
    shown = _noted(world, blocks[1], feedback) if len(blocks) > 2 else ()
    return EditorAsked(
        prompt=blocks[0] if blocks else _before_last_paragraph(text),
        feedback=_NUMBERED.sub(lambda line: "" if shown and _wrong(line[2]) is not None else line[2], feedback),
        shown=shown,
        preserving=len(blocks) < 2 and _SAME.search(_DATA.sub("", text)) is not None,
    )


def _noted(world: World, block: str, feedback: str) -> tuple[Shown, ...]:
    """The answers of a block that have a note of the same number in the feedback."""
    notes = dict(_NUMBERED.findall(feedback))
    scored = [
        f"{number}. Input: {given}\n   Answer: {answer}\n   Scoring: {notes[number]}"
        for number, given, answer in _UNSCORED.findall(block)
        if number in notes and _wrong(notes[number]) is not None
    ]
    return _shown(world, "\n".join(scored))


def _criticism(world: World, text: str, blocks: tuple[str, ...]) -> CriticAsked | ReviewAsked:
    if _REVIEW.search(text):
        return ReviewAsked(review=blocks[-1], opposite=_OPPOSITE.search(_DATA.sub("", text)) is not None)
    told = len(blocks) > 2 or (len(blocks) > 1 and _ROLLOUT.search(blocks[1]) is None)
    return CriticAsked(
        prompt=blocks[0] if blocks else "",
        shown=_shown(world, blocks[1]) if len(blocks) > 1 else (),
        upstream=blocks[-1] if told else "",
        blocks=len(blocks),
    )


def _question(rest: str, blocks: int) -> Question:
    if blocks > 2:
        return "identify" if "Numbered reviews:" in rest else "follows"
    return "opposite" if _OPPOSITE.search(rest) else "equivalent"


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
            label = told[1] if told else None
            found.append(Shown(number=named.number, answer=answer.strip(), told=label, wrong=_wrong(note.strip())))
    return tuple(found)


def _wrong(note: str) -> bool | None:
    """Whether a note calls an answer wrong; None where it does not say."""
    grade = _GRADE.fullmatch(note)
    if grade is not None:
        return int(grade[1]) < _HALF_RIGHT
    if note in {"correct", "graded right"}:
        return False
    return True if note == "graded wrong" or _EXPECTED.search(note) else None


def _before_last_paragraph(text: str) -> str:
    return text.rsplit("\n\n", 1)[0]
