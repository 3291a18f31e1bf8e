"""Placebo feedback: texts that read like a critique and have never seen a task, matched in length.

It owns the choice of sentences and the check that none leaks the task. The sentences are in `placebo.txt`.
"""

import re
from collections.abc import Iterable, Sequence
from importlib.resources import files

import numpy as np

_WORD = re.compile(r"[\w']+")
_SENTENCES = tuple(
    line for line in (files("service.diagnostics") / "placebo.txt").read_text("utf-8").splitlines() if line.strip()
)


def placebo(length: int, forbidden: Sequence[str], rng: np.random.Generator) -> str:
    """Sentences whose words add up as closely as possible to `length` words, none that leaks if any does not.

    A subset-sum over the shuffled sentences; a text longer than all of them goes round again.
    """
    usable = [sentence for sentence in _SENTENCES if not leaks(sentence, forbidden)] or list(_SENTENCES)
    chosen: list[str] = []
    missing = max(length, 1)
    while missing > 0:
        order = [usable[position] for position in rng.permutation(len(usable))]
        picked = _closest(order, missing)
        chosen += picked
        missing -= sum(map(words, picked))
        if len(picked) < len(order):
            break
    return " ".join(chosen)


def leaks(text: str, forbidden: Iterable[str]) -> bool:
    """Whether a text holds one of the words of the forbidden texts."""
    banned = {word for one in forbidden for word in _WORD.findall(one.lower())}
    return not banned.isdisjoint(_WORD.findall(text.lower()))


def words(text: str) -> int:
    """The number of words of a text."""
    return len(_WORD.findall(text))


def _closest(sentences: list[str], target: int) -> list[str]:
    """The first subset found whose length is nearest to the target."""
    best: dict[int, list[str]] = {0: []}
    for sentence in sentences:
        size = words(sentence)
        for total, picked in list(best.items()):
            if total < target and total + size not in best:
                best[total + size] = [*picked, sentence]
    reachable = [total for total in best if total > 0]
    return best[min(reachable, key=lambda total: (abs(total - target), total))]
