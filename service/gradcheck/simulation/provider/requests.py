"""Requests as a simulated model reads them: who it is asked to be, and what it is shown.

It knows critics, editors and those who compare texts by the tags they are asked to write between, judges by the answer
they are asked to score or compare, and what these are shown by the marks around data; everything else is a task. The
first block of data is the prompt; of an editor's the last is feedback, unless it holds examples or prompts. What was
tried and turned down nobody heeds, nor a briefing: words on the task do not matter in a world.
"""

import re
from typing import Literal

from gradcheck.domain.base import Value
from gradcheck.domain.call import Chat, Completion, ModelRequest
from gradcheck.simulation.provider.shown_data import NOTHING, Shape, best, examples, noted, right, rollouts, shape_of
from gradcheck.simulation.worlds.evidence import Shown
from gradcheck.simulation.worlds.items import Named, find_item, label_of, without_items
from gradcheck.simulation.worlds.world import World

Question = Literal["follows", "identify", "equivalent", "opposite"]

_ASKED = re.compile(r"<(FEEDBACK|PROMPT|ANSWER)> and </\1>\.?\s*\Z")
_DATA = re.compile(r"<data-([0-9a-f]+)>\n(.*?)\n</data-\1>", re.DOTALL)
_REVIEW = re.compile(r"^A review:\n<data-", re.MULTILINE)
_SETS = re.compile(r"^Answers A:\n<data-", re.MULTILINE)
_RULES = re.compile(r"^The rules so far:\n<data-", re.MULTILINE)
_SEVERAL = re.compile(r"each of them between <FEEDBACK>")
_TURNED_DOWN = re.compile(r"^[^\n]*turned down:\n<data-([0-9a-f]+)>\n.*?\n</data-\1>\n", re.DOTALL | re.MULTILINE)
_BRIEFING = re.compile(r"^Briefing, [^\n]*:\n<data-([0-9a-f]+)>\n.*?\n</data-\1>\n+", re.DOTALL | re.MULTILINE)
_SAME = re.compile(r"same meaning|without changing", re.IGNORECASE)
_OPPOSITE = re.compile(r"\bopposite\b", re.IGNORECASE)
_JUDGED = re.compile(
    r"^(Expected answer|Answer to score|Answer A|Answer B):\nBEGIN (\w+)\n(.*?)\nEND \2$", re.DOTALL | re.MULTILINE
)
_AGREES = re.compile(r"agree with the expected one\?.*? from 0 .*? to 100|agree with the expected one\?", re.DOTALL)


class TaskAsked(Value, frozen=True, kw_only=True):
    """A prompt to be followed, the item it is about if there is one, and demos: inputs with their answers."""

    prompt: str
    item: Named | None
    demos: tuple[tuple[str, str], ...] = ()


class CriticAsked(Value, frozen=True, kw_only=True):
    """What a critic is shown; `upstream` is what others have said, to pass on.

    One that is `blank` is shown neither data nor what others said. One that `describes` is shown texts and no
    answers. With `several` each thing it asks for is a text of its own.
    """

    prompt: str
    shown: tuple[Shown, ...]
    upstream: str
    blank: bool
    describes: bool
    several: bool


class ReviewAsked(Value, frozen=True, kw_only=True):
    """A feedback to be written again: as its opposite, or in other words."""

    review: str
    opposite: bool


class EditorAsked(Value, frozen=True, kw_only=True):
    """The prompt to change and the feedback to change it by; `preserving` asks for the same in other words.

    `shown` are answers that the editor itself makes sense of: those that its feedback are notes on, or examples where
    there is no feedback. Without feedback it takes up what `others` hold: prompts, what is said of data and program.
    """

    prompt: str
    feedback: str
    preserving: bool
    shown: tuple[Shown, ...] = ()
    others: tuple[str, ...] = ()


class JudgeAsked(Value, frozen=True, kw_only=True):
    """An answer to be scored up to `best`, and the right one; `strict` takes the whole answer for it.

    Where nobody says what is right, the judge knows it of an item of its world.
    """

    answer: str
    expected: str
    strict: bool
    best: int


class PairAsked(Value, frozen=True, kw_only=True):
    """Two answers of which the better one is to be named, and the right one."""

    first: str
    second: str
    expected: str


class SetsAsked(Value, frozen=True, kw_only=True):
    """Two lists of answers of which the better is to be named: how many of each are right."""

    first: int
    second: int


class QuestionAsked(Value, frozen=True, kw_only=True):
    """A question about texts: a prompt before and after a change with one or more reviews, or two reviews."""

    question: Question
    texts: tuple[str, ...]


Asked = TaskAsked | CriticAsked | ReviewAsked | EditorAsked | JudgeAsked | PairAsked | SetsAsked | QuestionAsked


