"""Which labels an answer says: what tables of right and wrong answers by label rest on.

- An answer that scores 1 says what was expected. Any other says the one label for which it would score 1, and nothing
  where there is none or several. So a table never disagrees with the scores.
- A number within the tolerance of the expected one says the expected one; any other says the label it is equal to.
- Labels that each score 1 where the other is expected (`Yes` and `yes`) are one label.
- Of a weighted score the first part that compares with labels is the scorer; an answer's score is this part's.
- A judge, also one that compares, and a pattern without a group do not look for the expected answer, so nothing can
  be read.
"""

from functools import lru_cache
from typing import Protocol

from msgspec.structs import replace

from gradcheck.domain.labels import Named
from gradcheck.domain.task import Expected
from gradcheck.scoring.base import Scorer
from gradcheck.scoring.choice import Choice
from gradcheck.scoring.expected import text_of
from gradcheck.scoring.hosted import Hosted
from gradcheck.scoring.installed import Installed
from gradcheck.scoring.judge import Judge
from gradcheck.scoring.listing import listed
from gradcheck.scoring.mentions import Key
from gradcheck.scoring.numeric import Numeric
from gradcheck.scoring.pairwise import Pairwise
from gradcheck.scoring.regex import Regex
from gradcheck.scoring.registry import Scoring
from gradcheck.scoring.sets import Set
from gradcheck.scoring.weighted import Part, Weighted

_REMEMBERED = 1024  # answers that were read


class Reader(Protocol):
    """Reads labels; `labels` are all there are, in their order.

    `part` is the part of a weighted score that they are read by, None of any other score.
    """

    labels: tuple[str, ...]
    part: str | None

    def expected(self, expected: Expected, /) -> Named:
        """The labels of an expected answer."""

    def said(self, output: str, expected: Expected, score: float, /) -> Named:
        """The labels that an output says; `score` is what it got where `expected` was."""


def reader(scoring: Scoring, labels: tuple[str, ...]) -> Reader | None:
    """What reads the labels of a task with these `labels`; None where there are none to be read."""
    match scoring:
        case Weighted():
            part = label_part(scoring, labels)
            inner = None if part is None else reader(part.scoring, labels)
            if part is not None and inner is not None:
                inner.part = part.name
            return inner
        case Judge() | Hosted() | Installed() | Pairwise() | Regex(group=None):
            return None
        case Set(choices=choices):
            return _Several(scoring, choices or labels) if choices or labels else None
        case Choice(choices=choices):
            return _Settled(scoring.key(labels)) if choices or labels else None
        case Numeric():
            return _One(replace(scoring, absolute_tolerance=0.0, relative_tolerance=0.0), labels) if labels else None
        case _:
            return _One(scoring, labels) if labels else None


def label_part(weighted: Weighted, labels: tuple[str, ...]) -> Part | None:
    """The first part of a weighted score that compares with labels; None where there is none."""
    return next((part for part in weighted.parts if reader(part.scoring, labels) is not None), None)


class _One:
    """Reads answers that are one label."""

    part: str | None = None

    def __init__(self, scorer: Scorer, labels: tuple[str, ...]) -> None:
        self._scorer = scorer
        self._given = labels
        self._same: dict[str, str] = {}
        for label in labels:
            same = (earlier for earlier in self._same if self._right(label, earlier) and self._right(earlier, label))
            first = next(same, None)
            self._same[label] = label if first is None else self._same[first]
        self.labels = tuple(dict.fromkeys(self._same.values()))
        self._read = lru_cache(maxsize=_REMEMBERED)(self._found)

    def expected(self, expected: Expected, /) -> Named:
        text = text_of(expected)
        return frozenset({self._same[text]}) if text in self._same else self._read(text)

    def said(self, output: str, expected: Expected, score: float, /) -> Named:
        return self.expected(expected) if score == 1 else self._read(output)

    def _found(self, output: str) -> Named:
        right = {same for label, same in self._same.items() if self._right(output, label)}
        return frozenset(right) if len(right) == 1 else frozenset()

    def _right(self, output: str, label: str) -> bool:
        return self._scorer.score(output, label, self._given).value == 1


class _Settled:
    """Reads answers that settle on a label."""

    part: str | None = None

    def __init__(self, key: Key) -> None:
        self._key = key
        self.labels = key.words or tuple(key.letters.values())

    def expected(self, expected: Expected, /) -> Named:
        label = self._key.label_of(text_of(expected))
        return frozenset(() if label is None else (label,))

    def said(self, output: str, _expected: Expected, _score: float, /) -> Named:
        settled = self._key.settled(output)
        return frozenset(settled if len(settled) == 1 else ())


class _Several:
    """Reads answers that are sets of labels."""

    part: str | None = None

    def __init__(self, scorer: Set, labels: tuple[str, ...]) -> None:
        self._scorer = scorer
        self._key = scorer.key(labels)
        self.labels = self._key.words or tuple(self._key.letters.values())

    def expected(self, expected: Expected, /) -> Named:
        named = map(self._key.label_of, self._scorer.members(expected))
        return frozenset(label for label in named if label is not None)

    def said(self, output: str, _expected: Expected, _score: float, /) -> Named:
        return listed(output, self._key).labels
