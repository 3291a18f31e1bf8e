"""Placebo feedback: texts that read like a critique and have never seen a task, matched in length.

It owns the choice of sentences and the check that none leaks the task. The sentences are in `placebo.txt`.
"""

import re
from collections.abc import Iterable
from importlib.resources import files

import numpy as np

_WORD = re.compile(r"[A-Za-z0-9']+")
_SENTENCES = tuple(
    line for line in (files("service.diagnostics") / "placebo.txt").read_text("utf-8").splitlines() if line.strip()
)


def placebo(length: int, forbidden: Iterable[str], rng: np.random.Generator) -> str:
    """Sentences whose words add up as closely as possible to `length` words, none holding a forbidden word.

    A subset-sum over the shuffled sentences; a text longer than all of them goes round again.
    """
    banned = {word.lower() for text in forbidden for word in _WORD.findall(text)}
    usable = [sentence for sentence in _SENTENCES if not banned & {word.lower() for word in _WORD.findall(sentence)}]
    usable = usable or list(_SENTENCES)
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