def read_request(world: World, request: ModelRequest) -> Asked:
    """What a request asks for."""
    text, demos = _text(request)
    text = _TURNED_DOWN.sub("", _BRIEFING.sub("", text))
    blocks = tuple(data for _, data in _DATA.findall(text))
    match _ASKED.search(text):
        case re.Match() as tag if tag[1] == "FEEDBACK":
            return _criticism(world, text, blocks)
        case re.Match() as tag if tag[1] == "PROMPT":
            return _editing(world, text, blocks)
        case re.Match() if len(blocks) in {2, 3}:
            return QuestionAsked(question=_question(_DATA.sub("", text), len(blocks)), texts=blocks)
    judged = {title: answer for title, _, answer in _JUDGED.findall(text)}
    expected = judged.get("Expected answer") or _truth(world, text)
    if "Answer A" in judged:
        return PairAsked(first=judged["Answer A"], second=judged.get("Answer B", ""), expected=expected)
    if "Answer to score" in judged:
        agrees = _AGREES.search(text)
        return JudgeAsked(
            answer=judged["Answer to score"],
            expected=expected,
            strict=agrees is not None,
            best=100 if agrees is not None and agrees[0].endswith("100") else 1,
        )
    return TaskAsked(prompt=without_items(text), item=find_item(text), demos=demos)


def _truth(world: World, text: str) -> str:
    """The right answer to the item that a text is about; nothing where it is about none of this world."""
    named = find_item(text)
    return label_of(world, named.number) if named is not None and named.world == world.name else ""


def _criticism(world: World, text: str, blocks: tuple[str, ...]) -> CriticAsked | ReviewAsked | SetsAsked:
    if _REVIEW.search(text):
        return ReviewAsked(review=blocks[-1], opposite=_OPPOSITE.search(_DATA.sub("", text)) is not None)
    if _SETS.search(text):
        return SetsAsked(first=right(world, blocks[-2]), second=right(world, blocks[-1]))
    shapes = [shape_of(block, blocks[0] if index else "") for index, block in enumerate(blocks)]
    shaped = list(zip(shapes, blocks, strict=True))
    alone = shapes == ["text"]
    told = [block for shape, block in shaped[0 if alone else 1 :] if shape == "text" and block not in NOTHING]
    prompted = not alone and shapes[:1] in (["text"], ["prompts"])
    return CriticAsked(
        prompt=blocks[0] if prompted else "",
        shown=tuple(answer for shape, block in shaped for answer in _answers(world, shape, block)),
        upstream="\n".join(told[-2 if _RULES.search(text) else -1 :]),
        blank=not blocks or shapes == ["prompts"],
        describes=(alone or len(blocks) > 1) and "" not in blocks and not {"rollouts", "examples"} & set(shapes),
        several=_SEVERAL.search(text) is not None,
    )


def _editing(world: World, text: str, blocks: tuple[str, ...]) -> EditorAsked:
    prompt = blocks[0] if blocks else _before_last_paragraph(text)
    if len(blocks) < 2:
        preserving = _SAME.search(_DATA.sub("", text)) is not None
        return EditorAsked(prompt=prompt, feedback="", preserving=preserving)
    if blocks[-1] not in NOTHING and shape_of(blocks[-1], prompt) == "text":
        shown, feedback = noted(world, blocks[1:-1], blocks[-1])
        return EditorAsked(prompt=prompt, feedback=feedback, preserving=False, shown=shown)
    rest = [(shape_of(block, prompt), block) for block in blocks[1:]]
    return EditorAsked(
        prompt="" if prompt in NOTHING else prompt,
        feedback="",
        preserving=False,
        shown=tuple(answer for shape, block in rest for answer in _answers(world, shape, block)),
        others=tuple(other for shape, block in rest if shape in {"prompts", "text"} for other in best(block)),
    )


def _answers(world: World, shape: Shape, block: str) -> tuple[Shown, ...]:
    """The answers that a block shows."""
    match shape:
        case "rollouts":
            return rollouts(world, block)
        case "examples":
            return examples(world, block)
        case "prompts" | "text":
            return ()


def _question(rest: str, blocks: int) -> Question:
    if blocks > 2:
        return "identify" if "Numbered reviews:" in rest else "follows"
    return "opposite" if _OPPOSITE.search(rest) else "equivalent"


def _text(request: ModelRequest) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The text of a request without its demos, and these: every turn of an assistant answers the one before it."""
    match request:
        case Chat(messages=messages):
            answered = {index - 1: index for index, message in enumerate(messages) if message.role == "assistant"}
            demos = tuple((messages[first].content, messages[second].content) for first, second in answered.items())
            turns = {*answered, *answered.values()}
            return "\n".join(m.content for index, m in enumerate(messages) if index not in turns), demos
        case Completion(prompt=prompt):
            return prompt, ()


def _before_last_paragraph(text: str) -> str:
    return text.rsplit("\n\n", 1)[0]
