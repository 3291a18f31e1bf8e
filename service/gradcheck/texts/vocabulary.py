"""Words: how they are counted, which of them carry content, and which of them two texts share."""

import math
import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

_WORD = re.compile(r"[\w']+")
_AHEAD = 4
_READ = 120_000  # in many more, nearly every common word occurs and nothing can be told
_SHIPPED = files("gradcheck.texts")


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


def known_words(corpus: Sequence[str]) -> set[str]:
    """The words of a task's texts: of its first four, and of so many others, evenly spread, as make 120,000 characters.

    The first are what describes the task: its description and its prompt.
    """
    every = max(math.ceil(sum(map(len, corpus)) / _READ), 1)
    return vocabulary((*corpus[:_AHEAD], *corpus[_AHEAD::every]))


def content_words(text: str) -> set[str]:
    """The different words of a text that carry content: no stop words, no single characters."""
    return {word for word in tokens(text) if len(word) > 1} - _stop_words()


def share(content: set[str], known: set[str]) -> float:
    """The share of words that are known; 0 if there are no words."""
    return len(content & known) / max(len(content), 1)


def alike(first: Sequence[str], second: Sequence[str]) -> float:
    """The share, 0 to 1, of the content words of either that both have; 1 where neither has any."""
    first_words, second_words = (content_words("\n".join(texts)) for texts in (first, second))
    return len(first_words & second_words) / len(first_words | second_words) if first_words | second_words else 1.0


def taken_up(texts: Sequence[str], before: str, after: str) -> float | None:
    """The share of the content words of `texts` that a new prompt has and the old one had not, in [0, 1].

    Words the old prompt had are left out; None where nothing is left.
    """
    wanted = set().union(*map(content_words, texts)) - content_words(before)
    return len(wanted & content_words(after)) / len(wanted) if wanted else None


@cache
def shipped_lines(name: str) -> tuple[str, ...]:
    """The lines of a shipped file that are not empty."""
    return tuple(line for line in (_SHIPPED / name).read_text("utf-8").splitlines() if line.strip())


@cache
def shipped_folder(name: str) -> tuple[str, ...]:
    """The names of a shipped folder's text files, sorted: how a system lists them must not change a draw."""
    return tuple(sorted(f"{name}/{file.name}" for file in (_SHIPPED / name).iterdir() if file.name.endswith(".txt")))


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(word for line in shipped_lines("stop.txt") for word in line.split())
