"""Words: how they are counted, which of them carry content, and which of them two texts share.

It owns the shipped files' reading and the word as a unit. It does not own what sharing words means.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

_WORD = re.compile(r"[\w']+")
_READ = 20_000  # words of a corpus; in many more nearly every common word occurs and nothing can be told
_SHIPPED = files("service.diagnostics.texts")


def tokens(text: str) -> list[str]:
    """The words of a text in lower case, in any alphabet."""
    return _WORD.findall(text.lower())


def words(text: str) -> int:
    """The number of words of a text."""
    return len(_WORD.findall(text))


def leaks(text: str, forbidden: Iterable[str]) -> bool:
    """Whether a text holds one of the words of the forbidden texts."""
    return not vocabulary(forbidden).isdisjoint(tokens(text))


def without_leaks(texts: Sequence[str], forbidden: Iterable[str]) -> list[str]:
    """The texts that hold no word of the forbidden ones."""
    banned = vocabulary(forbidden)
    return [text for text in texts if banned.isdisjoint(tokens(text))]


def vocabulary(texts: Iterable[str]) -> set[str]:
    """All words that occur in the texts."""
    return {word for text in texts for word in tokens(text)}


def first_words(texts: Iterable[str]) -> set[str]:
    """The words that occur in the first 20,000 words of the texts."""
    known: set[str] = set()
    read = 0
    for text in texts:
        found = tokens(text)[: _READ - read]
        known.update(found)
        read += len(found)
        if read >= _READ:
            break
    return known


def content_words(text: str) -> set[str]:
    """The different words of a text that carry content: no stop words, no single characters."""
    return {word for word in tokens(text) if len(word) > 1} - _stop_words()


def overlap(text: str, corpus: Iterable[str]) -> float:
    """The share, 0 to 1, of a text's different content words that occur in the corpus; 0 for a text without any."""
    return share(content_words(text), vocabulary(corpus))


def share(content: set[str], known: set[str]) -> float:
    """The share of words that are known; 0 if there are no words."""
    return len(content & known) / max(len(content), 1)


@cache
def shipped_lines(name: str) -> tuple[str, ...]:
    """The lines of a shipped file that are not empty."""
    return tuple(line for line in (_SHIPPED / name).read_text("utf-8").splitlines() if line.strip())


@cache
def shipped_folder(name: str) -> tuple[str, ...]:
    """The names of a shipped folder's text files, sorted: how a system lists them must not change a draw."""
    return tuple(sorted(f"{name}/{one.name}" for one in (_SHIPPED / name).iterdir() if one.name.endswith(".txt")))


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(word for line in shipped_lines("stop.txt") for word in line.split())
