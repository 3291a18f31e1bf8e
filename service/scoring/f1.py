"""The `f1` scorer: how much of the words the output and the expected answer share.

It owns the normalization of the SQuAD evaluation: case, punctuation and the articles `a`, `an`, `the` do
not count, words are what white space separates. So a sign is lost (`-5` is `5`; see `numeric`), and a text
without white space is one word. Of a list the best answer counts. Two answers without any word are equal;
one without shares nothing.
"""

import unicodedata
from collections import Counter
from typing import ClassVar

from service.domain.base import Wire
from service.domain.task import Expected
from service.errors import Fault
from service.scoring.answers import acceptable, answers_fault
from service.scoring.base import CORRECT, Score
from service.scoring.notes import either, mismatch

_ARTICLES = frozenset({"a", "an", "the"})
_ASCII_SYMBOLS = frozenset("$+<=>^`|~")  # punctuation to SQuAD, symbols to Unicode


class F1(Wire, frozen=True, kw_only=True, tag="f1", tag_field="kind"):
    """The F1 of the words that the output and the expected answer share."""

    needs_expected: ClassVar[bool] = True
    summary: ClassVar[str] = "the F1 of the words shared with the expected answer, or with the closest of a list"

    def faults(self, _path: str, /) -> list[Fault]:
        return []

    def expected_fault(self, expected: Expected, _labels: tuple[str, ...], /) -> str | None:
        return answers_fault(expected)

    def score(self, output: str, expected: Expected, labels: tuple[str, ...], /) -> Score:
        answers, words = acceptable(expected), _words(output)
        best = max(_f1(words, _words(answer)) for answer in answers)
        if best == 1:
            return CORRECT
        why = f"word overlap {best:.2f} of 1"
        return Score(value=best, note=mismatch(either(answers), output, why=why, labels=labels))


def _words(text: str) -> Counter[str]:
    folded = unicodedata.normalize("NFC", text).casefold()
    kept = "".join(char for char in folded if not _is_punctuation(char))
    return Counter(word for word in kept.split() if word not in _ARTICLES)


def _is_punctuation(char: str) -> bool:
    return char in _ASCII_SYMBOLS or unicodedata.category(char).startswith("P")


def _f1(left: Counter[str], right: Counter[str]) -> float:
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else 1.0
