"""Allowed answers in running text: where they are named, and which the output settles on.

It owns how labels and letters are recognized; it does not own what a named answer is worth (`choice`).
"""

import functools
import re
import string
import unicodedata
from collections.abc import Iterator

from service.domain.base import Value

_LETTER_LABEL = re.compile(r"\(?([A-Za-z])[).:]?")
_LETTER = r"(?<![^\W_])(?<![^\W_]\.)(?<!['’])\(?(?P<letter>[A-Za-z])(?![^\W_]|['’][^\W_])\)?"  # noqa: RUF001
_INTRODUCED = re.compile(r"\b(?:answer|option|choice|is)\W*$", re.IGNORECASE)
_PROSE = re.compile(r"\s+(?!or\b|and\b|is\b)[^\W_]")
_ALONE = re.compile(r"\W*\w\W*")
_NEGATION = re.compile(
    r"(?:\b(?:not|never|neither|nor|cannot|without|rather\s+than|instead\s+of)|n['’]t)\s+(?:(?:be|an?|the)\s+){0,2}[\"'“‘*(]*$",  # noqa: RUF001
    re.IGNORECASE,
)
_OR = re.compile(r"\bor\b", re.IGNORECASE)
_JOINED = re.compile(r"(?:[^\S\n]|[\"'“”‘’`*_()\[\]{},/|&]|\b(?:or|and)\b)*", re.IGNORECASE)  # noqa: RUF001
_BESIDE = re.compile(r"[^\w\n]*")
_GAP = r"\s+"
_REACH = 30  # characters before a mention in which its negation or introduction stands


class Mention(Value, frozen=True, kw_only=True):
    """One place in a text that names a label."""

    start: int
    end: int
    label: str
    by_letter: bool
    negated: bool


class Key(Value, frozen=True, kw_only=True):
    """The allowed answers: the labels that are looked for as words, and what letters stand for."""

    words: tuple[str, ...]
    letters: dict[str, str]

    def label_of(self, answer: str) -> str | None:
        """The label that a whole answer names, by itself or by its letter."""
        label = _folded((*self.words, *self.letters.values())).get(_fold(answer))
        if label is not None:
            return label
        letter = _LETTER_LABEL.fullmatch(answer.strip())
        return self.letters.get(letter[1].upper()) if letter else None

    def settled(self, text: str) -> tuple[str, ...]:
        """The different labels in the place where the text last names any; one, unless it is ambiguous."""
        text = unicodedata.normalize("NFC", text)
        mentions = _standing(list(self._mentions(text)))
        place = mentions[-1:]
        for earlier, later in zip(mentions[-2::-1], mentions[:0:-1], strict=True):
            if not _same_place(text, earlier, later):
                break
            place.append(earlier)
        return tuple(dict.fromkeys(mention.label for mention in reversed(place)))

    def _mentions(self, text: str) -> Iterator[Mention]:
        words = sorted(self.words, key=len, reverse=True)
        alone = _ALONE.fullmatch(text) is not None
        previous = None
        for match in _pattern(words, letters=bool(self.letters)).finditer(text):
            letter = match["letter"]
            label = self.letters.get(letter.upper()) if letter else words[(match.lastindex or 1) - 1]
            if label is None or (letter and not alone and not _is_choice(match)):
                continue
            previous = Mention(
                start=match.start(),
                end=match.end(),
                label=label,
                by_letter=bool(letter),
                negated=_is_negated(text, match, previous),
            )
            yield previous


@functools.lru_cache(maxsize=16)
def key_of(labels: tuple[str, ...], *, ordered: bool) -> Key:
    """The key to these labels. Letters stand for labels that are letters, or for the place in an order."""
    labels = tuple({_fold(label): unicodedata.normalize("NFC", label) for label in reversed(labels)}.values())[::-1]
    own = [match[1].upper() for label in labels if (match := _LETTER_LABEL.fullmatch(label.strip()))]
    if len(own) == len(labels):
        return Key(words=(), letters=dict(zip(own, labels, strict=True)))
    return Key(words=labels, letters=dict(zip(string.ascii_uppercase, labels, strict=False)) if ordered else {})


@functools.lru_cache(maxsize=16)
def _folded(labels: tuple[str, ...]) -> dict[str, str]:
    """Labels by what is compared of them; of equal ones the first."""
    return {_fold(label): label for label in reversed(labels)}


def _fold(label: str) -> str:
    return " ".join(unicodedata.normalize("NFC", label).casefold().split())


def _pattern(words: list[str], *, letters: bool) -> re.Pattern[str]:
    """Words first, the longest first; parts of words, of hyphenated words and of decimal numbers are none."""
    spelled = "|".join(f"({_GAP.join(map(re.escape, word.split()))})" for word in words)
    word = rf"(?<![^\W_])(?<![-−])(?<![0-9][.,])(?i:{spelled})(?![^\W_]|-[^\W_]|[.,][0-9])"  # noqa: RUF001
    never = r"(?!)(?P<letter>.)"
    return re.compile("|".join(([word] if words else []) + [_LETTER if letters else never]))


def _is_choice(match: re.Match[str]) -> bool:
    """Whether a single letter is meant as an answer and not as an article, a pronoun or a variable."""
    letter, text = match["letter"], match.string
    if match[0] == f"({letter})":
        return True
    introduced = _INTRODUCED.search(text[max(0, match.start() - _REACH) : match.start()]) is not None
    if letter in "aAiI" and _PROSE.match(text, match.end()):
        return introduced and letter.isupper()
    return introduced or letter.isupper()


def _is_negated(text: str, match: re.Match[str], previous: Mention | None) -> bool:
    if _NEGATION.search(text[max(0, match.start() - _REACH) : match.start()]):
        return True
    if previous is None or not previous.negated:
        return False
    gap = text[previous.end : match.start()]
    return bool(_JOINED.fullmatch(gap) and _OR.search(gap))


def _standing(mentions: list[Mention]) -> list[Mention]:
    """The mentions that no later negation of their label takes back."""
    denied = {mention.label: place for place, mention in enumerate(mentions) if mention.negated}
    return [mention for place, mention in enumerate(mentions) if place > denied.get(mention.label, -1)]


def _same_place(text: str, earlier: Mention, later: Mention) -> bool:
    gap = text[earlier.end : later.start]
    if _JOINED.fullmatch(gap):
        return True
    return earlier.by_letter != later.by_letter and _BESIDE.fullmatch(gap) is not None
