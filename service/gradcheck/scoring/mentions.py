"""Allowed answers in running text: where they are named, and which the output settles on."""

import re
import string
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from gradcheck.domain.base import Value
from gradcheck.scoring.folding import UNSPACED, caseless, fold
from gradcheck.scoring.negation import AFTER, BEFORE

_IN_WORD = r"[^\W_]"
_UNSPACED = re.compile(f"[{UNSPACED}]")
_LETTER_LABEL = re.compile(r"\(?([A-Za-z])[).:]?")
_LETTER = rf"(?<!{_IN_WORD}\.)(?<!['’])\(?(?P<letter>[A-Za-z])"
_INTRODUCED = re.compile(
    r"(?:\b(?:answer|option|choice|is|antwort|respuesta|réponse|resposta|risposta|opción|opção|opzione|ist|es|est|è|é"
    r"|ответ|вариант)|答案|选项?|選項?|选择|選擇|正解|答え?|[是为為は]|정답[은는이]?|답[은는이]?|คำตอบ|ข้อ|คือ)\W*$",
    re.IGNORECASE,
)
_PROSE = re.compile(rf"\s+(?!or\b|and\b|is\b)(?![{UNSPACED}]){_IN_WORD}")
_ALONE = re.compile(r"\W*\w\W*")
_OR_WORDS = (
    r"\b(?:or|oder|ou|o|u|of|eller|или|lub|hoặc|atau|veya|أو|या)\b"
    r"|或者?|还是|還是|または|もしくは|あるいは|か|또는|혹은|아니면|이?나|หรือ|ຫຼື|ឬ"
)
_AND_WORDS = (
    r"\b(?:and|und|et|e|y|en|och|og|и|i|và|dan|ve|و|और)\b"
    r"|以?及|和|与|與|跟|や|と|[와과]|및|และ|ແລະ|និង"
)
_OR = re.compile(_OR_WORDS, re.IGNORECASE)
_JOINED = re.compile(
    rf"(?:[^\S\n]|[\"'“”‘’`*_()\[\]{{}},/|&、・،「」『』]|{_OR_WORDS}|{_AND_WORDS})*",
    re.IGNORECASE,
)
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
        label = _by_sameness((*self.words, *self.letters.values())).get(_same(answer))
        if label is not None:
            return label
        letter = _LETTER_LABEL.fullmatch(fold(answer).strip())
        return self.letters.get(letter[1].upper()) if letter else None

    def settled(self, text: str) -> tuple[str, ...]:
        """The different labels in the place where the text last names any; one, unless it is ambiguous."""
        text = fold(text)
        mentions = standing(self.mentions(text))
        nearby = mentions[-1:]
        for earlier, later in zip(mentions[-2::-1], mentions[:0:-1], strict=True):
            if not _same_place(text, earlier, later):
                break
            nearby.append(earlier)
        return tuple(dict.fromkeys(mention.label for mention in reversed(nearby)))

    def mentions(self, folded: str) -> list[Mention]:
        """All places in a folded text that name a label, negated ones too."""
        return list(self._mentions(folded))

    def _mentions(self, text: str) -> Iterator[Mention]:
        words = tuple(sorted(self.words, key=len, reverse=True))
        alone = _ALONE.fullmatch(text) is not None
        previous = None
        for match in _pattern(words, letters=bool(self.letters), unspaced=not text.isascii()).finditer(text):
            letter = match["letter"]
            label = self.letters.get(letter.upper()) if letter else words[(match.lastindex or 1) - 1]
            if label is None or _goes_on(match) or (letter and not alone and not _is_choice(match)):
                continue
            previous = Mention(
                start=match.start(),
                end=match.end(),
                label=label,
                by_letter=bool(letter),
                negated=_is_negated(text, match, previous),
            )
            yield previous


