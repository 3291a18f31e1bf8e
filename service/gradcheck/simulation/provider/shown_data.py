"""What stands between the marks of a request, told apart by its shape: rollouts, examples, prompts, other texts."""

import re
from collections.abc import Sequence
from typing import Literal

from gradcheck.simulation.worlds.catalogue import LABELS
from gradcheck.simulation.worlds.evidence import Shown
from gradcheck.simulation.worlds.items import find_item, label_of
from gradcheck.simulation.worlds.prompts import holds_prompt
from gradcheck.simulation.worlds.world import World

Shape = Literal["rollouts", "examples", "prompts", "text"]

_ROLLOUT = re.compile(r"Input: (.*)\n\s*Answer: (.*)\n\s*Scoring: (.*)")
_UNSCORED = re.compile(r"^(\d+)\. Input: (.*)\n\s*Answer: (.*)", re.MULTILINE)
_EXAMPLE = re.compile(r"Input: (.*)\n\s*(?!Answer: )[A-Z][A-Za-z ]*: (.*)")
_EXPECTED = re.compile(r'expected "([^"]*)"')
_GRADE = re.compile(r"graded (\d+) of 100")
_COMPARED = re.compile(r"given prompt's|answer that others are compared with")  # the reader sees what is wrong
_JUDGED = re.compile(r"the judge gave ([\d.]+) of 1 by the rubric")
_NUMBERED = re.compile(r"^(\d+)[.)] (.*)$", re.MULTILINE)
_ENTRIES = re.compile(r"^(?=\d+\. )", re.MULTILINE)
_SCORE = re.compile(r"\bScore(?: of 100)?\W+(\d+)", re.IGNORECASE)
_HALF_RIGHT = 50

NOTHING = frozenset({"", "none", "nothing", "not known"})
"""What stands where there is nothing to show."""


def shape_of(block: str, prompt: str) -> Shape:
    """What a block holds; a prompt is known by its placeholders and marks, or by the words it shares with `prompt`."""
    if _ROLLOUT.search(block) or _UNSCORED.search(block):
        return "rollouts"
    if _EXAMPLE.search(block):
        return "examples"
    return "prompts" if holds_prompt(block, prompt) else "text"


def rollouts(world: World, block: str) -> tuple[Shown, ...]:
    """The rollouts of a block with how they were scored, those about items of this world."""
    return _shown(world, _ROLLOUT.findall(block))


def examples(world: World, block: str) -> tuple[Shown, ...]:
    """The examples of a block: each is read as an error that was not made yet, so its answer is another label."""
    matches = _EXAMPLE.findall(block)
    return _shown(world, [(text, _other(answer.strip()), f'expected "{answer.strip()}"') for text, answer in matches])


def right(world: World, block: str) -> int:
    """How many answers of a block that shows no scoring are right, of those about items of this world."""
    known = [(find_item(text), answer.strip()) for _, text, answer in _UNSCORED.findall(block)]
    return sum(
        answer == label_of(world, named.number) for named, answer in known if named and named.world == world.name
    )


def noted(world: World, blocks: Sequence[str], notes: str) -> tuple[tuple[Shown, ...], str]:
    """Rollouts shown without their scoring, with the scorer's notes by their numbers; and what else the notes say."""
    by_number = {number: note for number, note in _NUMBERED.findall(notes) if _judges(note)}
    unscored = [match for block in blocks for match in _UNSCORED.findall(block)]
    rows = [(text, answer, by_number[number]) for number, text, answer in unscored if number in by_number]
    if not rows:
        return (), notes
    rest = _NUMBERED.sub(lambda line: "" if line[1] in by_number else line[0], notes)
    return _shown(world, rows), rest


def best(block: str) -> tuple[str, ...]:
    """The prompts of a block: of a history with scores those that are not below the mean."""
    entries = [(entry, score) for entry in _ENTRIES.split(block) for score in _SCORE.findall(entry)[:1]]
    if not entries:
        return (block,)
    mean = sum(int(score) for _, score in entries) / len(entries)
    return tuple(entry for entry, score in entries if int(score) >= mean)


def _shown(world: World, rows: Sequence[tuple[str, str, str]]) -> tuple[Shown, ...]:
    """Inputs, answers and notes as rollouts, those about items of this world."""
    read = []
    for text, answer, note in rows:
        named = find_item(text)
        if named is not None and named.world == world.name:
            told = _EXPECTED.search(note)
            label, said = told[1] if told else None, answer.strip()
            wrong = said != label_of(world, named.number) if _COMPARED.search(note) else _wrong(note.strip())
            read.append(Shown(number=named.number, answer=said, told=label, wrong=wrong))
    return tuple(read)


def _judges(note: str) -> bool:
    """Whether a note says, or lets its reader see, how good an answer is."""
    return _COMPARED.search(note) is not None or _wrong(note.strip()) is not None


def _wrong(note: str) -> bool | None:
    """Whether a note calls an answer wrong; None where it does not say."""
    judged = _JUDGED.match(note)
    if judged is not None:
        return float(judged[1]) < _HALF_RIGHT / 100
    grade = _GRADE.fullmatch(note)
    if grade is not None:
        return int(grade[1]) < _HALF_RIGHT
    if note in {"correct", "graded right"}:
        return False
    return True if note == "graded wrong" or _EXPECTED.search(note) else None


def _other(label: str) -> str:
    """A label that is not this one."""
    return next(other for other in LABELS if other != label)
