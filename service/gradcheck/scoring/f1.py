"""The `f1` scorer: how much of the words the output and the expected answer share.

The normalization is that of the SQuAD evaluation: case, punctuation and the articles `a`, `an`, `the` do
not count, words are what white space separates. In scripts that put no space between words, and in Hangul,
whose particles stand next to their words, every character counts as one. A sign is lost (`-5` is `5`; see
`numeric`). Of a list the best answer counts. Two answers without any word are equal;
one without shares nothing.
"""

import re
import unicodedata
from collections import Counter
from typing import ClassVar

from gradcheck.domain.task import Expected
from gradcheck.scoring.base import CORRECT, Score, Scorer
from gradcheck.scoring.expected import acceptable
from gradcheck.scoring.folding import UNSPACED, caseless
from gradcheck.scoring.notes import either, mismatch

_ARTICLES = frozenset({"a", "an", "the"})
_WORD = re.compile(rf"[{UNSPACED}]|[^\s{UNSPACED}]+")
_ASCII_SYMBOLS = frozenset("$+<=>^`|~")  # punctuation to SQuAD, symbols to Unicode


class F1(Scorer, frozen=True, kw_only=True, tag="f1", tag_field="kind"):
    """The F1 of the words (characters in scripts without spaces) that the output and the expected answer share."""

    needs_expected: ClassVar[bool] = True
    summary: ClassVar[str] = (
        "the F1 of the words shared with the expected answer, or with the closest of a list; "
        "of the characters in scripts without spaces"
    )

    def score(self, output: str, expected: Expected, labels: tuple[str, ...], /) -> Score:
        answers, words = acceptable(expected), _words(output)
        best = max(_f1(words, _words(answer)) for answer in answers)
        if best == 1:
            return CORRECT
        why = f"overlap {best:.2f} of 1"
        return Score(value=best, note=mismatch(either(answers), output, why=why, labels=labels))


def _words(text: str) -> Counter[str]:
    words = "".join(char for char in caseless(text) if not _is_punctuation(char))
    return Counter(word for word in _WORD.findall(words) if word not in _ARTICLES)


def _is_punctuation(char: str) -> bool:
    return char in _ASCII_SYMBOLS or unicodedata.category(char).startswith("P")


def _f1(left: Counter[str], right: Counter[str]) -> float:
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else 1.0