@lru_cache(maxsize=16)
def key_of(labels: tuple[str, ...], *, ordered: bool) -> Key:
    """The key to these labels. Letters stand for labels that are letters, or for the place in an order."""
    labels = tuple({_same(label): label for label in reversed(labels)}.values())[::-1]
    letters = [match[1].upper() for label in labels if (match := _LETTER_LABEL.fullmatch(fold(label).strip()))]
    if len(letters) == len(labels):
        return Key(words=(), letters=dict(zip(letters, labels, strict=True)))
    return Key(words=labels, letters=dict(zip(string.ascii_uppercase, labels, strict=False)) if ordered else {})


@lru_cache(maxsize=16)
def _by_sameness(labels: tuple[str, ...]) -> dict[str, str]:
    """Labels by what is compared of them; of equal ones the first."""
    return {_same(label): label for label in reversed(labels)}


def _same(label: str) -> str:
    return " ".join(caseless(label).split())


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...], *, letters: bool, unspaced: bool) -> re.Pattern[str]:
    """Words first, the longest first; parts of words, of hyphenated words and of decimal numbers are none.

    `unspaced` is whether a text may hold letters of scripts without spaces, next to which a word begins and ends.
    """
    after_one, is_one, ends_with_one = (
        (f"|(?<=[{UNSPACED}])", f"|(?=[{UNSPACED}])", f"(?<=[{UNSPACED}])|") if unspaced else ("", "", "")
    )
    spelled = "|".join(f"({_spelled(word)})" for word in words)
    before = rf"(?:(?<!{_IN_WORD})(?<![-−])(?<![0-9][.,]){after_one}{is_one})"
    after = rf"(?:{ends_with_one}(?!{_IN_WORD}|-{_IN_WORD}|[.,][0-9]){is_one})"
    word = [f"{before}(?:(?i:{spelled})){after}"] if words else []
    letter = rf"(?:(?<!{_IN_WORD}){after_one}){_LETTER}(?:(?!{_IN_WORD}|['’]{_IN_WORD}){is_one})\)?"
    never = r"(?!)(?P<letter>.)"
    return re.compile("|".join([*word, letter if letters else never]))


def _spelled(word: str) -> str:
    """A label as it stands in a text, in any white space and either spelling of a sharp s."""
    return _GAP.join(re.sub("(?i:ss|ß)", "(?:ss|ß)", re.escape(part)) for part in fold(word).split())


def _goes_on(match: re.Match[str]) -> bool:
    """Whether the word goes on with a vowel sign or accent, which patterns do not take for a part of it."""
    text, (start, end) = match.string, match.span()
    return any(
        0 <= position < len(text)
        and unicodedata.category(text[position]).startswith("M")
        and not _UNSPACED.match(text[edge])
        and not _UNSPACED.match(text[position])
        for position, edge in ((start - 1, start), (end, end - 1))
    )


def _is_choice(match: re.Match[str]) -> bool:
    """Whether a single letter is meant as an answer and not as an article, a pronoun or a variable."""
    letter, text = match["letter"], match.string
    if match[0] == f"({letter})":
        return True
    introduced = _INTRODUCED.search(text, max(0, match.start() - _REACH), match.start()) is not None
    if letter in "aAiI" and _PROSE.match(text, match.end()):
        return introduced and letter.isupper()
    return introduced or letter.isupper()


def _is_negated(text: str, match: re.Match[str], previous: Mention | None) -> bool:
    if BEFORE.search(text, max(0, match.start() - _REACH), match.start()) or AFTER.match(text, match.end()):
        return True
    if previous is None or not previous.negated:
        return False
    gap = text[previous.end : match.start()]
    return bool(_JOINED.fullmatch(gap) and _OR.search(gap))


def standing(mentions: list[Mention]) -> list[Mention]:
    """The mentions that no later negation of their label takes back."""
    denied = {mention.label: index for index, mention in enumerate(mentions) if mention.negated}
    return [mention for index, mention in enumerate(mentions) if index > denied.get(mention.label, -1)]


def _same_place(text: str, earlier: Mention, later: Mention) -> bool:
    gap = text[earlier.end : later.start]
    if _JOINED.fullmatch(gap):
        return True
    return earlier.by_letter != later.by_letter and _BESIDE.fullmatch(gap) is not None
