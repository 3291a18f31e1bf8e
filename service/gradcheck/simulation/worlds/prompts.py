"""Prompts of a simulated world as text and as state: which atoms they hold, what they remember, their other words.

A text is read sentence by sentence, and everything it holds beyond known sentences is free text. Writing keeps the free
text and every placeholder and gives the prompt a mark of its wording, which makes it a prompt of its own.
"""

import re
from functools import lru_cache

import numpy as np

from gradcheck.domain.base import Value
from gradcheck.simulation.worlds.catalogue import (
    ABSENT,
    ATOMS,
    LABELS,
    OPPOSITE,
    PLACE,
    REWORDED,
    SENTENCES,
    WORDS_PER_ATOM,
    Bools,
)
from gradcheck.simulation.worlds.items import without_items

_PLACEHOLDER = re.compile(r"\{\{[ \t]*[^\W\d]\w*[ \t]*\}\}|\{[^\W\d]\w*\}")
_SENTENCE = re.compile(r"[^\s.!?][^.!?\n]*[.!?]?")
_BULLET = re.compile(r"^(?:[-*\s]|\d+[.)] )+", re.MULTILINE)
_WORDING = re.compile(r"Wording [0-9a-f]{6}\.")
_MEMO = re.compile(rf"For record (W\d+(?:-floor)?-\d+) the label is always ({'|'.join(LABELS)})\.")
_FEW = 3  # words that two texts may share by chance


class PromptState(Value, frozen=True, kw_only=True):
    """What a text holds: atoms, remembered answers by item, and how many other words."""

    present: Bools
    memos: dict[str, str]
    free: int


class Advice(Value, frozen=True, kw_only=True):
    """What a feedback asks for; `vague` counts what its other words come to, in atoms."""

    named: Bools
    memos: dict[str, str]
    vague: int

    @property
    def empty(self) -> bool:
        """Whether it asks for nothing that has a name."""
        return not self.named.any() and not self.memos


@lru_cache(maxsize=1 << 12)
def read_prompt(text: str) -> PromptState:
    """The state of a prompt, with or without the items and placeholders in it."""
    present = _atoms(text)
    present.setflags(write=False)  # every reader gets the same array
    rest = _PLACEHOLDER.sub("", without_items(_without_known(text, present)))
    return PromptState(present=present, memos=dict(_MEMO.findall(text)), free=len(rest.split()))


def prompt_key(text: str) -> str:
    """The identity of a prompt: the text that is the same for every item, in whatever layout."""
    return " ".join(_PLACEHOLDER.sub("", without_items(text)).split())


def holds_prompt(text: str, other: str) -> bool:
    """Whether a text is a prompt or holds some: it has a placeholder, a mark of a wording, or another's free words."""
    free = _PLACEHOLDER.sub("", _without_known(other, _atoms(other))).split()
    shared = len(free) >= _FEW and " ".join(free) in " ".join(text.split())
    return shared or bool(_PLACEHOLDER.search(text) or _WORDING.search(text))


def write_prompt(old: str, present: Bools, memos: dict[str, str], wording: str) -> str:
    """The old text with other atoms: free text first, then sentences, then the blocks that hold placeholders."""
    rest = _tidy(_without_known(old, _atoms(old)))
    blocks = re.split(r"\n\s*\n", rest)
    first = next((index for index, block in enumerate(blocks) if _PLACEHOLDER.search(block)), len(blocks))
    head, tail = "\n\n".join(blocks[:first]), "\n\n".join(blocks[first:])
    known = [SENTENCES[index] for index in np.flatnonzero(present)]
    said = " ".join([*known, *map(memo, memos, memos.values()), f"Wording {wording[:6]}."])
    between = " " if head.endswith((".", "!", "?")) else "\n"  # a sentence of ours must begin one
    return "\n\n".join(filter(None, (f"{head}{between}{said}".strip(), tail)))


def read_advice(text: str) -> Advice:
    """What a feedback asks for."""
    named = _atoms(text)
    rest = _BULLET.sub("", _without_known(text, named)).replace(ABSENT, "")
    words = len(re.findall(r"[\w']+", rest))
    vague = max(round(words / WORDS_PER_ATOM), 1) if words else 0
    return Advice(named=named, memos=dict(_MEMO.findall(text)), vague=vague)


def write_advice(advice: Advice) -> str:
    """A feedback that asks for what is named."""
    known = [SENTENCES[atom] for atom in np.flatnonzero(advice.named)]
    return " ".join([*known, *map(memo, advice.memos, advice.memos.values())])


def points(text: str) -> frozenset[str]:
    """All that a text holds of atoms and remembered answers, in one wording."""
    known = {SENTENCES[atom] for atom in np.flatnonzero(_atoms(text))}
    return frozenset(known | {memo(name, label) for name, label in _MEMO.findall(text)})


def opposite_advice(text: str) -> str:
    """A feedback with every known sentence turned into its opposite, and every answer to remember into another."""
    turned = _SENTENCE.sub(lambda match: _opposite(match[0]), text)
    return _MEMO.sub(lambda match: memo(match[1], LABELS[(LABELS.index(match[2]) + 1) % len(LABELS)]), turned)


def reworded_advice(text: str, rng: np.random.Generator) -> str:
    """The same sentences on one line, known ones in their other wording, in a drawn order."""
    sentences = [_reworded(sentence.strip()) for sentence in _SENTENCE.findall(_BULLET.sub("", text))]
    return " ".join(sentences[index] for index in rng.permutation(len(sentences)))


def memo(name: str, label: str) -> str:
    """The sentence that remembers an item's answer."""
    return f"For record {name} the label is always {label}."


def _opposite(sentence: str) -> str:
    atom = PLACE.get(sentence)
    return sentence if atom is None else SENTENCES[OPPOSITE[atom]]


def _reworded(sentence: str) -> str:
    atom = PLACE.get(sentence)
    if atom is None:
        return sentence
    return REWORDED[atom] if sentence == SENTENCES[atom] else SENTENCES[atom]


def _atoms(text: str) -> Bools:
    present = np.zeros(ATOMS, dtype=bool)
    present[[PLACE[sentence] for sentence in _SENTENCE.findall(_BULLET.sub("", text)) if sentence in PLACE]] = True
    return present


def _without_known(text: str, present: Bools) -> str:
    for atom in np.flatnonzero(present):
        text = text.replace(SENTENCES[atom], "").replace(REWORDED[atom], "")
    return _WORDING.sub("", _MEMO.sub("", text))


def _tidy(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
