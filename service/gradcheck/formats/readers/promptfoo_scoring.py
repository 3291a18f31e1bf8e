"""The one scoring of promptfoo's tests: the scorer that most of them have, and those that they all have beside it.

promptfoo's score of a test is the mean of its assertions by their weights, and so is that of `weighted`. Its scorers
read one expected answer, so an assertion is a part only where it expects the same as the others, or nothing of its own.
"""

from collections import Counter
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from gradcheck.domain.base import Value
from gradcheck.domain.task import Expected
from gradcheck.formats.readers.promptfoo_assertions import Equivalent, each_its_own
from gradcheck.formats.recognized import Findings
from gradcheck.scoring import Judge, Scoring, Weighted
from gradcheck.scoring.contains import Contains
from gradcheck.scoring.expected import acceptable
from gradcheck.scoring.weighted import Part

LARGEST_WEIGHT = 1e6
_MOST_PARTS = 20
_ByScorer = dict[bytes, Equivalent]


class CaseAnswer(Value, frozen=True, kw_only=True):
    """What a case expects, and the kinds of its scorers that are no part of the scoring."""

    expected: Expected
    left: tuple[str, ...] = ()


class Chosen(Value, frozen=True, kw_only=True):
    """The scoring of all cases, and the answer of each; None for one without the scorer that most have, `kind`."""

    scoring: Scoring | None
    kind: str
    answers: tuple[CaseAnswer | None, ...]


def choose(rows: Sequence[int], given: Sequence[Sequence[Equivalent]], found: Findings) -> Chosen:
    """The scoring of cases of which each is of a row and has these assertions."""
    cases = _by_scorer(rows, given, found)
    counts = Counter(key for case in cases for key in case)
    if not counts:
        return Chosen(scoring=None, kind="", answers=tuple(CaseAnswer(expected=None) for _ in cases))
    [(base, _)] = counts.most_common(1)
    scored = [case for case in cases if base in case]
    parts = _parts(base, scored)
    first = [scored[0][key] for key in parts]
    for kind in dict.fromkeys(map(_kind, first)):
        found.maps("assert", f"scoring {kind}")
    if len(parts) > 1:
        found.maps("several assertions and their weights", "scoring weighted")
    answers = tuple(
        CaseAnswer(
            expected=next((case[key].expected for key in parts if case[key].expected is not None), None),
            left=tuple(_kind(answer) for key, answer in case.items() if key not in parts),
        )
        if base in case
        else None
        for case in cases
    )
    return Chosen(scoring=_scoring(first), kind=_kind(first[0]), answers=answers)


def _parts(base: bytes, cases: Sequence[_ByScorer]) -> list[bytes]:
    """The scorer that all these cases have, and those beside it with one weight and no answer of their own."""
    parts, expected = [base], [case[base].expected for case in cases]
    if len({case[base].weight for case in cases}) > 1:
        return parts
    for key in cases[0]:
        if key == base or len(parts) == _MOST_PARTS or not all(key in case for case in cases):
            continue
        own = [case[key].expected for case in cases]
        agree = all(one is None or other is None or one == other for one, other in zip(own, expected, strict=True))
        if agree and len({case[key].weight for case in cases}) == 1:
            parts.append(key)
            expected = [one if other is None else other for one, other in zip(own, expected, strict=True)]
    return parts


def _scoring(parts: Sequence[Equivalent]) -> Scoring:
    if len(parts) == 1:
        return parts[0].scoring
    kinds = [_kind(part) for part in parts]
    names = [kind if kinds.count(kind) == 1 else f"{kind} {place}" for place, kind in enumerate(kinds, 1)]
    named = zip(names, parts, strict=True)
    return Weighted(parts=tuple(Part(name=name, weight=part.weight, scoring=part.scoring) for name, part in named))


def _by_scorer(rows: Sequence[int], given: Sequence[Sequence[Equivalent]], found: Findings) -> list[_ByScorer]:
    """Assertions by their scorer; of one test, texts to contain are one list.

    Rubrics are judges of their own where all tests that have some have the same ones. Else those of a test are one
    criterion, which it expects to be met.
    """
    rubrics = {frozenset(_key(answer) for answer in case if _is_rubric(answer)) for case in given} - {frozenset()}
    cases = []
    for row, case in zip(rows, given, strict=True):
        answers: _ByScorer = {}
        for answer in case:
            if _is_rubric(answer) and len(rubrics) > 1:
                _put(each_its_own(answer), answers, row, found)
            else:
                _put(answer, answers, row, found)
        cases.append(answers)
    return cases


def _put(answer: Equivalent, answers: _ByScorer, row: int, found: Findings) -> None:
    """Put an assertion beside those of its test; two of one scorer become one where they can."""
    key = _key(answer)
    before = answers.setdefault(key, answer)
    match answer.scoring:
        case _ if before is answer or before.expected == answer.expected:
            pass
        case Judge():
            answers[key] = replace(before, expected=f"{before.expected}\n{answer.expected}")
        case Contains(of_list="all"):
            texts = [*acceptable(before.expected), *acceptable(answer.expected)]
            answers[key] = replace(before, expected=texts)
            found.maps("several texts to contain", "one list, all of which count as one")
        case _:
            found.leaves(f"further assertions of one test that are scored by {_kind(answer)}", row)


def _is_rubric(answer: Equivalent) -> bool:
    return isinstance(answer.scoring, Judge) and answer.expected is None


def _kind(answer: Equivalent) -> str:
    return str(answer.scoring.__struct_config__.tag)


def _key(answer: Equivalent) -> bytes:
    return msgspec.json.encode(answer.scoring, order="sorted")
